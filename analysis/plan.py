"""Report plans: as they are written, with what is still to be chosen, and as a release follows them.

An ``Outline`` is what an author wrote. Choices (which sector, which district) make it a ``Plan``; the sections of the
questionnaires and the years of the wave complete it. ``analysis.plan_file`` reads and writes outlines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from typing import Final

from analysis.change import CHANGE
from analysis.release import Block, BlockKind, Plan, PlanChapter, Query, Table, Texts
from surveys.codelists import Code, CodeList, code_list, library_rows

PARAMETERS: Final[Mapping[str, str]] = {"sector_group": "sector_groups", "kreis": "kreise_saarland"}
"""What a plan can be made for, and the list its choices are from."""
PARAMETER_WORDS: Final = {"sector_group": "Wirtschaftsbereich", "kreis": "Landkreis"}
BREAKDOWNS: Final = ("size_group", "sector_group", "kreis")
"""Dimensions that tables are broken down by, where there are answers enough."""

ALL: Final = "all"
"""A chapter with this section stands for one chapter for each section."""
PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
GROUP: Final = "group"
"""In texts: the words of the choice."""
PARAMETER: Final = "parameter"
CHOICE: Final = "choice"
"""In tables and keys: the dimension that was chosen, and the code of the choice."""
YEARS: Final = ("ZJ", "BJ")
_JOINED: Final = ("pairs.", "change.")
"""How tables begin that there are only where both sides, or an earlier wave, can be set beside one another."""
_MOST_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """What stands against a plan: the line of its file (0 when unknown), the place in words, and what to do.

    ``spot`` is the key there, of a value after its number: „title.de“, „2.key“; empty when unknown.
    """

    line: int
    place: str
    words: str
    spot: str = ""

    def sentence(self, name: str) -> str:
        """„bericht.yaml, Zeile 3, Kapitel 1, Block 2: …“."""
        line = f"Zeile {self.line}" if self.line else ""
        return f"{', '.join(filter(None, (name, line, self.place)))}: {self.words}"


class PlanError(ValueError):
    """A plan cannot be followed; ``problems`` say why, in the order of the file ``name``."""

    def __init__(self, name: str, problems: Iterable[PlanProblem]) -> None:
        self.name, self.problems = name, tuple(problems)
        more = f" (und {len(self.problems) - 1} weitere)" if len(self.problems) > 1 else ""
        super().__init__(self.problems[0].sentence(name) + more)

    @property
    def sentences(self) -> list[str]:
        """All problems in words."""
        return [one.sentence(self.name) for one in self.problems]


@dataclass(frozen=True, slots=True)
class Outline:
    """A plan as it is written; ``choosable`` are the parameters of which one has to be chosen.

    ``lines`` are those of its chapters (``(chapter,)``) and blocks (``(chapter, block)``), numbered from 1.
    """

    plan: Plan
    choosable: tuple[str, ...] = ()
    name: str = ""
    lines: Mapping[tuple[int, ...], int] = field(default_factory=dict)

    def chosen(self, parameters: Mapping[str, str]) -> Plan:
        """The plan with its choice; raises ``PlanError`` for a missing one, and for one that does not exist."""
        wrong = self._wrong_choice(parameters)
        if wrong:
            raise PlanError(self.name, [PlanProblem(0, "", wrong)])
        [(name, code)] = parameters.items() or [("", "")]
        label = choices(name).by_code[code].label if name else {}

        def words(text: str, language: str) -> str:
            return text.replace(f"{{{GROUP}}}", label.get(language) or label.get("de", ""))

        def found(query: Query) -> Query:
            key = tuple(_filled(part, name, code) for part in query.key)
            table, group = _filled(query.table, name, code), _filled(query.group, name, code)
            return replace(query, table=table, key=key, group=group)

        return replace(_rewritten(self.plan, words, found), parameters=dict(parameters))

    def _wrong_choice(self, parameters: Mapping[str, str]) -> str:
        if not self.choosable:
            return "Dieser Plan hat nichts zu wählen." if parameters else ""
        possible = " oder ".join(f"„{name}“ ({PARAMETER_WORDS[name]})" for name in self.choosable)
        if len(parameters) != 1 or not set(parameters) <= set(self.choosable):
            return f"Für diesen Plan ist genau eines zu wählen: {possible}."
        [(name, code)] = parameters.items()
        if code not in choices(name).by_code:
            known = ", ".join(f"{one.code} ({one.label['de']})" for one in choices(name).codes)
            return f"„{code}“ gibt es bei „{name}“ nicht. Möglich sind: {known}."
        return ""

    def problem(self, place: tuple[int, ...], words: str, spot: str = "") -> PlanProblem:
        """Something that is wrong at a chapter or block."""
        return PlanProblem(self.lines.get(place, 0), words_of(place), words, spot)


def words_of(place: tuple[int, ...]) -> str:
    """„Kapitel 1, Block 2“."""
    return ", ".join(f"{word} {number}" for word, number in zip(("Kapitel", "Block"), place, strict=False))


@cache
def choices(parameter: str) -> CodeList:
    """What can be chosen: the codes of the list, and the groups that these are merged into in small waves."""
    own = code_list(parameter, library_rows(PARAMETERS[parameter]) or [])
    wider = {name for code in own.codes for name in (code.merge or "").split()}
    merged = code_list("merged_groups", library_rows("merged_groups") or [])
    return CodeList(parameter, (*own.codes, *(code for code in merged.codes if code.code in wider)), own.missing)


def _filled(text: str, name: str, code: str) -> str:
    return text.replace(f"{{{PARAMETER}}}", name).replace(f"{{{CHOICE}}}", code)


def _rewritten(plan: Plan, words: Callable[[str, str], str], found: Callable[[Query], Query]) -> Plan:
    """The plan with other words and queries."""

    def texts(given: Texts) -> Texts:
        return {language: words(text, language) for language, text in given.items()}

    def block(one: Block) -> Block:
        queries = tuple(replace(found(query), label=texts(query.label)) for query in one.queries)
        return replace(
            one, title=texts(one.title), text=texts(one.text), otherwise=texts(one.otherwise), queries=queries
        )

    return replace(
        plan,
        title=texts(plan.title),
        subtitle=texts(plan.subtitle),
        chapters=tuple(
            replace(one, title=texts(one.title), blocks=tuple(map(block, one.blocks))) for one in plan.chapters
        ),
    )


def completed(plan: Plan, sections: Mapping[str, Texts], years: Mapping[str, int]) -> Plan:
    """The plan with a chapter for each section in place of „all“, and with the years of the wave in its texts."""
    chapters = [part for one in plan.chapters for part in _chapters(one, sections)]

    def words(text: str, _language: str) -> str:
        for name in YEARS:
            text = text.replace(f"{{{name}}}", str(years[name]))
        return text

    return _rewritten(replace(plan, chapters=tuple(chapters)), words, lambda query: query)


def _chapters(chapter: PlanChapter, sections: Mapping[str, Texts]) -> Iterator[PlanChapter]:
    if not stands_for_all(chapter):
        yield chapter
        return
    for section, title in sections.items():
        yield replace(chapter, title=dict(title), blocks=(Block(BlockKind.SECTION, section=section),))


def stands_for_all(chapter: PlanChapter) -> bool:
    """Whether a chapter stands for one chapter for each section."""
    return any(block.section == ALL for block in chapter.blocks)


def shown(plan: Plan, sections: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The ids of the tables that a plan shows; ``sections`` are those of the tables of each section."""
    found: set[str] = set()
    for block in (block for chapter in plan.chapters for block in chapter.blocks):
        found.update(query.table for query in block.queries)
        if block.kind is BlockKind.SECTION:
            found.update(sections.get(block.section, ()))
    return frozenset(found)


def shows_changes(plan: Plan) -> bool:
    """Whether a plan shows what changed since an earlier wave, where there is something: by table or in a section."""
    blocks = [block for chapter in plan.chapters for block in chapter.blocks]
    asked = (query.table for block in blocks for query in block.queries)
    is_asked = any(table.startswith(f"{CHANGE}.") for table in asked)
    return is_asked or any(block.kind is BlockKind.SECTION for block in blocks)


def extra_breakdowns(plan: Plan) -> frozenset[str]:
    """What a plan wants tables to be broken down by beside the usual: the districts."""
    tables = (query.table for chapter in plan.chapters for block in chapter.blocks for query in block.queries)
    return frozenset({"kreis"} & {name.rpartition(".")[2] for name in (*tables, *plan.parameters)})


# --- against the tables of a snapshot -------------------------------------------------------------------


def check(outline: Outline, plan: Plan, tables: Iterable[Table], sections: Collection[str]) -> None:
    """Raise ``PlanError`` for tables, groups, categories and sections that a snapshot does not have.

    ``tables`` are those of the snapshot, ``sections`` the ids of its sections. A table that is only not broken down,
    because there are too few answers, is none of them: what a plan says of it is left out.
    """
    heads = {table.id: table for table in tables}
    problems = [
        outline.problem((number, place), words, spot)
        for number, chapter in enumerate(plan.chapters, start=1)
        for place, block in enumerate(chapter.blocks, start=1)
        for spot, words in _wrong(block, heads, sections, _single_values(plan))
    ]
    if problems:
        raise PlanError(outline.name, problems)


def _wrong(
    block: Block, heads: Mapping[str, Table], sections: Collection[str], single: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Where in a block something is wrong, and what."""
    if block.kind is BlockKind.SECTION and block.section not in (ALL, *sections):
        yield "section", f"Den Abschnitt „{block.section}“ gibt es nicht. Möglich sind: {', '.join(sections)}."
    for number, query in enumerate(block.queries, start=1):
        head = heads.get(query.table)
        if head is not None:
            is_single = block.kind is BlockKind.KEY_FIGURES or query.name in single
            for key, words in _wrong_key(query, head, is_single=is_single):
                yield f"{number}.{key}", f"„{query.name}“ (Tabelle „{head.id}“): {words}"
        elif not _may_be_absent(query.table, heads):
            yield f"{number}.table", f"Die Tabelle „{query.table}“ gibt es nicht.{_meant(query.table, heads)}"


def _single_values(plan: Plan) -> frozenset[str]:
    """The names that texts and claims use: each has to be one value."""
    return frozenset(name for chapter in plan.chapters for block in chapter.blocks for name in names_in(block))


def names_in(block: Block) -> Iterator[str]:
    """The names of values that a block's texts and its claim use."""
    for texts in (block.title, block.text, block.otherwise):
        for text in texts.values():
            yield from (found.partition(".")[0] for found in PLACEHOLDER.findall(text))
    if block.claim:
        yield from (block.claim.greater, block.claim.than)


def _may_be_absent(table: str, heads: Collection[str]) -> bool:
    base, _, last = table.rpartition(".")
    return (last in BREAKDOWNS and base in heads) or table.startswith(_JOINED)


def _meant(table: str, heads: Iterable[str]) -> str:
    close = get_close_matches(table, heads, 3, 0.5)
    return f" Meinten Sie „{'“, „'.join(close)}“?" if close else ""


def _wrong_key(query: Query, head: Table, *, is_single: bool) -> Iterator[tuple[str, str]]:
    axes = head.dimensions
    if len(query.key) != len(axes) and (query.key or is_single):
        yield "key", _wrong_length(query, [one.label["de"] for one in axes])
        return
    for code, axis in zip(query.key, axes, strict=False):
        if not axis.is_long and code not in _codes(axis.id, [one.code for one in axis.categories]):
            yield "key", f"„{code}“ gibt es bei „{axis.label['de']}“ nicht.{_possible(axis.categories)}"
    if not query.group:
        return
    if not axes or axes[-1].id not in BREAKDOWNS:
        yield "group", "Diese Tabelle ist nach nichts gegliedert; „group“ geht hier nicht."
    elif query.group not in _codes(axes[-1].id, [one.code for one in axes[-1].categories]):
        yield "group", f"Die Gruppe „{query.group}“ gibt es nicht.{_possible(axes[-1].categories)}"


def _wrong_length(query: Query, wanted: Sequence[str]) -> str:
    if not wanted:
        return "Diese Tabelle ist eine einzige Zahl; bei „key“ steht nichts."
    what = "fehlt etwas" if len(query.key) < len(wanted) else "steht zu viel"
    return f"Bei „key“ {what}: Nötig ist je ein Code für {', '.join(wanted)}."


def _codes(axis: str, own: Sequence[str]) -> set[str]:
    """The codes of a dimension; of a breakdown also those that were merged in this snapshot."""
    return {*own, *(choices(axis).by_code if axis in PARAMETERS else ())}


def _possible(categories: Sequence[Code] | Sequence[object]) -> str:
    codes = [str(getattr(one, "code", "")) for one in categories]
    more = " …" if len(codes) > _MOST_NAMED else ""
    return f" Möglich sind: {', '.join(codes[:_MOST_NAMED])}{more}."
