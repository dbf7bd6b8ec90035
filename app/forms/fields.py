"""The form field of an answer: a WTForms field that knows all the words and options it is drawn with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from wtforms import Field
from wtforms.meta import DefaultMeta

_META = DefaultMeta()
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Option(NamedTuple):
    """One answer on offer. ``lang`` is set when the words are not in the page's language."""

    code: str
    label: str
    lang: str = ""
    note: str = ""
    is_apart: bool = False
    is_exclusive: bool = False


class RowFields(NamedTuple):
    """One row of a grid: its words and the fields of its columns."""

    text: str
    lang: str
    columns: tuple[AnswerField, ...]


class AnswerField(Field):
    """One control or group of controls. ``name`` is the place of the answer; ``shape`` names its macro.

    WTForms neither parses nor validates it: raw text goes to ``surveys.fill``, which says what is wrong.
    """

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
    others: Mapping[str, AnswerField] = _NOTHING
    missing: Sequence[Option] = ()
    missing_values: Sequence[str] = ()
    unit: str = ""
    unit_lang: str = ""
    width: str = ""
    inputmode: str = ""
    lines: int = 1
    show: str = "radio"
    search: str = ""
    step: str = ""
    fields: Sequence[AnswerField] = ()
    rows: Sequence[RowFields] = ()
    statement: str = ""
    statement_lang: str = ""

    def __init__(self, place: str, shape: str, **facts: Any) -> None:
        super().__init__(name=place, _form=None, _meta=_META)
        self.shape = shape
        self.__dict__.update(facts)

    @property
    def state(self) -> str:
        """The CSS class of a field that needs attention, with the space before it."""
        if self.problem:
            return " is-wrong"
        return " is-asked" if self.asks else ""
