"""Any number of tables over the same records, protected together with all that was released before."""
