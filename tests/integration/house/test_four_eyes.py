"""Two different people let a release out: who built it never approves it, everybody else of the house may.

Here the second person had it verified, too; elsewhere it is mostly the builder who did.
"""

import pytest
from flask import Flask
from sqlalchemy import update

from app.database import writing
from app.extensions import db
from app.models import ReleaseState, StoredRelease, User, now
from app.services import accounts, approval, jobs, publish, verification
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


def test_an_analyst_looks_at_a_plan_and_approves_what_somebody_else_built_after_it(two: Flask) -> None:
    report = built_release(two)
    with two.app_context(), writing(db.session):
        db.session.delete(db.session.get_one(StoredRelease, report))
    analyst, lead = visitor(two, ANALYST), visitor(two, LEAD)
    analyst.open("/intern/plaene/bericht")
    press_and_wait(two, analyst, "Vorschau bauen")
    preview = analyst.path.rsplit("/", 1)[-1]
    assert "weder geprüft noch freigegeben" in analyst.text
    buttons = [button.get_text() for button in analyst.soup.select("main button")]
    assert not [text for text in buttons if "prüfen" in text or "Als Veröffentlichung" in text], buttons
    with two.app_context():
        with pytest.raises(Refused, match="Vorschau wird weder geprüft"):
            verification.verify(db.session, publish.find(db.session, preview))
        assert approval.why_never(publish.find(db.session, preview))

    lead.open(analyst.path)
    press_and_wait(two, lead, "Als Veröffentlichung bauen")
    assert lead.path == analyst.path, "the same plan of the same data"
    with two.app_context():
        row, first = publish.find(db.session, preview), accounts.by_email(db.session, address(LEAD)).id
        assert (row.is_preview, row.built_by) == (False, first), "who builds it to go out answers for it"
    press_and_wait(two, lead, "Dateien schreiben und prüfen")
    analyst.open(f"{PAGES}/{preview}/freigeben")
    analyst.press("Freigeben")
    assert _state(two, preview) is ReleaseState.APPROVED


def test_a_preview_brings_nothing_back_and_changes_no_draft(two: Flask) -> None:
    release_id = built_release(two)
    with two.app_context(), writing(db.session):
        row = db.session.get_one(StoredRelease, release_id)
        row.state, built_by = ReleaseState.WITHDRAWN, row.built_by
    build_again(two, release_id, address(ANALYST), is_preview=True)
    with two.app_context():
        row = db.session.get_one(StoredRelease, release_id)
        assert (row.state, row.is_preview, row.built_by) == (ReleaseState.WITHDRAWN, False, built_by)
    with pytest.raises(Refused, match="nur die Befragungsleitung"):
        build_again(two, release_id, address(ANALYST))


def test_an_analyst_removes_only_previews_of_their_own(two: Flask) -> None:
    release_id = built_release(two)
    page, token = f"{PAGES}/{release_id}", "main input[name=csrf_token]"
    analyst = visitor(two, ANALYST)
    for is_preview, is_own, status in ((False, True, 409), (True, False, 409), (True, True, 200)):
        with two.app_context(), writing(db.session):
            row = db.session.get_one(StoredRelease, release_id)
            row.is_preview, row.built_by = (
                is_preview,
                accounts.by_email(db.session, address(ANALYST if is_own else LEAD)).id,
            )
        analyst.open(page)
        assert ("entfernen" in analyst.text) is (status == 200)
        analyst.open("/intern/plaene")
        analyst.send({"csrf_token": analyst.at(token)["value"]}, f"{page}/entfernen")
        assert analyst.status == status
    assert "Der Entwurf ist entfernt" in analyst.text


def test_a_draft_that_another_one_has_overtaken_says_so_before_it_is_verified(two: Flask) -> None:
    release_id = built_release(two)
    with two.app_context(), writing(db.session):
        row = db.session.get_one(StoredRelease, release_id)
        other = {"id": "f" * 64, "state": ReleaseState.APPROVED, "approved_at": now(), "document": {}, "beside": {}}
        same = {name: getattr(row, name) for name in ("wave_id", "snapshot_id", "built_at", "built_by")}
        db.session.add(StoredRelease(**same, **other))
    lead, analyst = visitor(two, LEAD), visitor(two, ANALYST)
    for someone, buttons in ((lead, {"Neu bauen"}), (analyst, set())):
        someone.open(f"{PAGES}/{release_id}")
        assert "Dieser Entwurf kann so nicht mehr freigegeben werden" in someone.text
        assert "Dateien schreiben und prüfen" not in someone.text
        found = {button.get_text(strip=True) for button in someone.soup.select("main button")}
        assert buttons <= found
    lead.press("Neu bauen")
    with two.app_context():
        [job] = jobs.unended(db.session, SLUG)
        assert (job.kind, job.payload["plan"]) == ("build", "bericht")
