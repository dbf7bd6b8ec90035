"""Words that are wider than their line: where they come apart, and that they are read as they were written."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from exports.charts.layout import Look, wrap
from exports.pdf import theme
from exports.pdf.document import PdfDocument
from exports.pdf.flowables import Columns, Flowable, Table, paragraph
from exports.pdf.fonts import width
from exports.pdf.seams import SOFT, divided
from exports.readback import read
from exports.readback.pdf import SOFT_HYPHEN
from tests.hostile import COMPOUND
from tests.pdf_gate import check
from tests.pdf_words import stories

LONG = "Nachhaltigkeitsberichterstattung"
OWN = "Klima-Weiterbildungsbeteiligungsförderungsvoraussetzungsprüfungsverfahrensordnungsänderung"
HASH = "4f1d2c3b5a69788796a5b4c3d2e1f0a9b8c7d6e5f4031221304f5e6d7c8b9a08"


def pieces(word: str, most: int) -> list[str]:
    return divided(word, lambda text: len(text) <= most)


@pytest.mark.parametrize(
    ("word", "most", "expected"),
    [
        (LONG, 40, [LONG]),
        (LONG, 20, ["Nachhaltigkeits-", "berichterstattung"]),
        (LONG, 12, ["Nachhaltigk-", "eitsbericht-", "erstattung"]),
        ("CO2-Bilanzierung", 12, ["CO2-", "Bilanzierung"]),
        ("Bilanzierung-Bericht", 13, ["Bilanzierung-", "Bericht"]),
        ("Lesen/Schreiben", 12, ["Lesen/", "Schreiben"]),
        (HASH, 40, [HASH[:40].removesuffix(HASH[39]), HASH[39:]]),
        ("name@beispiel.de", 10, ["name@beis", "piel.de"]),
    ],
)
def test_a_word_comes_apart_at_its_hyphen_else_at_a_seam_and_a_number_without_one(
    word: str, most: int, expected: list[str]
) -> None:
    assert pieces(word, most) == expected


def document(*story: Flowable) -> bytes:
    made = PdfDocument(title="Wörter", created=datetime(2026, 7, 1, tzinfo=UTC))
    with stories() as given:
        content = made.render(list(story))
    check(content, given[-1])
    return content


def lines(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_a_cell_divides_its_word_where_a_chart_does_and_is_read_whole() -> None:
    """„Nachhalti|gkeitsberichterstattung“ stood in a table of the report."""
    room = 100.0
    columns = Columns((room, 40), "lr", width=room + 40)
    head = [["Kompetenzfeld", "n"]]
    content = document(Table(columns, [[f"Kreislauf und {LONG}", "63"]], head, is_dense=True))
    assert f"Nachhaltigkeits{SOFT}" in lines(content)
    assert wrap(LONG, room, Look(), 8.0) == ["Nachhaltigkeits-", "berichterstattung"]
    cells = {piece.place: piece.text for piece in read("pdf", content)}
    assert cells["1/1"] == f"Kreislauf und {LONG}"


@pytest.mark.parametrize("word", [OWN, COMPOUND, HASH * 3])
def test_a_word_that_goes_on_on_the_next_page_is_read_whole(word: str) -> None:
    """Its first piece may end with a hyphen of its own, or none, and pages end between its pieces."""
    style = theme.style("large", theme.BODY, fontSize=90, leading=200)
    content = document(paragraph(f"Vor {word} nach", style))
    assert len(PdfReader(BytesIO(content)).pages) > 2
    assert f"Vor {word} nach" in {piece.text for piece in read("pdf", content)}


def test_divided_lines_of_right_aligned_cells_end_at_the_edge() -> None:
    cell = paragraph(LONG, theme.style("right", theme.DENSE_CELL, alignment=2))
    cell.wrap(100, 1000)
    for left, words in cell.blPara.lines:
        assert left == pytest.approx(100 - width(" ".join(words), "regular", 8))


def test_a_hyphen_within_a_number_is_no_break_of_a_word() -> None:
    assert SOFT_HYPHEN.sub("", f"Wei{SOFT}ter") == "Weiter"
    assert SOFT_HYPHEN.sub("", f"3{SOFT}8 %") == f"3{SOFT}8 %"
