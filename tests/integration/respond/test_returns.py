"""From handing in to one's own answers beside approved figures, and what stands there before, after and instead."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.database import writing
from app.extensions import db
from app.models import Assignment, Establishment, FrameEntry, Response, Role, StoredRelease, User, Wave, WaveState, now
from app.services import approval, codes, freeze, publish, questionnaires, returns, verification, waves
from app.services.limits import ALLOWED
from app.services.visit import load_visit
from exports.values import value_text
from tests import pdf_gate, worked_example
from tests.accounts import entered, make_everyone
from tests.integration.analysis.field import assigned, respond
from tests.integration.respond.conftest import OpenField
from tests.integration.respond.test_two_sides import hand_in
from tests.questionnaires_for_tests import REAL
from tests.respondents import Field, Respondent

HOUR = timedelta(hours=1)
SLUG = "vierzig"


def close(field: Field) -> None:
    """The wave is over, its minutes of grace too."""
    field.change_wave(state=WaveState.CLOSED, closed_at=now() - HOUR)


def release_of(app: Flask, slug: str = SLUG) -> str:
    """Freeze a wave, build its release and have it verified (a few bytes stand for each file); its id."""
    settings = app.extensions["settings"]
    with app.app_context():
        place = freeze.Place(settings.data_dir / "snapshots", settings.code_pepper)
        frozen = freeze.write(db.session, waves.find(db.session, slug), place, now())
        with writing(db.session):
            freeze.store(db.session, waves.find(db.session, slug), frozen, now())
        built = publish.make(db.session, waves.find(db.session, slug))
        with writing(db.session):
            manager = db.session.scalars(select(User.id).where(User.role == "manager")).one()
            release_id = publish.keep(db.session, waves.find(db.session, slug), built, now(), manager).id
        contents = {edition: "/".join(edition).encode() for edition in publish.EDITIONS}
        with writing(db.session):
            verification.settle(db.session, verification.Verification(release_id, contents, ()), now(), manager)
    return release_id


def decide(app: Flask, step: Callable[..., None], release_id: str, *words: str) -> None:
    """Approve or withdraw, by the account of analysis."""
    with app.app_context(), writing(db.session):
        analyst = db.session.scalars(select(User.id).where(User.role == "analyst")).one()
        step(db.session, release_id, *words, now(), analyst)


def participant(app: Flask, number: int = 0) -> FlaskClient:
    """A company of the wave of forty, come in by its code."""
    with app.app_context(), writing(db.session):
        unit = db.session.scalars(select(Establishment.id).where(Establishment.reference == f"B{number}")).one()
        code, pepper = codes.new_code(), app.extensions["settings"].code_pepper
        mine = Assignment.establishment_id == unit, Assignment.role == Role.COMPANY
        db.session.execute(update(Assignment).where(*mine).values(code_hash=codes.code_hash(pepper, code)))
    someone = Respondent(app.test_client())
    someone.enter(code)
    assert "Ergebnisse ansehen" in someone.links
    return someone.client


def seen(client: FlaskClient, path: str = "vergleich") -> Respondent:
    """A page as its reader sees it."""
    someone = Respondent(client)
    someone.open(f"/befragung/{path}")
    return someone


def test_from_handing_in_to_the_day_of_the_results(in_field: OpenField) -> None:
    field = in_field("real")
    visitor = hand_in(field, Role.COMPANY)
    assert "Sobald die Ergebnisse freigegeben sind" in visitor.text
    close(field)
    before = field.respondent()
    assert before.title.startswith("Die Befragung ist beendet")
    before.open(before.links["Ergebnisse ansehen"])
    assert (before.status, before.path) == (200, "/befragung/vergleich")
    assert "noch nicht freigegeben" in before.text
    before.open("/befragung/vergleich.pdf")
    assert before.path == "/befragung/vergleich"


def test_results_open_no_answers_again(in_field: OpenField) -> None:
    field = in_field("real")
    visitor = hand_in(field, Role.COMPANY)
    close(field)
    visitor.open("/befragung/vergleich")
    assert visitor.status == 200
    for path in ("uebersicht", "pruefen", "betrieb"):
        visitor.open(f"/befragung/{path}")
        assert visitor.status == 403, path
    assert visitor.soup.find("form", action="/befragung/aendern") is None


def test_own_answers_stand_beside_the_figures_that_were_approved(field_of_forty: Flask) -> None:
    app = field_of_forty
    release_id = release_of(app)
    decide(app, approval.approve, release_id)
    page = seen(participant(app))
    assert page.status == 200
    with app.app_context():
        released = publish.read(publish.find(db.session, release_id))
    allowed = {"–", "•"}
    for table in released.tables:
        texts = {value_text(table, cell.value) for cell in table.cells}
        allowed |= texts | {f"({text})" for text in texts}
    shown = [next(cell.stripped_strings) for cell in page.soup.select("td.is-number")]
    assert set(shown) <= allowed
    assert any(text[0].isdigit() for text in shown), "some figures are published"
    assert "•" in shown, "and some are not"
    assert "nicht ausgewiesen" in page.text
    paper = page.client.get("/befragung/vergleich.pdf")
    pdf_gate.check(paper.data)
    assert paper.headers["Cache-Control"] == page.response.headers["Cache-Control"] == "no-store"
    text = pdf_gate.words(paper.data)
    assert "Rechenbeispiel" in text
    assert "Betrieb B0" not in text


def test_what_was_withdrawn_is_being_revised(field_of_forty: Flask) -> None:
    app = field_of_forty
    release_id = release_of(app)
    decide(app, approval.approve, release_id)
    client = participant(app)
    assert "td" in str(seen(client).soup.select("td.is-number"))
    decide(app, approval.withdraw, release_id, "Ein Wert war falsch.")
    page = seen(client)
    assert "zurzeit überarbeitet" in page.text
    assert "Ein Wert war falsch" not in page.text
    assert not page.soup.select("td.is-number")
    page.open("/befragung/vergleich.pdf")
    assert page.path == "/befragung/vergleich"


def test_a_release_that_is_not_what_was_approved_is_not_shown(field_of_forty: Flask) -> None:
    app = field_of_forty
    release_id = release_of(app)
    decide(app, approval.approve, release_id)
    client = participant(app)
    opened = returns._opened.cache_info().misses
    assert seen(client).soup.select("td.is-number") == seen(client).soup.select("td.is-number") != []
    assert returns._opened.cache_info().misses == opened + 1, "what is the same is parsed once"
    with app.app_context(), writing(db.session):
        row = db.session.get_one(StoredRelease, release_id)
        tree = {**row.document, "frozen_at": "2020-01-01T00:00:00+00:00"}
        tree["tables"] = tree["tables"][1:]
        db.session.execute(update(StoredRelease).where(StoredRelease.id == release_id).values(document=tree))
    page = seen(client)
    assert "zurzeit überarbeitet" in page.text
    assert not page.soup.select("td.is-number")


def test_a_code_of_another_wave_sees_nothing_of_this_one(field_of_forty: Flask) -> None:
    app = field_of_forty
    decide(app, approval.approve, release_of(app))
    with app.app_context(), writing(db.session):
        other = Wave(slug="andere", title={"de": "Andere Welle"}, reference_year=2026, target_year=2031)
        other.state = WaveState.OPEN
        db.session.add(other)
        db.session.flush()
        unit = db.session.scalars(select(Establishment).where(Establishment.reference == "B0")).one()
        version = db.session.scalars(select(Response.version_hash)).first()
        assignment = assigned(other, unit, Role.COMPANY)
        respond(assignment, str(version), [worked_example.cases()[0].document])
        number = assignment.id
    page = seen(entered(app, number))
    assert "noch nicht freigegeben" in page.text
    assert not page.soup.select("td")


def test_who_never_handed_in_has_nothing_to_compare(in_field: OpenField) -> None:
    field = in_field("real")
    visitor = field.respondent()
    for path in ("vergleich", "vergleich.pdf"):
        visitor.open(f"/befragung/{path}")
        assert visitor.path == "/befragung/uebersicht"


def test_the_door_to_results_counts_wrong_codes_like_any_other(in_field: OpenField) -> None:
    field = in_field("real")
    hand_in(field, Role.COMPANY)
    close(field)
    stranger = Respondent(field.app.test_client())
    for _ in range(ALLOWED["code", "network"]):
        stranger.enter(codes.new_code())
        assert stranger.status == 422
    stranger.enter(field.code())
    assert stranger.status == 429
    assert "Ergebnisse ansehen" not in stranger.links


def test_ones_own_groups_come_from_the_frame_of_the_wave(in_field: OpenField) -> None:
    field = in_field("real")
    field.respondent()
    with field.app.app_context():
        wave = db.session.scalars(select(Wave.id)).one()
        assignment = select(Assignment.id).where(Assignment.wave_id == wave, Assignment.role == Role.COMPANY)
        visit = load_visit(db.session, db.session.scalars(assignment).one())
        assert visit is not None
        assert returns.own_groups(db.session, visit) == {"sector_group": (), "size_group": ("50-249", "50+", "0-249")}


# --- the sheet of needs --------------------------------------------------------------------------------


def test_a_works_council_gets_its_sheet_when_it_hands_in_and_later(in_field: OpenField) -> None:
    field = in_field("real")
    visitor = hand_in(field, Role.WORKS_COUNCIL)
    visitor.open(visitor.links["Bedarfsblatt ansehen"])
    assert "Maschinen- und Fahrzeugtechnikberufe" in visitor.text
    assert "§ 96 Abs. 1 BetrVG" in visitor.text
    close(field)
    later = field.respondent(0, Role.WORKS_COUNCIL)
    later.open(later.links["Bedarfsblatt ansehen"])
    assert later.status == 200
    pdf_gate.check(later.client.get("/befragung/bedarfsblatt.pdf").data)
    later.open("/befragung/bedarfsblatt?language=fr")
    assert later.title.startswith("Fiche des besoins")


@pytest.mark.parametrize("path", ["bedarfsblatt", "bedarfsblatt.pdf"])
def test_the_sheet_is_for_councils_that_have_handed_in(in_field: OpenField, path: str) -> None:
    field = in_field("real")
    council = field.respondent(0, Role.WORKS_COUNCIL)
    council.open(f"/befragung/{path}")
    assert council.path == "/befragung/uebersicht"
    company = hand_in(field, Role.COMPANY)
    assert "Bedarfsblatt ansehen" not in company.links
    company.open(f"/befragung/{path}")
    assert company.status == 404


@pytest.fixture
def field_of_forty(app: Flask) -> Flask:
    """The application with an account of every role, and a wave that is over: five times the worked example."""
    make_everyone(app)
    with app.app_context(), writing(db.session):
        wave = Wave(slug=SLUG, title=dict(worked_example.FACTS.title), reference_year=2025, target_year=2030)
        wave.state, wave.opened_at = WaveState.OPEN, now() - 48 * HOUR
        db.session.add(wave)
        db.session.flush()
        version = questionnaires.take_file(db.session, REAL / "company.yaml")
        questionnaires.attach(db.session, wave, version)
        wave.state, wave.closed_at = WaveState.CLOSED, now() - 24 * HOUR
        for number, case in enumerate(worked_example.cases(worked_example.TIMES)):
            unit = Establishment(reference=f"B{number}", name=f"Betrieb B{number}")
            db.session.add(unit)
            db.session.flush()
            facts = {"stratum": case.stratum, "sector_group": case.stratum.partition("/")[0], "wz": "29"}
            size = {"size_class": case.size_class, "employees": 20, "kreis": "10041", "wz_version": "2008"}
            db.session.add(FrameEntry(wave_id=wave.id, establishment_id=unit.id, is_sampled=True, **facts, **size))
            respond(assigned(wave, unit, Role.COMPANY), version.hash, [case.document])
    return app
