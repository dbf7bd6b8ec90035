"""The gate every PDF of the product passes: `problems(data)` is empty for a good file.

Two validators' profiles (PDF/UA-1, PDF/A-2a), and what they do not see: complete parent trees,
nothing drawn outside of marked content, alternative texts that say something, header cells, fonts.
"""

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import page
import pikepdf
from pypdf import PdfReader

PROFILES = ("ua1", "2a")
SHORTEST_ALT = 40
SHOWS_TEXT = {"Tj", "TJ", "'", '"'}
PAINTS = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh"}


def problems(data: bytes) -> list[str]:
    """Everything that is wrong with a file, in words."""
    found = [
        f"{profile}: {failure.rule_id} {failure.message}"
        for profile in PROFILES
        for failure in page.validate_pdf_bytes(data, profile=profile).failures
    ]
    with pikepdf.open(BytesIO(data)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return [*found, "no structure tree"]
        elements = list(walk(pdf.Root.StructTreeRoot.K))
        found += _content(pdf)
        found += _parent_tree(pdf)
        found += _figures(elements)
        found += _tables(elements)
        found += _fonts(pdf)
    return found


def check(data: bytes) -> None:
    """Fail with the list of problems when there is one."""
    found = problems(data)
    assert not found, "\n".join(found)


def words(data: bytes) -> str:
    """All text of the pages as pypdf reads it, whitespace made single spaces."""
    reader = PdfReader(BytesIO(data))
    return normal(" ".join(page.extract_text() for page in reader.pages))


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
        for each in _kids(node):
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


def _kids(node: Any) -> list[Any]:
    if "/K" not in node:
        return []
    return list(node.K) if isinstance(node.K, pikepdf.Array) else [node.K]


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
    return found


def _has_mark(element: Any, each: pikepdf.Page, mcid: int) -> bool:
    for kid in _kids(element):
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
        if not any(str(cell.S) == "/TH" for cell in inside):
            found.append("table without header cells")
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
