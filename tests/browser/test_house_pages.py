"""Pages of staff, partners and the public in a real browser: axe finds nothing, nothing scrolls sideways."""

import pytest

from tests.accounts import make_everyone
from tests.browsers import LiveServer, NewPage, follow, look, sign_in
from tests.integration.analysis.field import SLUG, closed_wave
from tests.releases import verified_release
from tests.workers import work_off

pytestmark = pytest.mark.browser

PUBLIC = ("/", "/datenschutz", "/impressum", "/barrierefreiheit", "/anmelden", "/gibt-es-nicht")
WAVE = (
    "", "/auf-einen-blick", "/fragebogen", "/auswahlgrundlage", "/einladungen", "/ergebnisse", "/archivieren",
    "/oeffnen", "/termine", "/ergebnisse/company/cmp", "/ergebnisse/company/drv", "/ergebnisse/company/roster",
    "/einzelangaben", "/freitexte", "/veroeffentlichungen",
)  # fmt: skip


@pytest.mark.parametrize("width", [1280, 320])
def test_public_pages(live_server: LiveServer, new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    for path in PUBLIC:
        for language in ("de", "en", "fr"):
            page.goto(f"{live_server.url}{path}?language={language}")
            spoken = "de" if path == "/anmelden" else language
            assert page.locator("html").get_attribute("lang") == spoken
        look(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_staff_pages(live_server: LiveServer, new_page: NewPage, width: int) -> None:
    make_everyone(live_server.app)
    closed_wave(live_server.app)
    page = new_page(width=width)
    sign_in(page, live_server, "manager")
    look(page)
    page.goto(f"{live_server.url}/intern/wellen/{SLUG}/ergebnisse")
    follow(page, "text=Antworten einfrieren")
    work_off(live_server.app)
    for path in WAVE:
        page.goto(f"{live_server.url}/intern/wellen/{SLUG}{path}")
        look(page)
    follow(page, "button:has-text('Neu bauen')")
    look(page)
    work_off(live_server.app)
    page.wait_for_url("**/veroeffentlichungen/*")
    look(page)
    follow(page, "text=Kompetenz- und Qualifizierungsbedarf")
    look(page)
    page.goto(f"{live_server.url}/intern/wellen/neu")
    follow(page, "button:has-text('Anlegen')")
    assert page.title().startswith("Fehler:")
    look(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_a_release_on_its_way(live_server: LiveServer, new_page: NewPage, width: int) -> None:
    make_everyone(live_server.app)
    release_id = verified_release(live_server.app)
    page, reader = new_page(width=width), new_page(width=width)
    sign_in(page, live_server, "analyst")
    sign_in(reader, live_server, "partner")
    for button, confirmed in (("Freigeben …", "Freigeben"), ("Zurückziehen …", "Zurückziehen")):
        page.goto(f"{live_server.url}/intern/wellen/{SLUG}/veroeffentlichungen/{release_id}")
        look(page)
        follow(page, f"text={button}")
        look(page)
        if confirmed == "Zurückziehen":
            follow(page, f"button:has-text('{confirmed}')")
            assert page.title().startswith("Fehler:")
            look(page)
            page.fill("textarea", "Eine Zeile war doppelt.")
        follow(page, f"button:has-text('{confirmed}')")
        look(page)
        reader.goto(f"{live_server.url}/partner")
        look(reader)
    assert "Eine Zeile war doppelt." in reader.inner_text("main")
    reader.goto(f"{live_server.url}/partner/{release_id}/fr.pdf")
    assert "Eine Zeile war doppelt." in reader.inner_text("main")
    look(reader)


@pytest.mark.parametrize(
    ("role", "path"), [("admin", "/intern/konten"), ("partner", "/partner"), ("partner", "/konto")]
)
def test_pages_of_the_others(live_server: LiveServer, new_page: NewPage, role: str, path: str) -> None:
    make_everyone(live_server.app)
    page = new_page(width=375)
    sign_in(page, live_server, role)
    page.goto(f"{live_server.url}{path}")
    look(page)
    follow(page, "text=Abmelden")
    assert page.url == f"{live_server.url}/anmelden"
