"""A wave to measure on: a questionnaire, establishments, and an access code for each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import ROOT, Settings
from app.database import writing
from app.extensions import db
from app.services import frame, invite, questionnaires, waves

FOLDER = ROOT / "benchmarks" / "questionnaires"
COUNCIL = ROOT / "surveys" / "questionnaires" / "works-council.yaml"
SLUG = "messung"
SECRET, PEPPER = "measuring only " * 3, "pepper of the measurement " * 2
_COLUMNS = "establishment,name,wz,kreis,employees,has_works_council,sampled"


def application(url: str, folder: Path) -> Flask:
    """The application on a database, as production would run it."""
    return create_app(Settings(database_url=url, data_dir=folder, secret_key=SECRET, code_pepper=PEPPER))


def open_wave(app: Flask, questionnaire: Path, count: int) -> list[str]:
    """An open wave with ``count`` companies; returns their access codes."""
    today = datetime.now(UTC)
    new = waves.NewWave(
        SLUG, {"de": "Messung"}, 2025, 2030, opens_on=today.date(), closes_at=today + timedelta(days=30)
    )
    rows = (f"M{number:06},Messbetrieb {number},25,10041,40,nein,ja" for number in range(1, count + 1))
    with app.app_context(), writing(db.session):
        wave = waves.create(db.session, new)
        for path in (questionnaire, COUNCIL):
            questionnaires.attach(db.session, wave, questionnaires.take_file(db.session, path))
        text = "\n".join((_COLUMNS, *rows))
        frame.take(db.session, wave, text, source="invented", reference_date=date(2025, 6, 30))
        waves.open_wave(db.session, wave)
        pepper = app.extensions["settings"].code_pepper
        return [invitation.code for invitation in invite.invite(db.session, wave, "company", pepper)]
