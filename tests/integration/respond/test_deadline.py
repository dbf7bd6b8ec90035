"""What is said about the end: the last day, what a closed wave still takes, and that a trial run never counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.database import writing
from app.extensions import db
from app.filters import deadline
from app.forms.staff import end_of
from app.models import Assignment, WaveState, now
from tests.integration.respond.conftest import OpenField
from tests.integration.respond.test_handing_in import ready

YEAR = now().year + 1
SAID = {
    "de": f"20.\N{SPACE}Dezember {YEAR}, 24\N{NO-BREAK SPACE}Uhr",
    "en": f"December 20, {YEAR}, 24:00",
    "fr": f"20 décembre {YEAR} à 24\N{NO-BREAK SPACE}h",
}


def _make_trial(app: Flask) -> None:
    with app.app_context(), writing(db.session):
        db.session.execute(update(Assignment).values(is_trial=True))


@pytest.mark.parametrize("language", SAID)
def test_a_deadline_is_the_end_of_its_last_day(in_field: OpenField, language: str) -> None:
    field = in_field("single")
    field.change_wave(closes_at=end_of(date(YEAR, 12, 20)))
    visitor = field.respondent()
    visitor.open(f"/befragung/pause?language={language}")
    said = visitor.at("main").get_text()
    assert SAID[language] in said
    assert "21" not in said.split("20")[0]
    visitor = ready(field)
    visitor.press("Antworten abgeben" if language == "de" else visitor.at("main form button").get_text())
    visitor.open(f"/befragung/quittung?language={language}")
    assert SAID[language] in visitor.at("main").get_text()
    assert "00:00" not in visitor.text


def test_a_deadline_in_the_middle_of_a_day_has_its_time(app: Flask) -> None:
    with app.test_request_context("/befragung/", headers={"Accept-Language": "de"}):
        assert deadline(datetime(2026, 12, 20, 11, 30, tzinfo=UTC)) == "20. Dezember 2026, 12:30"
        assert deadline(datetime(2026, 7, 20, 22, 0, tzinfo=UTC)).startswith("20. Juli 2026, 24")


def test_after_a_closing_by_hand_only_minutes_are_promised(in_field: OpenField) -> None:
    field = in_field("single")
    field.change_wave(closes_at=end_of(date(YEAR, 12, 20)))
    visitor = ready(field)
    visitor.press("Antworten abgeben")
    field.change_wave(state=WaveState.CLOSED, closed_at=now() - timedelta(minutes=2))
    visitor.open("/befragung/quittung")
    assert "Dezember" not in visitor.text.partition("Etwas ändern")[2]
    assert "Wenige Minuten" in visitor.text
    visitor.press("Antworten ändern")
    visitor.open("/befragung/pause")
    assert "gerade zu Ende gegangen" in visitor.text
    assert "Dezember" not in visitor.text.partition("So machen Sie")[2]


def test_a_trial_run_says_on_every_page_that_it_does_not_count(app: Flask, in_field: OpenField) -> None:
    words = "Probelauf – Ihre Antworten zählen nicht"
    field = in_field("single")
    assert words not in field.respondent().text
    _make_trial(app)
    visitor = field.respondent()
    for path in ("start", "uebersicht", "auswahl", "pause", "pruefen"):
        visitor.open(f"/befragung/{path}")
        assert visitor.status == 200
        assert words in visitor.text, path
    visitor = ready(field)
    visitor.press("Antworten abgeben")
    assert words in visitor.text
    assert "Solange die Befragung läuft" in visitor.text, "a trial run goes on after the deadline"
    field.change_wave(state=WaveState.CLOSED, closed_at=now() - timedelta(hours=1))
    late = field.respondent()
    assert late.status == 403
    assert "zählen mit" not in late.text
    assert "zählen nicht" in late.text


def test_nobody_else_is_told_of_a_trial_run(app: Flask, in_field: OpenField) -> None:
    field = in_field("single", 2)
    with app.app_context(), writing(db.session):
        first = db.session.scalars(select(Assignment).order_by(Assignment.id)).first()
        assert first is not None
        first.is_trial = True
    assert "Probelauf" in field.respondent(0).text
    assert "Probelauf" not in field.respondent(1).text
