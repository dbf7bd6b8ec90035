"""Looking at the results of a wave inside the house: a state that an address says in full, and the tables it gives.

True values, each marked where a release would hide it for itself; nothing of this is ever written to a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from werkzeug.datastructures import MultiDict

from analysis.disclosure.report.primary import hidden
from analysis.explore import Ask, Division, Filters, Source
from analysis.plan_file import LONGEST as LONGEST_TITLE
from analysis.release import Block, BlockKind, Query, Rules, Table
from analysis.snapshot import Snapshot
from analysis.weights import Unweightable
from app.services import results
from app.services.refusals import Refused, Unknown
from exports.messages import say
from exports.pdf.text import shortened
from surveys.messages import Message
from surveys.model import Questionnaire

FIGURE, BY, ANSWER, VIEW, SENTENCE = "groesse", "nach", "antwort", "ansicht", "satz"
GROUPS: Final[Mapping[str, str]] = {"size_group": "groessen", "sector_group": "bereiche", "kreis": "kreise"}
"""Name in the address of the filter by each breakdown."""
CHART, TABLE, BOTH = "diagramm", "tabelle", "vergleich"
VIEWS: Final = (CHART, TABLE, BOTH)
OTHER: Final[Mapping[str, str]] = {"company": "works_council", "works_council": "company"}
LONGEST: Final = 200
"""Of a value in the address; nothing that exists is longer."""


@dataclass(frozen=True, slots=True)
class State:
    """What is looked at: a figure of a question of one role, by what, of whom, and how.

    ``sentence`` is the key of the cell that is said as a sentence, its codes joined by ``~``.
    """

    role: str
    item: str
    figure: str
    by: str = ""
    filters: Filters = ()
    view: str = CHART
    sentence: str = ""

    def chosen(self, name: str) -> frozenset[str]:
        """The codes that a breakdown or question is filtered to."""
        return dict(self.filters).get(name, frozenset())

    @property
    def suffix(self) -> str:
        """The figure among those of its question."""
        return self.figure.removeprefix(f"{self.role}.{self.item}.")

    def parameters(self, **changes: str) -> dict[str, str | list[str]]:
        """What the address of this state says, with ``changes``; what is usual is left out."""
        said: dict[str, str | list[str]] = {
            FIGURE: self.suffix,
            BY: self.by,
            VIEW: self.view if self.view != CHART else "",
        }
        for name, codes in self.filters:
            if name in GROUPS:
                said[GROUPS[name]] = sorted(codes)
            else:
                said[ANSWER] = f"{name}:{min(codes)}"
        said |= {SENTENCE: self.sentence, **changes}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its true values; ``hidden`` are the keys of the cells that a release would hide."""

    table: Table
    hidden: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a state shows: the figure, broken down if it can be, and how many the filters leave."""

    shown: Shown
    responses: int
    contributors: int


@lru_cache(maxsize=4)
def _source(path: Path, role: str) -> Source:
    return Source(Snapshot(path), role)


def source(frozen: Snapshot, role: str) -> Source:
    """The responses of a role, kept open between requests; raises Unknown when the role was not asked."""
    if role not in frozen.roles:
        raise Unknown("Diese Seite wurde in dieser Erhebungswelle nicht befragt.")
    return _source(frozen.path, role)


def read(opened: Source, item: str, given: MultiDict[str, str]) -> State:
    """The state that an address says; raises Unknown, with words for the screen, for what does not exist.

    Who looks at both sides and chooses a figure that only one of them has keeps looking at that one.
    """
    figures = _figures(opened, item)
    prefix = f"{opened.role}.{item}."
    suffix = _one_of(given, FIGURE, [table.id.removeprefix(prefix) for table in figures], "Kennzahl")
    by = _one_of(given, BY, ["", *opened.breakdowns, *(one for one in opened.choices if one != item)], "Aufgliederung")
    view = _one_of(given, VIEW, VIEWS, "Ansicht")
    state = State(opened.role, item, f"{prefix}{suffix}", by, tuple(_filters(opened, given)), view)
    if view == BOTH and counterpart(opened.snapshot, state) is None:
        state = replace(state, view=CHART)
    return replace(state, sentence=_short(given.get(SENTENCE, "")))


def _figures(opened: Source, item: str) -> Sequence[Table]:
    try:
        return opened.figures(item)
    except KeyError as problem:
        raise Unknown("Zu dieser Frage gibt es keine Ergebnisse.") from problem


def _one_of(given: MultiDict[str, str], name: str, known: Sequence[str], word: str) -> str:
    """A value of the address, the first that is known where it says none."""
    value = given.get(name, "")
    if value and value not in known:
        raise Unknown(f"Die {word} „{_short(value)}“ gibt es bei dieser Frage nicht.")
    return value or known[0]


def _short(value: str) -> str:
    return value[:LONGEST]


def _filters(opened: Source, given: MultiDict[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    for name, parameter in GROUPS.items():
        wanted = frozenset(value for value in given.getlist(parameter) if value)
        if wanted:
            known = opened.breakdowns[name].codes.by_code if name in opened.breakdowns else {}
            _require(wanted, known)
            yield name, wanted
    wanted_answer = given.get(ANSWER, "")
    item, _, code = wanted_answer.partition(":")
    if item:
        division = opened.choices.get(item)
        codes = division.codes.by_code if division is not None else ()
        _require({wanted_answer}, {f"{item}:{each}" for each in codes})
        yield item, frozenset({code})


def _require(wanted: frozenset[str] | set[str], known: Iterable[str]) -> None:
    unknown = sorted(wanted - set(known))
    if unknown:
        raise Unknown(f"Den Filter „{_short(unknown[0])}“ gibt es bei diesen Daten nicht.")


def look(opened: Source, state: State, rules: Rules) -> Seen:
    """The tables of a state; those of a snapshot never change, so what was looked at is kept."""
    try:
        return _look(opened.snapshot.path, opened.role, Ask(state.figure, state.by, state.filters), rules)
    except Unweightable as problem:
        raise results.refused(problem) from problem


@lru_cache(maxsize=256)
def _look(path: Path, role: str, ask: Ask, rules: Rules) -> Seen:
    # Kept by names: by the responses themselves, those of every wave ever looked at would stay in memory.
    counted = _source(path, role).count(ask)
    shown = Shown(counted.table.opened(), hidden(counted.table, rules))
    return Seen(shown, counted.responses, counted.contributors)


def counterpart(frozen: Snapshot, state: State) -> tuple[str, str] | None:
    """Question and figure of the other role that stand for these; None where there are none. Reads no answers."""
    other, own = OTHER[state.role], frozen.questionnaires[state.role]
    item = _mirror_of(own, state.item)
    if other not in frozen.roles or item is None:
        return None
    wanted = f"{other}.{item}.{_mirrored_suffix(own, state)}"
    known = _figures_if_any(source(frozen, other), item)
    return (item, wanted) if any(table.id == wanted for table in known) else None


def mirrored(frozen: Snapshot, state: State) -> State | None:
    """The same figure of the question that the other role was asked in its place; None where there is none.

    Filters by an answer stay behind: it is an answer of one side.
    """
    found = counterpart(frozen, state)
    if found is None:
        return None
    other = OTHER[state.role]
    opened = source(frozen, other)
    filters = tuple((name, codes) for name, codes in state.filters if name in opened.breakdowns)
    by = state.by if state.by in opened.breakdowns else ""
    return State(other, *found, by, filters, state.view)


def _figures_if_any(opened: Source, item: str) -> Sequence[Table]:
    try:
        return opened.figures(item)
    except KeyError:
        return ()


def _mirror_of(one: Questionnaire, item: str) -> str | None:
    asked = one.items.get(item) or one.computed.get(item)
    return None if asked is None else asked.mirror


def _mirrored_suffix(one: Questionnaire, state: State) -> str:
    """The name of the figure on the other side: a column may have another one there."""
    first, dot, rest = state.suffix.partition(".")
    item = one.items.get(state.item)
    columns = {column.id: column.mirror for column in item.columns} if item is not None else {}
    return f"{columns.get(first) or first}{dot}{rest}"


def divisions(opened: Source, state: State) -> list[Division]:
    """What a question can be broken down by: size, sector, district, then other questions."""
    return [*opened.breakdowns.values(), *(one for one in opened.choices.values() if one.id != state.item)]


NO_FILTERS: Final = "Ein Bericht hat keine Filter. Entfernen Sie die Filter, um den Baustein zu übernehmen."
NOT_PRINTED: Final = (
    "In einem Bericht gibt es diese Aufgliederung nicht: Er gliedert nur die Hauptfragen auf, nach Betriebsgröße, "
    "Wirtschaftsbereich oder Landkreis."
)


def why_no_block(opened: Source, state: State) -> str:
    """Why what is looked at cannot be a block of a plan; empty when it can."""
    if state.filters:
        return NO_FILTERS
    return "" if opened.is_printed(state.figure, state.by) else NOT_PRINTED


def block_of(frozen: Snapshot, state: State) -> Block:
    """What is looked at as a block of a plan; raises Refused where a plan has no such block."""
    opened = source(frozen, state.role)
    problem = why_no_block(opened, state)
    if problem:
        raise Refused(problem)
    other = mirrored(frozen, state) if state.view == BOTH else None
    head = next(table for table in opened.figures(state.item) if table.id == state.figure)
    by = opened.breakdowns[state.by].label if state.by else {}
    title = {language: _titled(text, by.get(language, ""), language) for language, text in head.title.items()}
    queries = tuple(_query(each) for each in (state, other) if each is not None)
    return Block(BLOCKS[state.view], title=title, queries=queries)


def _titled(text: str, by: str, language: str) -> str:
    """A question with what it is broken down by: blocks of one question can be told apart."""
    after = f" – {say(Message('report.by_group', {'dimension': by}), language)}" if by else ""
    return shortened(text, LONGEST_TITLE["title"] - len(after)) + after


BLOCKS: Final[Mapping[str, BlockKind]] = {
    CHART: BlockKind.CHART,
    TABLE: BlockKind.TABLE,
    BOTH: BlockKind.COMPARISON,
}


def _query(state: State) -> Query:
    name = re.sub(r"[^a-z0-9]+", "_", f"{state.item}_{state.suffix}_{state.by}".lower()).strip("_")
    side = "br" if state.role == "works_council" else "b"
    return Query(f"{side}_{name}"[:LONGEST_NAME], f"{state.figure}.{state.by}" if state.by else state.figure)


LONGEST_NAME: Final = 36
