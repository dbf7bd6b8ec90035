"""Both questionnaires and every list that they use speak German, English and French, so that a report does."""

import pytest

from surveys.codelists import CodeList, code_list, library_rows
from surveys.lint_words import check_words
from surveys.texts import LANGUAGES
from tests.questionnaires_for_tests import real

OF_REPORTS = ("sector_groups", "size_groups", "merged_groups", "kreise_saarland")


@pytest.mark.parametrize("name", ["company", "works-council"])
def test_no_text_of_a_questionnaire_is_left_untranslated(name: str) -> None:
    questionnaire = real(name)
    assert questionnaire.languages == LANGUAGES
    told = [problem for problem in check_words(questionnaire, {}, {}) if "language" in problem.message.params]
    assert not told


@pytest.mark.parametrize("name", OF_REPORTS)
def test_no_label_of_a_breakdown_is_left_untranslated(name: str) -> None:
    rows = library_rows(name)
    assert rows
    assert all(set(code.label) == set(LANGUAGES) for code in code_list(name, rows).codes)


@pytest.mark.parametrize("name", ["company", "works-council"])
def test_placeholders_are_the_same_in_all_languages(name: str) -> None:
    lists = [each for each in real(name).lists.values() if isinstance(each, CodeList)]
    assert lists
    for code in (code for each in lists for code in each.codes):
        assert len({words.count("{") for words in code.label.values()}) == 1
        assert all(words == words.strip() and words for words in code.label.values())


def test_short_german_words_are_not_for_readers_of_other_languages() -> None:
    level = code_list("kldb2010_anforderungsniveau", library_rows("kldb2010_anforderungsniveau") or []).by_code["2"]
    assert dict(level.short_label) == {"de": "Fachkraft", "en": "Skilled tasks", "fr": "Tâches qualifiées"}
