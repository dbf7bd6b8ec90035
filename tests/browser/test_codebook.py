"""The codebook of the files for analysts as a page of its own: axe finds nothing, nothing scrolls sideways."""

from pathlib import Path

import pytest

from exports.analysts.describe import describe
from exports.analysts.html import html
from exports.numbers import Language
from tests.browsers import NewPage, axe_violations
from tests.studies import small_study

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("language", ["de", "fr"])
def test_the_codebook_can_be_read_by_everybody(
    new_page: NewPage, tmp_path: Path, language: Language, width: int
) -> None:
    [content] = html(describe(small_study(tmp_path), language)).values()
    file = tmp_path / "codebook.html"
    file.write_bytes(content)
    page = new_page(width=width)
    page.goto(file.as_uri())
    assert axe_violations(page) == []
    sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert sizes[0] <= sizes[1]
