"""What stands beside one another stays apart, at every width."""

import os

import pytest

from app.models import Role
from tests.browsers import LiveServer, NewPage
from tests.respondents import open_field
from tests.walker import press

pytestmark = pytest.mark.browser

RUNNING_OVER = """() => [...document.querySelectorAll(".row--answers .option")].flatMap((option) => {
  const words = document.createRange();
  words.selectNodeContents(option.querySelector(".option__text"));
  const [inner, outer] = [words.getBoundingClientRect(), option.getBoundingClientRect()];
  const isOut = inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5;
  return isOut ? [option.textContent.trim()] : [];
})"""


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [1280, 1024, 900, 375])
@pytest.mark.parametrize("page_id", ["beteiligung", "foerderung"])
def test_no_answer_of_a_matrix_runs_over_its_neighbour(
    live_server: LiveServer, new_page: NewPage, page_id: str, width: int, language: str
) -> None:
    field = open_field(live_server.app, "real")
    page = new_page(width=width)
    page.goto(f"{live_server.url}/befragung/?language={language}")
    page.fill("#code", field.code(0, Role.WORKS_COUNCIL))
    press(page, "Continue" if language == "en" else "Weiter")
    page.goto(f"{live_server.url}/befragung/{page_id}")
    assert page.locator(".row--answers").count() > 1
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{page_id}-{width}-{language}.png", full_page=True)
    assert page.evaluate(RUNNING_OVER) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
