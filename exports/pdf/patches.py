"""Two repairs of reportlab 5.1 that no subclass can reach. Both are safe to apply twice.

- A binary stream must end with a line end before `endstream` (ISO 19005-2, 6.1.7.1).
- A ToUnicode map must not map unused slots to U+0000, nor hold blocks of more than 100 entries.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from reportlab.pdfbase import ttfonts
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream

END: Final = b"endstream\n"
BLOCK: Final = 100
CMAP_HEAD: Final = (
    "/CIDInit /ProcSet findresource begin",
    "12 dict begin",
    "begincmap",
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    "/CMapName /Adobe-Identity-UCS def",
    "/CMapType 2 def",
    "1 begincodespacerange",
    "<00> <FF>",
    "endcodespacerange",
)
CMAP_TAIL: Final = ("endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end")


@cache
def apply() -> None:
    """Put both repairs in place."""
    original = PDFStream.format

    def format_with_line_end(self: PDFStream, document: PDFDocument) -> bytes:
        # always, and both characters: a content that happens to end with one of them keeps it so
        return original(self, document).removesuffix(END) + b"\r\n" + END

    setattr(PDFStream, "format", format_with_line_end)  # noqa: B010 - a method, replaced on purpose
    ttfonts.makeToUnicodeCMap = to_unicode_map


def to_unicode_map(fontname: str, subset: Sequence[int]) -> str:  # noqa: ARG001 - reportlab's signature
    """The ToUnicode map of one font subset: slot number to code point, empty slots left out."""
    entries = [
        f"<{slot:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for slot, code in enumerate(subset) if code
    ]
    lines = list(CMAP_HEAD)
    for start in range(0, len(entries), BLOCK):
        block = entries[start : start + BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, *CMAP_TAIL])
