"""Text on its way into a file: what is dropped, what is replaced, what stays."""

import re
from pathlib import Path

import pytest

from exports.pdf.text import clean, link, one_line, paragraph_text, plain

ROOT = Path(__file__).parents[3]
LAYER = ROOT / "exports" / "pdf" / "flowables" / "text.py"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Grüße aus dem Saarland – 1\u00a0%", "Grüße aus dem Saarland – 1\u00a0%"),
        ("a\x00b\x1b[31m\x7fc", "ab[31mc"),
        ("\u202eabc\u202c \u200fx\u200b\ufeff", "abc x"),
        ("\ud800x\udfff", "x"),
        ("u\u0308ber", "über"),
        ("\u2460\u2011b", "1-b"),
        ("漢🙂", "?[slightly smiling face]"),
        ("tab\tspace\u2009thin", "tab space thin"),
        ("Silben\u00adtrennung", "Silbentrennung"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ],
)
def test_clean_keeps_what_prints(typed: str, printed: str) -> None:
    assert clean(typed) == printed


def test_markup_is_escaped_and_line_breaks_are_kept_but_not_piled_up() -> None:
    assert paragraph_text("<b>&</b>") == "&lt;b&gt;&amp;&lt;/b&gt;"
    assert paragraph_text("a\n\n\n\n\nb") == "a<br/><br/>b"


def test_titles_are_one_line() -> None:
    assert one_line("  Ein\n\n Titel \x00") == "Ein Titel"


def test_plain_words_of_mixed_content() -> None:
    assert plain(["a ", link("b", "https://example.org"), "\x00c"]) == "a bc"


def test_only_the_layer_knows_reportlabs_paragraph() -> None:
    """Whoever writes `Paragraph(text)` elsewhere would let text act as markup."""
    classes = "Paragraph|XPreformatted|Preformatted|SimpleDocTemplate"
    made = re.compile(rf"from reportlab[\w.]* import (?:\([^)]*|[^\n]*)\b({classes})\b|\bplatypus\.({classes})\b")
    guilty = [
        str(path.relative_to(ROOT))
        for folder in ("exports", "app", "analysis", "surveys")
        for path in (ROOT / folder).rglob("*.py")
        if path != LAYER and made.search(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []
    assert made.search(LAYER.read_text(encoding="utf-8"))


def test_only_the_layer_and_its_charts_import_reportlab() -> None:
    allowed = {ROOT / "exports" / "pdf", ROOT / "exports" / "charts"}
    guilty = [
        str(path.relative_to(ROOT))
        for folder in ("exports", "app", "analysis", "surveys")
        for path in (ROOT / folder).rglob("*.py")
        if not allowed & set(path.parents)
        and re.search(r"^\s*(from|import) reportlab", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert guilty == []
