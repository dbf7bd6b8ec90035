"""What the benchmarks print and send; the measurements themselves are no tests."""

from pathlib import Path

import pytest

from benchmarks.__main__ import DOCUMENT, PARTS, replaced
from benchmarks.figures import Figure, machine, table
from benchmarks.forms import hidden_fields
from benchmarks.many import varied
from surveys.load import load_file

QUESTIONNAIRES = Path(__file__).resolve().parents[3] / "benchmarks" / "questionnaires"


@pytest.mark.parametrize(
    ("value", "goal", "more_is_better", "mark"),
    [
        (7.9, 8.0, False, "✓"),
        (8.1, 8.0, False, "✗"),
        (8.1, 8.0, True, "✓"),
        (7.9, 8.0, True, "✗"),
        (5.0, None, True, ""),
    ],
)
def test_a_figure_stands_beside_its_goal(value: float, goal: float | None, more_is_better: bool, mark: str) -> None:
    figure = Figure("save", value, "ms", goal, more_is_better=more_is_better)
    assert figure.row()[3] == mark


def test_the_table_is_markdown_with_a_row_a_figure() -> None:
    lines = table([Figure("save", 3.34, "ms CPU", 8.0), Figure("view", 123.4, "ms CPU")]).splitlines()
    assert len(lines) == 4
    assert {line.count("|") for line in lines} == {6}
    assert "3.34 ms CPU" in lines[2]
    assert "≤ 8 ms CPU" in lines[2]
    assert "123 ms CPU" in lines[3]


def test_the_machine_is_named() -> None:
    assert "cores" in machine()
    assert "Python" in machine()


def test_a_part_is_written_between_its_marks_and_nowhere_else() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in (*PARTS, "machine"):
        written = replaced(text, name, "| measured anew |")
        assert replaced(written, name, "x") == replaced(text, name, "x")
        assert written.count("| measured anew |") == 1
        assert written.count("<!-- ") == text.count("<!-- ")
    with pytest.raises(ValueError, match="no marks"):
        replaced(text, "elsewhere", "x")


def test_only_hidden_fields_are_sent_back() -> None:
    page = """<form><input type="hidden" name="csrf_token" value="a&amp;b"><input name="code" value="x">
    <input value="7" name="version" type="hidden"><input type="hidden" value="nameless"></form>"""
    assert hidden_fields(page) == {"csrf_token": "a&b", "version": "7"}


def test_head_counts_are_varied_and_nothing_else() -> None:
    document = {"emp_total": 100, "flag": True, "cba": "1", "roster": [{"id": "r1", "n_now": 10, "n_up": 0}]}
    varied_one = varied(document, 1.3)  # type: ignore[arg-type]
    assert varied_one == {"emp_total": 130, "flag": True, "cba": "1", "roster": [{"id": "r1", "n_now": 13, "n_up": 0}]}


def test_the_survey_has_20_questions_on_4_pages() -> None:
    loaded = load_file(QUESTIONNAIRES / "twenty.yaml")
    assert not loaded.errors
    assert loaded.questionnaire is not None
    assert [len(page.items) for page in loaded.questionnaire.pages] == [5, 5, 5, 5]


def test_the_long_page_is_refused_outside_the_measurement() -> None:
    loaded = load_file(QUESTIONNAIRES / "fourteen.yaml")
    assert [problem.message.code for problem in loaded.errors] == ["load.page_size"]
