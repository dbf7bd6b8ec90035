"""The item types: what each reads, asks, checks and shows. ``registry`` holds the table of all."""
