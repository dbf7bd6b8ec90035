"""Disclosure control: which figures may be printed. The only maker of a ``Release``."""
