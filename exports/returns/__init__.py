"""What participants get back: their own answers beside released figures, and a sheet made of their answers alone.

Each is told once, as parts in the order of reading, and drawn twice: as a page and as a PDF.
"""
