"""What comes of answers in a real browser: own answers beside figures, a plan put together, two waves compared.

One database is prepared for all of it; each test has a copy.
"""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from app import create_app
from app.config import Settings
from app.database import writing
from app.extensions import db
from app.models import Assignment, Establishment, Response, Role, Submission, Wave, WaveState, now
from app.services import codes, publish, questionnaires, verification
from tests.accounts import make_everyone
from tests.browsers import LiveServer, NewPage, Serve, follow, look, sign_in
from tests.integration.analysis.field import EARLIER, SLUG, assigned, closed_wave, earlier_wave, respond
from tests.questionnaires_for_tests import REAL
from tests.unit.exports.worked_answers import COUNCIL
from tests.workers import work_off

pytestmark = pytest.mark.browser

MANAGER, ANALYST = (("--as", f"{role}@example.org") for role in ("manager", "analyst"))
RELEASES = f"/intern/wellen/{SLUG}/veroeffentlichungen"
LANGUAGES = ("de", "en", "fr")
WIDEST = """document.querySelectorAll(".returned--figures tbody tr").forEach(row => {
  while (row.children.length < 5) row.append(row.lastElementChild.cloneNode(true));
  [...row.children].slice(2).forEach((cell, at) => {
    cell.dataset.label = [cell.dataset.label, "Branche", "Taille"][at];
    cell.firstChild.textContent = "(38\u00a0%)\u00a0/";
  });
})"""
"""Gives each row of figures all columns, and values in brackets with a mark."""


@pytest.fixture(scope="module")
def prepared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two waves that are over and frozen; of the earlier one a release is out, and a works council answered too."""
    folder = tmp_path_factory.mktemp("reports")
    path = Path(shutil.copy(sqlite_template, folder / "made.sqlite3"))
    app = create_app(Settings(database_url=f"sqlite:///{path}", testing=True, data_dir=folder))
    make_everyone(app)
    earlier_wave(app)
    closed_wave(app)
    _run(app, "snapshot", SLUG)
    _run(app, "snapshot", EARLIER)
    release_id = _run(app, "release", "build", EARLIER, *MANAGER)
    with app.app_context(), writing(db.session):
        contents = {edition: "/".join(edition).encode() for edition in publish.EDITIONS}
        builder = publish.find(db.session, release_id).built_by
        verification.settle(db.session, verification.Verification(release_id, contents, ()), now(), builder)
    _run(app, "release", "approve", release_id, *ANALYST)
    with app.app_context():
        with writing(db.session):
            _add_council()
        db.engine.dispose()
    return path


@pytest.fixture
def house(prepared: Path, serve: Serve, tmp_path: Path) -> LiveServer:
    """The application on a copy of what was prepared."""
    return serve(f"sqlite:///{shutil.copy(prepared, tmp_path / 'test.sqlite3')}")


def _run(app: Flask, *words: str) -> str:
    done = app.test_cli_runner().invoke(args=list(words))
    assert done.exit_code == 0, done.output
    return str(done.stdout).strip()


def _add_council() -> None:
    wave = db.session.scalars(select(Wave).where(Wave.slug == EARLIER)).one()
    unit = db.session.scalars(select(Establishment).where(Establishment.reference == "B0")).one()
    version = questionnaires.take_file(db.session, REAL / "works-council.yaml")
    wave.state = WaveState.OPEN
    questionnaires.attach(db.session, wave, version)
    wave.state = WaveState.CLOSED
    respond(assigned(wave, unit, Role.WORKS_COUNCIL), version.hash, [COUNCIL])


def _come_in(server: LiveServer, page: Page, role: Role) -> None:
    """By the link of a mail, as somebody who handed in when the earlier wave was open."""
    with server.app.app_context(), writing(db.session):
        mine = select(Assignment.id).join(Wave).where(Wave.slug == EARLIER, Assignment.role == role)
        has_handed_in = Response.id.in_(select(Submission.response_id))
        number = db.session.scalars(mine.join(Response).where(has_handed_in).order_by(Assignment.id)).first()
        assert number is not None
        word, pepper = codes.new_link_word(), server.app.extensions["settings"].code_pepper
        db.session.get_one(Assignment, number).link_hash = codes.link_hash(pepper, word)
    page.goto(f"{server.url}/e/{word}")
    follow(page, "main button")
    look(page)


def test_own_answers_beside_the_figures_on_a_telephone(house: LiveServer, new_page: NewPage) -> None:
    page = new_page(width=375)
    _come_in(house, page, Role.COMPANY)
    assert page.locator("text=Bedarfsblatt ansehen").count() == 0
    follow(page, "text=Ergebnisse ansehen")
    assert page.locator("h1").inner_text() == "Ihr Betrieb im Vergleich"
    assert page.locator("td.is-number").count() > 10
    for language in LANGUAGES:
        page.goto(f"{house.url}/befragung/vergleich?language={language}")
        look(page)
        page.evaluate(WIDEST)
        too_wide = "all => all.filter(box => box.scrollWidth > box.clientWidth).length"
        assert page.eval_on_selector_all(".table-box", too_wide) == 0, "three values with all their signs have room"
    paper = page.request.get(f"{house.url}/befragung/vergleich.pdf")
    assert paper.body().startswith(b"%PDF")


def test_the_sheet_of_needs_on_a_telephone(house: LiveServer, new_page: NewPage) -> None:
    page = new_page(width=375)
    _come_in(house, page, Role.WORKS_COUNCIL)
    follow(page, "text=Bedarfsblatt ansehen")
    assert "BetrVG" in page.inner_text("main")
    for language in LANGUAGES:
        page.goto(f"{house.url}/befragung/bedarfsblatt?language={language}")
        look(page)


def test_a_plan_is_put_together_and_looked_at_without_script(house: LiveServer, new_page: NewPage) -> None:
    page, other = (new_page(width=width, javascript=has_script) for width, has_script in ((375, False), (375, True)))
    sign_in(page, house, "manager")
    page.goto(f"{house.url}/intern/plaene")
    page.select_option("#source", "bericht")
    page.fill("#name", "beirat")
    page.fill("#title", "Für den Beirat")
    follow(page, "text=Kopie anlegen")
    follow(page, "text=Kapitel hinzufügen")
    page.fill("#title_de", "Was gebraucht wird")
    page.fill("#text_de", "Vorab das Wichtigste.")
    follow(page, "text=Speichern")
    follow(page, page.locator(".plan-chapter").last.locator("text=Block hinzufügen"))
    follow(page, "main li a >> text=Abbildung")
    page.select_option("#values-0-table", "company.drv.top2")
    _another_was_slower(house, other, page)
    follow(page, page.locator("form", has_text="Rechenbeispiel").last.locator("button"))
    work_off(house.app)
    for address in (RELEASES, "/intern/plaene", "/intern/plaene/beirat"):
        other.goto(f"{house.url}{address}")
        look(other)
    page.goto(f"{house.url}{RELEASES}")
    assert "Vorschau" in page.locator("tbody tr", has_text="Für den Beirat").inner_text()
    follow(page, "tbody a")
    other.goto(page.url)
    look(other)
    follow(page, "text=Im Browser ansehen")
    assert "Was gebraucht wird" in page.inner_text("body")


def _another_was_slower(house: LiveServer, other: Page, page: Page) -> None:
    """Of two who change the same block, the second is told, and nothing of the first is lost."""
    sign_in(other, house, "analyst")
    other.goto(page.url)
    look(other)
    other.select_option("#values-0-table", "company.drv.mean")
    follow(page, "text=Speichern")
    assert "Gespeichert." in page.inner_text("main")
    follow(other, "text=Speichern")
    assert "von jemand anderem geändert" in other.inner_text("main")
    look(other)


def test_a_wave_beside_the_one_before(house: LiveServer, new_page: NewPage) -> None:
    page = new_page(width=375)
    sign_in(page, house, "manager")
    page.goto(f"{house.url}{RELEASES}")
    page.select_option("#before", index=1)
    look(page)
    follow(page, "button:has-text('Neu bauen')")
    work_off(house.app)
    page.wait_for_url("**/veroeffentlichungen/*")
    assert "Veränderung gegenüber" in page.inner_text("main")
    look(page)
    follow(page, "text=Im Browser ansehen")
    text = page.inner_text("body")
    assert "Entwurf – nicht zur Weitergabe" in text
    assert "Veränderung" in text
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not page.evaluate("[...document.querySelectorAll('caption')].some((one) => one.offsetWidth > innerWidth)")
