"""Source Sans: registered once, read from its PyPI package, measured for print and for charts."""

from functools import cache
from pathlib import Path
from typing import Final, Literal, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

try:
    from font_source_sans_pro import font_directory
except ModuleNotFoundError as error:
    raise ImportError("PDF files need the font package: pip install font-source-sans-pro") from error

Weight = Literal["regular", "light", "semibold", "bold", "italic"]

FACES: Final[dict[Weight, str]] = {
    "regular": "SourceSans",
    "light": "SourceSans-Light",
    "semibold": "SourceSans-Semibold",
    "bold": "SourceSans-Bold",
    "italic": "SourceSans-Italic",
}
FILES: Final[dict[Weight, str]] = {
    "regular": "SourceSansPro-Regular.ttf",
    "light": "SourceSansPro-Light.ttf",
    "semibold": "SourceSansPro-Semibold.ttf",
    "bold": "SourceSansPro-Bold.ttf",
    "italic": "SourceSansPro-It.ttf",
}


class FontsMissing(RuntimeError):
    """The font files are not installed, so no PDF can be made."""


@cache
def register() -> None:
    """Make the five faces known to reportlab; a second call does nothing.

    Raises FontsMissing, with the command that helps, when a file cannot be read.
    """
    for weight, name in FACES.items():
        try:
            pdfmetrics.registerFont(TTFont(name, str(Path(font_directory) / FILES[weight])))
        except (TTFError, OSError) as error:
            raise FontsMissing(
                f"Font file {FILES[weight]} cannot be read from {font_directory}: "
                "reinstall the package font-source-sans-pro."
            ) from error
    pdfmetrics.registerFontFamily(
        FACES["regular"],
        normal=FACES["regular"],
        bold=FACES["bold"],
        italic=FACES["italic"],
        boldItalic=FACES["bold"],
    )


@cache
def characters() -> frozenset[int]:
    """Code points that every face can draw; anything else would print as an empty box."""
    register()
    sets = [frozenset(_face(weight).face.charToGlyph) for weight in FACES]
    return frozenset.intersection(*sets)


def width(text: str, weight: Weight, size: float) -> float:
    """Width of one line of text in points."""
    register()
    return _face(weight).stringWidth(text, size)


def _face(weight: Weight) -> TTFont:
    return cast("TTFont", pdfmetrics.getFont(FACES[weight]))
