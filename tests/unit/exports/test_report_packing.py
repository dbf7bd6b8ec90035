"""Figures fill their pages in their order, with the same numbers on paper and page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.disclosure.filed.difference import read
from exports import html, readback
from exports.pdf import report as pdf
from exports.pdf import theme
from exports.pdf.flowables import Spacer, Stack
from exports.pdf.packing import LOWEST, TALLEST, Block, Packed, Whole
from tests.unit.exports.releases import release, shares

WIDTH, HEIGHT = theme.TEXT_WIDTH, theme.TEXT_HEIGHT


def whole(height: float, *, is_kept: bool = False) -> Block:
    """A block of one height, such as a heading or a row of key figures."""
    flowable = Stack([Spacer(0, height)])
    flowable.keepWithNext = int(is_kept)
    return Block(lambda _: flowable)


def chart(height: float, *, words: float = 0, is_chapter: bool = False) -> Block:
    """A figure whose chart has this height."""
    return Block(lambda stretch: Whole([Spacer(0, words), Spacer(0, height * stretch)]), height, is_chapter)


def pages(*blocks: Block) -> list[tuple[list[int], float]]:
    """Which blocks stand on each page, and how high they are together, each page empty before."""
    found: list[tuple[list[int], float]] = []
    rest: Packed | None = Packed(blocks)
    while rest is not None:
        needed = rest.wrap(WIDTH, HEIGHT)[1]
        here, *more = [rest] if needed <= HEIGHT else rest.split(WIDTH, HEIGHT)
        assert isinstance(here, Packed)
        found.append(([blocks.index(block) for block in here.blocks], here.wrap(WIDTH, HEIGHT)[1]))
        rest = next((each for each in more if isinstance(each, Packed)), None)
    return found


def test_charts_grow_to_fill_a_page_whose_rest_is_too_low_for_the_next_one() -> None:
    (first, filled), (second, last) = pages(chart(300), chart(300), chart(300))

    assert (first, second) == ([0, 1], [2])
    assert HEIGHT - 2 < filled <= HEIGHT
    assert last == 300  # what follows may begin below it


def test_charts_never_grow_beyond_their_limit() -> None:
    (first, filled), _ = pages(chart(400, words=40), chart(600))

    assert first == [0]
    assert filled == pytest.approx(40 + TALLEST * 400)


def test_charts_shrink_a_little_to_let_the_next_one_in() -> None:
    [(both, filled)] = pages(chart(380), chart(380))

    assert both == [0, 1]
    assert filled <= HEIGHT < 760


def test_the_order_never_changes_and_nothing_is_lost() -> None:
    heights = (300, 500, 200, 120, 640, 90, 310, 280, 260, 410, 700, 60)
    told = [block for page, _ in pages(*map(chart, heights)) for block in page]

    assert told == list(range(len(heights)))


def test_pages_are_weighed_together() -> None:
    """A page takes less than it could, so that the next one is not left half empty."""
    blocks = [whole(400), whole(100), whole(200), whole(500), whole(700)]

    assert [page for page, _ in pages(*blocks)] == [[0, 1], [2, 3], [4]]


def test_a_heading_is_never_parted_from_what_follows() -> None:
    found = [page for page, _ in pages(chart(600), whole(40, is_kept=True), whole(300), chart(500))]

    assert found[0] == [0]
    assert found[1][:2] == [1, 2]


def test_a_note_stays_with_what_it_is_about() -> None:
    note = replace(whole(40), is_note=True)

    assert [page for page, _ in pages(whole(500), whole(200), note, whole(500))] == [[0], [1, 2], [3]]


def test_a_chapter_begins_only_where_there_is_room() -> None:
    assert [page for page, _ in pages(chart(600), chart(80, is_chapter=True), chart(80))] == [[0], [1, 2]]


def test_charts_before_a_chapter_keep_their_height() -> None:
    (first, filled), _ = pages(chart(600), chart(500, is_chapter=True))

    assert (first, filled) == ([0], 600)


def test_nothing_begins_on_a_page_without_room() -> None:
    packed = Packed([chart(300), chart(500)])

    assert packed.split(WIDTH, 250) == []
    assert packed.least_height(WIDTH) == pytest.approx(300 * LOWEST)


def test_page_and_paper_number_their_figures_alike() -> None:
    sizes = {"eins": 12, "zwei": 12, "drei": 12, "vier": 12, "fünf": 3}
    lists = [
        shares({f"{n:02}": 0.5 for n in range(size)}, id=f"company.{name}.share", title={"de": f"Liste {name}"})
        for name, size in sizes.items()
    ]
    made = release(lists)

    paper, page = (_captions(name, render(made, "de")) for name, render in (("pdf", pdf.render), ("html", html.render)))

    assert paper == page
    assert [text.rpartition(" ")[2] for text in paper[1:]] == ["eins", "zwei", "drei", "vier", "fünf"]


def _captions(file_format: str, content: bytes) -> list[str]:
    pieces = readback.read(file_format, content)
    return [
        read(each.text) for each in pieces if each.block.startswith("Caption") and each.text.startswith("Abbildung")
    ]
