"""What a service says when it will not do something."""

from __future__ import annotations


class Refused(Exception):
    """An act that is not possible now; the text (German, one or two sentences) is for the screen.

    ``about`` names the value that is to blame, where it is one of several.
    """

    def __init__(self, words: str = "", about: str = "") -> None:
        super().__init__(words)
        self.about = about


class Unknown(Refused):
    """What was named does not exist."""
