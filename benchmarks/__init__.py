"""How fast it is: measured, printed as a table, never asserted."""
