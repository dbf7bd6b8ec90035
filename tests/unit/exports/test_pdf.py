"""PDF files of the layer: accessible, archivable, repeatable, and not to be broken by any text."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.pdf.document import PdfDocument
from exports.pdf.flowables import (
    Cell,
    Columns,
    Contents,
    Figure,
    Flowable,
    KeyFigure,
    KeyFigures,
    Panel,
    Table,
    bullets,
    caption,
    choices,
    heading,
    paragraph,
)
from exports.pdf.pages import Cover, Running
from exports.pdf.patches import apply
from exports.pdf.tagged import StructureError, TaggedCanvas
from exports.pdf.text import Span, bold, link
from tests.pdf_gate import check, normal, outline, spoken, walk, words
from tests.unit.exports.documents import CREATED, LONG, SENTENCE, STAMP, document, short_story, story

HOSTILE = [
    "<b>fett</b> <i>",
    "</para><para>",
    '<img src="file:///etc/passwd"/>',
    '<onDraw name="language" label="x"/>',
    "W" * 10_000,
    "a\x00b\x07c\x1f",
    "\u202eabc\u202c\u200f \u2067def\u2069",
    "\ud800 lone \udfff",
    "&lt;&amp;&#0;&#x110000;",
    "漢字 العربية 🙂",
    "e\u0301 ﬁ \u2011",
    "%PDF-1.7 endstream endobj (((\\\\",
    "Zeile eins\nZeile zwei\r\n\r\n\r\n\r\nZeile drei",
]


@pytest.fixture(scope="module")
def sample() -> bytes:
    return document().render(story())


def plain(*flowables: Flowable) -> bytes:
    return PdfDocument("Titel", CREATED).render(flowables)


def test_the_sample_with_every_flowable_passes_the_gate(sample: bytes) -> None:
    check(sample)


@pytest.mark.parametrize("language", ["de-DE", "en", "fr"])
def test_without_cover_and_stamp_in_every_language(language: str) -> None:
    check(document(stamp=None, cover=False, language=language).render(story()))


def test_the_same_input_gives_the_same_bytes(sample: bytes) -> None:
    assert document().render(story()) == sample


def test_a_story_can_be_rendered_twice() -> None:
    parts = story()
    assert document().render(parts) == document().render(parts)


def test_the_time_in_the_file_is_the_one_given() -> None:
    early = PdfDocument("Titel", CREATED).render([paragraph("Text")])
    late = PdfDocument("Titel", CREATED + timedelta(seconds=1)).render([paragraph("Text")])
    assert early != late
    with pikepdf.open(BytesIO(early)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20270630120000+00'00'"
        with pdf.open_metadata() as xmp:
            assert xmp["xmp:CreateDate"] == "2027-06-30T12:00:00+00:00"


def test_identity_differs_with_the_content() -> None:
    ids = set()
    for text in ("eins", "zwei"):
        with pikepdf.open(BytesIO(plain(paragraph(text)))) as pdf:
            ids.add(bytes(pdf.trailer.ID[0]))
    assert len(ids) == 2


def test_metadata_stand_in_both_places(sample: bytes) -> None:
    with pikepdf.open(BytesIO(sample)) as pdf:
        assert str(pdf.Root.Lang) == "de-DE"
        assert str(pdf.docinfo["/Title"]) == "Qualifizierungsbedarfe im Saarland 2027"
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == "Qualifizierungsbedarfe im Saarland 2027"
            assert xmp["dc:identifier"] == "muster-1"
            assert xmp["pdfuaid:part"] == "1"
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("2", "A")


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a screen reader is given of the sample's words."""
    text = spoken(document().render(short_story()), tmp_path_factory.mktemp("spoken"))
    if text is None:
        pytest.skip("poppler's pdfinfo is not installed")
    return text


def test_the_words_of_the_tree_are_those_of_the_story_in_order(heard: str) -> None:
    place = 0
    for expected in (
        "Das Wichtigste auf einer Seite " + SENTENCE,
        "71 % der Betriebe melden Bedarf +31 Prozentpunkte",
        "• Digitales zuerst. " + SENTENCE + " •",
        "So lesen Sie den Bericht Wer? " + SENTENCE,
        "Tabelle A1: Betriebe mit Bedarf Gruppe Anteil 95-%-Konfidenzintervall n Gruppe 0 71,0 % 63,0 % 77,9 % 138",
        "1. " + SENTENCE + " 2. kurz",
        "Auf Papier Ja Nein " + LONG,
        "Anzahl: Beschäftigte",
    ):
        place = heard.index(normal(expected), place)


def test_no_words_are_joined_at_line_ends(sample: bytes) -> None:
    seen = words(sample)
    assert normal(SENTENCE) in seen
    assert LONG in seen
    assert "imSaarland" not in seen


def test_a_table_over_pages_is_one_table_with_one_head(sample: bytes) -> None:
    with pikepdf.open(BytesIO(sample)) as pdf:
        elements = list(walk(pdf.Root.StructTreeRoot.K))
    tables = [each for each in elements if str(each.S) == "/Table"]
    first = next(each for each in tables if len(list(walk(each.K))) > 300)
    inside = [str(each.S) for each in walk(first.K)]
    assert inside.count("/THead") == 1
    assert inside.count("/TBody") == 1
    assert inside.count("/TR") == 61
    assert inside[0] == "/Caption"


def test_a_row_taller_than_a_page_goes_on_over_pages_as_one_row() -> None:
    data = plain(Table(Columns((1, 2), "ll"), [["Frage", SENTENCE * 120], ["Nächste", "kurz"]]))
    check(data)
    assert outline(data).count("      TR") == 2
    assert words(data).count("Energieeffizienz") == 120


def test_a_list_and_a_panel_over_pages_stay_one_element() -> None:
    data = plain(heading("T"), bullets([SENTENCE * 30] * 4), Panel([paragraph(SENTENCE * 60), paragraph("Ende")]))
    check(data)
    tags = [line.strip() for line in outline(data)]
    assert [tags.count(tag) for tag in ("L", "LI", "Lbl", "LBody", "Sect")] == [1, 4, 4, 4, 1]


def test_a_link_over_two_lines_is_one_link_with_two_areas() -> None:
    data = plain(paragraph(["Siehe ", link("lang " * 40, "https://example.org/a?b=1&c=2"), " und weiter."]))
    check(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        annotations = list(pdf.pages[0].Annots)
        assert len(annotations) > 1
        assert {str(each.A.URI) for each in annotations} == {"https://example.org/a?b=1&c=2"}
        assert {str(each.Contents) for each in annotations} == {"https://example.org/a?b=1&c=2"}
    assert [line.strip() for line in outline(data)].count("Link") == 1


def test_a_paragraph_that_is_nothing_but_a_link_has_its_words_inside_the_link() -> None:
    data = plain(paragraph(link("Zum Portal", "https://example.org")))
    check(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        element = next(each for each in walk(pdf.Root.StructTreeRoot.K) if str(each.S) == "/Link")
        assert any(not isinstance(kid, pikepdf.Dictionary) for kid in element.K)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "//example.org"])
def test_only_web_mail_and_telephone_addresses_become_links(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        link("x", url)


def test_other_languages_are_marked_down_to_the_word() -> None:
    data = plain(
        paragraph(["Ein ", Span("English word", lang="en"), " hier."]),
        paragraph("Tout en français.", lang="fr"),
        Table(Columns((1, 1), "ll"), [[Cell("Deutsch", lang="de"), "x"]], lang="en"),
    )
    check(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        found = [(str(e.S), str(e.Lang)) for e in walk(pdf.Root.StructTreeRoot.K) if "/Lang" in e]
    assert found == [("/Span", "en"), ("/P", "fr"), ("/Table", "en"), ("/TH", "de")]


def test_a_language_that_goes_over_a_page_break_goes_on_after_it() -> None:
    data = plain(paragraph(["Anfang ", Span("word " * 1500, lang="en"), " Ende"]))
    check(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        spans = [each for each in walk(pdf.Root.StructTreeRoot.K) if str(each.S) == "/Span"]
        assert len(spans) == 1
        assert any(isinstance(kid, pikepdf.Dictionary) for kid in spans[0].K)


@pytest.mark.parametrize("spaces", range(12))
def test_a_word_broken_at_its_hyphen_keeps_it_when_its_paragraph_goes_on_elsewhere(spaces: int) -> None:
    apply()
    room = 60 + spaces * 12
    text = paragraph([Span("Leistungselektronik und Hochvolt-Qualifikation in Betrieben " * 6, lang="de")])
    words_of_parts: list[str] = []
    text.wrap(room, 1000)
    for part in text.split(room, 30):
        part.wrap(400, 1000)
        words_of_parts += [word.text for line in part.blPara.lines for word in line.words]
    assert "HochvoltQualifikation" not in "".join(words_of_parts)


def test_headings_are_bookmarks_and_lead_from_the_contents(sample: bytes) -> None:
    with pikepdf.open(BytesIO(sample)) as pdf:
        with pdf.open_outline() as marks:
            titles = [(mark.title, [each.title for each in mark.children]) for mark in marks.root]
        linked = [str(each.Contents) for each in pdf.pages[2].Annots]
    assert ("Das Wichtigste auf einer Seite", ["Fünf Ergebnisse"]) in titles
    assert ("1 Welche Kompetenzen fehlen?", ["1.1 Nach Branchen"]) in titles
    assert linked == [title for top, below in titles for title in (top, *below)]
    assert "Inhalt" not in linked


def test_the_stamp_is_on_every_page_and_not_in_the_tree(sample: bytes, heard: str) -> None:
    with pikepdf.open(BytesIO(sample)) as pdf:
        pages = len(pdf.pages)
    assert words(sample).count(STAMP) >= pages
    assert STAMP not in heard


def test_a_heading_stays_with_the_beginning_of_its_table() -> None:
    rows = [[f"Zeile {number}", "1"] for number in range(200)]
    table = Table(Columns((1, 1), "lr"), rows, [["a", "b"]])
    data = plain(heading("Tabelle", 2 - 1), caption("Lang", within=table.group), table)
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == 6


@pytest.mark.parametrize("height", range(80, 240, 10))
def test_the_title_of_rows_stays_with_them(height: int) -> None:
    rows = [[Cell("Gruppe", columns=2, is_bold=True)] if number % 3 == 0 else ["Zeile", "1"] for number in range(15)]
    table = Table(Columns((1, 1), "lr"), rows, [["a", "b"]])

    first, *_rest = table.split(200, height)

    assert isinstance(first, Table)
    assert len(first.rows) == 1 or not first.rows[-1].is_title


@pytest.mark.parametrize("height", range(30, 240, 10))
@pytest.mark.parametrize("count", [4, 5, 15])
def test_no_page_gets_one_or_two_rows_of_a_table(count: int, height: int) -> None:
    table = Table(Columns((1, 1), "lr"), [["Zeile", "1"] for _ in range(count)], [["a", "b"]])

    parts = table.split(200, height)

    assert all(isinstance(part, Table) and len(part.rows) > 2 for part in parts)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_a_file(text: str) -> None:
    data = PdfDocument(
        "Titel " + text[:200],
        CREATED,
        subject=text,
        keywords=(text,),
        identifier=text,
        running=Running(text, text, text),
        stamp=text,
        cover=Cover("Titel " + text[:300], text[:300], text[:100], text[:100], (text[:100],)),
    ).render(
        [
            heading("H " + text),
            Contents(),
            paragraph([text, bold(text), Span(text, lang="en")]),
            bullets([text]),
            choices([text], "one"),
            Panel([paragraph(text)]),
            KeyFigures([KeyFigure(text[:40], text[:200])]),
            Table(Columns((1, 1), "lr"), [[text, text]], [["a" + text[:100], "b"]]),
        ]
    )
    check(data)


def test_a_word_wider_than_the_page_is_divided_without_a_gap() -> None:
    data = plain(paragraph("vorn " + "Donaudampf" * 40 + " hinten"))
    check(data)
    assert "vorn Donaudampf" in words(data)
    assert ("Donaudampf" * 40) in words(data).replace(" ", "")


def test_markup_in_answers_prints_as_it_was_typed() -> None:
    data = plain(paragraph("a <b>fett</b> </para> &amp; <onDraw name='x'/> z"))
    assert "a <b>fett</b> </para> &amp; <onDraw name='x'/> z" in words(data)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_text_makes_a_valid_file(texts: list[str]) -> None:
    check(plain(heading("Titel"), *(paragraph(text) for text in texts), bullets(texts)))


def test_a_figure_larger_than_the_page_is_made_smaller() -> None:
    def paint(canvas: TaggedCanvas) -> None:
        canvas.rect(0, 0, 900, 3000, fill=1)

    check(plain(heading("T"), Figure((900, 3000), "Ein sehr großes Rechteck, 900 mal 3000 Punkte", paint)))


def test_text_outside_of_any_element_is_refused() -> None:
    def onto(canvas: TaggedCanvas) -> None:
        canvas.drawString(0, 0, "x")

    class Stray(Flowable):
        def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
            return 10, 10

        def draw(self) -> None:
            assert isinstance(self.canv, TaggedCanvas)
            onto(self.canv)

    with pytest.raises(StructureError, match="outside"):
        plain(Stray())


def test_a_time_without_zone_and_an_empty_title_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        PdfDocument("Titel", datetime(2027, 1, 1)).render([])  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="title"):
        PdfDocument(" \x00 ", datetime(2027, 1, 1, tzinfo=UTC)).render([])


def test_rows_must_fill_the_table() -> None:
    with pytest.raises(ValueError, match="1 of 2 columns"):
        Table(Columns((1, 1), "lr"), [["nur eine"]])
    with pytest.raises(ValueError, match="alignment"):
        Columns((1, 1), "l")
