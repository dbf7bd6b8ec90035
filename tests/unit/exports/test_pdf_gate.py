"""The gate itself: each way to damage a good file must be caught."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
import pytest

from tests.pdf_gate import problems, walk
from tests.pdf_words import stories
from tests.unit.exports.documents import document, story

Damage = Callable[[pikepdf.Pdf], None]


class Good(NamedTuple):
    """A good file and the words it was made of."""

    data: bytes
    given: list[str]


@pytest.fixture(scope="module")
def good() -> Good:
    with stories() as heard:
        data = document().render(story())
    return Good(data, heard[0])


def elements(pdf: pikepdf.Pdf, tag: str) -> list[Any]:
    return [each for each in walk(pdf.Root.StructTreeRoot.K) if str(each.S) == tag]


def first(pdf: pikepdf.Pdf, tag: str) -> Any:
    return elements(pdf, tag)[0]


def remove(node: Any, key: str) -> None:
    del node[key]


def no_alt(pdf: pikepdf.Pdf) -> None:
    remove(first(pdf, "/Figure"), "/Alt")


def alt_that_says_nothing(pdf: pikepdf.Pdf) -> None:
    first(pdf, "/Figure").Alt = pikepdf.String("Bild")


def no_language(pdf: pikepdf.Pdf) -> None:
    remove(pdf.Root, "/Lang")


def no_mark_info(pdf: pikepdf.Pdf) -> None:
    remove(pdf.Root, "/MarkInfo")


def title_not_shown(pdf: pikepdf.Pdf) -> None:
    remove(pdf.Root, "/ViewerPreferences")


def no_scope(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/TH"):
        if "/A" in each:
            remove(each, "/A")


def no_header_cells(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/TH"):
        each.S = pikepdf.Name("/TD")


def ragged_rows(pdf: pikepdf.Pdf) -> None:
    row = elements(pdf, "/TR")[3]
    row.K = pikepdf.Array(list(row.K)[:-1])


def silent_link(pdf: pikepdf.Pdf) -> None:
    link = next(each.Annots[0] for each in pdf.pages if "/Annots" in each.obj)
    remove(link, "/Contents")


def link_out_of_the_tree(pdf: pikepdf.Pdf) -> None:
    link = next(each.Annots[0] for each in pdf.pages if "/Annots" in each.obj)
    link.StructParent = 99_999


def emptied_parent_tree_row(pdf: pikepdf.Pdf) -> None:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    place = next(at for at in range(1, len(numbers), 2) if isinstance(numbers[at], pikepdf.Array))
    numbers[place] = pikepdf.Array([])


def shuffled_parent_tree_row(pdf: pikepdf.Pdf) -> None:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    place = next(
        at for at in range(1, len(numbers), 2) if isinstance(numbers[at], pikepdf.Array) and len(numbers[at]) > 2
    )
    numbers[place] = pikepdf.Array(list(numbers[place])[::-1])


def shuffled_elements(pdf: pikepdf.Pdf) -> None:
    top = pdf.Root.StructTreeRoot.K[0]
    top.K = pikepdf.Array(list(top.K)[::-1])


def swapped_cells(pdf: pikepdf.Pdf) -> None:
    row = elements(pdf, "/TR")[3]
    first_cell, second, *rest = list(row.K)
    row.K = pikepdf.Array([second, first_cell, *rest])


def left_out_paragraph(pdf: pikepdf.Pdf) -> None:
    """Its text is decoration now, its element gone."""
    top = pdf.Root.StructTreeRoot.K[0]
    place = next(at for at, each in enumerate(top.K) if str(each.S) == "/P")
    top.K = pikepdf.Array([*list(top.K)[:place], *list(top.K)[place + 1 :]])


def joined_words(pdf: pikepdf.Pdf) -> None:
    """Without the spaces at the ends of lines."""
    for each in pdf.pages:
        made = [_joined(instruction) for instruction in pikepdf.parse_content_stream(each)]
        each.Contents = pdf.make_stream(pikepdf.unparse_content_stream(made))


def _joined(instruction: Any) -> Any:
    if str(instruction.operator) != "Tj":
        return instruction
    shown = bytes(instruction.operands[0])
    return pikepdf.ContentStreamInstruction([pikepdf.String(shown.removesuffix(b" "))], instruction.operator)


def no_first_heading(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/H1"):
        each.S = pikepdf.Name("/P")


def two_titles(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Ein anderer Titel"


def no_bookmarks(pdf: pikepdf.Pdf) -> None:
    remove(pdf.Root, "/Outlines")


def bookmark_to_nothing(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as marks:
        marks.root[0].title = "Gibt es nicht"


def skipped_heading(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/H2"):
        each.S = pikepdf.Name("/H4")


def rewrite(page: pikepdf.Page, keep: Callable[[str, list[Any]], bool], pdf: pikepdf.Pdf) -> None:
    kept = [
        instruction
        for instruction in pikepdf.parse_content_stream(page)
        if keep(str(instruction.operator), list(instruction.operands))
    ]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def unmarked_artifact(pdf: pikepdf.Pdf) -> None:
    state = {"in": False}

    def keep(operator: str, operands: list[Any]) -> bool:
        if operator == "BDC" and str(operands[0]) == "/Artifact":
            state["in"] = True
            return False
        if operator == "EMC" and state["in"]:
            state["in"] = False
            return False
        return True

    rewrite(pdf.pages[1], keep, pdf)


def marks_without_end(pdf: pikepdf.Pdf) -> None:
    rewrite(pdf.pages[1], lambda operator, _operands: operator != "EMC", pdf)


def font_not_embedded(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and "/FontFile2" in each:
            remove(each, "/FontFile2")


def no_claim(pdf: pikepdf.Pdf) -> None:
    remove(pdf.Root, "/Metadata")


def no_colour_profile(pdf: pikepdf.Pdf) -> None:
    remove(pdf.Root, "/OutputIntents")


def no_tree(pdf: pikepdf.Pdf) -> None:
    remove(pdf.Root, "/StructTreeRoot")


DAMAGES: list[Damage] = [
    no_alt,
    alt_that_says_nothing,
    no_language,
    no_mark_info,
    title_not_shown,
    no_scope,
    no_header_cells,
    ragged_rows,
    silent_link,
    link_out_of_the_tree,
    emptied_parent_tree_row,
    shuffled_parent_tree_row,
    shuffled_elements,
    swapped_cells,
    left_out_paragraph,
    joined_words,
    skipped_heading,
    no_first_heading,
    two_titles,
    no_bookmarks,
    bookmark_to_nothing,
    unmarked_artifact,
    marks_without_end,
    font_not_embedded,
    no_claim,
    no_colour_profile,
    no_tree,
]


def saved_again(data: bytes, damage: Damage) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        damage(pdf)
        file = BytesIO()
        pdf.save(file)
    return file.getvalue()


def test_a_copy_that_was_only_saved_again_is_still_good(good: Good) -> None:
    assert problems(saved_again(good.data, lambda _pdf: None), good.given) == []


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_every_damage_is_caught(good: Good, damage: Damage) -> None:
    assert problems(saved_again(good.data, damage), good.given)
