"""Results inside the house in a real browser: by keyboard and form alone, and with the script that copies."""

import pytest
from playwright.sync_api import Page

from tests.accounts import make_everyone
from tests.browsers import LiveServer, NewPage, axe_violations, follow, sign_in
from tests.integration.analysis.field import SLUG, closed_wave
from tests.workers import work_off

pytestmark = pytest.mark.browser


def _signed_in(server: LiveServer, page: Page) -> str:
    """Somebody of staff looks at frozen answers; the address of the list of questions."""
    make_everyone(server.app)
    closed_wave(server.app)
    sign_in(page, server, "analyst")
    home = f"{server.url}/intern/wellen/{SLUG}/ergebnisse"
    page.goto(home)
    follow(page, "text=Antworten einfrieren")
    work_off(server.app)
    return home


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_from_a_question_to_a_sentence(live_server: LiveServer, new_page: NewPage, *, has_script: bool) -> None:
    page = new_page(width=375, javascript=has_script)
    home = _signed_in(live_server, page)
    page.goto(home)
    page.fill("#suche", "ganz oder teilweise bezahlt")
    with page.expect_navigation():
        page.press("#suche", "Enter")
    follow(page, "text=Hat der Betrieb 2025 Weiterbildung")
    assert page.locator("figure svg[role=img]:visible").count() == 1
    page.select_option("#ansicht", "tabelle")
    page.click("summary:has-text('Filter')")
    page.select_option("#antwort", "unit_scope:1")
    follow(page, "button:has-text('Anzeigen')")
    assert "ansicht=tabelle" in page.url
    assert "antwort=unit_scope" in page.url
    assert page.locator("figure svg").count() == 0
    assert page.locator("text=Gefiltert:").is_visible()
    follow(page, "text=Filter entfernen")
    follow(page, page.locator("tbody a").first)
    sentence = page.locator("#satz-text").input_value()
    assert sentence.startswith("63\u00a0% der Betriebe antworten „Ja“")
    button = page.locator("#satz-kopieren")
    assert button.is_visible() is has_script
    if has_script:
        button.focus()
        page.keyboard.press("Enter")
        page.locator("#satz-meldung:has-text('Kopiert')").wait_for(timeout=5_000)
        assert axe_violations(page) == []
        width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1], f"{page.url} scrolls sideways: {width}"


def test_on_a_telephone_charts_are_drawn_for_it_and_no_value_lies_beside_the_screen(
    live_server: LiveServer, new_page: NewPage
) -> None:
    page = new_page(width=375)
    home = _signed_in(live_server, page)
    wave = home.rpartition("/")[0]
    questions = ("train_any", "train_any?nach=size_group", "cmp?groesse=now.mean", "roster")
    addresses = (f"{wave}/auf-einen-blick", f"{live_server.url}/intern/plaene")
    for address in (*(f"{home}/company/{question}" for question in questions), *addresses):
        page.goto(address)
        widths = page.evaluate("[...document.querySelectorAll('.table-box')].map(e => [e.scrollWidth, e.clientWidth])")
        assert all(inside <= outside for inside, outside in widths), f"{address}: {widths}"
        assert page.locator(".picture--wide svg:visible").count() == 0
    page.goto(f"{home}/company/train_any")
    assert page.locator(".picture--narrow svg:visible").count() == 1
    letters = page.locator(".picture--narrow text").evaluate_all(
        "texts => texts.filter(e => e.textContent).map(e => e.getBoundingClientRect().height)"
    )
    assert min(letters) > 8, "pixels"
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".picture--narrow svg:visible").count() == 0
