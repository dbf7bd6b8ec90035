"""What participants get back: whatever stands beside an own answer is a published cell of their own role."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from analysis.release import NO_PLAN, Category, Dimension, Measure, Release, Suppressed, Sure, Table, WaveFacts
from exports.charts.primitives import Chart, Circle, Rect
from exports.messages import plain
from exports.numbers import base
from exports.returns import pdf
from exports.returns.comparison import comparison
from exports.returns.figures import Figures
from exports.returns.need_sheet import need_sheet
from exports.returns.parts import Box, Bullets, Cell, Document, Grid, Heading, Paragraph, Part, Picture
from exports.returns.say import CATALOGUE
from exports.values import value_text
from surveys.context import Context
from surveys.problems import Document as Answers
from surveys.scope import Scope
from surveys.submit import finalise
from surveys.words import Words
from tests.pdf_gate import check, words
from tests.questionnaires_for_tests import real
from tests.unit.exports import releases
from tests.unit.exports.releases import HIDDEN, release
from tests.unit.exports.worked_answers import COMPANY, COUNCIL, WAVE

AT = datetime(2026, 3, 3, 13, 20, tzinfo=UTC)
GROUPS = {"sector_group": ("B-E", "B-F"), "size_group": ("250+", "50+")}
ROWS = ("dig", "ai", "aut", "veh")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LANGUAGES = ("de", "en", "fr")


def answered(name: str, document: Answers) -> Scope:
    """Answers as they were handed in."""
    draft = Scope(real(name), document, Context(WAVE))
    return draft.after(finalise(draft))


@cache
def own(role: str) -> Scope:
    return answered("company", COMPANY) if role == "company" else answered("works-council", COUNCIL)


def breakdown(name: str, codes: str) -> Dimension:
    labels = {"total": "Insgesamt"} | {code: f"Gruppe {code}" for code in codes.split()}
    return Dimension(name, {"de": name}, tuple(Category(code, {"de": text}) for code, text in labels.items()))


SECTORS, SIZES = breakdown("sector_group", "B-F G-S"), breakdown("size_group", "0-249 250+")


def means(values: Mapping[tuple[str, ...], Any], *by: Dimension, role: str = "company", **changes: Any) -> Table:
    """The means of the drivers; ``by`` is a breakdown."""
    rows = releases.dimension({row: f"Treiber {row}" for row in ROWS}, "row")
    fields = {"id": ".".join([f"{role}.drv.mean", *(one.id for one in by)]), "variable": "drv", "scale": (0.0, 4.0)}
    return releases.table(values, [rows, *by], role=role, measure=Measure.MEAN, **(fields | changes))


def shares(item: str, values: Mapping[str, Any], role: str = "company", **changes: Any) -> Table:
    return releases.shares(values, id=f"{role}.{item}.share", variable=item, role=role, **changes)


def compared(*tables: Table, role: str = "company", language: str = "de", **changes: Any) -> Document:
    made = release(tables, **changes)
    return comparison(own(role), Figures(role, (made,), GROUPS), language)


def grids(document: Document) -> list[Grid]:
    """The tables of figures, without the one that says who is compared."""
    return [part for part in document.parts if isinstance(part, Grid) and "r" in part.align]


def figures_of(grid: Grid) -> Iterator[Cell]:
    """All cells beside the own answers."""
    for row in grid.rows:
        yield from (cell for cell, side in zip(row, grid.align, strict=True) if side == "r" and isinstance(cell, Cell))


def row_of(document: Document, label: str) -> list[str]:
    """The texts of the first row that begins so, below included."""
    for grid in grids(document):
        for row in grid.rows:
            cells = [cell for cell in row if isinstance(cell, Cell)]
            if plain(cells[0].text).startswith(label):
                return [f"{plain(cell.text)} {cell.below}".strip() for cell in cells]
    raise AssertionError(f"{label} is not compared")


def all_text(document: Document) -> str:
    """Every word of a document, those of its charts too."""
    said: list[str] = [document.title, document.running, document.stamp]
    for part in document.parts:
        match part:
            case Heading() | Paragraph():
                said.append(plain(part.text))
            case Bullets():
                said += map(plain, part.items)
            case Box():
                said.append(plain(part.title))
                said += [plain(each.text) for each in part.parts if isinstance(each, Paragraph)]
                said += [plain(item) for each in part.parts if isinstance(each, Bullets) for item in each.items]
            case Picture():
                said += [part.paper.description, *(text.text for text in part.paper.texts)]
            case Grid():
                said += [plain(part.caption), *map(plain, part.head)]
                said += [f"{plain(c.text)} {c.below}" for row in part.rows for c in row if isinstance(c, Cell)]
    return "\n".join(said)


# --- only released figures -----------------------------------------------------------------------------

point = st.one_of(st.none(), st.just(HIDDEN), st.integers(0, 40).map(lambda tenths: tenths / 10))
percent = st.one_of(st.none(), st.just(HIDDEN), st.integers(0, 100).map(lambda whole: whole / 100))
count = st.integers(3, 9_000)


@st.composite
def worlds(draw: st.DrawFn) -> Release:
    """A release of both roles, published, hidden and empty at random."""
    tables = []
    for role in ("company", "works_council"):
        for by in ((), (SECTORS,), (SIZES,)):
            groups = [category.code for category in by[0].categories] if by else []
            keys: list[tuple[str, ...]] = [(row, group) for row in ROWS for group in groups]
            keys = keys or [(row,) for row in ROWS]
            values = {key: draw(point) for key in keys}
            tables.append(means(values, *by, role=role, n={key: draw(count) for key in keys}))
        for item in ("train_any", "needs_method", "bar"):
            codes = {"train_any": "1 2", "needs_method": "plan matr talk", "bar": "time cost"}[item].split()
            values_of = {code: draw(percent) for code in codes}
            tables.append(shares(item, values_of, role, n={(code,): draw(count) for code in codes}))
    return release(tables)


def printable(made: Release, role: str) -> set[str]:
    """Every text that a published cell of a role has: its value, in brackets too, and its base."""
    found = {"•", "–"}
    for table in made.tables:
        for cell in table.cells if table.role == role else ():
            text = value_text(table, cell.value)
            found |= {text, f"({text})"}
            if not isinstance(cell.n, Suppressed):
                found.add(base(cell.n))
    return found


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from(["company", "works_council"]))
def test_beside_own_answers_stand_published_cells_of_the_own_role_and_nothing_else(made: Release, role: str) -> None:
    document = comparison(own(role), Figures(role, (made,), GROUPS), "de")
    allowed = printable(made, role)
    tables = grids(document)
    assert tables or all(cell.value is None for table in made.tables for cell in table.cells[:1])
    for grid in tables:
        for cell in figures_of(grid):
            assert plain(cell.text) in allowed
            assert not cell.below or cell.below in allowed
    counts = {number for text in allowed for number in NUMBER.findall(text)}
    for part in document.parts:
        if isinstance(part, Paragraph) and part.style == "note":
            without_questions = re.sub(r"[KB]-[A-J]\d", "", plain(part.text))
            assert set(NUMBER.findall(without_questions)) <= counts
        if isinstance(part, Picture):
            shown = {text for row in part.paper.table.rows for text in row[2:]}
            assert shown <= allowed


def test_each_column_has_the_figure_of_its_group() -> None:
    document = compared(
        means({("dig",): 2.1}),
        means({("dig", "total"): 2.1, ("dig", "B-F"): 3.2, ("dig", "G-S"): 0.4}, SECTORS),
        means({("dig", "total"): 2.1, ("dig", "0-249"): 1.1, ("dig", "250+"): 2.9}, SIZES),
    )
    assert row_of(document, "Digitalisierung") == [
        "Digitalisierung von Prozessen und Verwaltung",
        "Stark (3)",
        "2,1",
        "3,2",
        "2,9",
    ]
    assert "Gruppe B-F" in all_text(document)
    assert "Gruppe 250+" in all_text(document)
    assert "Gruppe G-S" not in all_text(document)


def test_without_a_group_of_ones_own_only_all_are_shown() -> None:
    by_sector = means({("dig", "total"): 2.1, ("dig", "B-F"): 3.2, ("dig", "G-S"): 0.4}, SECTORS)
    made = release([means({("dig",): 2.1}), by_sector])
    document = comparison(own("company"), Figures("company", (made,)), "de")
    assert row_of(document, "Digitalisierung")[1:] == ["Stark (3)", "2,1"]
    assert "keine eigenen Werte" in all_text(document)


def test_what_is_hidden_is_a_dot_with_its_meaning_and_has_no_mark() -> None:
    document = compared(means({("dig",): HIDDEN, ("ai",): 2.5}))
    assert row_of(document, "Digitalisierung")[2] == "•"
    assert "nicht ausgewiesen" in all_text(document)
    [picture] = [part for part in document.parts if isinstance(part, Picture)]
    assert [row[2] for row in picture.paper.table.rows] == ["–", "2,5"]


def test_where_no_estimate_has_an_interval_none_is_explained() -> None:
    table = shares("train_any", {"1": 0.62, "2": 0.38}, n=9)
    few = Sure(None, None, 0.2, "/")
    document = compared(replace(table, cells=tuple(replace(cell, sure=few) for cell in table.cells)))
    assert row_of(document, "Hat der Betrieb")[1:] == ["Ja", "(62\u00a0%)\u00a0/ n\u00a0=\u00a09"]
    assert "95‑%‑Vertrauensintervall" not in all_text(document)


def estimated(table: Table, marks: Mapping[tuple[str, ...], str]) -> Table:
    """The table with an interval for each value; its marks by key, else B."""
    return replace(
        table, cells=tuple(replace(cell, sure=Sure(0.1, 0.9, 0.2, marks.get(cell.key, "B"))) for cell in table.cells)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_too_uncertain_has_its_mark_and_says_what_it_means(language: str) -> None:
    table = estimated(shares("fields", {"K03": 0.36, "K06": 0.31}, n=61), {("K03",): "/"})
    document = compared(table, language=language)
    texts = [plain(cell.text) for grid in grids(document) for cell in figures_of(grid)]
    assert sorted(text.endswith("\u00a0/") for text in texts) == [False, True]
    meanings = {"de": "/ zu unsicher für Schlüsse", "en": "/ too uncertain", "fr": "/ valeur trop incertaine"}
    assert meanings[language] in all_text(document)
    [box] = [part for part in document.parts if isinstance(part, Box)]
    [bullets] = [part for part in box.parts if isinstance(part, Bullets)]
    assert any("/" in plain(item) for item in bullets.items)
    assert meanings[language].partition(" ")[2] in words(pdf.render(document))
    quiet = all_text(compared(estimated(table, {}), language=language))
    assert "/" not in quiet


def test_nothing_is_concluded_from_what_is_too_uncertain() -> None:
    rows: dict[tuple[str, ...], Any] = {("dig",): 1.9, ("ai",): 3.0, ("aut",): 3.6}
    document = compared(estimated(means(rows), {("dig",): "/", ("ai",): "/"}))
    text = all_text(document)
    assert "deutlich höher" not in text
    assert "deutlich niedriger" not in text
    [picture] = [part for part in document.parts if isinstance(part, Picture)]
    assert sorted(row[2] for row in picture.paper.table.rows) == ["3,6", "–", "–"]
    assert "haben in der Abbildung kein Zeichen" in text
    assert "kein Zeichen" not in all_text(compared(means(rows)))


def test_few_answers_and_intervals_are_shown_as_such() -> None:
    table = shares("train_any", {"1": 0.62, "2": 0.38}, n=21)
    cells = tuple(
        type(cell)(cell.key, cell.value, cell.n, Sure(0.41, 0.79, 0.2, "B")) if cell.key == ("1",) else cell
        for cell in table.cells
    )
    wave = WaveFacts("w", {"de": "W"}, 2025, 2030, "2026-05-04", "2026-06-12", invented=False, extrapolated=True)
    document = compared(Table(**{name: getattr(table, name) for name in table.__slots__} | {"cells": cells}), wave=wave)
    assert row_of(document, "Hat der Betrieb")[1:] == ["Ja", "(62\u00a0%) 41–79; n\u00a0=\u00a021"]
    text = all_text(document)
    assert "wenige Antworten" in text
    assert "hochgerechnet" in text
    assert "nicht hochgerechnet" not in text


def test_the_other_role_and_pairs_of_both_are_never_read() -> None:
    ours = shares("train_any", {"1": 0.62, "2": 0.38})
    theirs = shares("train_any", {"1": 0.17, "2": 0.83}, "works_council")
    pair = releases.shares({"1": 0.93}, id="pairs.train_any.share", variable="train_any", role="company")
    both = Table(**{name: getattr(pair, name) for name in pair.__slots__} | {"role": "pairs"})
    document = compared(ours, theirs, both)
    text = all_text(document)
    assert "62\u00a0%" in text
    assert not {"17\u00a0%", "83\u00a0%", "93\u00a0%"} & set(re.findall(r"\d+\u00a0%", text))


def test_the_newest_release_counts_and_older_ones_fill_up() -> None:
    newest = release([shares("train_any", {"1": 0.62, "2": 0.38})])
    older = release([shares("train_any", {"1": 0.5, "2": 0.5}), shares("budget", {"1": 0.31, "2": 0.69})])
    document = comparison(own("company"), Figures("company", (newest, older), GROUPS), "de")
    assert row_of(document, "Hat der Betrieb")[2].startswith("62\u00a0%")
    assert row_of(document, "Gab es 2025 ein festes")[2].startswith("31\u00a0%")
    assert newest.id[:12] in all_text(document)
    assert older.id[:12] in all_text(document)


def titled(title: str, *tables: Table) -> Release:
    """A report of this title."""
    return release(tables, plan=replace(NO_PLAN, title={"de": title}))


def sources(document: Document) -> list[str]:
    """The reports that the figures are said to be from."""
    rows = [row for part in document.parts if isinstance(part, Grid) and "r" not in part.align for row in part.rows]
    cells = [[cell for cell in row if isinstance(cell, Cell)] for row in rows]
    return [plain(row[1].text) for row in cells if plain(row[0].text) == "Zahlen\u00a0aus"]


def test_reports_are_named_by_title_and_day_if_their_figures_stand_there() -> None:
    of_all = [shares("train_any", {"1": 0.62, "2": 0.38}), shares("budget", {"1": 0.31, "2": 0.69})]
    elsewhere = shares("wz_division", {"25": 0.2})
    report, summary = titled("Bericht", *of_all), titled("Kurzfassung", *of_all[:1])
    district = titled("Ein Kreis", *of_all[:1], elsewhere)
    corrected = titled("Nachtrag", shares("budget", {"1": 0.33, "2": 0.67}))

    def named(*releases: Release) -> list[str]:
        return sources(comparison(own("company"), Figures("company", releases, GROUPS), "de"))

    day = "Datenstand 1. Juli 2026"
    assert named(district, summary, report) == [f"Bericht, {day}"]
    assert named(summary) == [f"Kurzfassung, {day}"]
    assert named(corrected, district, report) == [f"Nachtrag, {day}", f"Ein Kreis, {day}"]
    assert not named(titled("Ein Kreis", elsewhere))


# --- charts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values", [(1.7, 1.7, 1.7), (2.0, 2.0, 2.0), (1.7, 1.7, 3.0), (2.5, 2.4, 2.6), (2.5, 2.5, HIDDEN)]
)
@pytest.mark.parametrize("width", ["paper", "wide", "narrow"])
def test_equal_values_do_not_cover_one_another(values: tuple[Any, Any, Any], width: str) -> None:
    of_all, sector, size = values
    document = compared(
        means({("dig",): of_all, ("ai",): 0.5}),
        means({("dig", "B-F"): sector, ("ai", "B-F"): 1.5, ("dig", "total"): of_all, ("ai", "total"): 0.5}, SECTORS),
        means({("dig", "250+"): size, ("ai", "250+"): 2.5, ("dig", "total"): of_all, ("ai", "total"): 0.5}, SIZES),
    )
    [picture] = [part for part in document.parts if isinstance(part, Picture)]
    chart: Chart = getattr(picture, width)
    marks = [(one.x, one.y, one.radius) for one in chart.primitives if isinstance(one, Circle) and one.role != "white"]
    marks += [(one.x + 3, one.y + 3, 3.0) for one in chart.primitives if isinstance(one, Rect) and one.is_sign]
    shown = 6 - sum(value is HIDDEN for value in values)
    assert len(marks) == shown + 3, "with the key"
    for (x, y, reach), (other_x, other_y, other_reach) in itertools.combinations(marks, 2):
        apart = max(abs(x - other_x), abs(y - other_y))
        assert apart > 0.7 * (reach + other_reach), "most of each mark can be seen"
    last = max(place for place, one in enumerate(chart.primitives) if isinstance(one, Rect) and not one.is_sign)
    frames = [one for one in chart.primitives[: last + 1] if isinstance(one, Rect) and one.role == "series-2"]
    assert all(one.width > 3 * 3.5 for one in frames), "the own answer is a frame around the marks"


def test_a_chart_of_levels_says_which_level_it_shows() -> None:
    tables = [means({("K03",): 2.0, ("K06",): 1.0}, id=f"company.cmp.{name}.mean") for name in ("need", "now")]
    document = compared(*tables)
    at = next(place for place, part in enumerate(document.parts) if isinstance(part, Picture))
    before = document.parts[at - 1]
    assert isinstance(before, Paragraph)
    assert "nötige Niveau" in plain(before.text)


# --- own answers ---------------------------------------------------------------------------------------


def test_numbers_of_ones_own_are_set_beside_the_same_of_all() -> None:
    total = releases.table(
        {(): 0.28}, id="company.quali_total.share_of_employees", variable="quali_total", unit={"de": "%"}
    )
    hours = releases.table(
        {(): 33.11}, id="company.train_hours.ratio.train_n.total.n", variable="train_hours", measure=Measure.RATIO
    )
    document = compared(total, hours)
    assert row_of(document, "Anteil der Beschäftigten mit")[1:] == ["22\u00a0%", "28\u00a0% n\u00a0=\u00a0100"]
    assert row_of(document, "Weiterbildungsstunden")[1:] == ["24,00", "33,11 n\u00a0=\u00a0100"]


def test_what_was_not_answered_is_left_out_and_said() -> None:
    without = {key: value for key, value in COMPANY.items() if key not in ("needs_method", "budget", "budget_amount")}
    made = release(
        [
            shares("needs_method", {"plan": 0.4}),
            shares("budget", {"1": 0.3, "2": 0.7}),
            shares("train_any", {"1": 0.62, "2": 0.38}),
        ]
    )
    document = comparison(answered("company", without), Figures("company", (made,)), "de")
    text = all_text(document)
    assert "40\u00a0%" not in text
    assert "30\u00a0%" not in text
    assert re.search(r"nicht verglichen: [^.]*K-D4", text)
    assert re.search(r"nicht verglichen: [^.]*K-E5", text)


def test_far_from_the_mean_is_said_in_words() -> None:
    document = compared(means({("dig",): 1.9, ("ai",): 3.0, ("aut",): 3.6}))
    text = all_text(document)
    assert "deutlich höher als im Mittel aller: Digitalisierung von Prozessen und Verwaltung." in text
    assert "deutlich niedriger als im Mittel aller: Künstliche Intelligenz." in text


def test_no_typed_text_is_in_a_comparison() -> None:
    document = compared(
        shares("fields", {"K90": 0.02, "K03": 0.4}), means({("K90",): 1.0, ("K03",): 2.0}, id="company.cmp.need.mean")
    )
    assert "Sonstiges Kompetenzfeld" in all_text(document)
    assert "Lasertechnik" not in all_text(document)


def test_a_release_without_figures_of_the_own_answers_says_so() -> None:
    document = compared(shares("train_any", {"1": 0.62}, "works_council"))
    assert not grids(document)
    assert "keine Ergebnisse veröffentlicht" in all_text(document)


# --- the sheet of needs --------------------------------------------------------------------------------


def sheet(language: str = "de", **changes: Any) -> Document:
    return need_sheet(answered("works-council", {**COUNCIL, **changes}), AT, language)


def test_a_sheet_of_needs_says_what_was_answered() -> None:
    text = all_text(sheet(pref_formats=["blend"], pref_course="Hochvolt vor Ort"))
    for said in (
        "Maschinen- und Fahrzeugtechnikberufe",
        "Grundlegend neues Tätigkeitsprofil",
        "An- und Ungelernte",
        "Innerhalb von 12 Monaten qualifizieren: Automatisierung, Robotik und Steuerungstechnik",
        "Ein Angebot suchen oder schaffen",
        "Blended Learning",
        "„Hochvolt vor Ort“",
        "abgegeben am 3. März 2026",
        "keine Rechtsberatung",
        "noch nicht",
        "§\u00a096 Abs.\u00a01 BetrVG",
        "§\u00a097 Abs.\u00a02 BetrVG",
    ):
        assert said in text, said
    assert "Schichtbeschäftigte." not in text, "remarks to the survey team are not part of it"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("body", ["2", "3", "4"])
def test_other_bodies_read_nothing_of_the_works_constitution_act(body: str, language: str) -> None:
    text = all_text(sheet(language, representation=body, bv82a={"missing": "dont_know"}))
    assert "BetrVG" not in text
    assert not re.search(r"(§|\bs\.|art\.)\s*\d", text)


def test_questions_to_the_employer_follow_from_the_answers() -> None:
    barriers = {**COUNCIL["bar"], "time": "3"} if isinstance(COUNCIL["bar"], dict) else {}
    asked = all_text(sheet(bar=barriers, worktime="5", needs_method=["none"]))
    for reason in ("Freistellung und Vertretung", "in der Freizeit", "künftig ermittelt", "gefährdet ist"):
        assert reason in asked, reason
    quiet = dict.fromkeys(barriers, "0")
    fewer = all_text(sheet(bar=quiet, worktime="1", needs_method=["plan"], risk=["none"]))
    for reason in ("Freistellung und Vertretung", "in der Freizeit", "künftig ermittelt", "nicht zu kurz kommen"):
        assert reason not in fewer, reason


def test_what_the_council_does_not_know_is_a_question() -> None:
    text = all_text(sheet(cba={"missing": "dont_know"}))
    assert "Gilt für den Betrieb ein Tarifvertrag?" in text.partition("Weiß nicht“ geantwortet")[2]


def test_an_almost_empty_sheet_is_still_a_list_of_steps() -> None:
    few: Answers = {"emp_class": "S5", "representation": "1"}
    document = need_sheet(answered("works-council", few), AT, "de")
    titles = [plain(part.text) for part in document.parts if isinstance(part, Heading)]
    assert titles == ["Offene Fragen an den Arbeitgeber", "Nächste Schritte"]
    check(pdf.render(document))


# --- on paper ------------------------------------------------------------------------------------------


@cache
def paper(kind: str, language: str) -> bytes:
    role = "works_council" if kind == "works_council" else "company"
    if kind.startswith("need"):
        return pdf.render(sheet(language, representation="2" if kind == "need-body" else "1"))
    tables = [
        means({(row,): 2.0 + place / 10 for place, row in enumerate(ROWS)}, role=role),
        means({(row, g): 1.5 for row in ROWS for g in ("total", "B-F", "G-S")}, SECTORS, role=role),
        shares("train_any", {"1": 0.62, "2": HIDDEN}, role),
        shares("fields", dict.fromkeys(("K03", "K06", "K16", "K90"), 0.3), role),
    ]
    return pdf.render(compared(*tables, role=role, language=language))


KINDS = ("company", "works_council", "need", "need-body")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_papers_pass_the_gate_in_every_language(kind: str, language: str) -> None:
    check(paper(kind, language))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_document_is_the_same_bytes(kind: str) -> None:
    assert paper.__wrapped__(kind, "de") == paper(kind, "de")


def test_a_comparison_is_read_back_from_its_file() -> None:
    text = words(paper("company", "de"))
    for said in ("Ihr Betrieb im Vergleich", "Erfundene Daten", "Stark (3)", "62 % n = 100", "Gruppe B-F", "K-B1"):
        assert said in text, said
    metadata = PdfReader(BytesIO(paper("company", "de"))).metadata
    assert metadata is not None
    assert metadata.title == "Ihr Betrieb im Vergleich"


def test_a_sheet_of_needs_is_read_back_from_its_file() -> None:
    text = words(paper("need", "de"))
    for said in ("Bedarfsblatt Qualifizierung", "Nächste Schritte", "§ 98 BetrVG", "keine Rechtsberatung"):
        assert said in text, said


def test_a_box_stands_on_one_page() -> None:
    def said(text: str) -> tuple[Words, ...]:
        return (Words(text, "de"),)

    items = tuple(said(f"{number}. Satz im Kasten") for number in range(5))
    box = Box(said("Kasten"), (Bullets(items),))
    for before in range(22, 34):
        parts: tuple[Part, ...] = (*(Paragraph(said(f"Absatz {number}")) for number in range(before)), box)
        pages = PdfReader(BytesIO(pdf.render(Document("Blatt", "Blatt", AT, "de", parts)))).pages
        assert sum("im Kasten" in page.extract_text() for page in pages) == 1, before


def test_a_table_of_own_choices_does_not_begin_with_one_row_on_a_page() -> None:
    def said(text: str) -> tuple[Words, ...]:
        return (Words(text, "de"),)

    rows = tuple((Cell(said(f"Wahl {number}"), is_strong=True), Cell(said("ja"))) for number in range(12))
    grid = Grid(said("Tabelle"), (said("Antwort"), said("Ihre Antwort")), rows, (1.0, 1.0), "ll")
    begun = set()
    for before in range(16, 30):
        parts: tuple[Part, ...] = (*(Paragraph(said(f"Absatz {number}")) for number in range(before)), grid)
        pages = PdfReader(BytesIO(pdf.render(Document("Blatt", "Blatt", AT, "de", parts)))).pages
        begun.add(next(filter(None, (page.extract_text().count("Wahl") for page in pages))))
    assert min(begun) >= 3
    assert len(begun) > 2, "some were divided"


def test_words_over_the_columns_of_groups_stay_whole() -> None:
    text = PdfReader(BytesIO(paper("need", "de"))).pages[0].extract_text()
    assert re.search(r"Anteil mit\s+Qualifizierungsbedarf\b", text)


@pytest.mark.parametrize("role", ["company", "works_council"])
def test_french_sets_colons_and_semicolons_apart(role: str) -> None:
    made = estimated(shares("train_any", {"1": 0.62, "2": 0.38}, role, n=40), {})
    rows = estimated(means({("dig",): 1.9, ("ai",): 2.0}, role=role), {})
    text = all_text(compared(made, rows, role=role, language="fr"))
    text += all_text(sheet("fr")) if role == "works_council" else ""
    assert "\u00a0; " in text
    assert not re.findall(r"\S+[^\s\u00a0][:;!?]\s", text)


def test_every_language_has_every_sentence_with_the_same_places() -> None:
    german = CATALOGUE.entries("de")
    for language in LANGUAGES[1:]:
        entries = CATALOGUE.entries(language)
        assert entries.keys() == german.keys()
        for code, said in german.items():
            assert sorted(re.findall(r"\{(\w+)\}", said)) == sorted(re.findall(r"\{(\w+)\}", entries[code])), code
