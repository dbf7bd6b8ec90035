"""The form beside each free text."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import AnyOf, Length, Regexp

from app.forms.staff import StaffForm
from surveys.texts import clean_text

LONGEST_CODE = 40


class ReviewForm(StaffForm):
    """A code for a text, and whether it may be in the files of the house."""

    key = HiddenField(validators=[Regexp("[0-9a-f]{64}")])
    code = StringField(
        "Code", [Length(max=LONGEST_CODE, message=f"Ein Code hat höchstens {LONGEST_CODE} Zeichen.")],
        filters=[lambda text: clean_text(text or "")],
    )  # fmt: skip
    act = HiddenField(validators=[AnyOf(("release", "hold"))])
