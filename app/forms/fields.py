"""The field of an answer: everything that the macro of its shape draws.

Not a WTForms field: parsing and checking are the engine's (``surveys.fill``), and a page can have a hundred of
these, so it is a plain object. ``docs/decisions`` says what that saves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Option(NamedTuple):
    """One answer on offer. ``lang`` is set when the words are not in the page's language."""

    code: str
    label: str
    lang: str = ""
    is_apart: bool = False
    is_exclusive: bool = False


@dataclass(slots=True, eq=False)
class AnswerField:
    """One control or group of controls. ``name`` is the place of the answer; ``shape`` names its macro."""

    name: str
    shape: str
    text: str = ""
    lang: str = ""
    hint: str = ""
    hint_lang: str = ""
    page_lang: str = ""
    problem: str = ""
    asks: Sequence[tuple[str, str]] = ()
    is_shown: bool = True
    is_optional: bool = False
    values: Sequence[str] = ()
    options: Sequence[Option] = ()
    groups: Sequence[tuple[str, Sequence[Option]]] = ()
    others: Mapping[str, AnswerField] = field(default_factory=dict)
    missing: Sequence[Option] = ()
    missing_values: Sequence[str] = ()
    unit: str = ""
    unit_lang: str = ""
    width: str = ""
    inputmode: str = ""
    kind: str = "text"
    autocomplete: str = "off"
    note: str = ""
    lines: int = 1
    show: str = "radio"
    search: str = ""
    step: str = ""
    fields: Sequence[AnswerField] = ()
    statement: str = ""
    statement_lang: str = ""
    drawn: str = ""

    @property
    def id(self) -> str:
        """The anchor of the field: its place."""
        return self.name

    @property
    def state(self) -> str:
        """The CSS class of a field that needs attention, with the space before it."""
        if self.problem:
            return " is-wrong"
        return " is-asked" if self.asks else ""
