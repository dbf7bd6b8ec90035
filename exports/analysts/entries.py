"""The codebook as it is read: chapters by table, and in each the questions with their variables and values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exports.analysts.codebook import Block, Category, Codebook, Kind, Sheet
from exports.analysts.spread import said, spreads


@dataclass(frozen=True, slots=True)
class Entry:
    """A question: lines of name, meaning and spread of its variables, and the values that all of them share."""

    title: str
    tag: str | None
    asked: str
    lines: tuple[tuple[str, str, str], ...]
    values: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one section."""

    title: str
    entries: tuple[Entry, ...]


def parts(sheet: Sheet, codebook: Codebook) -> Iterator[Part]:
    """The sections of a table in their order."""
    found = spreads(sheet)
    together: dict[str, list[Entry]] = {}
    for block in sheet.blocks:
        lines = tuple(
            (one.name, one.short or one.label, said(one, found[one.name], codebook)) for one in block.variables
        )
        title = f"{block.number} {block.question}".strip()
        entry = Entry(title, block.tag, block.asked, lines, _values(block))
        together.setdefault(block.section, []).append(entry)
    for title, entries in together.items():
        yield Part(title, tuple(entries))


def _values(block: Block) -> tuple[Category, ...]:
    """The values of the question's codes; those of a flag, and reasons of missing values, are said for all tables."""
    coded = [one for one in block.variables if one.kind is Kind.CODE and not one.is_reason]
    return coded[0].categories if coded else ()
