"""Both questionnaires from the first page to the receipt in a real Chromium, with and without JavaScript."""

import pytest
from playwright.sync_api import Page

from app.models import Role
from tests.browsers import LiveServer, NewPage, axe_violations, follow
from tests.respondents import open_field
from tests.walker import press, walk

pytestmark = pytest.mark.browser

ROLES = [Role.COMPANY, Role.WORKS_COUNCIL]


def enter(page: Page, live_server: LiveServer, code: str) -> None:
    page.goto(f"{live_server.url}/befragung/")
    page.fill("#code", code.lower())
    press(page, "Weiter")
    follow(page, page.get_by_role("link", name="Beginnen"))


def hand_in(page: Page) -> None:
    follow(page, page.get_by_role("button", name="Antworten abgeben"))
    assert "Ihre Antworten sind angekommen" in page.locator("main").inner_text()


@pytest.mark.parametrize("role", ROLES)
def test_a_whole_walk_without_javascript(live_server: LiveServer, new_page: NewPage, role: Role) -> None:
    field = open_field(live_server.app, "real")
    page = new_page(javascript=False, width=375)
    enter(page, live_server, field.code(0, role))
    way = walk(page, lambda _page, _where: None)
    assert len(way) > 15
    hand_in(page)


@pytest.mark.parametrize("role", ROLES)
def test_a_whole_walk_with_javascript_is_accessible_everywhere_and_never_scrolls_sideways(
    live_server: LiveServer, new_page: NewPage, role: Role
) -> None:
    field = open_field(live_server.app, "real")
    page = new_page()
    found: list[str] = []
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def look(page: Page, where: str) -> None:
        found.extend(f"{where}: {violation}" for violation in axe_violations(page))
        page.set_viewport_size({"width": 320, "height": 800})
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            found.append(f"{where}: {width} pixels wide at 320")
        page.set_viewport_size({"width": 1280, "height": 900})

    for path in ("", "hinweise"):
        page.goto(f"{live_server.url}/befragung/{path}")
        look(page, path or "door")
    enter(page, live_server, field.code(0, role))
    walk(page, look)
    look(page, "review")
    for path in ("uebersicht", "start", "pause"):
        page.goto(f"{live_server.url}/befragung/{path}")
        look(page, path)
    page.goto(f"{live_server.url}/befragung/pruefen")
    hand_in(page)
    look(page, "receipt")
    assert not found, "\n".join(found)
    assert not errors
