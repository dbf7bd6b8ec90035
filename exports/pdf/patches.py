"""Four repairs of reportlab 5.1 that no subclass can reach. All are safe to apply twice.

- A binary stream must end with a line end before `endstream` (ISO 19005-2, 6.1.7.1).
- A ToUnicode map must not map unused slots to U+0000, nor hold blocks of more than 100 entries.
- A word that was broken at its own hyphen must keep it when a paragraph goes on elsewhere and the word is put together.
- Neither must a word in pieces keep the hyphens of its breaks, be its first piece one with a hyphen of its own.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from reportlab.pdfbase import ttfonts
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.platypus import paragraph

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
    """Put the repairs in place."""
    original = PDFStream.format
    lines: Any = paragraph  # what is repaired there is private, so not in the stubs
    rejoined, whole = lines._shyUnsplit, lines._rejoinSplitWords

    def format_with_line_end(self: PDFStream, document: PDFDocument) -> bytes:
        # always, and both characters: a content that happens to end with one of them keeps it so
        return original(self, document).removesuffix(END) + b"\r\n" + END

    def rejoined_with_hyphen(first: str, second: str | None = None) -> str:
        # a plain string with a second part has the hyphen of the text; one that a break added is taken off before
        return first + second if second and type(first) is str else str(rejoined(first, second))

    def whole_without_hyphens(pieces: Sequence[str]) -> str:
        if isinstance(pieces[0], lines._SHYStr):
            return str(whole(pieces))
        is_broken = isinstance(pieces[-1], lines._SplitWordHY)
        made = "".join(each[:-1] if isinstance(each, lines._SplitWordHY) else each for each in pieces)
        return lines._SplitWordHY(made + "-") if is_broken else made

    setattr(PDFStream, "format", format_with_line_end)  # noqa: B010 - a method, replaced on purpose
    lines._shyUnsplit, lines._rejoinSplitWords = rejoined_with_hyphen, whole_without_hyphens
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
