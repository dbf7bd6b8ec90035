"""Figures fill their pages, and their numbers follow the order on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from analysis.disclosure.filed.difference import read
from exports import html, readback
from exports.pdf import report as pdf
from exports.pdf import theme
from exports.pdf.document import PdfDocument
from exports.pdf.flowables import Spacer
from exports.pdf.packing import Block, Packed, Whole
from tests.unit.exports.releases import release, shares

WIDTH, HEIGHT = theme.TEXT_WIDTH, theme.TEXT_HEIGHT


class Figures:
    """Blocks of given heights that remember the number they were last drawn with."""

    def __init__(self, *heights: float, follows: tuple[int, ...] = ()) -> None:
        self.numbers: dict[int, int] = {}
        self.blocks = [Block(self._draw(n, height), n in follows, n) for n, height in enumerate(heights)]

    def _draw(self, place: int, height: float) -> Callable[[int], Whole]:
        def draw(number: int) -> Whole:
            self.numbers[place] = number
            return Whole([Spacer(0, height)])

        return draw


def pages(figures: Figures) -> list[list[int]]:
    """Which figures stand on each page, each page empty before."""
    found, rest = [], Packed(figures.blocks, 1)
    while True:
        here, *more = [rest] if rest.wrap(WIDTH, HEIGHT)[1] <= HEIGHT else rest.split(WIDTH, HEIGHT)
        assert isinstance(here, Packed)
        found.append([figures.blocks.index(block) for block in here.blocks])
        if not more:
            return found
        [rest] = [each for each in more if isinstance(each, Packed)]


def test_a_figure_that_fits_goes_before_one_that_does_not() -> None:
    figures = Figures(300, 500, 200)

    assert pages(figures) == [[0, 2], [1]]
    assert figures.numbers == {0: 1, 2: 2, 1: 3}


def test_groups_never_go_before_the_figure_they_belong_to() -> None:
    assert pages(Figures(300, 500, 200, follows=(2,))) == [[0], [1, 2]]


def test_nothing_begins_on_a_page_without_room() -> None:
    packed = Packed(Figures(300, 500).blocks, 1)

    assert packed.split(WIDTH, 250) == []
    assert packed.least_height(WIDTH) == 300


def test_what_fits_stays_in_its_order() -> None:
    assert pages(Figures(100, 200, 150)) == [[0, 1, 2]]


def test_of_the_figures_to_come_those_that_fill_the_page_best_move_up() -> None:
    assert pages(Figures(300, 100, 390, 250, 120)) == [[0, 2], [1, 3, 4]]


def test_the_order_on_paper_is_known_once_drawn() -> None:
    figures = Figures(300, 500, 200)
    packed = Packed(figures.blocks, 1)

    PdfDocument("Bericht", datetime(2026, 7, 1, tzinfo=UTC)).lay([packed])

    assert packed.order == [0, 2, 1]


def test_page_and_paper_number_their_figures_alike() -> None:
    sizes = {"eins": 12, "zwei": 12, "drei": 12, "vier": 12, "fünf": 3}
    lists = [
        shares({f"{n:02}": 0.5 for n in range(size)}, id=f"company.{name}.share", title={"de": f"Liste {name}"})
        for name, size in sizes.items()
    ]
    made = release(lists)

    paper, page = (_captions(name, render(made, "de")) for name, render in (("pdf", pdf.render), ("html", html.render)))

    assert paper == page
    assert [text.rpartition(" ")[2] for text in paper[1:]] == ["eins", "zwei", "drei", "fünf", "vier"]


def _captions(file_format: str, content: bytes) -> list[str]:
    pieces = readback.read(file_format, content)
    return [
        read(each.text) for each in pieces if each.block.startswith("Caption") and each.text.startswith("Abbildung")
    ]
