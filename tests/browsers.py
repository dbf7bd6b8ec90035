"""A real Chromium, and the application served to it on a real port."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from app.config import Settings
from tests.accounts import PASSWORD, address
from tests.reasons import NO_CHROMIUM

# The first takes a third of the time of the second, and draws the same pages.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",  # it does not start as root otherwise
    "--disable-gpu",
    "--no-first-run",
    # Tests send nothing to anybody, and wait for nobody.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


class NewPage(Protocol):
    """Opens a page in a context (cookies, storage) of its own."""

    def __call__(self, *, javascript: bool = True, width: int = 1280, height: int = 900) -> Page: ...


@dataclass(frozen=True)
class LiveServer:
    """An application that answers at ``url``."""

    url: str
    app: Flask


Serve = Callable[[str], LiveServer]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once a worker; skips, or fails where CI promised one."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages, each as if on another machine."""
    with ExitStack() as stack:

        def open_page(*, javascript: bool = True, width: int = 1280, height: int = 900) -> Page:
            context = browser.new_context(
                java_script_enabled=javascript, viewport={"width": width, "height": height}, locale="de-DE"
            )
            stack.callback(context.close)
            return context.new_page()

        yield open_page


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One page, 1280 pixels wide, with JavaScript."""
    return new_page()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves the application with the database named."""
    with ExitStack() as stack:
        yield lambda database_url: stack.enter_context(served(database_url, tmp_path))


@pytest.fixture
def live_server(serve: Serve, sqlite_url: str) -> LiveServer:
    """The application on an empty SQLite database."""
    return serve(sqlite_url)


@contextmanager
def served(database_url: str, data_dir: Path) -> Iterator[LiveServer]:
    """The application on a free port, in threads of this process."""
    # The port is known only once a server listens, and the application must know its own address.
    server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    server.app = app = create_app(Settings(database_url=database_url, base_url=url, testing=True, data_dir=data_dir))
    # Half a second is what it would take otherwise until it sees that it is to stop.
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield LiveServer(url, app)
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(page: Page, server: LiveServer, role: str) -> None:
    """The person of staff with this role, at the form that everyone uses."""
    page.goto(f"{server.url}/anmelden")
    page.fill("#email", address(role))
    page.fill("#password", PASSWORD)
    follow(page, "main button")


def follow(page: Page, target: Locator | str) -> None:
    """Click what leads to another page, and wait for it: a click alone returns while the old page still stands."""
    with page.expect_navigation():
        (page.locator(target) if isinstance(target, str) else target).click()


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong on the page: a line for each rule, with the elements that break it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {', '.join(str(node['target']) for node in rule['nodes'])}" for rule in found
    ]


def look(page: Page) -> None:
    """What every page must be: axe finds nothing, and nothing scrolls sideways."""
    wrong = axe_violations(page)
    assert wrong == [], f"{page.url}: {wrong}"
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], f"{page.url} scrolls sideways: {width}"
