"""What a release gives each block of a file: derived from the release alone, never from what wrote the file.

Rounding, signs and the order of tables are stated here a second time, on purpose: were they taken from the writers,
a writer's mistake would be its own proof.
"""
