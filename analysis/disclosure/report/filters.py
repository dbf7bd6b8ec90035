"""What a question and the answers that lead to it have in common, and codes of an answer and the groups they make."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from analysis.disclosure.report.routes import Lead, Route, Routes
from analysis.disclosure.report.system import Kind, System, combined, part_of
from analysis.tallies import Part

ANSWER = "answer"

WHOLE = "whole"
"""The side that says how many the answers stand for."""

_ROWS = ("row", "field")
"""Dimensions whose codes are the rows of a question."""

Where: TypeAlias = frozenset[tuple[str, str]]
"""Which part of a quantity a figure is about: dimensions and codes, without those of which it is the total."""

NOWHERE: Where = frozenset()

GROUPED = {
    "size_group": "groessenklassen",
    "sector_group": "wz2008",
    "district": "kreise_saarland",
    "kreis": "kreise_saarland",
}
"""The code list whose codes make the categories of a breakdown."""


@dataclass(slots=True)
class Questions:
    """What the tables of one role ask: routed questions, codes of choices, and the domains all is broken down by.

    A question is a quantity and a place of it.
    """

    routed: dict[tuple[str, Where], None] = field(default_factory=dict)
    choices: dict[tuple[str, Where], dict[str, None]] = field(default_factory=dict)
    domains: dict[Where, None] = field(default_factory=dict)


def connect(system: System, found: Questions, routes: Routes, source: str) -> None:
    """Add for each question that a choice led to: its base and who left it out gave these answers.

    ``source`` stands before the names of items: the role, and where they are other data.
    """
    for quantity, where in found.routed:
        for lead in route_to(routes, quantity).leads:
            place, codes = _answers(lead, where)
            choice = f"{source}.{lead.item}.share"
            for domain in found.domains:
                _add(system, (quantity, where | domain), (choice, place | domain), codes, is_enough=lead.is_enough)
    for (quantity, where), codes in found.choices.items():
        listed = routes.lists.get(".".join(_parts(quantity)[:2]))
        for domain in found.domains:
            if any(GROUPED.get(name) == listed for name, _code in domain):
                _add_group(system, quantity, where, (domain, codes))


def route_to(routes: Routes, quantity: str) -> Route:
    """What leads to the question that a quantity is about."""
    role, item, *rest = _parts(quantity)
    return routes.to(role, item, rest[0] if rest else "")


def _parts(quantity: str) -> list[str]:
    """The role, the item and what else names a quantity, without the data it was counted from."""
    return quantity.rpartition(":")[2].split(".")


def _answers(lead: Lead, where: Where) -> tuple[Where, Collection[str]]:
    """The place of a choice and its codes that lead to what is asked at ``where``."""
    row = next((code for name, code in where if name in _ROWS), "")
    if not lead.codes:
        return NOWHERE, [row]
    about = row if lead.is_same_row else lead.row
    return (frozenset({("row", about)}) if about else NOWHERE), sorted(lead.codes)


def _add(
    system: System, question: tuple[str, Where], choice: tuple[str, Where], codes: Collection[str], *, is_enough: bool
) -> None:
    base = system.known((*question, WHOLE))
    cells = _said(system, choice, codes)
    if base is None or not cells:
        return
    terms = [*((cell, 1.0) for cell in cells), (base, -1.0)]
    rest = combined((factor, system.parts[cell].given()) for cell, factor in terms)
    if (rest.amounts < 0).any():
        return  # somebody with several sites, of which another one was asked
    if len(rest.who) or not is_enough:
        terms.append((system.cell(("left out", question, choice), part_of(rest), Kind.OTHER, is_secret=False), -1.0))
    system.equation(terms)


def _said(system: System, choice: tuple[str, Where], codes: Collection[str]) -> list[int]:
    """The cells of these answers; codes that nobody gave may have none."""
    quantity, where = choice
    named = (system.known((quantity, where | {(ANSWER, code)}, "0")) for code in codes)
    return [cell for cell in named if cell is not None]


def _add_group(system: System, quantity: str, where: Where, group: tuple[Where, Mapping[str, None]]) -> None:
    """Those in a group gave the codes it is made of, where nobody elsewhere gave one of them."""
    domain, codes = group
    base = system.known((quantity, where | domain, WHOLE))
    cells: list[int] = []
    for code in codes:
        whole = system.known((quantity, where | {(ANSWER, code)}, "0"))
        inside = system.known((quantity, where | domain | {(ANSWER, code)}, "0"))
        if whole is None or inside is None or system.values[inside] not in (0.0, system.values[whole]):
            return
        if system.values[inside]:
            cells.append(whole)
    if base is not None and cells:
        name = ("other codes", quantity, where, domain)
        nobody = system.cell(name, Part.of(()), Kind.OTHER, is_secret=False)
        system.equation([*((cell, 1.0) for cell in cells), (base, -1.0), (nobody, 1.0)])
