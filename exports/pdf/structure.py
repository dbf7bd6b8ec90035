"""The structure tree of a tagged PDF (ISO 32000-1, 14.7): elements, their marked content, links.

The tree is built while pages are drawn and written once at the end. Everything in it is numbered
in the order of drawing, so the same document gives the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from reportlab.pdfbase import pdfdoc

from exports.pdf.patches import apply

Box = tuple[float, float, float, float]


class Mark(NamedTuple):
    """One marked-content sequence: page number from 1, its number on that page."""

    page: int
    mcid: int


class Annotation(NamedTuple):
    """A link annotation on a page."""

    page: int
    reference: pdfdoc.PDFObjectReference


@dataclass(frozen=True, slots=True)
class Attributes:
    """What an element says of itself beside its tag."""

    alt: str | None = None
    lang: str | None = None
    scope: str | None = None
    columns: int = 1
    rows: int = 1
    box: Box | None = None
    numbering: str | None = None

    def texts(self) -> Iterator[tuple[str, str]]:
        """Entries of the element itself."""
        if self.alt is not None:
            yield "Alt", self.alt
        if self.lang is not None:
            yield "Lang", self.lang

    def layout(self) -> dict[str, Any] | None:
        """The attribute object: of a table cell, a figure or a list; None for anything else."""
        if self.box is not None:
            corners = pdfdoc.PDFArrayCompact([f"{value:.2f}" for value in self.box])
            return {"O": _name("Layout"), "BBox": corners, "Placement": _name("Block")}
        if self.numbering is not None:
            return {"O": _name("List"), "ListNumbering": _name(self.numbering)}
        cell: dict[str, Any] = {}
        if self.scope is not None:
            cell["Scope"] = _name(self.scope)
        if self.columns > 1:
            cell["ColSpan"] = self.columns
        if self.rows > 1:
            cell["RowSpan"] = self.rows
        return {"O": _name("Table"), **cell} if cell else None


NOTHING: Final = Attributes()


@dataclass(slots=True, eq=False)
class Element:
    """One element of the tree with its children in reading order."""

    tag: str
    parent: "Element | None" = None
    attributes: Attributes = NOTHING
    children: list["Element | Mark | Annotation"] = field(default_factory=list)


class Shared:
    """Identity of an element that is drawn in several goes, such as a table over three pages."""

    __slots__ = ()


class StructureTree:
    """All elements of one document."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self._shared: dict[Shared, Element] = {}
        self._page_marks: dict[int, list[Element]] = {}
        self._page_keys: dict[int, int] = {}
        self._annotated: dict[int, Element] = {}
        self._next_key = 0

    def element(
        self,
        tag: str,
        parent: Element,
        attributes: Attributes = NOTHING,
        shared: Shared | None = None,
    ) -> Element:
        """A new child of `parent`, or the element already begun under `shared`."""
        if shared is not None and shared in self._shared:
            return self._shared[shared]
        created = Element(tag, parent, attributes)
        parent.children.append(created)
        if shared is not None:
            self._shared[shared] = created
        return created

    def mark(self, element: Element, page: int) -> int:
        """Number of a new marked-content sequence of `element` on `page`."""
        marks = self._page_marks.setdefault(page, [])
        marks.append(element)
        element.children.append(Mark(page, len(marks) - 1))
        return len(marks) - 1

    def page_key(self, page: int) -> int:
        """The page's key in the parent tree."""
        return self._page_keys.setdefault(page, self._key())

    def annotation_key(self, element: Element) -> int:
        """A new key in the parent tree for a link annotation of `element`."""
        key = self._key()
        self._annotated[key] = element
        return key

    def _key(self) -> int:
        self._next_key += 1
        return self._next_key - 1

    def write(self, document: pdfdoc.PDFDocument) -> pdfdoc.PDFObjectReference:
        """Add every element and the parent tree to the file; returns the reference of the root."""
        apply()
        root = pdfdoc.PDFObjectReference("StructTreeRoot")
        names = {element: f"SE{number}" for number, element in enumerate(_walk(self.root))}
        for element, name in names.items():
            parent = _reference(names[element.parent]) if element.parent else root
            document.Reference(_indirect(_dictionary(element, parent, names)), name)
        tree = pdfdoc.PDFDictionary(
            {
                "Type": _name("StructTreeRoot"),
                "K": pdfdoc.PDFArrayCompact([_reference(names[self.root])]),
                "ParentTree": document.Reference(
                    _indirect(pdfdoc.PDFDictionary({"Nums": self._numbers(names)})), "ParentTree"
                ),
                "ParentTreeNextKey": self._next_key,
            }
        )
        document.Reference(_indirect(tree), "StructTreeRoot")
        return root

    def _numbers(self, names: dict[Element, str]) -> pdfdoc.PDFArrayCompact:
        rows: dict[int, object] = {key: _reference(names[element]) for key, element in self._annotated.items()}
        for page, key in self._page_keys.items():
            marks = self._page_marks.get(page, [])
            rows[key] = pdfdoc.PDFArrayCompact([_reference(names[each]) for each in marks])
        return pdfdoc.PDFArrayCompact([part for key in sorted(rows) for part in (key, rows[key])])


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from _walk(child)


def _dictionary(element: Element, parent: pdfdoc.PDFObjectReference, names: dict[Element, str]) -> pdfdoc.PDFDictionary:
    page = next((child.page for child in element.children if not isinstance(child, Element)), None)
    entries: dict[str, object] = {
        "Type": _name("StructElem"),
        "S": _name(element.tag),
        "P": parent,
        "K": pdfdoc.PDFArrayCompact([_child(each, page, names) for each in element.children]),
    }
    if page is not None:
        entries["Pg"] = _page(page)
    for key, text in element.attributes.texts():
        entries[key] = pdfdoc.PDFString(text)
    layout = element.attributes.layout()
    if layout is not None:
        entries["A"] = pdfdoc.PDFDictionary(layout)
    return pdfdoc.PDFDictionary(entries)


def _child(child: Element | Mark | Annotation, page: int | None, names: dict[Element, str]) -> object:
    if isinstance(child, Element):
        return _reference(names[child])
    if isinstance(child, Annotation):
        entries = {"Type": _name("OBJR"), "Pg": _page(child.page), "Obj": child.reference}
        return pdfdoc.PDFDictionary(entries)
    if child.page == page:
        return child.mcid
    return pdfdoc.PDFDictionary({"Type": _name("MCR"), "Pg": _page(child.page), "MCID": child.mcid})


def _page(number: int) -> pdfdoc.PDFObjectReference:
    return _reference(f"Page{number}")


def _reference(name: str) -> pdfdoc.PDFObjectReference:
    return pdfdoc.PDFObjectReference(name)


def _name(text: str) -> object:
    return pdfdoc.PDFName(text)


def _indirect(dictionary: pdfdoc.PDFDictionary) -> pdfdoc.PDFDictionary:
    setattr(dictionary, "__RefOnly__", 1)  # noqa: B010 - reportlab's mark for an object of its own
    return dictionary
