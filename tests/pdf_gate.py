"""The gate every PDF of the product passes: `problems(data)` is empty for a good file.

Two validators' profiles (PDF/UA-1, PDF/A-2a), and what they do not see: complete parent trees,
nothing drawn outside of marked content, the order of reading, alternative texts that say something,
header cells, fonts. Who gives the words that a file was made of also learns of words that are joined,
missing or in another order.
"""

import re
import subprocess
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import page
import pikepdf
from pypdf import PdfReader

from exports.pdf.seams import SOFT
from tests.pdf_words import children, marks_in_order, read_aloud

PROFILES = ("ua1", "2a")
SHORTEST_ALT = 40
UNMARKED_PAGES = 4
SHOWS_TEXT = {"Tj", "TJ", "'", '"'}
PAINTS = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh"}


def problems(data: bytes, given: Sequence[str] = ()) -> list[str]:
    """Everything that is wrong with a file, in words. ``given`` are the words that it was made of, in order."""
    found = [
        f"{profile}: {failure.rule_id} {failure.message}"
        for profile in PROFILES
        for failure in page.validate_pdf_bytes(data, profile=profile).failures
    ]
    with pikepdf.open(BytesIO(data)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return [*found, "no structure tree"]
        elements = list(walk(pdf.Root.StructTreeRoot.K))
        found += _document(pdf)
        found += _parent_tree(pdf)
        found += _headings(elements)
        found += _figures(elements)
        found += _tables(elements)
        found += _fonts(pdf)
        if broken := _content(pdf):
            return found + broken  # nobody can read it aloud
        heard = read_aloud(pdf)
        found += _reading_order(pdf)
        found += _bookmarks(pdf, " ".join(heard), has_headings=any(str(each.S) == "/H1" for each in elements))
        found += _words(heard, given) if given else []
    return found


def check(data: bytes, given: Sequence[str] = ()) -> None:
    """Fail with the list of problems when there is one."""
    found = problems(data, given)
    assert not found, "\n".join(found)


def words(data: bytes) -> str:
    """All text of the pages as pypdf reads it, whitespace made single spaces, words put together again."""
    reader = PdfReader(BytesIO(data))
    return re.sub(f"{SOFT}\\s*", "", normal(" ".join(page.extract_text() for page in reader.pages)))


def spoken(data: bytes, folder: Path) -> str | None:
    """The words of the structure tree in reading order, or None without poppler."""
    if which("pdfinfo") is None:
        return None
    path = folder / "spoken.pdf"
    path.write_bytes(data)
    command = ["pdfinfo", "-struct-text", str(path)]
    output = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return normal(" ".join(re.findall(r'^\s*"(.*)"$', output, re.MULTILINE)))


def outline(data: bytes) -> list[str]:
    """The tags of the structure tree, indented by depth."""
    lines: list[str] = []

    def visit(node: Any, depth: int) -> None:
        for each in children(node):
            if isinstance(each, pikepdf.Dictionary) and "/S" in each:
                lines.append("  " * depth + str(each.S)[1:])
                visit(each, depth + 1)

    with pikepdf.open(BytesIO(data)) as pdf:
        visit(pdf.Root.StructTreeRoot, 0)
    return lines


def normal(text: str) -> str:
    """Text with single ordinary spaces."""
    return " ".join(text.split())


def walk(node: Any) -> Iterator[Any]:
    """All structure elements below a node, in order."""
    for each in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
            if "/K" in each:
                yield from walk(each.K)


def _document(pdf: pikepdf.Pdf) -> list[str]:
    """One language, one title that the window shows, and the claim to be tagged."""
    found: list[str] = []
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(pdf.Root.get("/Lang", ""))):
        found.append("no language")
    if not _entries(pdf, "/MarkInfo").get("/Marked", False):
        found.append("not marked as tagged")
    if not _entries(pdf, "/ViewerPreferences").get("/DisplayDocTitle", False):
        found.append("the window shows the name of the file")
    with pdf.open_metadata() as xmp:
        titles = {str(xmp.get("dc:title", "")), str(pdf.docinfo.get("/Title", ""))}
    if len(titles) > 1 or not all(titles):
        found.append(f"no title, or more than one: {sorted(titles)}")
    return found


def _entries(pdf: pikepdf.Pdf, name: str) -> Any:
    return pdf.Root.get(name, pikepdf.Dictionary())


def _words(heard: Sequence[str], given: Sequence[str]) -> list[str]:
    """The first place where what is read aloud is not what the file was made of."""
    if list(heard) == list(given):
        return []
    place = next((at for at, (one, other) in enumerate(zip(heard, given, strict=False)) if one != other), len(given))
    around = slice(max(place - 4, 0), place + 4)
    return [f"read aloud: {' '.join(heard[around])!r}, written: {' '.join(given[around])!r}"]


def _reading_order(pdf: pikepdf.Pdf) -> list[str]:
    """What is drawn first on a page is read first: marks are counted while drawing."""
    last: dict[Any, int] = {}
    for where, mcid in marks_in_order(pdf):
        if mcid < last.get(where, -1):
            return [f"mark {mcid} is read after mark {last[where]}"]
        last[where] = mcid
    return []


def _headings(elements: list[Any]) -> list[str]:
    """The first heading is of the first level, and no level is left out on the way down."""
    levels = [int(found[1]) for each in elements if (found := re.fullmatch(r"/H(\d)", str(each.S)))]
    steps = zip([0, *levels], levels, strict=False)
    return [f"heading {below} below {above}" for above, below in steps if below > above + 1]


def _bookmarks(pdf: pikepdf.Pdf, heard: str, *, has_headings: bool) -> list[str]:
    """A long file with headings has bookmarks, and each of them is said in its text."""
    with pdf.open_outline() as marks:
        titles = [normal(each.title) for root in marks.root for each in (root, *root.children)]
    if has_headings and len(pdf.pages) > UNMARKED_PAGES and not titles:
        return ["no bookmarks"]
    return [f"bookmark {each!r} is no text of the file" for each in titles if each.removesuffix("…") not in heard]


def _content(pdf: pikepdf.Pdf) -> list[str]:
    """Everything drawn is marked, nothing is marked twice, and texts and marks do not cross."""
    found: list[str] = []
    for number, each in enumerate(pdf.pages, start=1):
        found += [f"page {number}: {problem}" for problem in _page_content(each)]
    return found


def _page_content(each: pikepdf.Page) -> Iterator[str]:
    stack: list[bool] = []
    is_text = False
    for instruction in pikepdf.parse_content_stream(each):
        operator = str(instruction.operator)
        if operator in ("BT", "ET"):
            is_text = operator == "BT"
        elif operator in ("BDC", "BMC"):
            if stack:
                yield "marked content within marked content"
            stack.append(is_text)
        elif operator == "EMC":
            yield from _ended(stack, is_text=is_text)
        elif operator in SHOWS_TEXT | PAINTS and not stack:
            yield f"{operator} outside of marked content"
    if stack:
        yield "marked content without an end"


def _ended(stack: list[bool], *, is_text: bool) -> Iterator[str]:
    if not stack:
        yield "marked content ends that did not begin"
    elif stack.pop() != is_text:
        yield "marked content crosses a text object"


def _parent_tree(pdf: pikepdf.Pdf) -> list[str]:
    """Each mark and each link of a page is known to the parent tree, and the other way round."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    rows = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    found: list[str] = []
    for number, each in enumerate(pdf.pages, start=1):
        row = rows.get(int(each.obj.get("/StructParents", -1)))
        used = [
            int(instruction.operands[1].MCID)
            for instruction in pikepdf.parse_content_stream(each)
            if str(instruction.operator) == "BDC"
            and isinstance(instruction.operands[1], pikepdf.Dictionary)
            and "/MCID" in instruction.operands[1]
        ]
        if row is None or sorted(used) != list(range(len(row))):
            found.append(f"page {number}: parent tree row does not fit the marks")
            continue
        for mcid, element in enumerate(row):
            if not _has_mark(element, each, mcid):
                found.append(f"page {number}: mark {mcid} is not a child of its element")
        for annotation in each.obj.get("/Annots", []):
            parent = rows.get(int(annotation.get("/StructParent", -1)))
            if parent is None or str(parent.S) != "/Link":
                found.append(f"page {number}: a link that is not in the tree")
            if not str(annotation.get("/Contents", "")).strip():
                found.append(f"page {number}: a link that does not say where it leads")
    return found


def _has_mark(element: Any, each: pikepdf.Page, mcid: int) -> bool:
    for kid in children(element):
        if isinstance(kid, pikepdf.Dictionary):
            is_mark = "/MCID" in kid and int(kid.MCID) == mcid
            if is_mark and kid.Pg.objgen == each.obj.objgen:
                return True
        elif int(kid) == mcid and element.Pg.objgen == each.obj.objgen:
            return True
    return False


def _figures(elements: list[Any]) -> list[str]:
    found: list[str] = []
    for each in elements:
        if str(each.S) == "/Figure":
            alt = str(each.get("/Alt", ""))
            if len(alt) <= SHORTEST_ALT or not re.search(r"\d", alt):
                found.append(f"figure without a telling alternative text: {alt!r}")
    return found


def _tables(elements: list[Any]) -> list[str]:
    found: list[str] = []
    for each in elements:
        if str(each.S) != "/Table":
            continue
        inside = list(walk(each.K))
        heads = [cell for cell in inside if str(cell.S) == "/TH"]
        if not heads:
            found.append("table without header cells")
        if any("/A" not in cell or "/Scope" not in cell.A for cell in heads):
            found.append("a header cell that does not say of what")
        widths = {sum(_columns(cell) for cell in row.K) for row in inside if str(row.S) == "/TR"}
        if len(widths) > 1:
            found.append(f"table with rows of {sorted(widths)} columns")
    return found


def _columns(cell: Any) -> int:
    return int(cell.A.get("/ColSpan", 1)) if "/A" in cell else 1


def _fonts(pdf: pikepdf.Pdf) -> list[str]:
    return [
        f"font {each.get('/BaseFont', '?')} is not embedded"
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary)
        and each.get("/Type") == "/Font"
        and "/FontFile2" not in each.get("/FontDescriptor", {})
    ]
