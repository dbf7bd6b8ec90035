"""Texts are as long as their columns at most: PostgreSQL refuses a longer one, SQLite would keep it."""

import pytest
from sqlalchemy import String
from sqlalchemy.orm import InstrumentedAttribute

from app.models import ContactConsent, Establishment
from app.services import frame
from surveys.items.consent import CONTACT_LENGTHS, Consent
from surveys.texts import Text

ROW = {"establishment": "B1", "name": "Eins", "wz": "29", "kreis": "10041", "employees": "64", "enterprise": "U1"}
CONSENT = Consent(id="kontakt", purposes=(("results", Text.of(de="Ergebnisse")),))


def _longest(column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]) -> int:
    kind = column.type
    assert isinstance(kind, String)
    assert kind.length is not None
    return kind.length


def _refused(name: str, value: str) -> str:
    row = {**ROW, name: value}
    _, refused = frame.read(f"{','.join(row)}\n{','.join(row.values())}\n")
    return " ".join(each.reason for each in refused)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("establishment", Establishment.reference),
        ("name", Establishment.name),
        ("enterprise", Establishment.enterprise_id),
    ],
)
def test_a_text_of_a_frame_fits_its_column(name: str, column: InstrumentedAttribute[str]) -> None:
    longest = _longest(column)
    assert not _refused(name, "x" * longest)
    assert f"{name} ist länger als {longest} Zeichen" in _refused(name, "x" * (longest + 1))


@pytest.mark.parametrize("name", CONTACT_LENGTHS)
def test_a_contact_fits_its_column(name: str) -> None:
    longest = _longest(getattr(ContactConsent, name))
    typed = {"kontakt": ["results"], "kontakt.phone": ["0681 12"]}
    end = "@example.org" if name == "email" else ""
    sign = "1" if name == "phone" else "x"
    fitting = sign * (longest - len(end)) + end
    granted, problems = CONSENT.read({**typed, f"kontakt.{name}": [fitting]}, "kontakt")
    assert (granted.contact[name], problems) == (fitting, ())
    (problem,) = CONSENT.read({**typed, f"kontakt.{name}": [sign + fitting]}, "kontakt")[1]
    assert (problem.place, problem.message.code) == (f"kontakt.{name}", "text.too_long")
    assert problem.message.params == {"max": longest, "given": longest + 1}
