"""The list of codes as a file from which letters and mails are made."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import Final

from app.models import Role
from app.services.invite import Invitation

HEAD: Final = ("Nummer", "Betrieb", "Fragebogen", "Zugangscode", "Link")
SIDES: Final = {Role.COMPANY: "Betrieb", Role.WORKS_COUNCIL: "Betriebsrat"}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(listed: Iterable[Invitation], address_of: Callable[[str], str]) -> bytes:
    """Invitations as UTF-8 with a mark of its order and semicolons, as spreadsheet programs of our country read it.

    ``address_of`` turns the word of a link into its whole address.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEAD)
    for line in listed:
        values = (line.reference, line.name, SIDES[line.role], line.code, address_of(line.link_word))
        writer.writerow([_as_text(value) for value in values])
    return text.getvalue().encode("utf-8-sig")


def _as_text(value: str) -> str:
    """A value that no spreadsheet program takes for a formula: names come from files of others."""
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
