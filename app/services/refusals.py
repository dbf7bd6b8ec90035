"""What a service says when it will not do something."""

from __future__ import annotations


class Refused(Exception):
    """An act that is not possible now; the text (German, one or two sentences) is for the screen."""


class Unknown(Refused):
    """What was named does not exist."""
