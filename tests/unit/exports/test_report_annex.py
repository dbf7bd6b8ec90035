"""The annex: its tables by name, links to them, what is hidden said once, narrow tables beside one another."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from random import Random
from typing import Any, Final

import pikepdf
import pytest

from analysis.disclosure.files import differences
from analysis.release import Measure
from exports import html, readback
from exports.cells import published
from exports.charts.tables import chart_of, pair_of
from exports.paper.kept import Kept
from exports.pdf import theme
from exports.pdf.flowables import COLUMN_WIDTH, TwoColumns, paragraph
from exports.pdf.flowables import Table as PdfTable
from exports.pdf.report import render
from exports.pdf.story import flowables
from exports.report.chapters import Entry, Topic, chapters
from exports.report.findings import finding
from exports.report.grids import annex, signs, tabulation
from exports.report.references import place_of
from exports.report.sheets import sheets
from exports.report.voice import Voice
from exports.values import value_text
from tests import pdf_gate
from tests.unit.exports.releases import HIDDEN, Figure, dimension, release, shares, table

GERMAN = Voice("de", "de")
SHARE: Final = re.compile(r"(?:(?:unter|über)\s)?\d+\s%")


HIDDEN_ROWS: Final = {("r1", "b"), ("r1", "c"), ("r2", "a")}


def links(data: bytes) -> list[tuple[int, str, str]]:
    """Page, spoken words and structure tag of each link within a file, where its place exists."""
    found = []
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = {page.objgen for page in pdf.pages}
        for number, page in enumerate(pdf.pages, start=1):
            for each in page.get("/Annots", []):
                target: Any = each.Dest
                target = target if isinstance(target, pikepdf.Array) else pdf.Root.Dests[target]
                target = target if isinstance(target, pikepdf.Array) else target.D
                assert target[0].objgen in pages
                assert "/StructParent" in each
                found.append((number, str(each.Contents), str(each.Subtype)))
    return found


def test_each_table_that_is_named_is_a_link_to_it() -> None:
    data = render(release([shares({"a": 0.62, "b": 0.4}), shares({"a": 0.3, "b": 0.5}, role="works_council")]))

    named = [words for page, words, _ in links(data) if page > 2]  # after the contents
    assert named == ["Tabelle\u00a0A1", "Tabelle\u00a0A2"]
    pdf_gate.check(data)


def test_a_table_has_one_place_whichever_language_a_block_is_in() -> None:
    entry = Entry("A7", shares({"a": 0.5}))

    assert place_of(entry, Voice("de", "fr")) == place_of(entry, Voice("fr", "fr")) == "Tableau\u00a0A7"


def test_a_single_number_links_to_its_table() -> None:
    single = table({(): 1234.0}, id="company.heads.sum", variable="heads", title={"de": "Wie viele?"})

    data = render(release([single, shares({"a": 0.62, "b": 0.4})]))

    assert [words for page, words, _ in links(data) if page > 2] == ["Tabelle\u00a0A1", "Tabelle\u00a0A2"]
    pdf_gate.check(data)


def test_tables_are_named_in_the_order_of_the_annex() -> None:
    first, second = shares({"a": 0.5, "b": 0.4}), shares({"x": 0.5, "y": 0.4}, id="company.z.share", section="b")
    council = shares({"a": 0.5, "b": 0.4}, role="works_council")

    made = chapters(release([first, second, council]))

    names = [entry.name for chapter in made for entry in chapter.entries]
    assert names == [f"A{number}" for number in range(1, len(names) + 1)]


def test_a_shorter_form_of_a_question_says_so() -> None:
    long = shares({"a": 0.5, "b": 0.4}, id="company.roster.share", variable="roster")
    short = shares({"a": 0.3, "b": 0.2}, id="company.roster_short.share", variable="roster_short")

    printed = pdf_gate.words(render(release([long, short])))

    assert printed.count("(kürzere Fassung der Frage)") == 1


def test_rows_without_a_published_value_are_named_once() -> None:
    one = shares({"a": 0.5, "b": HIDDEN, "c": HIDDEN, "d": 0.1})

    [sheet] = sheets(Entry("A1", one), GERMAN)

    assert [line.label for line in sheet.blocks[0].lines] == ["Antwort a", "Antwort d"]
    assert sheet.blocks[0].hidden == ("Antwort b", "Antwort c")
    assert "• nicht ausgewiesen: Antwort b; Antwort c" in pdf_gate.words(render(release([one])))


def test_a_crossing_by_groups_says_its_total_once() -> None:
    rows, answers = dimension({"r1": "Zeile eins", "r2": "Zeile zwei"}, "row"), dimension({"1": "Ja", "2": "Nein"})
    groups = dimension({"total": "Insgesamt", "0-9": "Bis 9", "10+": "10 und mehr"}, "size_group")
    cells: dict[tuple[str, ...], Figure] = {(row, code): 0.5 for row in ("r1", "r2") for code in ("1", "2")}
    whole = table(cells, [rows, answers])
    by_group = table({(*key, group.code): 0.5 for key in cells for group in groups.categories}, [rows, answers, groups])

    [sheet] = sheets(Entry("A1", whole, (by_group,)), GERMAN)

    assert [column.head for column in sheet.columns] == ["Insgesamt", "Bis 9", "10 und mehr"]
    assert [block.title for block in sheet.blocks] == ["Zeile eins", "Zeile zwei"]


@pytest.mark.parametrize("file_format", ["pdf", "html"])
def test_hidden_answers_to_a_row_are_named_once_below_it(file_format: str) -> None:
    rows, answers = (
        dimension({"r1": "Zeile eins", "r2": "Zeile zwei"}, "row"),
        dimension({"a": "A", "b": "B", "c": "C"}),
    )
    views = dimension({"company": "Betrieb", "works_council": "Betriebsrat"}, "view")
    keys = [(row, code, view) for row in ("r1", "r2") for code in "abc" for view in ("company", "works_council")]
    cells: dict[tuple[str, ...], Figure] = {key: HIDDEN if key[:2] in HIDDEN_ROWS else 0.4 for key in keys}
    made = release([table(cells, [rows, answers, views], id="pairs.item.share", role="company")])
    [entry] = chapters(made)[0].entries

    [sheet] = sheets(entry, GERMAN)

    assert [block.hidden for block in sheet.blocks] == [("B", "C"), ()]
    content = {"pdf": render, "html": html.render}[file_format](made, "de")
    assert not differences(made, readback.read(file_format, content), file_format, "de")


@pytest.mark.parametrize("file_format", ["pdf", "html"])
def test_answers_to_rows_from_both_sides_are_all_in_the_annex(file_format: str) -> None:
    rows, answers = dimension({"r1": "Zeile eins", "r2": "Zeile zwei"}, "row"), dimension({"1": "Ja", "2": "Nein"})
    views = dimension({"company": "Betrieb", "works_council": "Betriebsrat"}, "view")
    keys = [(row, code, view) for row in ("r1", "r2") for code in ("1", "2") for view in ("company", "works_council")]
    cells: dict[tuple[str, ...], Figure] = {key: place / 100 for place, key in enumerate(keys, start=31)}
    made = release([table(cells, [rows, answers, views], id="pairs.item.share", role="company")])

    content = {"pdf": render, "html": html.render}[file_format](made, "de")

    text = " ".join(piece.text for piece in readback.read(file_format, content)).replace("\xa0", " ")
    assert {f"{value} %" for value in range(31, 39)} <= set(re.findall(r"\d+ %", text))
    assert not differences(made, readback.read(file_format, content), file_format, "de")


def test_every_number_in_a_headline_is_a_published_one_of_its_own_tables() -> None:
    draw = Random(82)
    said = 0
    for _ in range(200):
        values = [
            {code: HIDDEN if draw.random() < 0.3 else draw.random() for code in "abcde"} for _ in ("ours", "theirs")
        ]
        tables = [shares(values[0]), shares(values[1], role="works_council")][: draw.choice((1, 2))]
        headline = finding(Topic(tuple(Entry("A1", each) for each in tables)), GERMAN)
        cells = [(one, cell.value) for one in tables for cell in one.cells if published(cell) is not None]
        known = {value_text(*cell, is_short=False) for cell in cells}
        assert set(SHARE.findall(headline or "")) <= known
        said += headline is not None

    assert said > 100


def test_only_signs_that_occur_are_explained() -> None:
    plain, hidden = shares({"a": 0.5, "b": 0.4}), shares({"a": 0.5, "b": HIDDEN})
    weak, empty = shares({"a": 0.5, "b": 0.4}, n=12), shares({"a": 0.5, "b": None})

    said = [signs(one.cells, GERMAN) for one in (plain, hidden, weak, empty)]

    assert [[text[:1] for text in texts] for texts in said] == [[], ["•"], ["("], ["–"]]
    words = pdf_gate.words(render(release([plain], participation=())))
    assert "nicht ausgewiesen, zum Schutz" not in words
    assert "niemand in dieser Gruppe" not in words


@pytest.mark.parametrize(("word", "grids"), [("Kreis", 1), ("Arrondissement", 2)])
def test_heads_whose_words_need_more_room_than_a_page_has_are_divided(word: str, grids: int) -> None:
    rows = dimension({"r1": "Zeile eins", "r2": "Zeile zwei"}, "row")
    places = dimension({code: f"{word} {code}" for code in "abcdefg"})
    one = table({(row, code): 0.5 for row in ("r1", "r2") for code in "abcdefg"}, [rows, places])

    assert len(tabulation(Entry("A1", one), "de").grids) == grids


@pytest.mark.parametrize(("word", "is_beside"), [("Technologieberufe", True), (5 * "Technologieberufe", False)])
def test_tables_stand_in_two_columns_only_where_words_of_their_labels_stay_whole(word: str, is_beside: bool) -> None:
    both = [
        table({("a",): 0.5, ("b",): 0.4}, [dimension({"a": word, "b": "Andere"})], id=f"company.{x}.share")
        for x in "xy"
    ]

    made = flowables(list(annex([Entry(f"A{at}", one) for at, one in enumerate(both)], "de")))

    assert any(isinstance(one, TwoColumns) for one in made) is is_beside


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_groups_of_a_single_number_have_their_n_beside_it(language: str) -> None:
    """Where of each grouping one group or none was told, „nach Wirtschaftsbereich (n) 61“ stood over them."""
    sizes = dimension({"total": "Insgesamt", "s": "Klein", "m": "Groß"}, "size_group", partition=True)
    sectors = dimension({"total": "Insgesamt", "i": "Industrie", "h": "Handel"}, "sector_group", partition=True)
    name = "company.item.share"
    made = release([
        table({(): 0.3}, n=346),
        table({("total",): 0.3, ("s",): HIDDEN, ("m",): HIDDEN}, [sizes], id=f"{name}.size_group", n=346),
        table({("total",): 0.3, ("i",): HIDDEN, ("h",): 0.33}, [sectors], id=f"{name}.sector_group",
              n={("total",): 346, ("i",): 0, ("h",): 61}),
    ])  # fmt: skip
    [found] = tabulation(chapters(made)[0].entries[0], "de").grids
    texts = [[each if isinstance(each, str) else each.text for each in line] for line in found.rows]
    assert [line for line in texts if len(line) > 1] == [
        ["Insgesamt", "30\u00a0%", "346"],
        ["Klein", "•", "•"],
        ["Groß", "•", "•"],
        ["Industrie", "•", "•"],
        ["Handel", "33\u00a0%", "61"],
    ]
    assert [line for line in texts if len(line) == 1] == [["nach Size_Group"], ["nach Sector_Group"]]
    for kind, write in (("pdf", render), ("html", html.render)):
        assert differences(made, readback.read(kind, write(made, language)), kind, language) == ()


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_the_annex_says_where_n_stands_of_rows_that_have_it_in_their_title(language: str) -> None:
    rows, answers = (
        dimension({"r1": "Heute", "r2": "Morgen"}, "row"),
        dimension({"a": "Ja", "b": "Nein"}, partition=True),
    )
    groups = dimension({"total": "Insgesamt", "s": "Klein"}, "size_group", partition=True)
    keys = [(row, answer) for row in ("r1", "r2") for answer in ("a", "b")]
    whole = table(dict.fromkeys(keys, 0.5), [rows, answers], n={key: 90 if key[0] == "r1" else 80 for key in keys})
    parts: dict[tuple[str, ...], Figure] = {(*key, group): 0.5 for key in keys for group in ("total", "s")}
    counts = {key: 9 + (80 if key[-1] == "total" else 0) + (key[0] == "r1") for key in parts}
    part = table(parts, [rows, answers, groups], id="company.item.share.size_group", n=counts)
    text = pdf_gate.words(render(release([whole, part]), language))
    assert "Heute (n) 90 10" in text
    assert re.search("[„“«]\\s?\\(n\\)\\s?[“”»]", text)


def test_a_base_begins_as_a_sentence_does() -> None:
    one = shares({"a": 0.5, "b": 0.4}, base={"de": "genannte Gruppen"})

    assert tabulation(Entry("A1", one), "de").about == "Betriebe. Anteil. Genannte Gruppen."


def test_a_narrow_table_alone_is_as_wide_as_it_needs() -> None:
    narrow = shares(dict.fromkeys("ab", 0.5), title={"de": "Was?"})
    rows = dimension({code: f"Zeile {code}" for code in "abcdef"}, "row")
    groups = dimension({code: f"Spalte {code}" for code in "abcdefg"})
    broad = table({(row, code): 0.5 for row in "abcdef" for code in "abcdefg"}, [rows, groups], id="company.x.share")

    made = flowables(list(annex([Entry("A1", narrow), Entry("A2", broad)], "de")))

    tables = [
        each for one in made if isinstance(one, Kept) for each in one.stack.children if isinstance(each, PdfTable)
    ]
    widths = [each.wrap(theme.TEXT_WIDTH, theme.TEXT_HEIGHT)[0] for each in tables]
    assert widths == [pytest.approx(COLUMN_WIDTH), pytest.approx(theme.TEXT_WIDTH)]


def test_narrow_tables_stand_beside_one_another() -> None:
    narrow = [Entry(f"A{number}", shares({"a": 0.5, "b": 0.4})) for number in (1, 2)]

    [pair] = flowables(list(annex(narrow, "de")))
    alone = flowables(list(annex(narrow[:1], "de")))

    assert isinstance(pair, TwoColumns)
    assert not any(isinstance(each, TwoColumns) for each in alone)
    one = alone[0].wrap(theme.TEXT_WIDTH, theme.TEXT_HEIGHT)[1]
    assert pair.wrap(theme.TEXT_WIDTH, theme.TEXT_HEIGHT)[1] < 1.5 * one


@pytest.mark.parametrize("count", [1, 2, 5, 60, 200])
def test_two_columns_hold_everything_in_order(count: int) -> None:
    rest: list[Any] = [TwoColumns([paragraph(f"Absatz {number}") for number in range(count)])]
    said: list[str] = []
    while rest:
        block = rest.pop(0)
        if block.wrap(theme.TEXT_WIDTH, 0)[1] > 300:
            block, *rest = block.split(theme.TEXT_WIDTH, 300)
        block.wrap(theme.TEXT_WIDTH, 0)
        assert len(block.columns) <= 2
        assert all(column.wrap(COLUMN_WIDTH, 0)[1] <= 300 for column in block.columns)
        said += [text.source for column in block.columns for text in column.children]

    assert said == [f"Absatz {number}" for number in range(count)]


def test_a_label_that_ends_in_brackets_gets_no_second_ones() -> None:
    answers = dimension({"a": "Abnahme (bis 10\xa0%)", "b": "Etwa gleich"}, partition=True)
    one = table({("a",): 0.62, ("b",): 0.3}, [answers])

    said = finding(Topic((Entry("A1", one),)), GERMAN)

    assert said is not None
    assert ") (" not in said


def test_of_a_long_list_of_both_sides_the_largest_of_either_are_drawn() -> None:
    ours = shares({str(n): n / 100 for n in range(20)})
    theirs = shares({str(n): 0.99 if n == 3 else 0.01 for n in range(20)}, role="works_council")

    chart = pair_of(ours, theirs, ("Betriebe", "Betriebsräte"), most_rows=5)

    assert chart is not None
    assert [row[0] for row in chart.table.rows] == [f"Antwort {n}" for n in (19, 18, 17, 16, 3)]


def test_of_many_stacked_rows_those_without_hidden_parts_are_drawn() -> None:
    rows = dimension({f"r{n}": f"Zeile {n}" for n in range(6)}, "row")
    answers = dimension({"1": "Ja", "2": "Nein"}, partition=True)
    cells: dict[tuple[str, ...], Figure] = {(f"r{n}", code): 0.5 for n in range(6) for code in ("1", "2")}
    cells["r2", "2"] = HIDDEN
    one = table(cells, [rows, answers])

    few, many = chart_of(one, most_bars=6), chart_of(one, most_bars=5)

    assert few is not None
    assert many is not None
    assert len(few.table.rows) == 6
    assert [row[0] for row in many.table.rows] == [f"Zeile {n}" for n in (0, 1, 3, 4, 5)]


@pytest.mark.parametrize(("groups", "is_drawn"), [(5, True), (4, False)])
def test_groups_are_drawn_where_five_can_be_compared(groups: int, *, is_drawn: bool) -> None:
    codes = ["total", *(f"g{number}" for number in range(groups))]
    by_size = dimension({code: f"Gruppe {code}" for code in codes}, "size_group", partition=True)
    whole = shares({"1": 0.5, "2": 0.5}, partition=True)
    part = table(
        {(answer, code): 0.5 for answer in ("1", "2") for code in codes},
        [*whole.dimensions, by_size],
        id=f"{whole.id}.size_group",
    )

    printed = pdf_gate.words(render(release([whole, part])))

    assert ("Nach Betriebsgröße und Wirtschaftsbereich" in printed) is is_drawn
    assert "g0" in printed  # in the annex anyway


def test_an_index_has_an_axis_that_fits_its_values() -> None:
    ours = shares({"a": 0.34, "b": 0.26}, measure=Measure.MEAN, scale=(-1.0, 1.0))
    theirs = replace(ours, role="works_council")

    chart = pair_of(ours, theirs, ("Betriebe", "Betriebsräte"))

    assert chart is not None
    texts = [mark.text for mark in chart.texts]
    assert "−1" not in texts
    assert "0,4" in texts
