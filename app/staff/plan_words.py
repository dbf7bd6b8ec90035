"""What the parts of a plan are called on screen."""

from __future__ import annotations

from typing import Final

from analysis.plan import ALL, BREAKDOWNS, PARAMETER_WORDS, Outline, choices
from analysis.release import Block, BlockKind
from analysis.words import words as names
from app.services.named import unfilled

BLOCK_WORDS: Final = {
    BlockKind.TEXT: ("Text", "Worte, in denen Werte von Tabellen stehen können"),
    BlockKind.KEY_FIGURES: ("Kennzahlen", "große Zahlen, je eine Zelle einer Tabelle"),
    BlockKind.CHART: ("Abbildung", "eine Tabelle gezeichnet, oder zwei nebeneinander"),
    BlockKind.TABLE: ("Tabelle", "eine Tabelle als Tabelle"),
    BlockKind.COMPARISON: ("Vergleich", "Betriebe und Betriebsräte nebeneinander"),
    BlockKind.HIGHLIGHTS: ("Das Wichtigste", "Kennzahlen und Ergebnisse, von selbst gefunden"),
    BlockKind.PARTICIPATION: ("Beteiligung", "wer eingeladen war und wer geantwortet hat"),
    BlockKind.SECTION: ("Abschnitt", "alle Zahlen eines Abschnitts der Fragebögen"),
    BlockKind.METHOD: ("Methode", "wie gezählt und geschützt wurde"),
    BlockKind.GLOSSARY: ("Begriffe", "die Wörter des Berichts"),
    BlockKind.ANNEX: ("Tabellenanhang", "alle Tabellen, die in der Veröffentlichung sind"),
    BlockKind.IMPRINT: ("Impressum", "wer herausgibt, Kennungen, wie zu zitieren ist"),
}


def block_line(block: Block) -> str:
    """What a block is about, in a line."""
    words = block.title.get("de") or block.text.get("de") or ", ".join(query.table for query in block.queries)
    if block.section:
        words = "alle, je ein Kapitel" if block.section == ALL else block.section
    words = unfilled(words) + _divided(block, words)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 2].rstrip() + " …"


def _divided(block: Block, words: str) -> str:
    """What the table of a block is broken down by, unless its words say so."""
    by = block.queries[0].table.rpartition(".")[2] if block.queries and block.kind in DIVIDED else ""
    after = f"nach {names(f'dimension.{by}')['de']}" if by in BREAKDOWNS else ""
    return f" – {after}" if after and after not in words else ""


_LONGEST: Final = 160
DIVIDED: Final = (BlockKind.CHART, BlockKind.TABLE, BlockKind.COMPARISON)


def choices_of(outline: Outline) -> list[tuple[str, str]]:
    """What can be chosen for a plan: „sector_group=B-E“ and its words."""
    return [(f"{name}={code.code}", code.label["de"]) for name in outline.choosable for code in choices(name).codes]


def choosable_words(outline: Outline) -> str:
    """„Wirtschaftsbereich oder Landkreis“, or a dash."""
    return " oder ".join(PARAMETER_WORDS[name] for name in outline.choosable) or "–"
