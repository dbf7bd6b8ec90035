"""What stands against a change of a plan, said for its form: beside the field, in the words that the form uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from wtforms import Field

from analysis.plan import PlanProblem
from app.forms.plans import LANGUAGE_WORDS, TextsForm
from app.services.plans import Unusable
from app.services.refusals import Refused
from app.staff.plan_words import BLOCK_WORDS

FIRST: Final = "#first"
KEY_WORDS: Final[Mapping[str, str]] = {
    "title": "Titel",
    "subtitle": "Untertitel",
    "text": "Text",
    "otherwise": "Sonst",
    "claim": "Aussage",
    "table": "Tabelle",
    "name": "Name",
    "key": "Zeile und Spalte",
    "group": "Gruppe",
    "most": "Höchstens so viele Zeilen",
    "label": "Text unter der Kennzahl",
    "view": "Form",
    "section": "Abschnitt",
}
"""What the form calls the keys of a file."""
KEY: Final = re.compile(rf"„({'|'.join(KEY_WORDS)})(?:\.(de|en|fr))?“")
KIND: Final = re.compile(rf"Block „({'|'.join(BLOCK_WORDS)})“")
OF_FILE: Final = re.compile(r" \(Zeile \d+\)|^„[^“]*“ \(Tabelle „[^“]*“\): ")
"""What only a reader of the file needs: its lines, and which value of it is meant."""
NO_CHOICE: Final = "In diesem Plan ist keine Gruppe zu wählen. {group}, {parameter} und {choice} gehen deshalb nicht."


def refuse(form: TextsForm, refused: Refused, place: str) -> list[tuple[str, str]]:
    """Put what was refused beside its fields; anchor and words of each problem. ``place`` is what the form changes."""
    fields = {field.id: field for field in _fields(form)}
    problems = refused.problems if isinstance(refused, Unusable) else ()
    if not problems:
        given = [(refused.about, line) for line in str(refused).splitlines()]
    else:
        given = [_told(form, one, place, fields) for one in problems]
    for name, words in given:
        if name in fields:
            form.refuse(fields[name], words)
    return [(f"#{name}" if name in fields else FIRST, words) for name, words in given]


def refuse_empty(form: TextsForm) -> list[tuple[str, str]]:
    """Put beside each field that is needed and empty that it is; anchor and words of each."""
    empty = [field for field in form if field.flags.required and not str(field.data or "").strip()]
    for field in empty:
        form.refuse(field, f"Bitte füllen Sie „{field.label.text}“ aus.")
    return [(f"#{field.id}", field.errors[-1]) for field in empty]


def in_form(words: str) -> str:
    """A sentence about a file in the words of the form."""
    if "parameter:" in words:
        return NO_CHOICE
    words = KIND.sub(lambda found: f"Block „{_kind_words()[found[1]]}“", OF_FILE.sub("", words))
    return KEY.sub(_key_words, words)


def _told(form: TextsForm, problem: PlanProblem, place: str, known: Collection[str]) -> tuple[str, str]:
    """Field and words of a problem; of one elsewhere in the plan the words say where."""
    words, name = in_form(problem.words), _field_of(form, problem.spot)
    if problem.place == place or (f"{problem.place},".startswith(f"{place},") and name in known):
        return name, words
    return "", f"{problem.place}: {words}"


def _field_of(form: TextsForm, spot: str) -> str:
    """The id of the field that a key of the file is entered in."""
    number, _, key = spot.partition(".")
    if not number.isdecimal():
        return spot.replace(".", "_")
    rows = _filled(form)
    place = rows[int(number) - 1] if 0 < int(number) <= len(rows) else 0
    return f"values-{place}-{key.replace('.', '_')}"


def _filled(form: TextsForm) -> Sequence[int]:
    """The rows that values were entered in: an empty one is none of the block."""
    return [place for place, row in enumerate(form["values"]) if row.form.table.data] if "values" in form else []


def _fields(form: TextsForm) -> Iterator[Field]:
    """All fields that have a place on the page, those of values too."""
    for field in form:
        if field.type == "FieldList":
            for row in field:
                yield from row.form
        elif field.type not in ("CSRFTokenField", "HiddenField"):
            yield field


def _key_words(found: re.Match[str]) -> str:
    language = f", {LANGUAGE_WORDS[found[2]]}" if found[2] else ""
    return f"„{KEY_WORDS[found[1]]}{language}“"


def _kind_words() -> dict[str, str]:
    return {kind.value: words for kind, (words, _) in BLOCK_WORDS.items()}
