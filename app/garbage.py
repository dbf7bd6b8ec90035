"""How often Python looks for garbage: what figures are made of stays, and is looked through in vain."""

from __future__ import annotations

import gc


def look_rarely() -> None:
    """A release is made and read back as millions of small parts: looking at them again and again took a quarter."""
    gc.set_threshold(50_000, 20, 20)


def leave_alone() -> None:
    """Never look again among what is there now; of a page with a thousand figures that took a third."""
    gc.collect()
    gc.freeze()
