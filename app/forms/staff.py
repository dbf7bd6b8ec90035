"""The forms of staff and of everyone with an account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from exports.dates import HERE
from surveys.texts import clean_text


def _clean(text: str | None) -> str:
    return clean_text(text or "").strip()


def _needed(words: str) -> InputRequired:
    return InputRequired(words)


def _year(_form: Any, field: Any) -> None:
    # What is no number at all has been told already.
    if field.data is not None and not 2000 <= field.data <= 2100:
        raise ValidationError("Bitte geben Sie ein Jahr von 2000 bis 2100 ein.")


class StaffForm(FlaskForm):
    """A form whose problems can be listed above it."""

    class Meta(FlaskForm.Meta):
        """Staff read German, in the words of WTForms where ours are missing."""

        locales = ("de",)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Anchor and words of each problem, in the order of the page."""
        return [(f"#{field.id}", str(error)) for field in self for error in field.errors]

    def refuse(self, field: Field, words: str) -> None:
        """Put what a service said beside the field it is about."""
        field.errors = (*field.errors, words)


class SignInForm(StaffForm):
    """E-mail and password."""

    email = StringField(
        "E-Mail-Adresse", [_needed("Bitte geben Sie Ihre E-Mail-Adresse ein.")], filters=[_clean],
        render_kw={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"},
    )  # fmt: skip
    password = PasswordField(
        "Passwort", [_needed("Bitte geben Sie Ihr Passwort ein.")], render_kw={"autocomplete": "current-password"}
    )


class PasswordForm(StaffForm):
    """A new password for the own account."""

    old = PasswordField(
        "Bisheriges Passwort", [_needed("Bitte geben Sie Ihr bisheriges Passwort ein.")],
        render_kw={"autocomplete": "current-password"},
    )  # fmt: skip
    new = PasswordField(
        "Neues Passwort", [_needed("Bitte geben Sie ein neues Passwort ein.")],
        description="Mindestens 12 Zeichen. Ein Satz, den nur Sie kennen, ist gut.",
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip


class AccountForm(StaffForm):
    """A new account."""

    name = StringField("Name", [_needed("Bitte geben Sie einen Namen ein."), Length(max=200)], filters=[_clean])
    email = StringField(
        "E-Mail-Adresse", [_needed("Bitte geben Sie eine E-Mail-Adresse ein."), Length(max=254)], filters=[_clean]
    )
    role = SelectField("Rolle", [_needed("Bitte wählen Sie eine Rolle.")], validate_choice=False)
    password = PasswordField(
        "Erstes Passwort", [_needed("Bitte geben Sie ein Passwort ein.")],
        description="Mindestens 12 Zeichen. Die Person ändert es nach der ersten Anmeldung.",
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip

    def __init__(self, roles: Sequence[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.role.choices = [SelectChoice(code, label) for code, label in roles]


class DatesForm(StaffForm):
    """When a wave opens and on which day its deadline ends."""

    opens_on = DateField(
        "Geplanter Tag der Öffnung", [Optional()], description="Zur Planung. Geöffnet wird die Welle von Hand."
    )
    last_day = DateField(
        "Letzter Tag der Frist", [Optional()], description="Antworten sind bis 24 Uhr dieses Tages möglich."
    )

    @property
    def closes_at(self) -> datetime | None:
        """The end of the last day by the clock of the Saarland."""
        return end_of(self.last_day.data) if self.last_day.data else None


class WaveForm(DatesForm):
    """A new wave."""

    title_de = StringField("Titel", [_needed("Bitte geben Sie einen Titel ein."), Length(max=200)], filters=[_clean])
    title_en = StringField("Titel auf Englisch", [Length(max=200)], filters=[_clean])
    slug = StringField(
        "Kürzel", [_needed("Bitte geben Sie ein Kürzel ein.")], filters=[_clean],
        description="Kleinbuchstaben, Ziffern und Bindestriche, zum Beispiel „herbst\N{NON-BREAKING HYPHEN}2026“. "
        "Es steht in Adressen und lässt sich nicht mehr ändern.",
    )  # fmt: skip
    reference_year = IntegerField(
        "Bezugsjahr", [_needed("Bitte geben Sie das Bezugsjahr ein."), _year],
        description="Das letzte volle Kalenderjahr, auf das sich Fragen zurückbeziehen.",
    )  # fmt: skip
    target_year = IntegerField(
        "Zieljahr", [_needed("Bitte geben Sie das Zieljahr ein."), _year],
        description="Das Jahr, bis zu dem der Bedarf erfragt wird.",
    )  # fmt: skip
    contact_phone = StringField(
        "Telefon des Befragungsteams", [Length(max=60)], filters=[_clean],
        description="Steht auf jeder Seite der Befragung. Leer: die allgemeine Nummer.",
    )  # fmt: skip
    contact_mail = StringField("E-Mail-Adresse des Befragungsteams", [Length(max=254)], filters=[_clean])
    is_invented = BooleanField("Diese Welle enthält nur erfundene Daten (Vorführung, Schulung)")

    @property
    def title(self) -> dict[str, str]:
        """The titles that were given, by language."""
        titles = {"de": self.title_de.data, "en": self.title_en.data}
        return {language: words for language, words in titles.items() if words}


class ExtendForm(StaffForm):
    """A later deadline."""

    last_day = DateField("Neuer letzter Tag der Frist", [_needed("Bitte geben Sie einen Tag ein.")])

    @property
    def closes_at(self) -> datetime:
        """The end of the last day by the clock of the Saarland."""
        return end_of(self.last_day.data)


class ConfirmForm(StaffForm):
    """Nothing but the question whether it is meant."""


class WithdrawalForm(StaffForm):
    """Why a release is taken back."""

    reason = TextAreaField(
        "Grund", [_needed("Bitte nennen Sie den Grund."), Length(max=1000)], filters=[_clean],
        description="Netzwerkpartner lesen ihn bei der Veröffentlichung. Bitte nennen Sie darin keinen Betrieb und "
        "keine verborgene Zahl.",
        render_kw={"rows": "4"},
    )  # fmt: skip
    may_be_read = BooleanField("Keine Zahl im Grund ist in der Veröffentlichung verborgen.")

    def validate_may_be_read(self, field: Any) -> None:
        """Partners read the reason, and no program knows which of its numbers are meant: whoever writes it is asked."""
        numbers = re.findall(r"\d+(?:[.,]\d+)*", self.reason.data or "")
        if numbers and not field.data:
            raise ValidationError(
                f"Zahlen im Grund: {'; '.join(dict.fromkeys(numbers))}. Netzwerkpartner lesen sie. Bitte streichen "
                "Sie, was verborgen ist, oder bestätigen Sie, dass keine davon verborgen ist."
            )


class QuestionnaireForm(StaffForm):
    """A questionnaire as YAML file."""

    file = FileField("Fragebogen (YAML)", [FileRequired("Bitte wählen Sie eine Datei.")])


class FrameForm(StaffForm):
    """A frame as CSV or XLSX with its source."""

    file = FileField("Auswahlgrundlage (CSV oder XLSX)", [FileRequired("Bitte wählen Sie eine Datei.")])
    source = StringField(
        "Quelle", [_needed("Bitte nennen Sie die Quelle."), Length(max=300)], filters=[_clean],
        description="Steht im Bericht, zum Beispiel „Unternehmensregister, Statistisches Amt Saarland“.",
    )  # fmt: skip
    reference_date = DateField("Stichtag", [_needed("Bitte geben Sie den Stichtag ein.")])
    is_random_sample = BooleanField(
        "Die Stichprobe ist zufällig aus dieser Auswahlgrundlage gezogen",
        description="Nur dann stehen die Antworten für alle Betriebe: Zahlen der Betriebe werden auf die ganze "
        "Auswahlgrundlage hochgerechnet, je Schicht, und tragen ein Vertrauensintervall. Haben Betriebe sich selbst "
        "gemeldet oder wurden sie über Netzwerke angesprochen, lassen Sie das Feld frei: Dann werden die Antworten "
        "gezählt, und jede Seite sagt „nicht hochgerechnet“.",
    )


class ReissueForm(StaffForm):
    """Which invitation gets a new code."""

    reference = StringField("Nummer des Betriebs", [_needed("Bitte geben Sie die Nummer ein.")], filters=[_clean])
    role = SelectField(
        "Fragebogen",
        [_needed("Bitte wählen Sie einen Fragebogen.")],
        choices=[SelectChoice("company", "Betrieb"), SelectChoice("works_council", "Betriebsrat")],
    )


def end_of(day: date) -> datetime:
    """24 o'clock of a day by the clock of the Saarland."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), HERE)
