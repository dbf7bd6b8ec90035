"""Words that are wider than their line, in pieces that reportlab puts together again where a text goes on elsewhere."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import paragraph

from exports.pdf.seams import divided

_lines: Final[Any] = paragraph  # what is needed of it is private, so not in the stubs
WIDEST: Final = 1.5
"""No letter is wider than so many times its size."""
SLACK: Final = 0.01


def in_pieces(texts: Sequence[Any], widths: Any) -> Any | None:
    """A text of one look whose long words are in pieces that fit the least of the ``widths``; None where all fit."""
    if len(texts) != 1 or not isinstance(widths, list):
        return None
    [own], room = texts, min(widths) - SLACK
    words: list[str] = _lines.split(own.text) if hasattr(own, "text") else getattr(own, "words", [])
    if max(map(len, words), default=0) * own.fontSize * WIDEST <= room:
        return None

    def fits(text: str) -> bool:
        return bool(stringWidth(text, own.fontName, own.fontSize) <= room)

    if all(map(fits, words)):
        return None
    made = own.clone(words=[piece for word in words for piece in _pieces(word, divided(word, fits))])
    if hasattr(made, "text"):
        del made.text
    return made


def _pieces(word: str, pieces: Sequence[str]) -> Iterator[str]:
    """The pieces as reportlab knows them again, an empty one for the end of each line."""
    read = 0
    for piece in pieces[:-1]:
        is_own = word.startswith(piece, read)
        read += len(piece) - (0 if is_own else 1)
        yield _lines._SplitWordH(piece) if is_own else _lines._SplitWordHY(piece)
        yield _lines._SplitWord("")
    yield _lines._SplitWordEnd(pieces[-1]) if len(pieces) > 1 else word


def measured(broken: Any, widths: Sequence[float]) -> Any:
    """The lines with the room that each has left, of which an empty piece took a space."""
    for number, (_, words) in enumerate(broken.lines):
        room = widths[min(number, len(widths) - 1)]
        broken.lines[number] = (room - stringWidth(" ".join(words), broken.fontName, broken.fontSize), words)
    return broken
