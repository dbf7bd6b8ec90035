"""What stands in the report before it is set: order, headlines, chapters, grids."""

from __future__ import annotations

import pytest

from analysis.release import Category, Dimension, Measure, Table
from exports.cells import ordered
from exports.charts.tables import can_pair, chart_of, groups_of, left_out, pair_of
from exports.heads import heads
from exports.report.chapters import BOTH, Entry, Topic, chapters
from exports.report.findings import finding
from exports.report.sheets import Counts, sheets
from exports.report.voice import Voice, of_tables, short
from exports.values import HIDDEN as DOT
from tests.unit.exports.releases import HIDDEN, Figure, dimension, release, shares, table

GERMAN = Voice("de", "de")
GROUPS = {"total": "Insgesamt", "0-9": "Bis 9 Beschäftigte", "10+": "10 und mehr Beschäftigte"}


def said(*tables: Table) -> str | None:
    return finding(Topic(tuple(Entry(f"A{n}", each) for n, each in enumerate(tables, start=1))), GERMAN)


def by_size(values: dict[str, float], **changes: object) -> Table:
    cells: dict[tuple[str, ...], Figure] = {(code, group): value for code, value in values.items() for group in GROUPS}
    labels = {code: f"Antwort {code}" for code in values}
    return table(cells, [dimension(labels), dimension(GROUPS, "size_group", partition=True)], **changes)


# --- order ---------------------------------------------------------------------------------------------


def test_hidden_rows_come_last_in_the_order_of_their_codes() -> None:
    one = shares({"z": HIDDEN, "a": 0.1, "k": HIDDEN, "b": 0.4, "e": None})

    cells = {each.key[0]: each for each in one.cells}
    assert [each.code for each in ordered(one.dimensions[0], cells)] == ["b", "a", "z", "k"]


def test_a_scale_keeps_the_order_of_the_questionnaire() -> None:
    one = shares({"1": 0.1, "2": 0.6, "3": HIDDEN}, partition=True)

    chart = chart_of(one)
    assert chart is not None
    assert [row[0] for row in chart.table.rows] == ["Antwort 1", "Antwort 2", "Antwort 3"]


def test_a_chart_says_nothing_about_a_hidden_value() -> None:
    chart = chart_of(shares({"a": 0.5, "b": 0.4, "c": HIDDEN}))

    assert chart is not None
    assert chart.table.rows[-1] == ("Antwort c", DOT, DOT)
    assert chart.description.endswith("Antwort c nicht ausgewiesen.")


def test_two_sides_stand_in_the_order_of_the_first() -> None:
    ours = shares({"a": 0.1, "b": 0.5, "c": HIDDEN, "d": HIDDEN})
    theirs = shares({"a": 0.9, "b": 0.2, "c": 0.3, "d": HIDDEN}, role="works_council")

    chart = pair_of(ours, theirs, ("Betriebe", "Betriebsräte"))
    assert chart is not None
    assert [row[0][-1] for row in chart.table.rows] == ["b", "a", "c", "d"]
    assert chart.table.rows[2][1:] == (DOT, "30\xa0%")


def test_only_the_same_list_can_stand_side_by_side() -> None:
    one = shares({"1": 0.4, "2": 0.6})
    other = table({("1",): 0.5, ("2",): 0.5}, [dimension({"1": "anders", "2": "gemeint"})], role="works_council")

    assert not can_pair(one, other)
    assert not can_pair(one, shares({"1": 0.4}, role="works_council"))
    assert not can_pair(one, shares({"1": 3.0, "2": 1.0}, measure=Measure.SUM))


def test_too_little_that_is_published_has_no_chart() -> None:
    assert chart_of(shares({"a": 0.5, "b": HIDDEN, "c": HIDDEN})) is None
    assert chart_of(shares({"a": HIDDEN, "b": HIDDEN})) is None
    assert chart_of(shares({"a": None})) is None


def test_of_a_long_list_the_largest_are_drawn() -> None:
    long = shares({str(n): n / 100 for n in range(40)})

    chart = chart_of(long, most_bars=12)
    assert chart is not None
    assert [row[0] for row in chart.table.rows][:2] == ["Antwort 39", "Antwort 38"]
    assert len(chart.table.rows) == 12
    assert left_out(long, 12) == 28


def test_of_many_changes_the_largest_in_either_direction_are_drawn() -> None:
    changes = shares({str(n): float(n - 20) for n in range(40)}, measure=Measure.SUM)

    chart = chart_of(changes, most_bars=4)
    assert chart is not None
    assert [row[0] for row in chart.table.rows] == ["Antwort 39", "Antwort 38", "Antwort 1", "Antwort 0"]


def test_groups_with_few_answers_have_no_chart() -> None:
    enough = by_size({"a": 0.5, "b": 0.4}, measure=Measure.MEAN, n=20)
    few = by_size({"a": 0.5, "b": 0.4}, measure=Measure.MEAN, n=19)
    single = table({(group,): 0.5 for group in GROUPS}, [dimension(GROUPS, "size_group", partition=True)], n=20)

    assert groups_of([single]) is not None
    assert groups_of([few]) is None
    assert groups_of([enough]) is None  # a matrix of two groups says little


def test_sums_are_not_compared_between_groups() -> None:
    single = table(
        {(group,): 5.0 for group in GROUPS},
        [dimension(GROUPS, "size_group", partition=True)],
        measure=Measure.SUM,
    )

    assert groups_of([single]) is None


# --- headlines -----------------------------------------------------------------------------------------


def test_the_largest_value_is_the_headline() -> None:
    assert said(shares({"a": 0.2, "b": 0.62})) == "Am häufigsten genannt: Antwort b (62\xa0%)"


def test_a_hidden_value_might_be_larger() -> None:
    assert said(shares({"a": 0.2, "b": 0.62, "c": HIDDEN})) == (
        "Am häufigsten genannt: Antwort b (62\xa0%), unter den ausgewiesenen Werten"
    )


def test_values_that_print_alike_are_named_together() -> None:
    assert said(shares({"a": 0.451, "b": 0.449, "c": 0.2})) == (
        "Am häufigsten genannt: Antwort a und Antwort b (je 45\xa0%)"
    )


@pytest.mark.parametrize(
    "values",
    [{"a": 0.45, "b": 0.45, "c": 0.45, "d": 0.1}, {"a": 0.5, "b": 0.5}, {"a": 0.0, "b": 0.0}, {"a": 0.5, "b": HIDDEN}],
    ids=["three alike", "all alike", "nothing", "one value"],
)
def test_no_headline_without_a_clear_first(values: dict[str, float]) -> None:
    assert said(shares(values)) is None


def test_few_answers_make_no_headline() -> None:
    assert said(shares({"a": 0.2, "b": 0.62}, n=29)) is None
    assert said(shares({"a": 0.2, "b": 0.62}, n=30)) is not None


def test_both_sides_agree_or_not() -> None:
    ours = shares({"a": 0.6, "b": 0.4})
    same = shares({"a": 0.7, "b": 0.4}, role="works_council")
    other = shares({"a": 0.3, "b": 0.4}, role="works_council")

    assert said(ours, same) == (
        "Beide nennen am häufigsten: Antwort a – Betriebe 60\xa0%, antwortende Betriebsräte 70\xa0%"
    )
    assert said(ours, other) == (
        "Am häufigsten bei Betrieben: Antwort a (60\xa0%); bei antwortenden Betriebsräten: Antwort b (40\xa0%)"
    )


def test_shares_of_rows_are_high_and_not_frequent() -> None:
    rows = dimension({"a": "Druck", "b": "Zeit"}, "row")
    ours = table({("a",): 0.6, ("b",): 0.4}, [rows])
    theirs = table({("a",): 0.2, ("b",): 0.4}, [rows], role="works_council")

    assert said(ours) == "Höchster Anteil: Druck (60\xa0%)"
    assert said(ours, theirs) == (
        "Am höchsten bei Betrieben: Druck (60\xa0%); bei antwortenden Betriebsräten: Zeit (40\xa0%)"
    )


def test_changes_have_two_ends() -> None:
    changes = shares({"a": 120.0, "b": -80.0, "c": 3.0}, measure=Measure.SUM)

    assert said(changes) == "Größter Zuwachs: Antwort a (+120); größter Rückgang: Antwort b (−80)"
    assert said(shares({"a": -120.0, "b": -80.0}, measure=Measure.SUM)) is None


def test_the_question_stands_without_its_hints() -> None:
    assert short("Wie viele? (ohne Leiharbeit)") == "Wie viele?"
    assert short("Anteil an allen") == "Anteil an allen"


# --- chapters ------------------------------------------------------------------------------------------


def test_what_both_were_asked_stands_before_what_one_was_asked() -> None:
    ours = shares({"a": 0.5, "b": 0.4})
    theirs = shares({"a": 0.2, "b": 0.4}, role="works_council")
    alone = shares({"x": 0.2, "y": 0.4}, id="company.other.share", variable="other", title={"de": "Sonst?"})

    [chapter] = chapters(release([ours, alone, theirs]))

    assert [part.role for part in chapter.parts] == [BOTH, "company"]
    assert chapter.parts[0].topics[0].is_shared
    assert [entry.name for entry in chapter.entries] == ["A1", "A2", "A3"]


def test_breakdowns_belong_to_their_figure() -> None:
    whole, part = shares({"a": 0.5, "b": 0.4}), by_size({"a": 0.5, "b": 0.4}, id="company.item.share.size_group")

    [chapter] = chapters(release([whole, part]))

    assert [entry.parts for entry in chapter.entries] == [(part,)]


def test_a_share_is_drawn_instead_of_the_mean_of_the_same_rows() -> None:
    mean = shares({"a": 2.5, "b": 1.5}, id="company.item.mean", measure=Measure.MEAN, scale=(0.0, 4.0))
    top = shares({"a": 0.5, "b": 0.4}, id="company.item.top2")

    [chapter] = chapters(release([mean, top]))

    assert [topic.entries[0].table for part in chapter.parts for topic in part.topics] == [top]
    assert len(chapter.entries) == 2


def test_a_total_to_come_is_told_as_what_it_is_of_todays() -> None:
    expected = table({(): 352_000.0}, id="company.heads.sum", variable="heads", measure=Measure.SUM)
    of_today = table({(): 1.0}, id="company.heads.need.of_today", variable="heads")
    for others, drawn in ((), ["A1"]), ((of_today,), ["A2"]):
        [chapter] = chapters(release([expected, *others]))
        assert [topic.entries[0].name for part in chapter.parts for topic in part.topics] == drawn
        assert [entry.name for entry in chapter.entries] == ["A1", "A2"][: 1 + len(others)]


def test_what_nobody_answered_has_no_figure() -> None:
    [chapter] = chapters(release([shares({"a": None, "b": None})]))

    assert chapter.parts == ()
    assert not chapter.entries[0].is_answered


# --- grids of the annex --------------------------------------------------------------------------------


def test_one_n_stands_below_its_column() -> None:
    [sheet] = sheets(Entry("A1", shares({"a": 0.5, "b": HIDDEN})), GERMAN)

    assert sheet.counts is Counts.BELOW
    assert [line.label for line in sheet.blocks[0].lines] == ["Antwort a", "Antwort b"]


def test_different_n_stand_beside_their_lines() -> None:
    one = shares({"a": 0.5, "b": 0.4}, n={("a",): 90, ("b",): 80})

    assert next(sheets(Entry("A1", one), GERMAN)).counts is Counts.BESIDE


def test_groups_become_columns_with_short_heads() -> None:
    whole, part = shares({"a": 0.5, "b": 0.4}), by_size({"a": 0.5, "b": 0.4})

    [sheet] = sheets(Entry("A1", whole, (part,)), GERMAN)

    assert [(column.head, column.over) for column in sheet.columns] == [
        ("Insgesamt", ""),
        ("Bis 9", "Size_Group (Beschäftigte)"),
        ("10 und mehr", "Size_Group (Beschäftigte)"),
    ]


def test_a_word_that_all_groups_share_moves_up_wherever_it_stands() -> None:
    labels = ("Jusqu’à 9 salariés", "10 à 49 salariés", "250 salariés et plus")
    groups = [Category(str(n), {"fr": label}) for n, label in enumerate(labels)]

    made = heads(Dimension("size_group", {"fr": "Taille"}, tuple(groups)), groups, "fr")

    assert (made.names, made.over) == (("≤\u00a09", "10 à 49", "250 et plus"), "Taille (salariés)")
    assert not made.legend


def test_a_wide_sheet_is_cut_where_the_common_heads_change() -> None:
    whole, part = shares({"a": 0.5, "b": 0.4}), by_size({"a": 0.5, "b": 0.4})
    [sheet] = sheets(Entry("A1", whole, (part,)), GERMAN)

    assert [len(piece.columns) for piece in sheet.divided(2)] == [1, 2]
    assert [len(piece.columns) for piece in sheet.divided(3)] == [3]


def test_a_wide_sheet_without_common_heads_is_cut_in_halves() -> None:
    column = dimension({code: code.upper() for code in "abcdefgh"}, "place")
    rows = dimension({"x": "X", "y": "Y"})
    one = table({(row, code): 0.5 for row in "xy" for code in "abcdefgh"}, [rows, column])
    [whole] = sheets(Entry("A1", one), Voice("de", "de"))

    assert [len(part.columns) for part in whole.divided(7)] == [4, 4]
    assert [len(part.columns) for part in whole.divided(8)] == [8]


def test_a_single_number_has_its_groups_below_it() -> None:
    whole = table({(): 5.0}, measure=Measure.SUM)
    part = table(
        {(group,): 5.0 for group in GROUPS},
        [dimension(GROUPS, "size_group", partition=True)],
        measure=Measure.SUM,
    )

    [sheet] = sheets(Entry("A1", whole, (part,)), GERMAN)

    assert [line.label for block in sheet.blocks for line in block.lines] == [
        "Insgesamt",
        "Bis 9 Beschäftigte",
        "10 und mehr Beschäftigte",
    ]


def test_a_block_never_mixes_languages() -> None:
    german, both = shares({"a": 0.5}), {"de": "Frage?", "fr": "Question ?"}
    half = shares({"a": 0.5}, title=both)

    assert of_tables([german], "fr").tag == "de-DE"
    assert of_tables([half], "fr").language == "de"
    assert of_tables([german], "de").tag is None
