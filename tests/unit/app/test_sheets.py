"""What stands beside a value on a page of the house: its interval and quality, as in the report's tables."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.release import Category, Cell, Dimension, Measure, Sure, Table
from app.staff.sentences import sentence
from app.staff.sheets import Sheet, paired, sheet
from exports.values import TOTAL

ROWS = Dimension("row", {"de": "Merkmal"}, (Category("a", {"de": "A"}), Category("b", {"de": "B"})))
SURE, WILD = Sure(80.0, 120.0, 0.1, "B"), Sure(None, None, 1.0, "/")


@pytest.fixture
def table() -> Table:
    return Table(
        id="company.places.sum",
        section="d",
        variable="places",
        number="K-D2",
        role="company",
        measure=Measure.SUM,
        title={"de": "Plätze"},
        base={"de": "Betriebe, die diese Frage beantwortet haben"},
        unit={"de": "Plätze"},
        dimensions=(ROWS,),
        cells=(Cell(("a",), 100.0, 40, SURE), Cell(("b",), 12.0, 3, WILD)),
        figure={"de": "Summe"},
    )


def test_values_are_marked_as_the_report_marks_them(table: Table) -> None:
    (_, [first]), (_, [second]) = sheet(table, 0).rows

    assert (first.value, first.interval) == ("100", "[80–120] B")
    assert (second.value, second.interval) == ("(12)", "/"), "few answers, and no interval: it would say nothing"


def test_only_signs_that_stand_in_a_table_are_explained_below_it(table: Table) -> None:
    first, second = table.cells
    sure, wild = (
        sheet(replace(table, cells=(cell, replace(cell, key=(key,)))), 0) for cell, key in ((first, "b"), (second, "a"))
    )
    counted = sheet(replace(table, cells=tuple(replace(cell, n=40, sure=None) for cell in table.cells)), 0)

    def signs(made: Sheet) -> tuple[bool, ...]:
        return made.has_weak, made.has_marks, made.has_intervals, made.lacks_intervals

    assert signs(sheet(table, 0)) == (True, True, True, True)
    assert signs(sure) == (False, True, True, False)
    assert signs(wild) == (True, True, False, True)
    assert signs(counted) == (False, False, False, False)


def test_a_sentence_says_what_is_too_uncertain(table: Table) -> None:
    first, second = (sentence(table, cell, (), is_hidden=False) for cell in table.cells)

    assert first.endswith("(n\u00a0=\u00a040, 95-%-Vertrauensintervall 80–120, hochgerechnet, intern).")
    assert second.endswith("(n\u00a0=\u00a03, zu unsicher für Schlüsse, hochgerechnet, intern).")


def test_groups_that_a_filter_leaves_empty_have_no_column(table: Table) -> None:
    total = Category(TOTAL, {"de": "Insgesamt"})
    sizes = Dimension("size_group", {"de": "Größe"}, (total, *(Category(c, {"de": c}) for c in "xyz")), partition=True)
    values = {"x": 1.0, "y": None, "z": 3.0, TOTAL: 4.0}
    cells = tuple(Cell((row, code), value, int(value or 0)) for row in "ab" for code, value in values.items())
    broken = replace(table, id="company.places.sum.size_group", dimensions=(ROWS, sizes), cells=cells)

    assert sheet(broken, 0).column_heads == ("Insgesamt", "x", "z")


def _letters(made: Sheet) -> tuple[str, str]:
    assert made.picture is not None
    return made.picture.wide.striptags(), made.picture.narrow.striptags()


def test_a_chart_says_itself_what_a_release_would_hide(table: Table) -> None:
    first, second = table.cells
    drawn = replace(table, cells=(first, replace(second, n=40)))
    for hidden, words in (
        (frozenset({("b",)}), "Diese Werte würde eine Veröffentlichung verbergen."),
        (frozenset({("a",), ("b",)}), "Alle Werte hier würde eine Veröffentlichung verbergen."),
    ):
        for text in _letters(sheet(drawn, 0, hidden)):
            assert ("A †" in text) is (("a",) in hidden)
            assert "B †" in text
            assert f"† Intern: {words}" in " ".join(text.split())
    assert all("†" not in text for text in _letters(sheet(drawn, 0)))


def test_both_sides_beside_one_another_say_which_rows_would_be_hidden(table: Table) -> None:
    ours, theirs = (replace(table, measure=Measure.SHARE, id=f"{role}.x", role=role) for role in "cw")
    cells = tuple(replace(cell, value=0.5, n=40, sure=None) for cell in table.cells)
    both = [(replace(one, cells=cells), hidden) for one, hidden in ((ours, frozenset()), (theirs, frozenset({("b",)})))]
    made = paired(both[0], both[1], ("Betriebe", "Betriebsräte"))

    assert made is not None
    for text in _letters(made):
        assert "B †" in text
        assert "A †" not in text
        assert "† Intern: In diesen Zeilen" in text


def test_letters_of_the_chart_for_a_telephone_are_larger(table: Table) -> None:
    made = sheet(table, 0)

    assert made.picture is not None
    wide, narrow = (
        max(map(float, re.findall(r'font-size="([\d.]+)"', one))) for one in (made.picture.wide, made.picture.narrow)
    )
    assert narrow > 1.5 * wide
