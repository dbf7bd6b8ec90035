"""The private parts of reportlab that the layer leans on, each with a test of its own.

When one of these fails after an upgrade, its name says which part of `exports/pdf` to look at.
"""

import subprocess
import sys
from io import BytesIO
from typing import Any

import pytest
from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase import pdfdoc, ttfonts
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject
from reportlab.platypus import BaseDocTemplate, KeepTogether, Paragraph

from exports.pdf import patches, theme
from exports.pdf.fonts import characters, register
from exports.pdf.structure import Shared
from exports.pdf.textobject import Reader


@pytest.fixture(autouse=True)
def fonts() -> None:
    register()


def drawn(markup: str, width: float = 120) -> list[tuple[str, Any]]:
    """Calls of the text hooks while a paragraph is drawn."""
    calls: list[tuple[str, Any]] = []

    class Watching(PDFTextObject):
        def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803 - the hook
            calls.append(("text", (text, bool(TStar))))
            super()._textOut(text, TStar)  # type: ignore[misc]  # private

        def _linkRecord(self, _link: object, event: str) -> None:  # noqa: N802 - the hook
            calls.append(("link", event))

    class Canvas_(Canvas):  # noqa: N801 - local
        def beginText(self, x: float = 0, y: float = 0, direction: Any = None) -> Watching:  # noqa: N802
            return Watching(self, x, y)

    canvas = Canvas_(BytesIO(), initialFontName=theme.BODY.fontName)  # type: ignore[arg-type]  # stub says float
    canvas.setNamedCB("language", lambda _canvas, kind, label: calls.append((str(kind), label)))
    made = Paragraph(markup, theme.BODY)
    made.wrapOn(canvas, width, 1000)
    made.drawOn(canvas, 0, 0)
    return calls


def test_wrapped_lines_reach_text_out_without_a_space_at_their_end() -> None:
    texts = [value for kind, value in drawn("eins zwei drei vier fünf sechs sieben acht neun zehn") if kind == "text"]
    assert len(texts) > 1
    assert all(is_end and not text.endswith(" ") for text, is_end in texts)


def test_link_record_comes_after_the_first_fragment_and_once_a_line() -> None:
    calls = drawn('<onDraw name="language" label="="/>vor <a href="https://example.org">im Link</a> nach')
    kinds = [value if kind == "link" else value[0] if kind == "text" else kind for kind, value in calls]
    assert kinds.index("im Link") + 1 == kinds.index("start")
    assert kinds.index("end") < kinds.index(" nach")


def test_named_callbacks_come_in_the_middle_of_the_text() -> None:
    calls = drawn('a <onDraw name="language" label="en"/>word<onDraw name="language" label=""/> b', 400)
    assert [each for each in calls if each[0] == "onDraw"] == [("onDraw", "en"), ("onDraw", "")]
    assert [value[0] for kind, value in calls if kind == "text"] == ["a ", "word", " b"]


def test_pages_and_catalog_take_further_entries_by_no_default() -> None:
    canvas = Canvas(BytesIO())
    canvas.drawString(0, 0, "x")
    canvas.showPage()
    document: Any = canvas._doc  # type: ignore[attr-defined]  # private
    made = document.Pages.pages[-1]
    made.__NoDefault__ = [*pdfdoc.PDFPage.__NoDefault__, "StructParents"]
    made.StructParents = 7
    assert b"/StructParents 7" in made.format(document)
    assert "StructTreeRoot" in pdfdoc.PDFCatalog.__NoDefault__


def test_the_time_of_the_file_is_read_from_three_attributes() -> None:
    stamp = TimeStamp(invariant=1)
    assert len(stamp.YMDhms) == 6
    assert (stamp.dhh, stamp.dmm) == (0, 0)
    assert hasattr(pdfdoc.PDFDocument(), "_timeStamp")
    assert hasattr(pdfdoc.PDFDocument(), "signature")


def test_streams_get_a_line_end_before_endstream_and_only_one_repair() -> None:
    patches.apply()
    patches.apply()
    stream = pdfdoc.PDFStream(content=b"\xff\r")
    assert stream.format(pdfdoc.PDFDocument()).endswith(b"\nstream\n\xff\r\r\nendstream\n")


def test_to_unicode_maps_leave_out_empty_slots_in_blocks_of_a_hundred() -> None:
    assert ttfonts.makeToUnicodeCMap is patches.to_unicode_map
    written = patches.to_unicode_map("x", [0, *range(0x20, 0x20 + 150), 0x1F600])
    assert "\n<00> " not in written.replace("<00> <FF>", "")
    assert "100 beginbfchar" in written
    assert "51 beginbfchar" in written
    assert "<97> <D83DDE00>" in written


def test_annotations_take_the_number_of_their_element() -> None:
    link = pdfdoc.LinkAnnotation((0, 0, 1, 1), "x", "dest", StructParent=3)
    link.permitted = (*link.permitted, "StructParent")
    assert "StructParent" in link.Dict().dict


def test_the_template_has_a_switch_for_saving_and_notes_what_to_undo() -> None:
    template = BaseDocTemplate(BytesIO())
    assert callable(template.handle_keepWithNext)
    assert "_doSave" in BaseDocTemplate._endBuild.__code__.co_consts  # type: ignore[attr-defined]  # private
    assert "_multiBuildEdits" in BaseDocTemplate.handle_flowable.__code__.co_consts
    assert KeepTogether([Paragraph("x", theme.BODY)])._content  # type: ignore[attr-defined]  # private


def test_the_font_draws_what_our_languages_need() -> None:
    needed = "äöüÄÖÜßẞàâæçéèêëîïôœùûÿŸÉÈÀ€§°·•–—„“”‚‘’«»…×−≤≥→±½²³\u00a0\u202f"
    assert {each for each in needed if ord(each) not in characters()} == set()


def test_digits_have_one_width_so_that_columns_of_numbers_align() -> None:
    face = ttfonts.TTFont("probe", str(_regular())).face
    assert len({face.getCharWidth(ord(digit)) for digit in "0123456789"}) == 1


def _regular() -> str:
    code = "import font_source_sans_pro as f; print(f.font_directory)"
    folder = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.strip()
    return f"{folder}/SourceSansPro-Regular.ttf"


def test_without_the_font_package_the_message_names_it() -> None:
    code = "import sys; sys.modules['font_source_sans_pro'] = None; import exports.pdf.fonts"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.returncode != 0
    assert "pip install font-source-sans-pro" in done.stderr


def test_the_reader_adds_a_space_where_a_word_ends_and_none_within_one() -> None:
    reader = Reader("Donaudampfschiff fährt im Saarland", Shared())
    assert reader.line_end("Donaudampf", is_end=True) == "Donaudampf"
    assert reader.line_end("schiff fährt im", is_end=True) == "schiff fährt im "
    assert reader.line_end("Saarland", is_end=False) == "Saarland"
