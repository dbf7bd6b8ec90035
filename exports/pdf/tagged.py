"""A reportlab canvas that writes a tagged, archivable file.

The rule of the layer: text belongs to the element that is open when it is drawn; lines, boxes and
everything within `artifact` are decoration; a figure is one piece with an alternative text.
"""
# ruff: noqa: N802, N803, N815 - methods and arguments that reportlab names

import hashlib
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any, Final, Literal, NamedTuple, cast

from PIL import ImageCms
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from exports.pdf.fonts import FACES, register
from exports.pdf.patches import apply
from exports.pdf.structure import NOTHING, Annotation, Attributes, Box, Element, Shared, StructureTree
from exports.pdf.text import one_line, shortened
from exports.pdf.textobject import Reader, TaggedText
from exports.pdf.theme import PAGE_HEIGHT, PAGE_WIDTH
from exports.pdf.xmp import Metadata, packet

Artifact = Literal["Layout", "Pagination", "Watermark"]
ARTIFACTS: Final[dict[Artifact, str]] = {
    "Layout": "/Artifact <</Type /Layout>> BDC",
    "Pagination": "/Artifact <</Type /Pagination>> BDC",
    "Watermark": "/Artifact <</Type /Pagination /Subtype /Watermark>> BDC",
}
PAGE_ENTRIES: Final = ("StructParents", "Tabs")
LONGEST_TITLE: Final = 200
LINK_PRINTS: Final = 4  # annotation flag "Print", demanded by PDF/A


class StructureError(RuntimeError):
    """Something was drawn outside of any element; the file would not be accessible."""


class Entry(NamedTuple):
    """A heading as the table of contents lists it."""

    level: int
    title: str
    page: int
    target: str


class TaggedCanvas(Canvas):
    """Draws pages, keeps the structure tree, and writes both with the claims in the metadata.

    On a dry one, only headings are noted: it finds out on which pages they stand.
    """

    _code: list[str]
    _doc: Any
    _pageNumber: int
    _annotationrefs: list[pdfdoc.PDFObjectReference]

    def __init__(self, metadata: Metadata, *, is_dry: bool = False) -> None:
        apply()
        register()
        self._file = BytesIO()
        super().__init__(
            self._file,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            pdfVersion=(1, 7),
            initialFontName=cast("float", FACES["regular"]),  # the stub says float; it is a name
            lang=metadata.language,
        )
        self.metadata = metadata
        self.is_dry = is_dry
        self.tree = StructureTree()
        self.links: list[Element] = []
        self.spans: dict[Shared, Element] = {}
        self.headings: list[Entry] = []
        self.contents: tuple[Entry, ...] = ()
        self.page_total = 0
        self._stack = [self.tree.root]
        self._is_enclosed = False
        self._reader: Reader | None = None
        self._readers: dict[Shared, Reader] = {}
        self._text: TaggedText | None = None
        self._doc._timeStamp = _FileTime(metadata.created)
        self._doc.signature = hashlib.md5(usedforsecurity=False)
        self.setNamedCB("language", _on_language)

    # structure

    @contextmanager
    def element(self, tag: str, attributes: Attributes = NOTHING, shared: Shared | None = None) -> Iterator[None]:
        """Everything drawn inside belongs to a new element, or to the one begun as `shared`."""
        if self._is_enclosed:
            yield
            return
        self._stack.append(self.tree.element(tag, self._stack[-1], attributes, shared))
        try:
            yield
        finally:
            self._stack.pop()

    @contextmanager
    def artifact(self, kind: Artifact = "Layout") -> Iterator[None]:
        """Everything drawn inside is decoration that a screen reader skips."""
        with self._enclosed(ARTIFACTS[kind]):
            yield

    @contextmanager
    def figure(self, alt: str, box: Box, lang: str | None = None) -> Iterator[None]:
        """Everything drawn inside is one figure, read out as its alternative text."""
        with self.element("Figure", Attributes(alt=alt, box=box, lang=lang)):
            begin = "" if self._is_enclosed else self.mark(self._stack[-1])
            with self._enclosed(begin):
                yield

    @contextmanager
    def reading(self, source: str, shared: Shared) -> Iterator[None]:
        """Lines drawn inside are lines of this source text; see `Reader`."""
        self._reader = self._readers.setdefault(shared, Reader(source, shared))
        try:
            yield
        finally:
            self._reader = None

    @contextmanager
    def _enclosed(self, begin: str) -> Iterator[None]:
        if self._is_enclosed:  # marked content must not be nested
            yield
            return
        self._is_enclosed = True
        self._code.append(begin)
        try:
            yield
        finally:
            self._code.append("EMC")
            self._is_enclosed = False

    def mark(self, element: Element) -> str:
        """The operator that begins a marked-content sequence of `element` on this page."""
        mcid = self.tree.mark(element, self._pageNumber)
        return f"/{element.tag} <</MCID {mcid}>> BDC"

    # drawing

    def beginText(
        self,
        x: float = 0,
        y: float = 0,
        direction: Literal["LTR", "RTL"] | None = None,
    ) -> TaggedText:
        """A text object of the open element; StructureError when none is open."""
        if not self._is_enclosed and len(self._stack) == 1:
            raise StructureError("text outside of any element: open one, or draw an artifact")
        owner = None if self._is_enclosed else self._stack[-1]
        self._text = TaggedText(self, self, owner, (x, y), self._reader)
        return self._text

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A line; decoration unless it is part of a figure."""
        with self.artifact():
            super().line(x1, y1, x2, y2)

    def rect(self, x: float, y: float, width: float, height: float, stroke: float = 1, fill: float = 0) -> None:
        """A rectangle; decoration unless it is part of a figure."""
        with self.artifact():
            super().rect(x, y, width, height, stroke=stroke, fill=fill)

    def circle(self, x_cen: float, y_cen: float, r: float, stroke: float = 1, fill: float = 0) -> None:
        """A circle; decoration unless it is part of a figure."""
        with self.artifact():
            super().circle(x_cen, y_cen, r, stroke=stroke, fill=fill)

    def drawPath(
        self,
        aPath: PDFPathObject,
        stroke: int = 1,
        fill: int = 0,
        fillMode: Any = None,
    ) -> None:
        """A path; decoration unless it is part of a figure."""
        with self.artifact():
            super().drawPath(aPath, stroke=stroke, fill=fill, fillMode=fillMode)

    # headings and links

    def heading(self, title: str, level: int, y: float) -> None:
        """A place that bookmarks and the contents lead to; `y` is its top in current units."""
        title = shortened(title, LONGEST_TITLE)
        target = f"h{len(self.headings) + 1}"
        self.bookmarkHorizontal(target, 0, y)
        depth = self.headings[-1].level + 1 if self.headings else 1
        entry = Entry(min(level, depth), title, self._pageNumber, target)
        self.headings.append(entry)
        self.addOutlineEntry(title, target, entry.level - 1, closed=entry.level > 1)

    def linkURL(self, url: str, rect: Any, *args: Any, **options: Any) -> None:
        """A link to a web address, with the address as its spoken contents."""
        contents = pdfdoc.PDFString(url)
        super().linkURL(url, rect, *args, Contents=contents, F=LINK_PRINTS, **options)

    def linkRect(
        self,
        contents: str,
        destinationname: str,
        Rect: Any = None,
        *args: Any,
        **options: Any,
    ) -> None:
        """A link to a place in this document, spoken as `contents`, else as the name of the place."""
        super().linkRect(contents or destinationname, destinationname, Rect, *args, F=LINK_PRINTS, **options)

    def _addAnnotation(self, annotation: Any, name: str | None = None, addtopage: int = 1) -> None:
        element = self._link_element()
        key = self.tree.annotation_key(element)
        if isinstance(annotation, pdfdoc.PDFDictionary):
            annotation["StructParent"] = key
        else:
            annotation.otherkw["StructParent"] = key
            annotation.permitted = (*annotation.permitted, "StructParent")
        super()._addAnnotation(annotation, name, addtopage)  # type: ignore[misc]  # private
        element.children.append(Annotation(self._pageNumber, self._annotationrefs[-1]))

    def _link_element(self) -> Element:
        if self.links:
            return self.links.pop(0)
        current = self._stack[-1]
        return current if current.tag == "Link" else self.tree.element("Link", current)

    # pages and file

    def showPage(self) -> None:
        """Finish the page: its number in the parent tree, its reading order, its fingerprint."""
        number = self._pageNumber
        self._doc.signature.update("\n".join(self._code).encode())
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*pdfdoc.PDFPage.__NoDefault__, *PAGE_ENTRIES]
        page.StructParents = self.tree.page_key(number)
        page.Tabs = pdfdoc.PDFName("S")

    def finish(self) -> bytes:
        """The whole file; the last page must have been shown."""
        catalog = self._doc.Catalog
        catalog.StructTreeRoot = self.tree.write(self._doc)
        catalog.MarkInfo = _Direct({"Marked": "true"})
        catalog.Metadata = pdfdoc.XMP(creator=lambda _document: packet(self.metadata))
        catalog.__NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents"]
        catalog.OutputIntents = pdfdoc.PDFArrayCompact([self._output_intent()])
        self.setViewerPreference("DisplayDocTitle", "true")
        self.save()
        return self._file.getvalue()

    def _output_intent(self) -> pdfdoc.PDFDictionary:
        profile = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"N": 3}), _srgb(), filters=[pdfdoc.PDFZCompress])
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("OutputIntent"),
                "S": pdfdoc.PDFName("GTS_PDFA1"),
                "OutputConditionIdentifier": pdfdoc.PDFString("sRGB"),
                "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
                "DestOutputProfile": self._doc.Reference(profile, "sRGB"),
            }
        )

    def describe(self) -> None:
        """Put title, author and the rest into the file's information dictionary."""
        self.setTitle(self.metadata.title)
        self.setAuthor(self.metadata.author)
        self.setSubject(self.metadata.subject)
        self.setKeywords(", ".join(self.metadata.keywords))
        self.setCreator(self.metadata.producer)
        self.setProducer(self.metadata.producer)


class _FileTime:
    """The time of the file in the shape of reportlab's TimeStamp, always in UTC."""

    dhh = dmm = 0
    tzname = "UTC"

    def __init__(self, created: datetime) -> None:
        utc = created.astimezone(UTC)
        self.t = utc.timestamp()
        self.lt = utc.timetuple()
        self.YMDhms = tuple(self.lt)[:6]


class _Direct(pdfdoc.PDFDictionary):
    """A dictionary that the catalog stores as an object of its own."""

    __RefOnly__ = 1


def _on_language(canvas: Canvas, _kind: str | None, lang: str) -> None:
    text = tagged(canvas)._text
    if text is not None:
        text.switch_language(one_line(lang))


@cache
def _srgb() -> bytes:
    """The sRGB profile with a fixed date in its header, so that files do not differ by it."""
    raw = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return raw[:24] + struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + raw[36:]


def tagged(canvas: Canvas) -> TaggedCanvas:
    """The canvas of a flowable, which in this layer is always a tagged one."""
    if not isinstance(canvas, TaggedCanvas):
        raise TypeError("flowables of this layer are drawn by PdfDocument only")
    return canvas
