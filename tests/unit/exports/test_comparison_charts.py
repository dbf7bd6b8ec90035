"""Both sides of pairs in a chart: slopes or dumbbells, nothing on top of one another, and read back as drawn."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from analysis.disclosure.files import differences
from analysis.release import Category, Dimension, Measure, Suppressed, Table
from exports import html
from exports.charts import SCREEN, Chart, Look, Scale
from exports.charts.compare import Sided, compared
from exports.charts.primitives import Circle, Line, Rect
from exports.charts.slope import slopes
from exports.charts.svg import svg
from exports.charts.tables import chart_of
from exports.charts.views import MOST_SLOPES, comparison_of
from exports.charts.zoom import NARROW
from exports.pdf import report
from exports.readback import read
from exports.report.chapters import Entry, Topic
from exports.report.figures import sublines
from exports.report.voice import Voice
from tests.unit.exports.documents import LONG
from tests.unit.exports.releases import HIDDEN, Figure, cell, dimension, release, table

SIDES = {"company": "Betrieb", "works_council": "Betriebsrat"}
LOOKS = [Look(), Look("en"), Look("fr"), Look(stretch=SCREEN), Look(width=330)]
CLOSE = [50.0, 51.0, 51.0, 52.0, 50.5, 49.0, 50.0, 51.5]


def paired(values: dict[str, tuple[Figure, Figure]], **changes: object) -> Table:
    cells: dict[tuple[str, ...], Figure] = {
        (code, side): value for code, both in values.items() for side, value in zip(SIDES, both, strict=True)
    }
    labels = {code: f"Antwort {code}" for code in values}
    made = table(cells, [dimension(labels), dimension(SIDES, "view")], **{"id": "pairs.item.share", **changes})
    return replace(made, role="pairs")


def chart(rows: list[Sided], look: Look) -> Chart:
    return slopes("Titel", rows, ("Betriebsleitung", "Betriebsrat"), look, scale=Scale(0, 100, 20))


SHAPES = {
    "close": [Sided(f"Reihe {place}", (value, 100 - value)) for place, value in enumerate(CLOSE)],
    "ends": [Sided("Alles", (100.0, 0.0)), Sided("Nichts", (0.0, 100.0)), Sided("Auch nichts", (0.0, 0.0))],
    "long": [Sided(LONG, (40.0, 41.0)), Sided(LONG + " 2", (41.0, 41.0)), Sided("Kurz", (42.0, 43.0))],
    "apart": [Sided("A", (30.0, 30.5), apart="0"), Sided(LONG, (30.0, 90.0), (False, True), "(−60)")],
}


@pytest.mark.parametrize("look", LOOKS, ids=["de", "en", "fr", "screen", "narrow"])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_two_texts_of_slopes_overlap_and_none_is_cut(shape: str, look: Look) -> None:
    made = chart(SHAPES[shape], look)
    for first, second in itertools.combinations(made.texts, 2):
        a, b = first.box(), second.box()
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 0.3 or b[3] <= a[1] + 0.3
        assert apart, (first.text, second.text)
    for each in made.texts:
        left, top, right, bottom = each.box()
        assert left >= -0.1, each.text
        assert top >= -0.1, each.text
        assert right <= made.width + 0.1, each.text
        assert bottom <= made.height + 0.1, each.text


def test_both_sides_differ_in_colour_and_in_shape_and_stand_where_their_values_are() -> None:
    made = chart([Sided("A", (80.0, 20.0)), Sided("B", (40.0, 60.0))], Look())
    marks = [each for each in made.primitives if isinstance(each, Circle | Rect) and each.role.startswith("series")]
    rounds = [each for each in marks if isinstance(each, Circle) and each.role == "series-1"][1:]
    squares = [each for each in marks if isinstance(each, Rect) and each.role == "series-2"][1:]
    assert [len(rounds), len(squares)] == [2, 2]
    heights = [rounds[0].y, squares[0].y + squares[0].height / 2, rounds[1].y, squares[1].y + squares[1].height / 2]
    steps = [80.0, 20.0, 40.0, 60.0]
    unit = (heights[0] - heights[1]) / (steps[0] - steps[1])
    assert heights == pytest.approx([heights[0] + unit * (step - steps[0]) for step in steps])
    assert unit < 0
    assert sum(isinstance(each, Line) and each.role == "joint" for each in made.primitives) == 2


def test_with_a_hidden_value_there_are_no_slopes_but_a_dot_in_the_column_of_its_side() -> None:
    table = paired({"a": (0.8, HIDDEN), "b": (0.4, 0.6)})
    for view in ("", "slope"):
        made = comparison_of(table, "de", view)
        assert made is not None
        assert made.description.startswith("Punktdiagramm")
        assert [each.text for each in made.texts].count("•") == 1
        assert (
            sum(isinstance(each, Rect) and each.role == "series-2" for each in made.primitives) == 3
        )  # one in the legend, one in the head
        assert sum(isinstance(each, Line) and each.role == "joint" for each in made.primitives) == 1
        assert made.table.rows[0] == ("Antwort a", "80\u00a0%", "•")
        assert "nicht ausgewiesen" in made.description
    with pytest.raises(ValueError, match="hidden"):
        chart([Sided("A", (80.0, None))], Look())


def test_the_alternative_text_names_both_sides_numbers() -> None:
    made = chart([Sided("A", (80.0, 20.0))], Look())
    assert "A, Betriebsleitung: 80\u00a0%; A, Betriebsrat: 20\u00a0%" in made.description
    assert re.search(r"<desc[^>]*>Liniendiagramm", svg(made, "a"))


def test_few_rows_are_slopes_and_many_are_dumbbells_unless_a_view_is_wanted() -> None:
    few = paired(dict.fromkeys("abcdefgh"[:MOST_SLOPES], (0.4, 0.3)))
    many = paired(dict.fromkeys("abcdefghi", (0.4, 0.3)))
    kinds = [comparison_of(few), comparison_of(few, "de", "dumbbell"), comparison_of(many), chart_of(few)]
    said = [made.description.partition(":")[0] for made in kinds if made is not None]
    assert said == ["Liniendiagramm zweier Seiten", "Punktdiagramm", "Punktdiagramm", "Liniendiagramm zweier Seiten"]
    forced = comparison_of(many, "de", "slope")
    assert forced is not None
    assert forced.description.startswith("Liniendiagramm")


def test_what_is_mostly_hidden_has_no_chart() -> None:
    assert comparison_of(paired({"a": (0.4, HIDDEN), "b": (HIDDEN, HIDDEN)})) is None


@pytest.mark.parametrize("measure", [Measure.SHARE, Measure.MEAN])
def test_slopes_and_dumbbells_are_read_back_as_they_are(measure: Measure) -> None:
    factor = 1 if measure is Measure.SHARE else 3
    some: dict[str, tuple[Figure, Figure]] = {"a": (0.5, 0.7), "b": (0.4, HIDDEN), "c": (0.3, 0.1), "d": (0.31, 0.12)}
    more = {f"r{number}": (number / 20, 0.5) for number in range(12)}
    tables = [
        paired(
            {code: (scaled(one, factor), scaled(two, factor)) for code, (one, two) in values.items()},
            id=f"pairs.{name}.{measure.value}",
            variable=name,
            measure=measure,
            number=f"K-{name}",
            title={"de": f"Frage {name}?"},
        )
        for name, values in (("few", some), ("many", more))
    ]
    made = release(tables)
    for file_format, content in (("html", html.render(made, "de")), ("pdf", report.render(made, "de"))):
        assert differences(made, read(file_format, content), file_format, "de") == ()


def apart(views: Table, values: dict[str, Figure]) -> Table:
    labels = {code: f"Antwort {code}" for code in values}
    cells: dict[tuple[str, ...], Figure] = {(code,): value for code, value in values.items()}
    made = table(cells, [dimension(labels)], id=f"{views.id}.difference", measure=Measure.POINTS)
    return replace(made, role="pairs", variable=views.variable, unit={"de": "Prozentpunkte"})


def of_pairs() -> list[Table]:
    """Two lists of pairs with their differences, one with a hidden value, and what else follows from them."""
    few = paired({"a": (0.5, 0.7), "b": (0.4, 0.1), "c": (0.3, 0.2)}, id="pairs.few.share", variable="few")
    more = paired(
        {"a": (0.5, 0.7), "b": (0.4, HIDDEN), "c": (0.3, 0.1)}, id="pairs.more.share", variable="more", number="K-2"
    )
    ranks = apart(few, {"a": 0.0, "b": 1.0, "c": -1.0})
    return [
        few,
        apart(few, {"a": -20.0, "b": 30.0, "c": 10.0}),
        replace(ranks, id="pairs.few.share.rank_difference", measure=Measure.MEAN),
        more,
        apart(more, {"a": -20.0, "b": HIDDEN, "c": 20.0}),
        replace(table({(): 0.4}, [], id="pairs.few.jaccard", variable="few", measure=Measure.MEAN), role="pairs"),
    ]


def test_the_report_draws_pairs_once_with_the_difference_beside_them() -> None:
    made = release(of_pairs())
    text = html.render(made, "de").decode()
    # each for wide and for narrow screens
    assert text.count("chart-joint") == 2 * 5, "one chart for each list of pairs, a line where both sides are shown"
    assert text.count("<svg") == html.render(release([of_pairs()[0], of_pairs()[3]]), "de").decode().count("<svg")
    assert text.count(">Differenz</text>") + text.count(">Diff.</text>") == 2 * 2
    for shown in ("−20", "30", "20"):
        assert f">{shown}</text>" in text
    assert "Rechts: Betrieb weniger Betriebsrat, Prozentpunkte." in text
    for file_format, content in (("html", text.encode()), ("pdf", report.render(made, "de"))):
        assert differences(made, read(file_format, content), file_format, "de") == ()


@pytest.mark.parametrize(("printed", "wrong"), [(">−20</text>", ">−29</text>"), (">30</text>", ">31</text>")])
def test_a_wrong_difference_beside_both_sides_is_found(printed: str, wrong: str) -> None:
    made = release(of_pairs())
    text = html.render(made, "de").decode()
    assert printed in text
    for place in range(text.count(printed)):
        pieces = text.split(printed)
        changed = printed.join(pieces[: place + 1]) + wrong + printed.join(pieces[place + 1 :])
        assert differences(made, read("html", changed.encode()), "html", "de")


def test_pairs_of_which_nothing_can_be_drawn_have_no_heading() -> None:
    hidden = paired({"a": (0.4, HIDDEN), "b": (HIDDEN, HIDDEN), "c": (HIDDEN, HIDDEN)}, number="K-3")
    for tables, is_there in (([hidden], False), ([hidden, *of_pairs()], True)):
        text = html.render(release(tables), "de").decode()
        assert ("Betriebe, aus denen beide Seiten geantwortet haben</h" in text) == is_there
        assert "Antwort c" in text, "it stands in the annex"


def scaled(value: Figure, factor: int) -> Figure:
    return value if value is None or isinstance(value, Suppressed) else round(value * factor, 2 if factor == 1 else 1)


def test_a_mark_at_a_wrong_height_is_found() -> None:
    made = release([paired({"a": (0.5, 0.7), "b": (0.4, 0.2), "c": (0.3, 0.1)})])
    text = html.render(made, "de").decode()
    marks = re.findall(r'<circle class="chart-series-1" cx="160" cy="([\d.]+)"', text)
    assert len(marks) >= 3, "no slopes on the page"
    moved = text.replace(f'cx="160" cy="{marks[-1]}"', f'cx="160" cy="{float(marks[-1]) - 9}"', 1)
    assert differences(made, read("html", moved.encode()), "html", "de")
    swapped = text.replace(">50\u00a0%<", ">70\u00a0%<", 1)
    assert differences(made, read("html", swapped.encode()), "html", "de")


@pytest.mark.parametrize("second", [0.4, HIDDEN])
@pytest.mark.parametrize("name", SIDES.values())
def test_a_row_may_be_called_as_a_side_is(name: str, second: Figure) -> None:
    """„Direction“ is a side, and an answer to who decides: over the columns it is no row."""
    made = paired({"a": (0.8, 0.5), "b": (0.3, second), "c": (0.6, 0.1)})
    rows = replace(made.dimensions[0], categories=(Category("a", {"de": name}), *made.dimensions[0].categories[1:]))
    named = release([replace(made, dimensions=(rows, made.dimensions[1]))])
    assert differences(named, read("html", html.render(named, "de")), "html", "de") == ()
    assert differences(named, read("pdf", report.render(named, "de")), "pdf", "de") == ()
    other = release(
        [replace(made, dimensions=(rows, made.dimensions[1]), cells=(cell(made.cells[0].key, 0.7), *made.cells[1:]))]
    )
    assert differences(named, read("html", html.render(other, "de")), "html", "de")


def test_french_sets_its_colons_and_semicolons_apart() -> None:
    made = paired({"a": (0.8, 0.5), "b": (0.3, HIDDEN), "c": (0.6, 0.1)})
    shares_ = [table({(code,): 0.4 for code in "ab"}, [dimension({"a": "A", "b": "B"})]), made]
    for chart_ in (chart_of(one, "fr", "dots") for one in shares_):
        assert chart_ is not None
        assert not re.search(r"[^\s]\s?(?<!\u00a0)[:;] ", chart_.description), chart_.description
        assert "\u00a0: " in chart_.description
        assert "\u00a0; " in chart_.description


def test_what_two_columns_have_in_common_ends_without_a_space() -> None:
    """„Ampleur : aujourd’hui“ and „Ampleur : plus tard“ are „Ampleur“."""
    titles = [
        {"de": f"Umfang: {one}", "fr": f"Ampleur\u00a0: {other}"} for one, other in (("jetzt", "x"), ("später", "y"))
    ]
    both = {"de": "Alle", "fr": "Tous"}
    axis = replace(dimension({"a": "A", "b": "B"}), label=both)
    axis = replace(
        axis, categories=tuple(Category(each.code, {"de": "A", "fr": each.code}) for each in axis.categories)
    )
    listed = [
        replace(
            table({("a",): 0.4, ("b",): 0.3}, [axis], id=f"company.{number}.share", title=title, base=both),
            unit=dict.fromkeys(both, "%"),
            figure=both,
        )
        for number, title in enumerate(titles)
    ]
    topic = Topic(tuple(Entry(f"A{number}", one, ()) for number, one in enumerate(listed, 1)))
    asked, *_, counted = sublines(topic, Voice("fr", "fr"), has_question=True, most=9)
    assert asked.endswith("\u00a0: Ampleur.")
    assert counted == "x\u00a0: n\u00a0=\u00a0100\u00a0; y\u00a0: n\u00a0=\u00a0100."


def test_french_sets_what_is_listed_below_a_grid_apart() -> None:
    """Lines of which nothing is published stand in one line, and it is compared."""
    both = {code: {"de": code, "fr": code} for code in "abcdefgh"}
    axis = Dimension("answer", {"de": "Antwort", "fr": "Réponse"}, tuple(Category(code, both[code]) for code in both))
    values: dict[tuple[str, ...], Figure] = {(code,): 0.4 if code in "ab" else HIDDEN for code in both}
    french = {name: {"de": "x", "fr": "x"} for name in ("title", "base", "figure")}
    made = release([table(values, [axis], unit={"de": "%", "fr": "%"}, **french)])
    page = html.render(made, "fr")
    assert "c\u00a0; d\u00a0; e" in page.decode()
    assert differences(made, read("html", page), "html", "fr") == ()
    assert differences(made, read("html", page.replace("c\u00a0; d".encode(), b"c")), "html", "fr")


# --- room for the scale ----------------------------------------------------------------------------------


@pytest.mark.parametrize("stretch", [1.0, SCREEN, SCREEN * NARROW])
def test_dumbbells_have_half_of_the_width_beside_their_labels_and_show_what_is_near(stretch: float) -> None:
    label = "Digitale Grundkompetenzen und Zusammenarbeit"
    rows = [Sided(label, (69.0, 74.0), apart="−5"), Sided("Ausgleich", (41.0, 40.0), apart="1")]
    look = Look(stretch=stretch)
    made = compared("Titel", rows, ("Betrieb", "Betriebsrat"), look, scale=Scale(0, 80, 20))
    rules = sorted({each.x1 for each in made.primitives if isinstance(each, Line) and each.role == "rule"})
    column = max(text.x for text in made.texts if text.text in label and text.anchor == "end")

    assert rules[-1] - rules[0] >= (look.width - column) / 2
    first, second = [each for each in made.primitives if isinstance(each, Circle)][-2:]
    squares = [each for each in made.primitives if isinstance(each, Rect)][-2:]
    assert abs(squares[0].x + squares[0].width / 2 - first.x) >= 6, "five points are seen"
    gap = abs(squares[1].y + squares[1].height / 2 - second.y)
    assert gap >= 6, "marks that would cover one another stand above one another"
