"""Tables of pairs that share one grid of the annex: nothing gets lost, and no cell of it can be another one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, Final

import pytest

from analysis.disclosure.files import differences
from analysis.release import Dimension, Measure, Printed, Release, Table
from exports import readback
from exports.report.chapters import chapters
from exports.report.grids import annex
from exports.story import Tabulation, Tabulations
from tests.unit.exports.releases import HIDDEN, Figure, dimension, release, table
from tests.writers import REPORTS

VIEWS: Final = dimension({"company": "Betrieb", "works_council": "Betriebsrat"}, "view")
POINTS: Final = {"measure": Measure.POINTS, "unit": {"de": "Prozentpunkte"}}
APART: Final = "Anteil: Betrieb weniger Betriebsrat"
INDEX: Final = {"measure": Measure.MEAN, "scale": (0.0, 1.0), "unit": {"de": "Index (0 bis 1)"}}
ANSWERS: Final = dimension({code: f"Antwort {code}" for code in "abcde"})
ROWS: Final = dimension({"x": "Zeile eins", "y": "Zeile zwei"}, "row")
STEPS: Final = dimension({"1": "Ja", "2": "Nein", "3": "Offen"})


def pairs(name: str, dimensions: Sequence[Dimension], values: dict[tuple[str, ...], Figure], **changes: Any) -> Table:
    """A table of pairs, as the analysis makes it."""
    made = table(values, dimensions, id=f"pairs.{name}", n=changes.pop("n", 64), **changes)
    return replace(made, role="pairs", base={"de": "Betriebe, aus denen beide geantwortet haben"})


def asked(number: str, figure: str) -> dict[str, Any]:
    return {"number": number, "title": {"de": f"Frage {number[2:]}?"}, "figure": {"de": figure}}


def lists() -> list[Table]:
    """A question with both sides, differences, ranks and one number of all, and one with both sides alone."""
    values: dict[tuple[str, ...], Figure] = {
        **{(code, "company"): HIDDEN if code in "cd" else place / 100 for place, code in enumerate("abcde", 31)},
        **{(code, "works_council"): HIDDEN if code in "cde" else place / 100 for place, code in enumerate("abcde", 51)},
    }
    apart: dict[tuple[str, ...], Figure] = {
        (code,): HIDDEN if code in "cde" else place for place, code in enumerate("abcde", -20)
    }
    ranks: dict[tuple[str, ...], Figure] = {**apart, ("a",): -1.5, ("b",): 2.5}
    return [
        pairs("needs.share", [ANSWERS, VIEWS], values, **asked("K-A2", "Anteil")),
        pairs("needs.difference", [ANSWERS], apart, **asked("K-A2", APART), **POINTS),
        pairs("needs.rank", [ANSWERS], ranks, **asked("K-A2", "Rang weniger Rang"), measure=Measure.MEAN),
        pairs("needs.jaccard", [], {(): 0.625}, **asked("K-A2", "Ähnlichkeit"), **INDEX, n=59),
        pairs(
            "other.share",
            [STEPS, VIEWS],
            {
                (code, side): 0.7 + place / 100
                for place, code in enumerate("123")
                for side in ("company", "works_council")
            },
            **asked("K-A3", "Anteil"),
            n=41,
        ),
    ]


def rows() -> list[Table]:
    """A question with answers to rows, and a figure of the rows."""
    keys = [(row, code, side) for row in "xy" for code in "123" for side in ("company", "works_council")]
    values: dict[tuple[str, ...], Figure] = {
        key: HIDDEN if key[:2] in (("x", "2"), ("x", "3")) else place / 100 for place, key in enumerate(keys, 11)
    }
    return [
        pairs("funds.share", [ROWS, STEPS, VIEWS], values, **asked("K-B1", "Anteil"), section="b"),
        pairs(
            "funds.agreement", [ROWS], {("x",): 0.81, ("y",): HIDDEN}, **asked("K-B1", "Übereinstimmung"), section="b"
        ),
    ]


@cache
def made() -> Release:
    """Both."""
    return release([*lists(), *rows()])


def tabulations(tables: Sequence[Table]) -> list[Tabulation]:
    entries = [entry for chapter in chapters(release(tables)) for entry in chapter.entries]
    return [each for element in annex(entries, "de") if isinstance(element, Tabulations) for each in element.tables]


def texts(own: Tabulation) -> list[list[str]]:
    return [
        [each if isinstance(each, str) else each.text for each in row]
        for grid in own.grids
        for row in (*grid.head, *grid.rows)
    ]


@cache
def printed(file_format: str) -> tuple[Printed, ...]:
    return readback.read(file_format, REPORTS[file_format](made(), "de"))


def in_grids(file_format: str) -> list[int]:
    """Where captions, heads and cells of the grids of pairs are: of the annex, not of the tables below charts."""
    captions = [piece for piece in printed(file_format) if piece.place == "caption"]
    tables = {piece.block for piece in captions if re.search(r"Tabellen\sA", piece.text)}
    pieces = enumerate(printed(file_format))
    return [place for place, piece in pieces if piece.block in tables and piece.place[0] != "@"]


# --- what stands in it ---------------------------------------------------------------------------------


def test_figures_of_pairs_stand_side_by_side() -> None:
    [own] = tabulations(lists())

    assert own.places == tuple(f"Tabelle\u00a0A{number}" for number in range(1, 6))
    assert own.caption == "Tabellen\u00a0A1 bis A5: Betrieb und Betriebsrat im Paar"
    assert texts(own) == [
        ["", "Anteil", "", ""],
        ["Answer", "Betrieb", "Betriebsrat", "Betrieb weniger Betriebsrat", "Rang weniger Rang", "Ähnlichkeit", "n"],
        ["K-A2 Frage A2? (A1 bis A4)", "0,63", "59"],
        ["Antwort a", "31\xa0%", "51\xa0%", "−20", "−1,5", "", "64"],
        ["Antwort b", "32\xa0%", "52\xa0%", "−19", "2,5", "", "64"],
        ["Antwort e", "35\xa0%", "•", "•", "•", "", "64"],
        ["• nicht ausgewiesen: Antwort c; Antwort d"],
        ["K-A3 Frage A3? (A5)"],
        ["Ja", "70\xa0%", "70\xa0%", "", "", "", "41"],
        ["Nein", "71\xa0%", "71\xa0%", "", "", "", "41"],
        ["Offen", "72\xa0%", "72\xa0%", "", "", "", "41"],
    ]


def test_a_figure_of_a_row_stands_over_its_answers() -> None:
    [own] = tabulations(rows())

    assert own.caption == "Tabellen\u00a0A1 und A2: K-B1 Frage B1?"
    assert texts(own)[2:] == [
        ["Zeile eins", "81\xa0%", "64"],
        ["Ja", "11\xa0%", "12\xa0%", "", "64"],
        ["• nicht ausgewiesen: Nein; Offen"],
        ["Zeile zwei", "•", "•"],
        ["Ja", "17\xa0%", "18\xa0%", "", "64"],
        ["Nein", "19\xa0%", "20\xa0%", "", "64"],
        ["Offen", "21\xa0%", "22\xa0%", "", "64"],
    ]


def test_figures_with_another_n_on_the_same_line_stay_apart() -> None:
    shares, apart, *_ = lists()

    assert len(tabulations([shares, replace(apart, cells=tuple(replace(cell, n=63) for cell in apart.cells))])) == 2
    assert len(tabulations([shares, apart])) == 1


def test_other_columns_begin_another_grid() -> None:
    first, other = lists()[1], replace(lists()[4], dimensions=(STEPS, VIEWS))
    means = replace(other, id="pairs.other.mean", number="K-A4", figure={"de": "Mittelwert"}, measure=Measure.MEAN)

    assert [len(own.places) for own in tabulations([lists()[0], first, other, means])] == [3, 1]


def test_a_table_of_pairs_alone_stays_as_it_is() -> None:
    [own] = tabulations([lists()[4]])

    assert own.caption == "Tabelle\u00a0A1: K-A3 Frage A3?"


# --- every cell is compared ----------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", REPORTS)
def test_grids_of_pairs_say_what_their_tables_say(file_format: str) -> None:
    assert not differences(made(), printed(file_format), file_format, "de")
    assert len({printed(file_format)[place].block for place in in_grids(file_format)}) == 2


@pytest.mark.parametrize("file_format", REPORTS)
def test_another_text_in_any_cell_is_found(file_format: str) -> None:
    """Values, n, heads, titles and labels: in place of each the text of another one."""
    for place in in_grids(file_format):
        piece = printed(file_format)[place]
        other = (
            "77\xa0%" if "%" in piece.text else "Antwort a (A1 bis A4)" if piece.text != "Antwort a" else "Antwort b"
        )
        assert damaged(file_format, {place: piece._replace(text=other)}), piece


@pytest.mark.parametrize("file_format", REPORTS)
def test_two_cells_in_each_other_s_place_are_found(file_format: str) -> None:
    places = [place for place in in_grids(file_format) if printed(file_format)[place].place[:1].isdigit()]
    for first, second in pairwise(places):
        one, other = printed(file_format)[first], printed(file_format)[second]
        if one.text != other.text and one.text and other.text:
            swapped = {first: one._replace(text=other.text), second: other._replace(text=one.text)}
            assert damaged(file_format, swapped), (one, other)


@pytest.mark.parametrize("file_format", REPORTS)
def test_a_missing_cell_is_found(file_format: str) -> None:
    for place in in_grids(file_format):
        if printed(file_format)[place].text:
            assert damaged(file_format, {place: None}), printed(file_format)[place]


@pytest.mark.parametrize("file_format", REPORTS)
def test_a_grid_too_many_or_none_is_found(file_format: str) -> None:
    blocks = {printed(file_format)[place].block for place in in_grids(file_format)}
    for block in blocks:
        own = [piece for piece in printed(file_format) if piece.block == block]
        without = [piece for piece in printed(file_format) if piece.block != block]
        assert differences(made(), without, file_format, "de")
        twice = [*printed(file_format), *(piece._replace(block="Table 99") for piece in own)]
        assert differences(made(), twice, file_format, "de")


def damaged(file_format: str, changes: Mapping[int, Printed | None]) -> bool:
    pieces = [changes.get(place, piece) for place, piece in enumerate(printed(file_format))]
    return bool(differences(made(), [piece for piece in pieces if piece is not None], file_format, "de"))
