"""The page of a job in a real browser: it follows the work by itself, with a script and without one."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.database import writing
from app.extensions import db
from app.models import Job, now
from app.services import jobs
from app.services.jobs import Claim
from tests.accounts import make_everyone
from tests.browsers import LiveServer, NewPage, axe_violations, follow, sign_in
from tests.integration.analysis.field import SLUG, closed_wave
from tests.workers import work_off

pytestmark = pytest.mark.browser


def _started(server: LiveServer, page: Page) -> None:
    """The page of a job that freezes a wave."""
    make_everyone(server.app)
    closed_wave(server.app)
    sign_in(page, server, "manager")
    page.goto(f"{server.url}/intern/wellen/{SLUG}/ergebnisse")
    follow(page, "text=Antworten einfrieren")
    page.wait_for_url("**/auftraege/*")


def _with_job(app: Flask, change: Callable[[Job], None]) -> None:
    """Do to the claimed job what its worker would."""
    with app.app_context(), writing(db.session):
        jobs.beat(db.session, "rechner:1", now())
        claim = jobs.take(db.session, now())
        change(jobs.hold(db.session, claim or Claim(1, 1, "", {}, None)))


@pytest.mark.parametrize("has_script", [True, False])
def test_the_page_follows_the_work_to_its_result(live_server: LiveServer, new_page: NewPage, has_script: bool) -> None:
    page, app = new_page(javascript=has_script), live_server.app
    _started(live_server, page)
    expect(page.locator("h2")).to_have_text("Zurzeit arbeitet niemand Aufträge ab")
    _with_job(app, lambda job: jobs.renew(job, now(), 0.25, "2 von 8 Antworten sind gelesen"))
    expect(page.locator("#work-words")).to_have_text("2 von 8 Antworten sind gelesen", timeout=15_000)
    expect(page.locator(".notice")).to_have_count(0)
    expect(page.locator("progress")).to_have_attribute("value", "25")
    if has_script:
        page.evaluate("window.isSamePage = true")
    _with_job(app, lambda job: jobs.renew(job, now(), 0.5, "4 von 8 Antworten sind gelesen"))
    expect(page.locator("#work-words")).to_have_text("4 von 8 Antworten sind gelesen", timeout=15_000)
    expect(page.locator("#work-percent")).to_have_text(re.compile("50.%"))
    if has_script:
        assert page.evaluate("window.isSamePage && document.querySelector('progress').value") == 50
    _with_job(app, lambda job: setattr(job, "lease_until", now() - timedelta(seconds=1)))
    work_off(app)
    page.wait_for_url("**/ergebnisse", timeout=15_000)
    expect(page.locator("[role=status]")).to_contain_text("Die Antworten sind eingefroren")


@pytest.mark.parametrize("width", [1280, 375])
def test_every_state_of_the_page_can_be_read_by_everyone(
    live_server: LiveServer, new_page: NewPage, width: int
) -> None:
    page, app = new_page(width=width), live_server.app

    def look() -> None:
        assert axe_violations(page) == []
        inner, outer = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert inner <= outer, "scrolls sideways"

    _started(live_server, page)
    look()
    _with_job(app, lambda job: jobs.renew(job, now(), 0.4, "4 von 8 Antworten sind gelesen"))
    expect(page.locator(".notice")).to_have_count(0)
    look()
    _with_job(app, lambda job: jobs.fail(job, jobs.GAVE_UP, now()))
    expect(page.locator(".notice--error")).to_be_visible()
    assert page.title().startswith("Fehler:")
    look()
