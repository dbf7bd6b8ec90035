"""A report follows the plan of its release: chapters, texts with values, key figures, charts, claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from analysis.disclosure.files import differences
from analysis.plan import choices
from analysis.plan_file import SHIPPED, shipped
from analysis.release import (
    Block,
    BlockKind,
    Category,
    Claim,
    Dimension,
    Measure,
    Plan,
    PlanChapter,
    Printed,
    Query,
    Release,
    Sure,
    Table,
)
from exports import html, xlsx
from exports.pdf import report
from exports.readback import read
from exports.report.plan import story
from exports.story import Box, Bullets, Figures, Heading, Paragraph, Tabulations, Tiles
from tests import pdf_gate
from tests.unit.exports.releases import HIDDEN, Figure, cell, dimension, participation, release, shares, table
from tests.writers import REPORTS

OF_FILES = {"metadata", "part docProps/core.xml"}
GROUPS = {"total": "Insgesamt", "C": "Industrie", "F": "Bau"}
DIGITAL = Query("digital", "company.item.share", ("a",))
COURSES = Query("courses", "company.item.share", ("b",))
SECRET = Query("secret", "company.item.share", ("c",))
SAID = {"de": "{digital} (n = {digital.n}) brauchen Kurse, {courses} nicht."}


def sure(one: Table, *ends: tuple[float, float] | None) -> Table:
    """The table with intervals beside its first cells."""
    made = [
        replace(cell, sure=Sure(*end, variation=0.1, quality="A")) if end else cell
        for cell, end in zip(one.cells, ends, strict=False)
    ]
    return replace(one, cells=(*made, *one.cells[len(made) :]))


def listed(**values: Figure) -> Table:
    return shares(values or {"a": 0.62, "b": 0.41, "c": HIDDEN, "d": 0.2, "e": 0.11, "f": 0.05})


def grouped() -> Table:
    by_group: dict[tuple[str, ...], Figure] = {
        (code, group): value + shift
        for code, value in {"a": 0.6, "b": 0.4, "d": 0.2}.items()
        for group, shift in {"total": 0.0, "C": 0.13, "F": -0.07}.items()
    }
    labels = {code: f"Antwort {code}" for code in "abd"}
    axes = [dimension(labels), dimension(GROUPS, "sector_group", partition=True)]
    return table(by_group, axes, id="company.item.share.sector_group", n=64)


def planned(blocks: Sequence[Block], tables: Sequence[Table] = (), **changes: Any) -> Release:
    chapter = PlanChapter({"de": "Was gebraucht wird"}, tuple(blocks))
    plan = Plan("kurz", {"de": "Kurzfassung"}, {"de": "Auf wenigen Seiten"}, (chapter,), has_contents=False)
    return release(list(tables) or [listed()], plan=replace(plan, **changes))


def told(made: Release, kind: type[Any]) -> list[Any]:
    return [each for each in story(made, "de").elements if isinstance(each, kind)]


def texts(made: Release) -> list[str]:
    return [each.text for each in told(made, Paragraph)]


def found(made: Release, file_format: str, content: bytes | None = None) -> list[Any]:
    written = content or REPORTS[file_format](made, "de")
    return list(differences(made, read(file_format, written), file_format, "de"))


# --- texts with values -----------------------------------------------------------------------------------


def test_a_text_has_the_values_of_its_table() -> None:
    made = planned([Block(BlockKind.TEXT, text=SAID, queries=(DIGITAL, COURSES))])
    assert texts(made) == ["62\u00a0% (n = 100) brauchen Kurse, 41\u00a0% nicht."]


def test_a_text_with_a_hidden_value_is_said_otherwise_or_left_out() -> None:
    block = Block(BlockKind.TEXT, {"de": "Kurse"}, {"de": "Genau {secret}."}, queries=(SECRET,))
    assert texts(planned([block])) == []
    assert [each.text for each in told(planned([block]), Heading)] == ["Was gebraucht wird"]
    otherwise = replace(block, otherwise={"de": "Manche brauchen Kurse."})
    assert texts(planned([otherwise])) == ["Manche brauchen Kurse."]


def test_a_text_has_the_ends_of_an_interval_and_stays_away_without_one() -> None:
    block = Block(BlockKind.TEXT, text={"de": "{digital.low} bis {digital.high}"}, queries=(DIGITAL,))
    assert texts(planned([block])) == []
    assert texts(planned([block], [sure(listed(), (0.55, 0.69))])) == ["55\u00a0% bis 69\u00a0%"]


@pytest.mark.parametrize(
    ("ends", "title"),
    [
        ((), "Kurse"),
        (((0.55, 0.69), (0.35, 0.47)), "Mehr digital als Kurse"),
        (((0.45, 0.69), (0.35, 0.47)), "Kurse"),
        (((0.47, 0.69), (0.35, 0.47)), "Kurse"),
    ],
)
def test_a_title_claims_only_what_the_intervals_say(ends: tuple[tuple[float, float], ...], title: str) -> None:
    titles = {"de": "Mehr digital als Kurse"}, {"de": "Kurse"}
    claim = Claim("digital", "courses")
    blocks = [
        Block(BlockKind.TEXT, text=SAID, queries=(DIGITAL, COURSES)),
        Block(BlockKind.CHART, titles[0], {}, titles[1], claim, (Query("all", "company.item.share"),)),
    ]
    made = planned(blocks, [sure(listed(), *ends)])
    [figures] = told(made, Figures)
    assert [figure.headline for figure in figures.figures] == [title]
    for file_format in REPORTS:
        assert found(made, file_format) == []


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_a_chart_says_what_its_lines_are_and_only_where_it_has_some(language: str) -> None:
    said = {"de": "95-%-Vertrauensintervall", "en": "95% confidence interval", "fr": "intervalle de confiance à 95"}
    estimated = sure(listed(), (0.55, 0.69), (0.35, 0.47))
    for view, one, is_said in (("dots", estimated, True), ("", estimated, True), ("", listed(), False)):
        block = Block(BlockKind.CHART, queries=(Query("all", "company.item.share"),), view=view)
        made = planned([block], [one])
        [figures] = [each for each in story(made, language).elements if isinstance(each, Figures)]
        shown = str(figures.figures[0].notes).replace("\u00a0", " ")
        assert any(words in shown for words in said.values()) == is_said
        for file_format, write in REPORTS.items():
            assert list(differences(made, read(file_format, write(made, language)), file_format, language)) == []


@pytest.mark.parametrize("measure", [Measure.SHARE, Measure.MEAN])
@pytest.mark.parametrize("by", ["kreis", "sector_group"])
def test_a_matrix_by_groups_says_which_they_are(by: str, measure: Measure) -> None:
    """Groups stand as signs over narrow columns; codes of digits would be taken for figures."""
    districts, sectors = choices("kreis").codes, choices("sector_group").codes
    names = {each.code: each.label["de"] for each in (districts if by == "kreis" else sectors)}
    axes = [dimension({code: f"Antwort {code}" for code in "abc"}), dimension({"total": "Insgesamt", **names}, by)]
    values: dict[tuple[str, ...], Figure] = {
        (row, group): 0.3 + place / 9 for place, row in enumerate("abc") for group in ("total", *names)
    }
    one = table(values, axes, id=f"company.item.mean.{by}", measure=measure, scale=(0.0, 3.0))
    made = planned([Block(BlockKind.CHART, queries=(Query("all", one.id),))], [one])

    [figures] = told(made, Figures)
    sign, name = ("SB", names["10041"]) if by == "kreis" else ("F", names["F"])
    assert sign in [text.text for text in figures.figures[0].chart.texts]
    assert f"{sign} {name}" in figures.figures[0].subline
    for file_format in REPORTS:
        assert found(made, file_format) == []


def test_the_shipped_plans_speak_of_no_figure_that_may_be_hidden() -> None:
    for name in SHIPPED:
        blocks = [block for chapter in shipped(name).plan.chapters for block in chapter.blocks]
        for text in (text for block in blocks for text in block.otherwise.values()):
            assert not re.search("Abbildung|figure", text), text


def test_both_sides_of_pairs_have_their_differences_beside_them() -> None:
    sides = dimension({"company": "Betrieb", "works_council": "Betriebsrat"}, "view")
    values: dict[tuple[str, ...], Figure]
    values = {(code, side): 0.5 + shift for code in "abc" for side, shift in (("company", 0.1), ("works_council", 0.0))}
    names = dimension({code: f"Antwort {code}" for code in "abc"})
    views = replace(table(values, [names, sides], id="pairs.item.share"), role="pairs")
    apart = table({(code,): 10.0 for code in "abc"}, [names], id=f"{views.id}.difference", measure=Measure.POINTS)
    queries = (Query("views", views.id), Query("apart", apart.id))
    blocks = [Block(BlockKind.COMPARISON, {"de": "Zwei Blicke"}, queries=queries, view="dumbbell")]
    made = planned(blocks, [views, replace(apart, role="pairs")])
    [figures] = told(made, Figures)
    assert [row[-1] for row in figures.figures[0].chart.table.rows] == ["10"] * 3
    for file_format in REPORTS:
        assert found(made, file_format) == []


def test_words_of_a_plan_that_are_not_translated_make_a_german_block_that_says_so() -> None:
    """German words in a French figure would be read to listeners as French."""
    spoken = {
        language: {"de": "Frage", "en": "Question", "fr": "Question"}[language] for language in ("de", "en", "fr")
    }
    labels = [Category(code, dict.fromkeys(spoken, code.upper())) for code in "abc"]
    axis = Dimension("answer", spoken, tuple(labels))
    one = replace(
        listed(), title=spoken, base=spoken, unit=dict.fromkeys(spoken, "%"), figure=spoken, dimensions=(axis,)
    )
    one = replace(one, cells=tuple(cell for cell in one.cells if cell.key[0] in "abc"))
    chart = Block(BlockKind.CHART, {"de": "Nur deutsch"}, queries=(Query("all", one.id),))
    both = replace(chart, title={"de": "Deutsch", "fr": "Français"}, queries=(Query("again", one.id),))
    tile = Block(BlockKind.KEY_FIGURES, queries=(replace(DIGITAL, label={"de": "brauchen Kurse"}),))
    made = planned([chart, tile, both], [one])
    elements = story(made, "fr").elements
    figures = [figure for each in elements if isinstance(each, Figures) for figure in each.figures]
    assert [(figure.headline, figure.lang) for figure in figures] == [("Nur deutsch", "de-DE"), ("Français", None)]
    assert [each.lang for each in elements if isinstance(each, Tiles)] == ["de-DE"]
    for file_format, write in REPORTS.items():
        assert list(differences(made, read(file_format, write(made, "fr")), file_format, "fr")) == []


# --- other blocks ----------------------------------------------------------------------------------------


def test_a_key_figure_has_its_words_and_the_sheet_of_the_workbook() -> None:
    labelled = replace(DIGITAL, label={"de": "der Betriebe brauchen Kurse"})
    made = planned([Block(BlockKind.KEY_FIGURES, {"de": "In Zahlen"}, queries=(labelled, COURSES, SECRET))])
    [tiles] = told(made, Tiles)
    said = [(tile.value, "".join(span.text for span in tile.text)) for tile in tiles.tiles]
    assert said == [
        ("62\u00a0%", "der Betriebe brauchen Kurse (n\u00a0=\u00a0100). Blatt\u00a0A1"),
        ("41\u00a0%", "Was wird gebraucht?: Antwort b (n\u00a0=\u00a0100). Blatt\u00a0A1"),
    ]
    assert texts(made) == ["Nicht ausgewiesen: Was wird gebraucht?: Antwort c."]


def test_a_group_stands_beside_all() -> None:
    made = planned(
        [Block(BlockKind.CHART, queries=(Query("all", "company.item.share.sector_group", group="C"),))], [grouped()]
    )
    [figures] = told(made, Figures)
    [figure] = figures.figures
    assert "Insgesamt: n\u00a0=\u00a064; Industrie: n\u00a0=\u00a064." in figure.subline
    assert "Antwort a, Industrie: 73\u00a0%" in figure.chart.description
    assert "Bau" not in figure.chart.description


@pytest.mark.parametrize(
    ("figure", "why"),
    [(HIDDEN, "Die Werte würden etwas über einzelne Betriebe verraten."), (None, "Dazu liegen keine Antworten vor.")],
)
def test_all_do_not_stand_where_nothing_of_the_group_is_told(figure: Figure, why: str) -> None:
    whole = grouped()
    cells = tuple(cell((*each.key,), figure) if each.key[-1] == "C" else each for each in whole.cells)
    query = Query("all", "company.item.share.sector_group", group="C")
    for kind in (BlockKind.CHART, BlockKind.TABLE):
        made = planned([Block(kind, {"de": "Industrie und alle"}, queries=(query,))], [replace(whole, cells=cells)])
        assert texts(made) == [f"„Industrie und alle“ kann nicht gezeigt werden: {why}"]
        assert told(made, Figures) == []


def test_a_block_of_hidden_figures_says_that_it_cannot_be_shown() -> None:
    hidden = listed(a=HIDDEN, b=HIDDEN, c=HIDDEN)
    nobody = listed(a=None, b=None)
    block = Block(BlockKind.CHART, {"de": "Titel"}, queries=(Query("all", "company.item.share"),))
    [said] = texts(planned([block], [hidden]))
    assert said == "„Titel“ kann nicht gezeigt werden: Die Werte würden etwas über einzelne Betriebe verraten."
    [unnamed] = texts(planned([replace(block, title={})], [hidden]))
    assert unnamed.startswith("„Was wird gebraucht?“ kann nicht gezeigt werden")
    answered = shares({"a": 0.5, "b": 0.4}, id="company.other.share", variable="other")
    assert texts(planned([block], [nobody, answered])) == [
        "„Titel“ kann nicht gezeigt werden: Dazu liegen keine Antworten vor."
    ]


def test_of_nobody_one_sentence_is_said_and_no_chapter_of_figures() -> None:
    chart = Block(BlockKind.CHART, {"de": "Titel"}, queries=(Query("all", "company.item.share"),))
    words = Block(BlockKind.TEXT, text={"de": "Betriebe wurden gefragt."})
    chapters = (
        PlanChapter({}, (Block(BlockKind.HIGHLIGHTS),), is_numbered=False),
        PlanChapter({"de": "Bedarf"}, (words, chart)),
        PlanChapter({"de": "Vorwort"}, (replace(words, text={"de": "Warum wir fragen."}),)),
    )
    nobody = [listed(a=None, b=None)]
    made = planned([], nobody, chapters=chapters)
    assert [each.text for each in told(made, Heading) if each.level == 1][1:] == ["Vorwort"]
    assert texts(made)[-2:] == [
        "Es liegen noch keine Antworten vor. Deshalb hat dieser Bericht keine Ergebnisse.",
        "Warum wir fragen.",
    ]
    assert told(made, Box) == []
    for file_format in REPORTS:
        assert found(made, file_format) == []
    [_, said] = texts(planned([], nobody, chapters=chapters[1:2]))
    assert said == "„Titel“ kann nicht gezeigt werden: Dazu liegen keine Antworten vor."


def test_a_block_whose_table_is_not_there_is_left_out() -> None:
    queries = (Query("none", "pairs.item.share"),)
    made = planned([Block(kind, {"de": "Titel"}, queries=queries) for kind in (BlockKind.TABLE, BlockKind.COMPARISON)])
    assert [type(each) for each in story(made, "de").elements] == [Heading]


def test_the_first_rows_of_a_table() -> None:
    made = planned([Block(BlockKind.TABLE, queries=(Query("all", "company.item.share", most=2),))])
    [tabulations] = told(made, Tabulations)
    [grid] = tabulations.tables[0].grids
    assert [row[0] for row in grid.rows] == ["Antwort a", "Antwort b", "n"]
    for file_format in REPORTS:
        assert found(made, file_format) == []


def test_short_participation_and_method_have_no_figures() -> None:
    blocks = [Block(BlockKind.PARTICIPATION, view="box"), Block(BlockKind.METHOD, view="box"), Block(BlockKind.IMPRINT)]
    made = planned(blocks)
    assert not told(made, Figures)
    assert not told(made, Bullets)
    assert [each.text for each in told(made, Heading)] == ["Was gebraucht wird", "Impressum"]


# --- the files -------------------------------------------------------------------------------------------


def everything() -> Release:
    """A plan with every kind of block, without an annex."""
    council = shares({"a": 0.5, "b": 0.3, "c": 0.2, "d": 0.4, "e": 0.1, "f": 0.1}, role="works_council")
    claim = Claim("digital", "courses")
    labelled = replace(DIGITAL, label={"de": "der Betriebe brauchen Kurse"})
    every = Query("all", "company.item.share")
    blocks = [
        Block(BlockKind.TEXT, {"de": "In Worten"}, SAID, queries=(DIGITAL, COURSES)),
        Block(BlockKind.KEY_FIGURES, {"de": "In Zahlen"}, queries=(labelled, COURSES)),
        Block(BlockKind.CHART, {"de": "Mehr als {courses}"}, {}, {"de": "Kurse"}, claim, (every,)),
        Block(
            BlockKind.COMPARISON, queries=(replace(every, most=4), Query("theirs", "works_council.item.share", most=4))
        ),
        Block(
            BlockKind.CHART, {"de": "Industrie"}, queries=(Query("part", "company.item.share.sector_group", group="C"),)
        ),
        Block(BlockKind.TABLE, {"de": "Alles"}, queries=(every,)),
        Block(BlockKind.PARTICIPATION, view="box"),
        Block(BlockKind.METHOD, view="box"),
    ]
    tables = [sure(listed(), (0.55, 0.69), (0.35, 0.47)), grouped(), council]
    made = planned(blocks, tables)
    return release(tables, plan=made.plan, participation=(participation(),))


@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize("file_format", REPORTS)
def test_both_files_say_what_the_plan_says(file_format: str, language: str) -> None:
    made = everything()
    content = REPORTS[file_format](made, language)
    assert differences(made, read(file_format, content), file_format, language) == ()
    assert content == REPORTS[file_format](made, language)


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_a_planned_report_passes_the_gate(language: str) -> None:
    pdf_gate.check(report.render(everything(), language))


def test_a_planned_report_names_no_table_of_an_annex() -> None:
    printed = pdf_gate.words(report.render(everything()))
    assert "Kurzfassung" in printed
    assert "Auf wenigen Seiten" in printed
    assert "Werte: Arbeitsmappe, Blatt A1." in printed
    assert "Werte: Tabelle" not in printed


Change = tuple[str, str]
DAMAGES: dict[str, Change] = {
    "a digit of a text": ("P", "62\u00a0% (n"),
    "a key figure": ("P", "62\u00a0% Intervall"),
    "an end of the interval of a key figure": ("P", "Intervall 55 bis 69\u00a0% der Betriebe"),
    "the n of a key figure": ("P", "(n\u00a0=\u00a0100). Blatt"),
    "a headline": ("Caption", "Mehr als 41\u00a0%"),
    "an alternative text": ("Figure", "Antwort a 62\u00a0%"),
    "a value of a table": ("Table", "62\u00a0%"),
    "a group in an alternative text": ("Figure", "Industrie: 73\u00a0%"),
    "a subline": ("P", "Industrie: n\u00a0=\u00a064"),
}


@pytest.mark.parametrize("file_format", REPORTS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_changed_digit_is_found(file_format: str, damage: str) -> None:
    made = everything()
    kind, words = DAMAGES[damage]
    printed = list(read(file_format, REPORTS[file_format](made, "de")))
    place = next(n for n, piece in enumerate(printed) if piece.block.startswith(kind) and _is_in(words, piece))
    digit = re.search(r"\d(?=\D*$)", words)
    assert digit is not None
    changed = words[: digit.start()] + str((int(digit[0]) + 1) % 10) + words[digit.end() :]
    printed[place] = printed[place]._replace(
        text=_plain(printed[place].text).replace(_plain(words), _plain(changed), 1)
    )
    assert differences(made, printed, file_format, "de")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _is_in(words: str, piece: Printed) -> bool:
    return _plain(words) in _plain(piece.text)


@pytest.mark.parametrize("file_format", REPORTS)
def test_a_title_whose_claim_does_not_hold_is_found(file_format: str) -> None:
    made = everything()
    weaker = release(
        [sure(listed(), (0.35, 0.69), (0.35, 0.47)), *made.tables[1:]], plan=made.plan, participation=made.participation
    )
    content = REPORTS[file_format](weaker, "de")
    assert found(weaker, file_format, content) == []
    printed = [
        piece._replace(text=piece.text.replace("Kurse", "Mehr als 41\u00a0%"))
        if piece.block.startswith("Cap")
        else piece
        for piece in read(file_format, content)
    ]
    assert differences(weaker, printed, file_format, "de")


@pytest.mark.parametrize("file_format", REPORTS)
def test_texts_more_fewer_or_in_another_order_are_found(file_format: str) -> None:
    made = everything()
    printed = list(read(file_format, REPORTS[file_format](made, "de")))
    place = next(n for n, piece in enumerate(printed) if _is_in("brauchen Kurse, 41", piece))
    more = [*printed[:place], Printed("P 999", "text", "Antwort c: 37 %."), *printed[place:]]
    fewer = [*printed[:place], *printed[place + 1 :]]
    alts = {piece.block: piece.text for piece in printed if piece.place == "alt"}
    charts = list({text: block for block, text in alts.items()}.values())
    swap = {charts[0]: charts[1], charts[1]: charts[0]}
    first, second = ([piece for piece in printed if piece.block == block] for block in charts[:2])
    swapped: list[Printed] = []
    for piece in printed:
        if piece.block == charts[0]:
            swapped += [each._replace(block=charts[0]) for each in second] if piece is first[0] else []
        elif piece.block == charts[1]:
            swapped += [each._replace(block=charts[1]) for each in first] if piece is second[0] else []
        else:
            swapped.append(piece)
    assert swap
    for damaged in (more, fewer, swapped):
        assert differences(made, damaged, file_format, "de")


def test_a_planned_file_that_was_saved_again_is_the_same() -> None:
    made = everything()
    with pikepdf.open(BytesIO(report.render(made))) as pdf:
        file = BytesIO()
        pdf.save(file)
    assert found(made, "pdf", file.getvalue()) == []


@pytest.mark.parametrize(("view", "is_bars"), [("", True), ("bars", True), ("dots", False), ("slope", True)])
def test_a_block_may_ask_for_dots_instead_of_bars(view: str, *, is_bars: bool) -> None:
    made = planned([Block(BlockKind.CHART, queries=(Query("all", "company.item.share"),), view=view)])
    [figures] = told(made, Figures)
    roles = {getattr(mark, "role", "") for mark in figures.figures[0].chart.primitives}
    assert ("bar" in roles) is is_bars
    for file_format in REPORTS:
        assert found(made, file_format) == []


@pytest.mark.parametrize(("view", "role"), [("", "part-1"), ("heat", "heat-")])
def test_a_block_may_ask_for_fields_instead_of_shared_bars(view: str, role: str) -> None:
    values: dict[tuple[str, ...], Figure] = {
        (row, code): value for row in "xyz" for code, value in {"a": 0.5, "b": 0.3, "c": 0.2}.items()
    }
    answers = {code: f"Antwort {code}" for code in "abc"}
    axes = [dimension({"x": "Heute", "y": "Morgen", "z": "Bald"}, "row"), dimension(answers, partition=True)]
    made = planned(
        [Block(BlockKind.CHART, queries=(Query("all", "company.item.share"),), view=view)], [table(values, axes)]
    )
    [figures] = told(made, Figures)
    assert any(getattr(mark, "role", "").startswith(role) for mark in figures.figures[0].chart.primitives)
    for file_format in REPORTS:
        assert found(made, file_format) == []


def test_a_drawing_for_narrow_screens_below_another_headline_is_found() -> None:
    made = everything()
    printed = list(read("html", html.render(made, "de")))
    alts = {piece.block: piece.text for piece in printed if piece.place == "alt"}
    narrow = list({text: block for block, text in alts.items()}.values())  # of two drawings the later one
    one, other = ([piece for piece in printed if piece.block == block] for block in narrow[:2])
    damaged: list[Printed] = []
    for piece in printed:
        if piece.block != narrow[0]:
            damaged.append(piece)
        elif piece is one[0]:
            damaged += [each._replace(block=narrow[0]) for each in other]

    assert differences(made, printed, "html", "de") == ()
    assert differences(made, damaged, "html", "de")


# --- what a file says of itself --------------------------------------------------------------------------


@pytest.mark.parametrize(("file_format", "write"), [*REPORTS.items(), ("xlsx", xlsx.render)])
def test_a_file_is_called_by_its_wave_and_its_plan(file_format: str, write: Callable[[Release, str], bytes]) -> None:
    made, other = (planned([Block(BlockKind.ANNEX)], title={"de": title}) for title in ("Kurzfassung", "Bericht"))
    pieces = read(file_format, write(made, "de"))
    [name] = [piece.text for piece in pieces if piece.place in ("title", "info /Title") and piece.block in OF_FILES]
    assert name == ("Entwurf – nicht zur Weitergabe · " if file_format == "html" else "") + "Welle 1 – Kurzfassung"
    assert found(made, file_format, write(made, "de")) == []
    assert "Welle 1 – Kurzfassung" in [one.expected for one in found(made, file_format, write(other, "de"))]


@pytest.mark.parametrize("is_english", [True, False])
def test_words_of_the_cover_that_are_german_say_so(is_english: bool) -> None:
    title, subtitle = ({"de": said} | ({"en": "Short"} if is_english else {}) for said in ("Kurz", "Knapp"))
    made = planned([Block(BlockKind.TEXT, text=SAID)], title=title, subtitle=subtitle)
    cover = story(made, "en").cover
    tag = None if is_english else "de-DE"
    assert (cover.kicker_lang, cover.subtitle_lang) == (tag, tag)
    assert cover.kicker == ("Short · Draft – do not pass on" if is_english else "Kurz · Entwurf – nicht zur Weitergabe")
    page = REPORTS["html"](made, "en").decode()
    assert ('<p class="lead" lang="de-DE">Knapp</p>' in page) != is_english
    assert ('<p class="kicker" lang="de-DE">' in page) != is_english
