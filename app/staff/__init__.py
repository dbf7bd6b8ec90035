"""Pages of the field team and the analysts."""
