"""Two different people let a release out: who built it never approves it, everybody else of the house may.

Here the second person had it verified, too; elsewhere it is mostly the builder who did.
"""

import pytest
from flask import Flask
from sqlalchemy import update

from app.database import writing
from app.extensions import db
from app.models import ReleaseState, StoredRelease, User, now
from app.services import accounts, approval, publish, verification
from app.services.refusals import Refused
from tests.accounts import address, visitor
from tests.integration.analysis.field import SLUG
from tests.releases import build_again, built_release
from tests.workers import press_and_wait

PAGES = f"/intern/wellen/{SLUG}/veroeffentlichungen"
LEAD, ANALYST = "manager", "analyst"
NOBODY = "gibt es zurzeit niemanden"


@pytest.fixture
def two(house: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A house of one lead and one analyst; a single small file stands for all of a release."""
    monkeypatch.setattr(publish, "EDITIONS", (("csv", "de"),))
    _switch(house, "contacts", "admin", is_active=False)
    return house


def _switch(app: Flask, *roles: str, is_active: bool) -> None:
    with app.app_context(), writing(db.session):
        chosen = update(User).where(User.email.in_([address(role) for role in roles]))
        db.session.execute(chosen.values(is_active=is_active))


def _state(app: Flask, release_id: str) -> ReleaseState:
    with app.app_context():
        return db.session.get_one(StoredRelease, release_id).state


def test_a_house_of_two_lets_a_release_out_on_screen(two: Flask) -> None:
    release_id = built_release(two)
    lead, analyst = visitor(two, LEAD), visitor(two, ANALYST)
    analyst.open(f"{PAGES}/{release_id}")
    assert "Danach gibt eine zweite Person sie frei. Freigeben kann: Person analyst (Auswertung)." in analyst.text
    press_and_wait(two, analyst, "Dateien schreiben und prüfen")
    for page in ("", "/freigeben"):
        lead.open(f"{PAGES}/{release_id}{page}")
        assert "selbst gebaut. Freigeben muss sie eine zweite Person. Freigeben kann: Person analyst" in lead.text
        assert not [button for button in lead.soup.select("main .button") if "Freigeben" in button.get_text()]
    analyst.open(f"{PAGES}/{release_id}")
    analyst.open(analyst.links["Freigeben …"])
    analyst.press("Freigeben")
    assert _state(two, release_id) is ReleaseState.APPROVED


def test_a_house_of_two_lets_a_release_out_by_command(two: Flask) -> None:
    release_id = built_release(two)

    def run(command: str, role: str, status: int = 0) -> str:
        result = two.test_cli_runner().invoke(args=["release", command, release_id, "--as", address(role)])
        assert result.exit_code == status, result.output
        return str(result.output)

    assert "Freigeben kann: Person analyst (Auswertung)." in run("verify", ANALYST)
    assert "Freigeben kann: Person analyst (Auswertung)." in run("approve", LEAD, status=1)
    assert "Freigegeben" in run("approve", ANALYST)


def test_of_two_leads_the_other_one_approves(two: Flask) -> None:
    release_id = built_release(two)
    with two.app_context(), writing(db.session):
        db.session.execute(update(User).where(User.email == address(ANALYST)).values(role=LEAD))
    build_again(two, release_id, address(ANALYST))
    with two.app_context():
        first, second = (accounts.by_email(db.session, address(one)).id for one in (LEAD, ANALYST))
        assert publish.find(db.session, release_id).built_by == first, "who builds the same again is not its builder"
        done = verification.verify(db.session, publish.find(db.session, release_id))
        with writing(db.session):
            verification.settle(db.session, done, now(), second)
        with pytest.raises(Refused, match=r"Person analyst \(Befragungsleitung\)"), writing(db.session):
            approval.approve(db.session, release_id, now(), first)
        with writing(db.session):
            approval.approve(db.session, release_id, now(), second)
    assert _state(two, release_id) is ReleaseState.APPROVED


def test_who_is_alone_reads_how_somebody_joins(two: Flask) -> None:
    _switch(two, ANALYST, is_active=False)
    release_id = built_release(two)
    lead = visitor(two, LEAD)
    lead.open(f"{PAGES}/{release_id}")
    assert NOBODY in lead.text, "before anything is verified"
    result = two.test_cli_runner().invoke(args=["release", "verify", release_id, "--as", address(LEAD)])
    assert NOBODY in result.output
    lead.open(f"{PAGES}/{release_id}/freigeben")
    assert lead.status == 409
    assert NOBODY in lead.text
    assert "unter „Konten“" in lead.text
    _switch(two, ANALYST, is_active=True)
    lead.open(f"{PAGES}/{release_id}/freigeben")
    assert "Freigeben kann: Person analyst (Auswertung)." in lead.text
