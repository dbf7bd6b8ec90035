"""The forms of report plans: upload, copy, titles, and a block with its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.forms.staff import StaffForm
from surveys.texts import LANGUAGES, clean_text

ROWS_TO_FILL = 2
"""Empty rows for further values below those that are there."""
LANGUAGE_WORDS = {"de": "Deutsch", "en": "Englisch", "fr": "Französisch"}


def _clean(text: str | None) -> str:
    return clean_text(text or "").strip()


class UploadForm(StaffForm):
    """A plan as a file."""

    file = FileField("Plan (YAML)", [FileRequired("Bitte wählen Sie eine Datei.")])


class CopyForm(StaffForm):
    """A plan of one's own that begins as a copy."""

    source = SelectField("Vorlage", [InputRequired("Bitte wählen Sie eine Vorlage.")], validate_choice=False)
    name = StringField(
        "Kürzel", [InputRequired("Bitte geben Sie ein Kürzel ein.")], filters=[_clean],
        description="Kleinbuchstaben und Ziffern, zum Beispiel kurz-2026. Es steht in Adressen und Befehlen.",
    )  # fmt: skip
    title = StringField("Titel", [InputRequired("Bitte geben Sie einen Titel ein.")], filters=[_clean])


class TextsForm(StaffForm):
    """Something with words in three languages, by the version of the plan they were seen in."""

    version = HiddenField()

    def words(self, key: str) -> dict[str, str]:
        """What was entered for ``key``, by language."""
        return {language: text for language in LANGUAGES if (text := _clean(self[f"{key}_{language}"].data))}

    def rows(self, key: str) -> list[Field]:
        """The fields of ``key``."""
        return [self[f"{key}_{language}"] for language in LANGUAGES]


def texts_form(
    texts: Mapping[str, tuple[str, Mapping[str, str]]], extra: Callable[[], Mapping[str, Any]], long: Iterable[str] = ()
) -> type[TextsForm]:
    """A form with three fields for each of ``texts`` (key to label and words), then the fields that ``extra`` makes."""
    fields: dict[str, Any] = {}
    for key, (label, given) in texts.items():
        kind = TextAreaField if key in long else StringField
        for language in LANGUAGES:
            words = f"{label}, {LANGUAGE_WORDS[language]}"
            look = {"rows": 5} if key in long else {}
            fields[f"{key}_{language}"] = kind(words, default=given.get(language, ""), render_kw=look)
    return type("OwnTextsForm", (TextsForm,), {**fields, **extra()})


class ValueForm(Form):
    """What a block asks for; a row without a table is left out."""

    table = SelectField("Tabelle", validate_choice=False, choices=[])
    name = StringField("Name", filters=[_clean], description="Nur nötig, wenn ein Text den Wert nennt: {name}")
    key = StringField(
        "Zeile und Spalte", filters=[_clean],
        description="Für einen einzelnen Wert: je Dimension ein Code, mit Leerzeichen dazwischen",
    )  # fmt: skip
    group = StringField("Gruppe", filters=[_clean], description="Code der Gruppe, die neben allen stehen soll")
    most = StringField("Höchstens so viele Zeilen", filters=[_clean])
    label_de = StringField("Text unter der Kennzahl, Deutsch", filters=[_clean])
    label_en = StringField("Text unter der Kennzahl, Englisch", filters=[_clean])
    label_fr = StringField("Text unter der Kennzahl, Französisch", filters=[_clean])


def block_fields(views: Sequence[str], sections: Sequence[tuple[str, str]], *, has_claim: bool) -> dict[str, Any]:
    """The fields of a block beside its texts, as its kind needs them."""
    fields: dict[str, Any] = {}
    if views:
        chosen = [
            SelectChoice("", "wie es zu den Daten passt"),
            *(SelectChoice(view, VIEW_WORDS[view]) for view in views),
        ]
        fields["view"] = SelectField("Form", choices=chosen, validate_choice=False)
    if sections:
        fields["section"] = SelectField(
            "Abschnitt", choices=[SelectChoice(*one) for one in sections], validate_choice=False
        )
    if has_claim:
        fields["claim"] = StringField(
            "Aussage", filters=[_clean],
            description="Zwei Namen von Werten: erster > zweiter. Titel oder Text stehen nur da, wenn das sicher ist.",
        )  # fmt: skip
    return fields


def values_field(given: Sequence[Mapping[str, str]], most: int) -> Any:
    """The rows of the values of a block, with some to fill, and no more than it can have."""
    return FieldList(FormField(ValueForm), min_entries=min(len(given) + ROWS_TO_FILL, most), default=list(given))


VIEW_WORDS = {
    "bars": "Balken", "likert": "Zustimmung in Stufen", "dots": "Punkte mit Intervallen", "heat": "Farbmatrix",
    "slope": "Linien zwischen zwei Seiten", "dumbbell": "Abstände zwischen zwei Seiten", "box": "kurz, als Kasten",
}  # fmt: skip
