"""Words around figures: what n counts, why groups and rows are missing, where a line may break, printed days."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from analysis.disclosure.files import differences
from analysis.release import Table, WaveFacts
from exports.cells import LEAST_OF_GROUP
from exports.dates import long_date
from exports.messages import CATALOGUE
from exports.numbers import Language
from exports.pdf.text import plain
from exports.readback import read
from exports.report.chapters import Entry, Part, Topic
from exports.report.figures import figures
from exports.report.headlines import in_short
from exports.report.plan import story
from exports.report.voice import Voice
from exports.story import Figure as Drawn
from exports.story import Figures, Paragraph, Tiles
from exports.values import words
from tests.unit.exports.releases import HIDDEN, Figure, dimension, release, shares, table
from tests.writers import REPORTS

GERMAN = Voice("de", "de")
NBSP = "\u00a0"
GROUPS = {"total": "Insgesamt", **{code: f"Bereich {code}" for code in "ABCDEFG"}}
FEW = "Gruppen mit weniger als 20 Antworten sind nicht dargestellt."
HIDDEN_GROUPS = "Gruppen, in denen mehr als die Hälfte der Werte nicht ausgewiesen ist, sind nicht dargestellt."
BOTH = (
    "Nicht dargestellt sind Gruppen mit weniger als 20 Antworten und Gruppen, in denen mehr als die Hälfte der Werte "
    "nicht ausgewiesen ist."
)
OF_ROSTER: dict[str, Any] = {
    "id": "company.roster.shortage.share",
    "variable": "roster.shortage",
    "title": {"de": "Schwer zu besetzende Stellen"},
    "base": {"de": "genannte Beschäftigtengruppen"},
    "n": 928,
}


def by_group(rows: int = 3, *, few: tuple[str, ...] = (), hidden: tuple[str, ...] = ()) -> Table:
    labels = {f"a{row:02}": f"Antwort {row}" for row in range(rows)}
    values: dict[tuple[str, ...], Figure] = {
        (code, group): HIDDEN if group in hidden and code != "a00" else 0.6 - int(code[1:]) / 50
        for code in labels
        for group in GROUPS
    }
    counts = {key: LEAST_OF_GROUP - 1 if key[1] in few else 100 for key in values}
    axes = [dimension(labels), dimension(GROUPS, "sector_group", partition=True)]
    return table(values, axes, id="company.item.share.sector_group", n=counts)


def drawn_groups(part: Table, rows: int = 3) -> list[Drawn]:
    whole = shares({f"a{row:02}": 0.6 - row / 50 for row in range(rows)})
    [*_, made] = figures(Part("company", (Topic((Entry("A1", whole, (part,)),)),)), "1", 1, GERMAN)[0]
    assert isinstance(made, Figures)
    return list(made.figures)


@pytest.mark.parametrize(
    ("few", "hidden", "reason"),
    [
        (("B",), (), FEW),
        ((), ("B",), HIDDEN_GROUPS),
        (("B",), ("A",), BOTH),
        ((), (), ""),
    ],
)
def test_a_note_says_why_groups_are_not_shown(few: tuple[str, ...], hidden: tuple[str, ...], reason: str) -> None:
    [_, groups] = drawn_groups(by_group(few=few, hidden=hidden))

    said = " ".join(map(plain, groups.notes))
    assert [each for each in (FEW, HIDDEN_GROUPS, BOTH) if each in said] == ([reason] if reason else [])


@pytest.mark.parametrize(("rows", "drawn"), [(12, 12), (13, 13), (14, 14), (15, 12)])
def test_never_one_or_two_rows_alone_are_left_out(rows: int, drawn: int) -> None:
    whole, groups = drawn_groups(by_group(rows), rows)

    for figure in (whole, groups):
        assert len(figure.chart.table.rows) == drawn
        is_cut = re.search(
            "Die (?:12 größten Werte|ersten 12 Zeilen); die übrigen stehen in der Tabelle", figure.subline
        )
        assert bool(is_cut) == (drawn < rows)


def test_two_sides_leave_out_no_row_alone() -> None:
    for rows, drawn in ((16, 16), (17, 14)):
        values: dict[str, Figure] = {f"a{row:02}": 0.6 - row / 50 for row in range(rows)}
        topic = Topic((Entry("A1", shares(values)), Entry("A2", shares(values, role="works_council"))))
        [made] = figures(Part("both", (topic,)), "1", 1, GERMAN)[0]
        assert isinstance(made, Figures)
        assert len(made.figures[0].chart.table.rows) == drawn
        assert ("Die 14 Zeilen" in made.figures[0].subline) == (drawn < rows)


@pytest.mark.parametrize("file_format", REPORTS)
def test_the_n_of_groups_that_were_named_says_what_it_counts(file_format: str) -> None:
    yes = shares({"1": 0.58, "2": 0.42}, partition=True, **OF_ROSTER)
    own = shares({"1": 0.43, "2": 0.57}, partition=True, id="company.budget.share", variable="budget")
    made = release([yes, own])

    tiles = [tile for each in story(made, "de").elements if isinstance(each, Tiles) for tile in each.tiles]
    said = [plain(tile.text) for tile in tiles]
    assert any(f"(n{NBSP}={NBSP}928 genannte Beschäftigtengruppen)" in each for each in said)
    assert any(f"(n{NBSP}={NBSP}100)" in each for each in said)
    assert differences(made, list(read(file_format, REPORTS[file_format](made, "de"))), file_format, "de") == ()


def test_a_chapter_in_short_says_what_n_counts_where_it_is_not_who_answered() -> None:
    yes = shares({"1": 0.58, "2": 0.42}, partition=True, **OF_ROSTER)
    own = shares({"1": 0.43, "2": 0.57}, partition=True, id="company.budget.share", variable="budget")

    said = [plain(each) for each in in_short([Topic((Entry("A1", one),)) for one in (yes, own)], GERMAN)]

    assert said == [
        f"Schwer zu besetzende Stellen: „Antwort 1“ (58{NBSP}%), n{NBSP}={NBSP}928 genannte Beschäftigtengruppen.",
        f"Festes Weiterbildungsbudget: „Antwort 1“ (43{NBSP}%).",
    ]


def test_a_base_after_a_sentence_begins_as_one() -> None:
    sums = shares({"a": 0.5, "b": 0.4, "c": 0.2}, **(OF_ROSTER | {"n": 30}))
    [made] = figures(Part("company", (Topic((Entry("A1", sums),)),)), "1", 1, GERMAN)[0]
    assert isinstance(made, Figures)
    assert f". Genannte Beschäftigtengruppen (n{NBSP}={NBSP}30)." in f". {made.figures[0].subline}"


def test_questions_in_a_list_end_as_they_do() -> None:
    hidden = [
        Topic((Entry(f"A{place}", table({(): HIDDEN}, title={"de": title}, id=f"company.{place}.sum")),))
        for place, title in enumerate(("Worauf beziehen sich Ihre Antworten?", "Wie viele waren es?", "Summe"))
    ]
    [said] = [
        each for each in figures(Part("company", tuple(hidden)), "1", 1, GERMAN)[0] if isinstance(each, Paragraph)
    ]
    assert plain(said.text) == ("Nicht ausgewiesen: Worauf beziehen sich Ihre Antworten? Wie viele waren es? Summe.")


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_names_of_tables_and_sections_of_law_stay_in_one_line(language: str) -> None:
    entries = CATALOGUE.entries(language)
    loose = [
        code
        for code, text in entries.items()
        if re.search(r"(?i)\b(?:tabellen?|tables?|tableaux?|blatt|blätter|sheets?|feuilles?) \{(?:name|first)", text)
        or re.search(r"§ |\d[a-z]? SGB|SGB [IVX]", text)
    ]
    assert loose == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Weiterbildung (§ 81 SGB III)", "Weiterbildung (§~81~SGB~III)"),
        ("§~82a SGB III, Hinweis", "§~82a~SGB~III, Hinweis"),
        ("Auskunft (§ 80 Abs. 2) im SGB", "Auskunft (§~80~Abs.~2) im SGB"),
        ("(§ 98, al. 3)", "(§~98,~al.~3)"),
        ("Personalplanung (§ 92 BetrVG)", "Personalplanung (§~92~BetrVG)"),
        ("ohne Gesetz 3 Abs. 2", "ohne Gesetz 3 Abs. 2"),
    ],
)
def test_a_section_of_a_law_is_not_parted(text: str, printed: str) -> None:
    assert words({"de": text.replace("~", NBSP)}, "de") == printed.replace("~", NBSP)


@pytest.mark.parametrize(
    ("language", "day"), [("de", "31. August 2026"), ("en", "31 August 2026"), ("fr", "31 août 2026")]
)
def test_a_day_is_printed_in_one_form(language: Language, day: str) -> None:
    assert long_date(datetime(2026, 8, 31, 12, tzinfo=UTC), language) == day


@pytest.mark.parametrize("file_format", REPORTS)
def test_a_report_in_english_has_british_days_alone(file_format: str) -> None:
    wave = WaveFacts(
        "w1", {"de": "Welle", "en": "Wave"}, 2025, 2030, "2026-08-31", "2026-10-09", invented=True, extrapolated=False
    )
    made = release([shares({"a": 0.62, "b": 0.4})], wave=wave)
    told = list(read(file_format, REPORTS[file_format](made, "en")))

    text = " ".join(piece.text for piece in told)
    assert "31 August 2026 to 9 October 2026" in text
    assert not re.search(r"[A-Z][a-z]+ \d{1,2}, 20\d\d", text)
    assert differences(made, told, file_format, "en") == ()
