"""The one door through which text of any origin reaches reportlab.

Content is a string or spans. Strings are always text, never markup, so an answer such as
`</para><b>` prints as it was typed. Only this module writes reportlab's markup.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from exports.pdf import theme
from exports.pdf.fonts import FACES, Weight, characters

REPLACEMENT: Final = "?"
LINK: Final = "#" + theme.PETROL.hexval()[2:]
CACHED: Final = 0x2FFF  # European scripts and signs; the rest is rare and must not fill memory
SPACES: Final = frozenset(map(ord, "\t\v\f\x85\u2028\u2029\u2002\u2003\u2007\u2008\u2009\u200a"))
LINE_BREAKS: Final = re.compile(r"\r\n?|\n")
MANY_BREAKS: Final = re.compile(r"\n{3,}")
LINK_SCHEMES: Final = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with one look: weight, target address or place, language (BCP 47) or raised."""

    text: str
    weight: Weight | None = None
    url: str | None = None
    place: str | None = None
    lang: str | None = None
    is_raised: bool = False


Content = str | Span | Sequence[str | Span]


def bold(text: str) -> Span:
    """Bold text within a paragraph."""
    return Span(text, weight="bold")


def italic(text: str) -> Span:
    """Italic text within a paragraph."""
    return Span(text, weight="italic")


def link(text: str, url: str) -> Span:
    """A link to a web, mail or telephone address.

    Raises ValueError for any other scheme.
    """
    if not url.lower().startswith(LINK_SCHEMES):
        raise ValueError(f"not a web, mail or telephone address: {url!r}")
    return Span(text, url=url)


def reference(text: str, place: str) -> Span:
    """A link to the `anchor` of that name within the document."""
    return Span(text, place=place)


def clean(text: str) -> str:
    """Only characters that print: composed, no controls or direction marks, line ends as \\n.

    What Source Sans cannot draw becomes its compatible form (ﬁ → fi), a sign its name (🚀 → [rocket]), the rest a
    question mark.
    """
    lines = LINE_BREAKS.sub("\n", text)
    return unicodedata.normalize("NFC", lines.translate(_DROPPED)).translate(_PRINTABLE)


def one_line(text: str) -> str:
    """Clean text without line breaks or doubled spaces, for titles, headers and metadata."""
    return re.sub(r"[ \n]+", " ", clean(text)).strip()


def paragraph_text(text: str) -> str:
    """Any text as reportlab markup that prints exactly this text, line breaks kept."""
    return escape(printed(text)).replace("\n", "<br/>")


def printed(text: str) -> str:
    """Clean text as a paragraph prints it: without piles of empty lines."""
    return MANY_BREAKS.sub("\n\n", clean(text))


def shortened(text: str, most: int) -> str:
    """One line of at most so many characters, where a place cannot grow."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def spans(content: Content) -> list[Span]:
    """Content as a list of spans."""
    if isinstance(content, str):
        return [Span(content)]
    if isinstance(content, Span):
        return [content]
    return [Span(part) if isinstance(part, str) else part for part in content]


def plain(content: Content) -> str:
    """The words of some content as they are printed, without their looks."""
    return "".join(printed(span.text) for span in spans(content))


def emphasised(content: Content, weight: Weight = "bold") -> list[Span]:
    """The same content in another weight."""
    return [replace(span, weight=weight) for span in spans(content)]


def markup(content: Content) -> str:
    """Content in reportlab's paragraph language."""
    return "".join(_span_markup(span) for span in spans(content))


def _span_markup(span: Span) -> str:
    text = paragraph_text(span.text)
    if span.weight is not None:
        text = f'<font name="{FACES[span.weight]}">{text}</font>'
    if span.is_raised:
        text = f"<super>{text}</super>"
    target = span.url if span.url is not None else f"#{span.place}" if span.place is not None else None
    if target is not None:
        # the empty drawing makes reportlab treat the line as several pieces, and only then
        # does it tell where a link starts and ends
        address = quoteattr(one_line(target))
        text = f'<onDraw name="language" label="="/><a href={address} color="{LINK}">{text}</a>'
    if span.lang is not None:
        start = f'<onDraw name="language" label={quoteattr(span.lang)}/>'
        text = f'{start}{text}<onDraw name="language" label=""/>'
    return text


class _Dropped(dict[int, str | None]):
    """Lazy table: control, format, private and unassigned characters and half surrogates go."""

    def __missing__(self, code: int) -> str | None:
        kept: str | None = chr(code)
        if code in SPACES:
            kept = " "
        elif code != 0x0A and unicodedata.category(chr(code))[0] == "C":
            kept = None
        return kept if code > CACHED else self.setdefault(code, kept)


class _Printable(dict[int, str]):
    """Lazy table: a character as the font can draw it."""

    def __missing__(self, code: int) -> str:
        drawn = chr(code)
        if code != 0x0A and code not in characters():
            drawn = _substitute(drawn)
        return drawn if code > CACHED else self.setdefault(code, drawn)


def _substitute(character: str) -> str:
    hyphens = {"\u2010": "-", "\u2011": "-", "\u2012": "\u2013"}
    if character in hyphens:
        return hyphens[character]
    compatible = unicodedata.normalize("NFKC", character)
    if compatible != character and all(ord(part) in characters() for part in compatible):
        return compatible
    if unicodedata.combining(character) or unicodedata.category(character) == "Mn":
        return ""
    if unicodedata.category(character).startswith("S"):
        return f"[{unicodedata.name(character, REPLACEMENT).lower()}]"
    return REPLACEMENT


_DROPPED: Final = _Dropped()
_PRINTABLE: Final = _Printable()
