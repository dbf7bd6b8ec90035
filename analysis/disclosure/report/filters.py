"""What a question and its filter have in common: whoever was asked gave one of the answers that lead to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from analysis.disclosure.cells.relations import Flags
from analysis.disclosure.report.system import Kind, System, combined, part_of
from analysis.tallies import Part

ANSWER = "answer"

Where: TypeAlias = frozenset[tuple[str, str]]
"""Which part of a quantity a figure is about: dimensions and codes, without those of which it is the total."""

MOSTLY = 0.8
"""So many of those who gave an answer must have gone on to a question, if the answer leads to it: some leave it out."""


@dataclass(frozen=True, slots=True)
class Question:
    """A place of a quantity and cells of it by label: the base of a question, or the answers of a choice.

    A cell is named by what its place has besides and by its side.
    """

    quantity: str
    where: Where
    cells: Mapping[str, tuple[Where, str]]

    def name(self, label: str, domain: Where = frozenset()) -> tuple[str, Where, str]:
        """What a cell is called in the system, within a domain."""
        besides, side = self.cells[label]
        return self.quantity, self.where | besides | domain, side


NOWHERE: Where = frozenset()
BASE: Mapping[str, tuple[Where, str]] = {"": (NOWHERE, "base")}
SIDES: Mapping[str, tuple[Where, str]] = {"yes": (NOWHERE, "0"), "no": (NOWHERE, "1")}


def connect(
    system: System,
    choice: Question,
    questions: Sequence[Question],
    people: People,
    domains: Sequence[Where] = (NOWHERE,),
) -> None:
    """Add for each question that a choice can have led to: its base and who left it out gave these answers.

    What leads to a question is told by who answered, not by its rule; codes that nobody gave count as leading to it.
    """
    inside = people.of(choice)
    sizes = inside.sum(axis=1)
    for question in questions:
        base = people.of(question)[0]
        both = (inside & base).sum(axis=1)
        leads = both >= MOSTLY * sizes if domains else (both > 0) & (both >= MOSTLY * sizes)
        is_filter = (leads | (both == 0)).all() and (both > 0).any() and not leads.all()
        if is_filter and not (base & ~inside[leads].any(axis=0)).any():
            codes = [code for code, does in zip(choice.cells, leads.tolist(), strict=True) if does]
            for domain in domains:
                _add(system, question, [choice.name(code, domain) for code in codes], domain)
            if not domains:
                _add(system, question, [choice.name(code) for code in codes], NOWHERE, is_group=True)


def concerns(choice: Question, question: Question) -> bool:
    """Whether a choice was made about the same thing as a question: in no row, or in the same row."""
    rows = {code for _name, code in question.where}
    about = {code for name, code in choice.where if name != ANSWER}
    return choice.quantity != question.quantity and about <= rows


def _add(
    system: System,
    question: Question,
    answers: Sequence[tuple[str, Where, str]],
    domain: Where,
    *,
    is_group: bool = False,
) -> None:
    base = system.known(question.name("", domain))
    cells = [cell for name in answers if (cell := system.known(name)) is not None]
    if base is None or len(cells) < len(answers):
        return
    terms = [*((cell, 1.0) for cell in cells), (base, -1.0)]
    rest = combined((factor, system.parts[cell].given()) for cell, factor in terms)
    if (rest.amounts < 0).any():
        return  # somebody with several sites, of which another one was asked
    if len(rest.who):
        name = ("left out", question.name("", domain), answers[0])
        terms.append((system.cell(name, part_of(rest), Kind.OTHER, is_secret=False), -1.0))
    if is_group:
        nobody = system.cell(("other codes", question.name("")), Part.of(()), Kind.OTHER, is_secret=False)
        terms.append((nobody, 1.0))
    system.equation(terms)


class People:
    """Who is in each cell, as flags over all contributors; to be made when the tables are in the system."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._contributors = system.contributors()
        self._flags: dict[tuple[str, Where, int], Flags] = {}

    def of(self, question: Question) -> Flags:
        """(cells, contributors)."""
        name = question.quantity, question.where, len(question.cells)
        if name not in self._flags:
            flags = np.zeros((len(question.cells), len(self._contributors)), dtype=bool)
            for row, label in enumerate(question.cells):
                cell = self._system.known(question.name(label))
                if cell is not None:
                    who = self._system.parts[cell].given().who
                    flags[row, np.searchsorted(self._contributors, who)] = True
            self._flags[name] = flags
        return self._flags[name]
