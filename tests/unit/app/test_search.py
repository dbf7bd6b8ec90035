"""Finding an occupation by what people call it."""

import pytest

from app.services.search import find, fold
from surveys.items.registry import Single
from tests.questionnaires_for_tests import scope


def codes(query: str) -> list[str]:
    seen = scope("single")
    item = seen.questionnaire.items["beruf"]
    assert isinstance(item, Single)
    return [hit["code"] for hit in find(seen, item, query, "de")]


def test_words_are_found_without_accents_and_in_any_order() -> None:
    assert fold("Bürokraft Ärztin") == "burokraft arztin"
    assert codes("metallbau")[0] == "24"
    assert codes("METALLBAU") == codes("metallbau")
    assert codes("bearbeitung metall")[0] == "24"


def test_the_finer_list_leads_to_the_code_above() -> None:
    assert codes("schweiß") == ["24"]


@pytest.mark.parametrize("query", ["", "   ", "\x00", "qqqq", "%", "x" * 10_000])
def test_nothing_is_found_for_nothing(query: str) -> None:
    assert codes(query) == []


def test_at_most_twelve_are_offered() -> None:
    assert len(codes("e")) == 12
