"""The page on questions and variables says what the questionnaires say."""

from __future__ import annotations

from surveys.listing import markdown
from tests.unit.questionnaires.conditions import FOLDER, load

PAGE = FOLDER.parents[1] / "docs" / "items.md"


def test_the_page_is_made_from_the_questionnaires() -> None:
    _, _, tables = PAGE.read_text(encoding="utf-8").partition("\n## ")
    made = f"{markdown(load('company'))}\n{markdown(load('works-council'))}"
    assert f"## {tables}" == made, "run `python -m surveys items` on both files and put the tables into docs/items.md"
