"""Headlines name their topic, and of it no more than intervals allow."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.release import Category, Dimension, Measure, Sure, Table
from exports.messages import CATALOGUE
from exports.numbers import Language
from exports.pdf import report
from exports.pdf.text import plain
from exports.report.chapters import Entry, Topic
from exports.report.headlines import headline, in_short
from exports.report.highlights import FINDINGS
from exports.report.pointed import more_than, pointed
from exports.report.voice import Voice
from tests.pdf_gate import check, words
from tests.unit.exports.releases import HIDDEN, Figure, release, shares, table

GERMAN = Voice("de", "de")
NBSP = "\u00a0"


def estimated(values: dict[str, Figure], *, half: float = 0.05, **changes: Any) -> Table:
    """Shares of a question on obstacles with intervals of ``half`` to both sides."""
    made = shares(values, **({"id": "company.bar.share", "variable": "bar"} | changes))
    cells = [
        replace(cell, sure=Sure(cell.value - half, cell.value + half, 0.1, "A"))
        if isinstance(cell.value, float)
        else cell
        for cell in made.cells
    ]
    return replace(made, cells=tuple(cells))


def topic(*tables: Table) -> Topic:
    return Topic(tuple(Entry(f"A{number}", each) for number, each in enumerate(tables, start=1)))


def test_a_lead_that_is_sure_is_told_with_its_topic() -> None:
    said = headline(topic(estimated({"a": 0.9, "b": 0.5, "c": 0.4})), GERMAN)

    assert said == f"Was Weiterbildung erschwert: am häufigsten „Antwort a“ (90{NBSP}%)"


def test_those_ahead_of_all_others_are_named_together() -> None:
    said = headline(topic(estimated({"a": 0.9, "b": 0.85, "c": 0.4, "d": 0.3})), GERMAN)

    assert said == f"Was Weiterbildung erschwert: vorn „Antwort a“ (90{NBSP}%) und „Antwort b“ (85{NBSP}%)"


def test_where_chance_may_have_made_the_lead_the_topic_stands_alone() -> None:
    assert headline(topic(estimated({"a": 0.5, "b": 0.48, "c": 0.46, "d": 0.44, "e": 0.4})), GERMAN) == (
        "Was Weiterbildung erschwert"
    )


def test_of_two_answers_the_first_says_all() -> None:
    table = estimated({"1": 0.43, "2": 0.57}, half=0.2, id="company.budget.share", variable="budget", partition=True)

    assert headline(topic(table), GERMAN) == f"Festes Weiterbildungsbudget: „Antwort 1“ (43{NBSP}%)"


@pytest.mark.parametrize(
    ("role", "whose"), [("works_council", " (Betriebsräte)"), ("pairs", ": beide Seiten derselben Betriebe")]
)
def test_whose_view_it_is_is_said_where_others_were_asked_too(role: str, whose: str) -> None:
    table = replace(estimated({"a": 0.5, "b": 0.49, "c": 0.48, "d": 0.47}), id=f"{role}.bar.share", role=role)

    assert headline(topic(table), GERMAN) == f"Was Weiterbildung erschwert{whose}"


def test_a_question_without_a_name_has_no_headline_but_what_is_sure() -> None:
    unknown: dict[str, Any] = {"id": "company.zzz.share", "variable": "zzz"}

    assert headline(topic(estimated({"a": 0.5, "b": 0.49, "c": 0.48, "d": 0.47}, **unknown)), GERMAN) is None
    assert headline(topic(estimated({"a": 0.9, "b": 0.2, "c": 0.1}, **unknown)), GERMAN) == (
        f"Am häufigsten „Antwort a“ (90{NBSP}%)"
    )


def test_the_largest_values_are_named_without_a_lead() -> None:
    one = estimated({"a": 0.5, "b": 0.48, "c": 0.46, "d": HIDDEN})

    assert pointed(topic(one), "barriers", GERMAN) == (
        f"Betriebe nennen oft „Antwort a“ (50{NBSP}%), „Antwort b“ (48{NBSP}%) und „Antwort c“ (46{NBSP}%)"
    )
    assert pointed(topic(estimated({"a": 0.5, "b": HIDDEN})), "barriers", GERMAN) is None


def test_what_is_ahead_beyond_chance_is_named_most_often_as_far_as_it_is_published() -> None:
    one = estimated({"a": 0.9, "b": 0.88, "c": 0.46, "d": 0.4, "e": HIDDEN})

    assert pointed(topic(one), "barriers", GERMAN) == (
        f"Betriebe nennen am häufigsten „Antwort a“ (90{NBSP}%) und „Antwort b“ (88{NBSP}%), "
        "unter den ausgewiesenen Werten"
    )


@pytest.mark.parametrize(
    ("share", "part"), [(0.85, "drei Vierteln"), (0.7, "der Hälfte"), (0.31, "einem Viertel"), (0.14, None)]
)
def test_a_share_is_put_into_words_by_what_lies_below_its_interval(share: float, part: str | None) -> None:
    [cell] = estimated({"a": share}).cells

    assert more_than(cell, GERMAN) == part


def test_a_chapter_in_short_says_only_what_is_sure() -> None:
    sure, unsure = estimated({"a": 0.9, "b": 0.5, "c": 0.4}), estimated({"a": 0.5, "b": 0.49, "c": 0.48, "d": 0.47})

    [said] = in_short([topic(unsure), topic(sure)], GERMAN)

    assert plain(said) == (f"Was Weiterbildung erschwert: am häufigsten „Antwort a“ (90{NBSP}%).")


def test_a_chapter_in_short_stands_one_level_below_its_title() -> None:
    asked = {"bar": "Was erschwert?", "instruments": "Was hilft?", "sources": "Wer hilft?"}
    tables = [
        estimated({"a": 0.9, "b": 0.5, "c": 0.4}, id=f"company.{name}.share", variable=name, title={"de": title})
        for name, title in asked.items()
    ]

    data = report.render(release(tables))

    assert GERMAN.say("report.in_short") in words(data)
    check(data)


# --- small distances and answers that lead nothing --------------------------------------------------------


@pytest.mark.parametrize(("second", "is_told"), [(0.74, True), (0.75, True), (0.76, False), (0.79, False)])
def test_of_what_is_counted_a_small_lead_is_passed_over(second: float, *, is_told: bool) -> None:
    table = replace(shares({"a": 0.8, "b": second, "c": 0.3, "d": 0.2}), id="company.bar.share", variable="bar")

    said = headline(topic(table), GERMAN) or ""

    assert ("am häufigsten „Antwort a“" in said) == is_told
    assert ("vorn „Antwort a“" in said) != is_told


def test_the_first_of_a_scale_is_no_headline_where_others_are_as_frequent() -> None:
    steps = shares({"1": 0.27, "2": 0.24, "3": 0.24, "4": 0.25}, partition=True, id="company.bar.share", variable="bar")

    assert headline(topic(steps), GERMAN) == "Was Weiterbildung erschwert"


@pytest.mark.parametrize(
    ("values", "changes", "is_told"),
    [
        ((3.9, 3.6, 1.0), {"measure": Measure.MEAN, "scale": (0.0, 4.0)}, True),
        ((3.9, 3.8, 1.0), {"measure": Measure.MEAN, "scale": (0.0, 4.0)}, False),
        ((40.0, 38.0, 2.0), {"measure": Measure.BORDA}, True),
        ((40.0, 39.0, 2.0), {"measure": Measure.BORDA}, False),
    ],
)
def test_means_and_points_keep_a_distance_too(
    values: tuple[float, ...], changes: dict[str, Any], *, is_told: bool
) -> None:
    table = shares(dict(zip("abc", values, strict=True)), id="company.bar.share", variable="bar", **changes)

    assert ("„Antwort a“" in (headline(topic(table), GERMAN) or "")) == is_told


def sides(ours: dict[str, Figure], theirs: dict[str, Figure]) -> Topic:
    councils = replace(shares(theirs, role="works_council"), id="works_council.bar.share", variable="bar")
    return topic(estimated(ours), councils)


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ({"a": 0.80, "b": 0.82, "c": 0.5, "d": 0.2}, ""),
        ({"a": 0.60, "b": 0.82, "c": 0.5, "d": 0.2}, "Betriebsräte „Antwort b“ (82\u00a0%)"),
        ({"a": 0.82, "b": 0.60, "c": 0.5, "d": 0.2}, "beide nennen am häufigsten „Antwort a“"),
        ({"a": 0.40, "b": 0.82, "c": 0.81, "d": 0.2}, "Betriebsräte „Antwort b“ (82\u00a0%) und „Antwort c“"),
    ],
)
def test_sides_differ_only_where_each_leads_over_what_the_other_names(theirs: dict[str, Figure], said: str) -> None:
    both = sides({"a": 0.82, "b": 0.53, "c": 0.56, "d": 0.1}, theirs)

    found = headline(both, GERMAN) or ""

    assert found.startswith("Was Weiterbildung erschwert")
    assert said in found
    assert (":" in found) == bool(said)


@pytest.mark.parametrize(("variable", "is_told"), [("instruments", False), ("no_train", True)])
def test_none_of_these_is_no_headline_but_where_it_is_a_reason(variable: str, *, is_told: bool) -> None:
    table = shares({"none": 0.8, "b": 0.3, "c": 0.2, "d": 0.1}, id=f"company.{variable}.share", variable=variable)

    assert ("Antwort none" in (headline(topic(table), GERMAN) or "")) == is_told
    assert ("Antwort none" in (pointed(topic(table), "barriers", GERMAN) or "")) == is_told


@pytest.mark.parametrize(("share", "is_told"), [(0.45, False), (0.55, True)])
def test_a_no_is_a_headline_only_where_most_said_it(share: float, *, is_told: bool) -> None:
    answers = Dimension(
        "answer", {"de": "A"}, (Category("0", {"de": "Nein, nicht geplant"}), *categories("123")), partition=True
    )
    rest = (1 - share) / 3
    cells: dict[tuple[str, ...], Figure] = {("0",): share, ("1",): rest, ("2",): rest, ("3",): rest}
    one = table(cells, [answers], id="company.bar.share", variable="bar")
    assert ("Nein" in (headline(topic(one), GERMAN) or "")) == is_told

    rows = Dimension("row", {"de": "Z"}, categories("xyz"))
    by_row: dict[tuple[str, ...], Figure] = {
        (row, code): (share - place / 5) if code == "0" else (1 - share + place / 5) / 3
        for place, row in enumerate("xyz")
        for code in "0123"
    }
    of_rows = table(by_row, [rows, answers], id="company.bar.share", variable="bar")
    assert ("Nein" in (headline(topic(of_rows), GERMAN) or "")) == is_told


def categories(codes: str) -> tuple[Category, ...]:
    return tuple(Category(code, {"de": f"Antwort {code}"}) for code in codes)


@pytest.mark.parametrize(("following", "is_alike"), [(0.47, True), (0.3, False)])
def test_a_list_that_stops_before_an_equal_says_so(following: float, *, is_alike: bool) -> None:
    counted = replace(shares({"a": 0.5, "b": 0.49, "c": 0.48, "d": following}), id="company.bar.share", variable="bar")
    for one in (counted, estimated({"a": 0.5, "b": 0.49, "c": 0.48, "d": following, "e": 0.46 if is_alike else 0.1})):
        said = pointed(topic(one), "barriers", GERMAN) or ""
        assert said.endswith("(48\u00a0%), ähnlich oft weitere Hemmnisse") == is_alike


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_every_list_can_say_that_others_are_alike(language: Language) -> None:
    entries = CATALOGUE.entries(language)

    assert all(f"pointed.{code}_more" in entries for code in FINDINGS)
