"""The one refusal of all readers."""


class Unreadable(ValueError):
    """A file is damaged, or it holds something that its reader does not know."""
