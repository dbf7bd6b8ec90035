"""Headlines name their topic, and of it no more than intervals allow."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.release import Sure, Table
from exports.pdf import report
from exports.pdf.text import plain
from exports.report.chapters import Entry, Topic
from exports.report.headlines import headline, in_short
from exports.report.pointed import more_than, pointed
from exports.report.voice import Voice
from tests.pdf_gate import check, words
from tests.unit.exports.releases import HIDDEN, Figure, release, shares

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
