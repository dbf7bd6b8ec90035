"""What the page of a question shows: choices of the form, tables with their charts, and a figure as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from analysis.explore import Division, Source
from analysis.plan import stands_for_all
from analysis.release import Cell, Rules, Table
from analysis.snapshot import Snapshot
from app.services import explore, results
from app.services.explore import BOTH, CHART, TABLE, Seen, Shown, State
from app.services.named import unfilled
from app.services.plans import Listed
from app.services.refusals import Unknown
from app.staff.blueprint import SIDE_WORDS
from app.staff.sentences import sentence
from app.staff.sheets import BETWEEN, Sheet, paired, sheet
from exports.cells import is_breakdown

VIEW_WORDS: Final[Mapping[str, str]] = {
    CHART: "Diagramm und Tabelle",
    TABLE: "nur Tabelle",
    BOTH: "Betriebe neben Betriebsräten",
}
WHOLE: Final = (
    "Die Angaben der {side} stehen hier nur insgesamt: Ihre Gruppen sind zu klein, oder sie wurden nicht gefragt, "
    "wonach aufgegliedert ist."
)
WIDER: Final = (
    "Nicht jeder Filter gilt für die {side}: Nach einer Antwort der anderen Seite lassen sie sich nicht filtern."
)
LONG: Final = 40
"""Characters of a choice that a narrow field cuts."""
ANOTHER: Final = "Antwort auf eine andere Frage"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices under a common name; without one they stand for themselves."""

    title: str
    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What is shown of one role, or of both beside one another."""

    title: str
    sheet: Sheet
    responses: int
    is_few: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A figure as a sentence."""

    text: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of a question shows."""

    figures: tuple[Option, ...]
    divisions: tuple[Choices, ...]
    filters: tuple[Choices, ...]
    answers: tuple[Choices, ...]
    views: tuple[Option, ...]
    sides: tuple[Side, ...]
    only: tuple[str, ...]
    said: Said | None
    link: str
    is_undivided: bool
    is_extrapolated: bool
    responses: int
    why_no_block: str
    comes_as: str

    @property
    def is_long(self) -> bool:
        """Whether a figure needs a wide field to be read."""
        return any(len(option.text) > LONG for option in self.figures)


def targets(listed: Iterable[Listed]) -> Iterator[Choices]:
    """The chapters of the plans of staff, that a block can be put into."""
    for each in listed:
        if each.row is not None:
            title, chapters = unfilled(each.outline.plan.title["de"]), each.outline.plan.chapters
            options = (
                Option(
                    f"{each.name}:{number}",
                    f"{title}: {unfilled(chapter.title.get('de', '')) or f'Kapitel {number}'}",
                    is_chosen=False,
                )
                for number, chapter in enumerate(chapters, start=1)
                if not stands_for_all(chapter)
            )
            yield Choices(title, "", tuple(options))


def page(frozen: Snapshot, opened: Source, state: State, rules: Rules) -> Page:
    """The page of a state; raises Unknown when its sentence is of no value on it."""
    has_other = explore.counterpart(frozen, state) is not None
    other = explore.mirrored(frozen, state) if state.view == BOTH else None
    states = [state] if other is None else [state, other]
    sources = [explore.source(frozen, each.role) for each in states]
    seen = [explore.look(each, one, rules) for each, one in zip(sources, states, strict=True)]
    only = tuple(_only(opened, state))
    sides = tuple(_sides(states, seen, rules))
    return Page(
        figures=tuple(_figures(opened, state, results.entry(frozen, state.role, state.item).label["de"])),
        divisions=tuple(_divisions(opened, state)),
        filters=tuple(_filters(opened, state)),
        answers=tuple(_answers(opened, state)),
        views=tuple(
            Option(name, text, name == state.view) for name, text in VIEW_WORDS.items() if has_other or name != BOTH
        ),
        sides=sides,
        only=only,
        said=_said(state, dict(zip((each.role for each in states), seen, strict=True)), only),
        link=urlencode({**state.parameters(satz=""), explore.SENTENCE: ""}, doseq=True),
        is_undivided=bool(state.by) and not is_breakdown(seen[0].shown.table),
        is_extrapolated=any(each.is_extrapolated for each in sources),
        responses=frozen.count(state.role),
        why_no_block=explore.why_no_block(opened, state),
        comes_as=_comes_as(state, sides),
    )


def _comes_as(state: State, sides: Sequence[Side]) -> str:
    """As what a block of this is printed, as far as it can be known before anything is hidden."""
    if state.view == TABLE:
        return "als Tabelle"
    if state.view == BOTH and (len(sides) > 1 or not sides[0].sheet.picture):
        return "als Tabellen beider Seiten: Ein Diagramm mit beiden gibt es zu diesen Werten nicht"
    if not sides[0].sheet.picture:
        return "als Tabelle: Ein Diagramm gibt es zu diesen Werten nicht"
    what = "Vergleich beider Seiten" if state.view == BOTH else "Diagramm"
    return f"als {what}, oder als Tabelle, wenn dafür zu viel verborgen bleibt"


def _figures(opened: Source, state: State, question: str) -> Iterator[Option]:
    tables = opened.figures(state.item)
    prefix = f"{state.role}.{state.item}."
    short = [_short(table, question) for table in tables]
    for table, text in zip(tables, short, strict=True):
        words = text if short.count(text) == 1 else f"{table.title['de']} ({table.figure['de']})"
        yield Option(table.id.removeprefix(prefix), words, table.id == state.figure)


def _short(table: Table, question: str) -> str:
    """What is counted, without the question that stands above it."""
    title, figure = table.title["de"], table.figure.get("de", "")
    first, colon, rest = title.partition(": ")
    about = "" if question in title else rest if colon and figure not in first else title
    return f"{about} ({figure})" if about else figure


def _divisions(opened: Source, state: State) -> Iterator[Choices]:
    known = explore.divisions(opened, state)
    none = Option("", "keine", not state.by)
    groups = [Option(one.id, one.label["de"], one.id == state.by) for one in known if one.id in opened.breakdowns]
    yield Choices("", "", (none, *groups))
    others = tuple(Option(one.id, _named(one), one.id == state.by) for one in known if one.id in opened.choices)
    yield Choices(ANOTHER, "", others)


def _named(division: Division) -> str:
    return f"{division.number} {division.label['de']}".strip()


def _filters(opened: Source, state: State) -> Iterator[Choices]:
    for name, parameter in explore.GROUPS.items():
        division = opened.breakdowns.get(name)
        if division is not None:
            chosen = state.chosen(name)
            options = (Option(code.code, code.label["de"], code.code in chosen) for code in division.codes.codes)
            yield Choices(division.label["de"], parameter, tuple(options))


def _answers(opened: Source, state: State) -> Iterator[Choices]:
    for division in opened.choices.values():
        chosen = state.chosen(division.id)
        options = (
            Option(
                f"{division.id}:{code.code}",
                f"{division.number or division.label['de']}: {code.label['de']}",
                code.code in chosen,
            )
            for code in division.codes.codes
        )
        yield Choices(_named(division), "", tuple(options))


def _only(opened: Source, state: State) -> Iterator[str]:
    """What the filters leave, in words."""
    for name, codes in state.filters:
        division = opened.breakdowns.get(name) or opened.choices[name]
        labels = [code.label["de"] for code in division.codes.codes if code.code in codes]
        quoted = labels if name in opened.breakdowns else [f"„{label}“" for label in labels]
        yield f"{_named(division)}: {' oder '.join(quoted)}"


def _sides(states: Sequence[State], seen: Sequence[Seen], rules: Rules) -> Iterator[Side]:
    few = [each.contributors < rules.min_contributors for each in seen]
    if len(seen) > 1:
        first, second = (each.shown for each in seen)
        names = (SIDE_WORDS[states[0].role], SIDE_WORDS[states[1].role])
        both = paired((first.table, first.hidden), (second.table, second.hidden), names)
        if both is not None:
            yield Side(" neben ".join(names), both, sum(each.responses for each in seen), any(few))
            return
    for number, (state, each, is_few) in enumerate(zip(states, seen, few, strict=True)):
        shown = each.shown
        made = sheet(shown.table, number, shown.hidden)
        title = SIDE_WORDS[state.role] if len(seen) > 1 else ""
        yield Side(title, made, each.responses, is_few, _note(states[0], state))


def _note(first: State, state: State) -> str:
    """What of the first side's state does not hold for this one."""
    is_whole, is_wider = first.by != state.by, first.filters != state.filters
    said = [text for text, is_so in ((WHOLE, is_whole), (WIDER, is_wider)) if is_so]
    return " ".join(said).format(side=SIDE_WORDS[state.role])


def _said(state: State, seen: Mapping[str, Seen], only: Sequence[str]) -> Said | None:
    """The sentence that the address asks for: ``role:code~code``."""
    if not state.sentence:
        return None
    role, _, key = state.sentence.partition(":")
    shown = seen[role].shown if role in seen else None
    found = None if shown is None else _cell(shown, tuple(key.split(BETWEEN)) if key else ())
    if shown is None or found is None:
        raise Unknown("Diesen Wert gibt es auf dieser Seite nicht.")
    table, is_hidden = shown.table, found.key in shown.hidden
    return Said(sentence(table, found, only, is_hidden=is_hidden), is_hidden)


def _cell(shown: Shown, key: tuple[str, ...]) -> Cell | None:
    return next((cell for cell in shown.table.cells if cell.key == key and cell.value is not None), None)
