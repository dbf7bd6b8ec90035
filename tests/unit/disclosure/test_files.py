"""A file says exactly what its release says: whatever else it says is found."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from analysis.disclosure.filed.words import Words
from analysis.disclosure.files import Difference, differences
from analysis.release import Measure, Printed, Release, Suppressed
from exports import csv, html, messages, xlsx
from exports import json as json_file
from exports.pdf import report
from exports.readback import READERS, Unreadable, read
from exports.readback.content import Fonts, page_text
from tests.unit.exports.releases import HIDDEN, Figure, dimension, participation, release, shares, table
from tests.worked_example import release as worked_example
from tests.writers import WRITERS

LABELS = {"a": "Kurse am Abend", "b": "Kurse bis 2030", "c": "Lernen am Platz", "d": "§ 82 SGB III", "e": "Nichts"}
GROUPS = {"total": "Insgesamt", "0-9": "Bis 9 Beschäftigte", "10-49": "10 bis 49 Beschäftigte"}
FIRST = dict(list(LABELS.items())[:3])
SECRET = "37"
SECTIONS = ("report", "finding", "highlights", "participation", "method", "glossary", "imprint", "files", "role")


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return worked_example(tmp_path_factory.mktemp("worked"))


@pytest.fixture(scope="module")
def small() -> Release:
    """Three tables: a list with a hidden bar, the same by groups, and answers that exclude one another by rows."""
    values: dict[str, Figure] = {"a": 0.412, "b": 0.25, "c": HIDDEN, "d": 0.125, "e": 0.05}
    listed = table({(code,): value for code, value in values.items()}, [dimension(LABELS)])
    by_size: dict[tuple[str, ...], Figure] = {
        (code, group): HIDDEN if code == "c" or group == "0-9" else value
        for code, value in {"a": 0.4, "b": 0.25, "c": 0.2, "d": 0.13, "e": 0.02}.items()
        for group in GROUPS
    }
    broken = table(
        by_size,
        [dimension(LABELS), dimension(GROUPS, "size_group", partition=True)],
        id="company.item.share.size_group",
        n=64,
    )
    answers: dict[str, Figure] = {"a": 0.5, "b": 0.2, "c": HIDDEN}
    rows: dict[tuple[str, ...], Figure] = {(row, code): value for row in ("x", "y") for code, value in answers.items()}
    crossed = table(
        rows,
        [dimension({"x": "Heute", "y": "Im Jahr 2030"}, "row"), dimension(FIRST, partition=True)],
        id="company.rows.share",
        variable="rows",
        title={"de": "Wie ist es um § 82 bestellt?"},
    )
    mean = table({(): 2.875}, measure=Measure.MEAN, id="company.mean.mean", scale=(0.0, 4.0), n=12, variable="mean")
    return release([listed, broken, crossed, mean])


def found(made: Release, file_format: str, content: bytes, language: str = "de") -> tuple[Difference, ...]:
    return differences(made, read(file_format, content), file_format, language)


# --- what was written says what the release says --------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize("file_format", WRITERS)
def test_every_file_says_what_its_release_says(worked: Release, file_format: str, language: str) -> None:
    assert found(worked, file_format, WRITERS[file_format](worked, language), language) == ()


@pytest.mark.parametrize("file_format", WRITERS)
def test_small_tables_of_every_kind(small: Release, file_format: str) -> None:
    assert found(small, file_format, WRITERS[file_format](small, "de")) == ()


def test_groups_that_stand_under_their_codes() -> None:
    """Where a label is too long for a narrow column its code stands there, and a legend explains it."""
    labels = {"total": "Insgesamt", "0-49": "Bis 49 Beschäftigtenverhältnisse", "250+": "Ab 250 Beschäftigte"}
    groups = dimension(labels, "size_group", partition=True)
    values: dict[tuple[str, ...], Figure] = {
        (code, group): value for code, value in {"a": 0.4, "b": 0.3}.items() for group in labels
    }
    whole = table({("a",): 0.4, ("b",): 0.3}, [dimension({"a": "Ja", "b": "Nein"})])
    broken = table(values, [dimension({"a": "Ja", "b": "Nein"}), groups], id="company.item.share.size_group")
    made = release([whole, broken])
    content = report.render(made, "de")
    assert any("0–49 Bis 49" in piece.text for piece in read("pdf", content))
    assert found(made, "pdf", content) == ()


def _with_invited(invited: int | Suppressed) -> Release:
    counts = replace(participation(invited=invited), by_stratum=())
    return release([shares({"a": 0.5, "b": 0.5})], participation=(counts,))


@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize("file_format", WRITERS)
def test_how_many_were_invited_is_hidden_in_every_file(file_format: str, language: str) -> None:
    hidden = _with_invited(HIDDEN)

    assert found(hidden, file_format, WRITERS[file_format](hidden, language), language) == ()
    texts = [piece.text for piece in read(file_format, WRITERS[file_format](hidden, language))]
    assert not [text for text in texts if re.search(r"\b(?:200|44.?144)\b", text)]
    assert found(hidden, file_format, WRITERS[file_format](_with_invited(200), language), language)


def test_every_reader_has_its_comparison() -> None:
    assert set(READERS) == set(WRITERS)
    with pytest.raises(ValueError, match="docx"):
        differences(release([shares({"a": 0.5, "b": 0.5})]), (), "docx", "de")


@pytest.mark.parametrize("file_format", WRITERS)
def test_another_release_is_not_the_same(small: Release, file_format: str) -> None:
    other = release([shares({"a": 0.42, "b": 0.25, "c": HIDDEN, "d": 0.125, "e": 0.05}), *small.tables[1:]])
    assert found(other, file_format, WRITERS[file_format](small, "de"))


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_the_numbers_of_fixed_sentences_are_known(small: Release, language: str) -> None:
    """A sentence that gets a number needs it in the list of fixed ones, or every file with it is refused."""
    path = Path(messages.__file__).parent / f"{language}.toml"
    catalogue = tomllib.loads(path.read_text(encoding="utf-8"))
    words = Words(small, language)
    sentences = [text for section in SECTIONS for text in catalogue[section].values()]
    assert len(sentences) > 100
    assert [text for text in sentences if words.left(re.sub(r"\{\w+\}", "…", text))] == []


# --- text that is changed -------------------------------------------------------------------------------


def _html(small: Release, old: str, new: str, count: int = 1) -> bytes:
    text = html.render(small, "de").decode()
    assert old in text
    return text.replace(old, new, count).encode()


DOT = '<td class="hidden" aria-label="nicht ausgewiesen">•</td>'
PAGE = {
    "a hidden value in a table": (DOT, f"<td>{SECRET}&nbsp;%</td>"),
    "a hidden value beside the dot": (DOT, DOT.replace("•", f"• {SECRET}")),
    "a hidden value that is only spoken": (DOT, DOT.replace("nicht ausgewiesen", SECRET)),
    "a hidden value in a tooltip": (DOT, DOT.replace("<td", f'<td title="{SECRET} %"')),
    "a hidden value as data": (DOT, DOT.replace("<td", f'<td data-value="0.{SECRET}"')),
    "a hidden value in a class": (DOT, DOT.replace('"hidden"', f'"hidden v{SECRET}"')),
    "a hidden value in a comment": (DOT, f"{DOT}<!-- {SECRET} -->"),
    "a hidden value in other digits": (DOT, DOT.replace("•", "③⑦")),
    "a changed published value": ("<td>41\u00a0%</td>", "<td>42\u00a0%</td>"),
    "a published value without its n": ("<td>100</td>", "<td></td>"),
    "a sum that fills in a hidden cell": ("</tbody>", f'<tr><th scope="row">Summe</th><td>{SECRET}</td></tr></tbody>'),
    "a hidden value in an alternative text": ("Lernen am Platz nicht ausgewiesen", f"Lernen am Platz {SECRET}\u00a0%"),
    "a value of another label in an alternative text": ("Nichts 5\u00a0%", "Nichts 41\u00a0%"),
    "a hidden value in a paragraph": ("Die Ergebnisse sind", f"Lernen am Platz: {SECRET} %. Die Ergebnisse sind"),
    "a paragraph more": ("</figure>", f"</figure><p>Lernen am Platz: {SECRET} %.</p>"),
    "another value in a key figure": ("<strong>(2,9)</strong>", "<strong>(2,8)</strong>"),
    "another value in a headline": ("Kurse am Abend (41\u00a0%)", "Kurse am Abend (42\u00a0%)"),
    "another value in a table below its chart": ("<td>25\u00a0%</td>", "<td>26\u00a0%</td>"),
    "another value drawn in a chart": (">25\u00a0%</text>", ">26\u00a0%</text>"),
    "a hidden value in the style sheet": ("</style>", f'td::after {{ content: "{SECRET}" }}</style>'),
    "a script": ("</main>", f"<script>let c = {SECRET}</script></main>"),
    "a table of nobody": ("</main>", f'<table id="t-A9"><tbody><tr><td>{SECRET}</td></tr></tbody></table></main>'),
    "a hidden value in the title": ("<title>", f"<title>{SECRET} "),
}


@pytest.mark.parametrize("damage", PAGE)
def test_a_damaged_page(small: Release, damage: str) -> None:
    assert found(small, "html", _html(small, *PAGE[damage]))


BOX = r'<rect x="[\d.]+" y="[\d.]+" width='


@pytest.mark.parametrize(
    ("mark", "drawn"),
    [
        (rf'({BOX})"34"( height="11" class="chart-hidden")', r'\1"61.5"\2'),
        (rf'({BOX})"12"( height="12.5" class="chart-hidden")', r'\1"61.5"\2'),
        (rf'({BOX}"34" height="11" class="chart-hidden" fill=)"[^"]+"', r'\1"#5E98A6"'),
        (r'class="chart-part-3"', 'class="chart-part-2"'),
        (rf'({BOX})"[\d.]+"( height="11" class="chart-bar")', r'\1"61.5"\2'),
        (rf'({BOX})"[\d.]+"( height="12.5" class="chart-part-3")', r'\1"61.5"\2'),
        (
            rf'({BOX}"[\d.]+" height="11" class="chart-bar" [^>]*/>)',
            r'\1<rect x="1" y="1" width="61.5" height="11" class="chart-bar"/>',
        ),
        (rf'({BOX}"34" height="11" class="chart-hidden" [^>]*/>)', r'\1<path d="M0 0H61.5"/>'),
        (rf'({BOX}"34" height="11" class="chart-hidden" [^>]*)/>', r'\1 data-value="61.5"/>'),
        (r"(<text [^>]*)>•<", r"\1>37 %<"),
        (r"(<text [^>]*>41\u00a0)%<", r"\1% 37 %<"),
    ],
)
def test_a_length_that_tells_a_hidden_value(small: Release, mark: str, drawn: str) -> None:
    text = html.render(small, "de").decode()
    damaged, count = re.subn(mark, drawn, text, count=1)
    assert count == 1
    assert found(small, "html", damaged.encode())


ROWS = {
    "a hidden value": (";•;•;;;;;hidden", f";{SECRET};100;;;;;published"),
    "the n of a hidden value": (";•;•;;;;;hidden", ";•;100;;;;;hidden"),
    "a changed value": (";41;100;", ";42;100;"),
    "a longer value": (";41;100;", ";41,2;100;"),
    "a hidden value in the words": ("eingeladen", f"eingeladen {SECRET}"),
    "a hidden value in the head": ("status\r", f"status {SECRET}\r"),
}


@pytest.mark.parametrize("damage", ROWS)
def test_a_damaged_list(small: Release, damage: str) -> None:
    old, new = ROWS[damage]
    text = csv.render(small, "de").decode()
    assert old in text
    assert found(small, "csv", text.replace(old, new, 1).encode())


def test_a_line_too_many(small: Release) -> None:
    content = csv.render(small, "de")
    last = content.splitlines(keepends=True)[-1]
    assert found(small, "csv", content + last)


def test_a_value_in_place_of_what_is_suppressed(small: Release) -> None:
    tree = json.loads(json_file.render(small, "de"))
    cell = next(cell for cell in tree["tables"][0]["cells"] if isinstance(cell["value"], dict))
    for key, value in (("value", 0.37), ("n", 100), ("value", {"suppressed": "protected", "was": 0.37})):
        damaged = json.loads(json_file.render(small, "de"))
        place = tree["tables"][0]["cells"].index(cell)
        damaged["tables"][0]["cells"][place][key] = value
        assert found(small, "json", json.dumps(damaged).encode())


# --- workbooks ------------------------------------------------------------------------------------------


def _cell(book: openpyxl.Workbook) -> None:
    book["A1"]["B9"] = 0.37


def _beside(book: openpyxl.Workbook) -> None:
    book["A1"]["H30"] = 0.37


def _comment(book: openpyxl.Workbook) -> None:
    book["A1"]["B9"].comment = Comment(f"eigentlich {SECRET} %", "jemand")


def _hidden_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Werte")
    sheet["A1"] = 0.37
    sheet.sheet_state = "hidden"


def _hidden_column(book: openpyxl.Workbook) -> None:
    book["A1"].column_dimensions["B"].hidden = True


def _formula(book: openpyxl.Workbook) -> None:
    book["A1"]["B9"] = "=1-B7-B8"


def _property(book: openpyxl.Workbook) -> None:
    book.properties.description = f"c = {SECRET} %"


def _defined(book: openpyxl.Workbook) -> None:
    book.defined_names["c"] = openpyxl.workbook.defined_name.DefinedName("c", attr_text="0.37")


def _header(book: openpyxl.Workbook) -> None:
    book["A1"].oddHeader.left.text = f"c {SECRET}"


def _format(book: openpyxl.Workbook) -> None:
    book["A1"]["B9"].number_format = f'"{SECRET} %"'


def _link(book: openpyxl.Workbook) -> None:
    book["A1"]["A4"].hyperlink.tooltip = f"{SECRET} %"


def _changed(book: openpyxl.Workbook) -> None:
    book["A1"]["B7"] = 0.42


DAMAGES = (_cell, _beside, _comment, _hidden_sheet, _hidden_column, _formula, _property, _defined, _header, _format)


@pytest.mark.parametrize("damage", [*DAMAGES, _link, _changed])
def test_a_damaged_workbook(small: Release, damage: Callable[[openpyxl.Workbook], None]) -> None:
    # openpyxl writes other parts than our writer: only what the damage adds counts
    content = xlsx.render(small, "de")
    plain, damaged = _saved(content, _nothing), _saved(content, damage)
    assert set(found(small, "xlsx", damaged)) - set(found(small, "xlsx", plain))


def _nothing(book: openpyxl.Workbook) -> None:
    """Saved as it is."""


def _saved(content: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("part", ["docProps/custom.xml", "xl/secret.bin", "customXml/item1.xml"])
def test_a_part_of_its_own(small: Release, part: str) -> None:
    file = io.BytesIO(xlsx.render(small, "de"))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(part, f"<c>{SECRET}</c>")
    assert found(small, "xlsx", file.getvalue())


# --- the report -----------------------------------------------------------------------------------------


def _elements(pdf: pikepdf.Pdf, tag: str) -> Iterator[pikepdf.Object]:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == f"/{tag}":
            yield each


def _alternative(pdf: pikepdf.Pdf) -> None:
    figure = next(each for each in _elements(pdf, "Figure") if "Lernen am Platz nicht" in str(each.Alt))
    figure.Alt = str(figure.Alt).replace("nicht ausgewiesen", f"{SECRET}\u00a0%", 1)


def _swapped(pdf: pikepdf.Pdf) -> None:
    figure = next(each for each in _elements(pdf, "Figure") if "Nichts 5\u00a0%" in str(each.Alt))
    figure.Alt = str(figure.Alt).replace("Nichts 5\u00a0%", "Nichts 25\u00a0%")


def _actual(pdf: pikepdf.Pdf) -> None:
    next(_elements(pdf, "TD")).ActualText = pikepdf.String(f"{SECRET} %")


def _info(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Keywords"] = f"c={SECRET}"


def _packet(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(packet.replace(b"</rdf:RDF>", f"<!-- {SECRET} --></rdf:RDF>".encode()))


def _bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[0].title = f"c {SECRET}"


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["c.txt"] = SECRET.encode()


def _annotated(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], NM=SECRET)
    pdf.pages[2].obj.Annots = pdf.make_indirect(pikepdf.Array([note]))


def _printed(pdf: pikepdf.Pdf) -> None:
    """The text of a page drawn once more, under no element: the digits of a table are all there."""
    page = pdf.pages[len(pdf.pages) - 2]
    instructions = pikepdf.parse_content_stream(page)
    kept = [each for each in instructions if str(each.operator) not in {"BDC", "EMC"}]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def _tables_text(pdf: pikepdf.Pdf) -> None:
    """A dot of the annex is drawn as the value of another cell."""
    fonts = Fonts()
    for page in reversed(pdf.pages):
        marked = page_text(page, fonts).marked
        said = {number: "".join(text for _kind, text in pieces) for number, pieces in marked.items()}
        dots = [number for number, text in said.items() if text.strip() == "•"]
        values = [number for number, text in said.items() if text.split() == ["41", "%"]]
        if dots and values:
            break
    instructions = list(pikepdf.parse_content_stream(page))
    strings, number = {}, -1
    for place, each in enumerate(instructions):
        if str(each.operator) == "BDC" and "/MCID" in (each.operands[1] if len(each.operands) > 1 else {}):
            number = int(each.operands[1].MCID)
        elif str(each.operator) == "Tj":
            strings[number] = place
    instructions[strings[dots[0]]] = instructions[strings[values[0]]]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


REPORTS = (_alternative, _swapped, _actual, _info, _packet, _bookmark, _attached, _annotated)


@pytest.mark.parametrize("damage", [*REPORTS, _printed, _tables_text])
def test_a_damaged_report(small: Release, damage: Callable[[pikepdf.Pdf], None]) -> None:
    content = report.render(small, "de")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        damage(pdf)
        file = io.BytesIO()
        pdf.save(file)
    assert found(small, "pdf", file.getvalue())


def test_a_report_that_was_only_saved_again_is_the_same(small: Release) -> None:
    with pikepdf.open(io.BytesIO(report.render(small, "de"))) as pdf:
        file = io.BytesIO()
        pdf.save(file)
    assert found(small, "pdf", file.getvalue()) == ()


# --- one hidden cell, any number -----------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    values=st.lists(st.one_of(st.just(HIDDEN), st.floats(0, 1), st.none()), min_size=2, max_size=6),
    number=st.floats(0, 1),
    n=st.integers(1, 400),
    file_format=st.sampled_from(["csv", "html", "json", "xlsx"]),
)
def test_no_number_in_place_of_a_hidden_cell_is_missed(
    values: list[float | Suppressed | None], number: float, n: int, file_format: str
) -> None:
    """A file of the same table with one hidden cell published is never taken for a file of the table."""
    labels = {f"c{place}": value for place, value in enumerate(values)} | {"last": HIDDEN}
    made = release([shares(labels)])
    for code, value in labels.items():
        if isinstance(value, Suppressed):
            told = release([shares(labels | {code: number}, n=n)])
            content = WRITERS[file_format](told, "de")
            content = content.replace(told.id.encode(), made.id.encode()).replace(
                told.id[:12].encode(), made.id[:12].encode()
            )
            if file_format != "xlsx":
                assert found(made, file_format, content)
            else:
                left = [each for each in found(made, "xlsx", content) if each.block == "sheet A1"]
                assert left


@settings(max_examples=200, deadline=None)
@given(number=st.floats(0, 1000, allow_nan=False), data=st.data())
def test_no_number_in_a_cell_of_the_annex_is_missed(
    number: float, data: st.DataObject, annexed: tuple[Release, tuple[Printed, ...]]
) -> None:
    made, printed = annexed
    hidden = [place for place, piece in enumerate(printed) if piece.block.startswith("Table") and piece.text == "•"]
    place = data.draw(st.sampled_from(hidden))
    damaged = list(printed)
    damaged[place] = damaged[place]._replace(text=f"{number:.0f}\u00a0%")
    assert differences(made, damaged, "pdf", "de")


@pytest.fixture(scope="module")
def annexed(small: Release) -> tuple[Release, tuple[Printed, ...]]:
    return small, read("pdf", report.render(small, "de"))


# --- what cannot be read --------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", READERS)
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"%PDF-1.7\n%%EOF", b"PK\x03\x04"])
def test_what_cannot_be_read_is_refused(file_format: str, content: bytes) -> None:
    if file_format == "html" and content in (b"", b"%PDF-1.7\n%%EOF", b"PK\x03\x04"):
        assert found(release([shares({"a": 0.5, "b": 0.5})]), "html", content)
        return
    with pytest.raises(Unreadable):
        read(file_format, content)


@pytest.mark.parametrize("file_format", ["pdf", "xlsx", "json"])
def test_half_a_file_is_refused(small: Release, file_format: str) -> None:
    content = WRITERS[file_format](small, "de")
    with pytest.raises(Unreadable):
        read(file_format, content[: len(content) // 2])


def test_an_older_version_within_a_report_is_refused(small: Release) -> None:
    content = report.render(small, "de")
    with pytest.raises(Unreadable):
        read("pdf", content + content[-200:])


def _drawn_again(content: bytes, old: str, new: str) -> bytes:
    """The file with one mark drawn otherwise."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            drawn, count = re.subn(old.encode(), new.encode(), page.Contents.read_bytes(), count=1)
            if count:
                page.Contents = pdf.make_stream(drawn)
                break
        else:
            raise AssertionError(f"nowhere drawn: {old}")
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


BAR = r"(\.368627 \.596078 \.65098 rg\nn [\d.]+ [\d.]+ )[\d.]+( [\d.]+ re)"
RESPONSE = r"(0 \.372549 \.45098 rg\nn [\d.]+ [\d.]+ )[\d.]+( 1[0-5](?:\.\d+)? re)"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"(?s)(Lernen am Platz.{,200}?) 34 ([\d.]+) re B", r"\1 61.5 \2 re B"),
        (r" 34 ([\d.]+) re B", r" 61.5 \1 re B"),
        (r" 12 12.5 re B", " 61.5 12.5 re B"),
        (BAR, r"\g<1>61.5\2"),
        (RESPONSE, r"\g<1>61.5\2"),
        (r"(n [\d.]+ [\d.]+ 34 [\d.]+ re B)", r"n 1 1 61.5 11 re f \1"),
        (r"(n [\d.]+ [\d.]+ 34 [\d.]+ re B)", r"n 1 1 m 61.5 1 l 61.5 12 l f \1"),
        (r"(n [\d.]+ [\d.]+ 34 [\d.]+ re B)", r"1.8 0 0 1 0 0 cm \1"),
        (r"(n [\d.]+ [\d.]+ 34 [\d.]+ re B)", r"q 1.8 0 0 1.8 0 0 cm \1 Q"),
    ],
)
def test_a_length_of_the_report_that_tells_a_hidden_value(small: Release, old: str, new: str) -> None:
    assert found(small, "pdf", _drawn_again(report.render(small, "de"), old, new))


def test_a_chart_taller_than_a_page_is_smaller_as_a_whole() -> None:
    steps = {"now": 0.5, "soon": 0.3, "later": 0.2}
    rows = {
        str(row): f"Ein Kompetenzfeld, dessen Name für sich allein schon zwei Zeilen lang ist ({row})"
        for row in range(30)
    }
    axes = [dimension(rows, "row"), dimension({step: step for step in steps}, partition=True)]
    made = release([table({(row, step): value for row in rows for step, value in steps.items()}, axes)])
    content = report.render(made, "de")

    with pikepdf.open(io.BytesIO(content)) as pdf:
        drawn = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    assert re.search(rb"\n(0?\.\d+) 0 0 \1 0 0 cm", drawn)
    assert found(made, "pdf", content) == ()


CIRCLE = r"\nn\n[-\d.\smc]+ c\nB\*"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rf"(?s)(Lernen am Platz.*?){CIRCLE}", r"\1"),
        (r"(?s)(Lernen am Platz.*?)(n )([\d.]+)( [\d.]+ 6.48 6.48 re B\*)", r"\1\g<2>3\g<3>\4"),
        (r"(?s)(Nichts.*?)(ET)", r"\1\2 .529412 .584314 .627451 RG n 100 20 m 150 20 l S"),
    ],
)
def test_a_dot_of_the_report_that_tells_a_hidden_value(old: str, new: str) -> None:
    """Both roles beside one another: no dot and no line for what is hidden on one side."""
    company = shares({"a": 0.4, "b": 0.3, "c": 0.2, "e": HIDDEN})
    council = shares({"a": 0.6, "b": 0.2, "c": 0.3, "e": 0.1}, role="works_council", id="works_council.item.share")
    pair = [replace(one, dimensions=(dimension(KEPT),)) for one in (company, council)]
    made = release(pair)
    content = report.render(made, "de")

    assert found(made, "pdf", content) == ()
    assert found(made, "pdf", _drawn_again(content, old, new))


KEPT = {code: label for code, label in LABELS.items() if code != "d"}
