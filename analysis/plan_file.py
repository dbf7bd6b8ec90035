"""Report plans as YAML files: read strictly, every fault with its line and what to do.

The format is described in ``docs/plans.md``. Files are read like questionnaires: every value is a text, and what
ordinary YAML readers would lose or change without a word is a fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from analysis.plan import (
    ALL,
    CHOICE,
    GROUP,
    PARAMETER,
    PARAMETERS,
    PLACEHOLDER,
    YEARS,
    Outline,
    PlanError,
    PlanProblem,
    words_of,
)
from analysis.release import Block, BlockKind, Claim, Plan, PlanChapter, Query, Texts
from surveys.keys import MOST_NAMES, Keys, Shared
from surveys.messages import say
from surveys.source import Branch, SourceProblem, read
from surveys.texts import clean_text

FORMAT: Final = "bericht/1"
FOLDER: Final = Path(__file__).parent / "plans"
SHIPPED: Final = ("bericht", "kurzfassung", "gruppe")
"""The plans that come with the programme, the usual one first."""

MAX_BYTES: Final = 200_000
MOST_CHAPTERS: Final = 40
MOST_BLOCKS: Final = 60
MOST_VALUES: Final = 30
LONGEST: Final = {"title": 200, "subtitle": 300, "text": 1_500, "otherwise": 1_500, "label": 200}
MOST_ROWS: Final = 50
VIEWS: Final = {
    BlockKind.CHART: ("bars", "likert", "dots", "heat", "slope", "dumbbell"),
    BlockKind.COMPARISON: ("bars", "slope", "dumbbell"),
    BlockKind.METHOD: ("box",),
    BlockKind.PARTICIPATION: ("box",),
}
"""The forms that a block can be given; without one it follows from the table."""

_TITLED: Final = frozenset({"title", "otherwise"})
BLOCK_TEXTS: Final = {
    BlockKind.TEXT: frozenset({"title", "text", "otherwise"}),
    BlockKind.KEY_FIGURES: frozenset({"title"}),
    BlockKind.CHART: _TITLED,
    BlockKind.TABLE: _TITLED,
    BlockKind.COMPARISON: _TITLED,
}
WITH_VALUES: Final = frozenset({*BLOCK_TEXTS, BlockKind.HIGHLIGHTS})
NEEDS_VALUES: Final = frozenset(BLOCK_TEXTS) - {BlockKind.TEXT}
WITH_CLAIM: Final = frozenset(BLOCK_TEXTS) - {BlockKind.KEY_FIGURES}
MOST_OF: Final = {BlockKind.CHART: 2, BlockKind.TABLE: 1, BlockKind.COMPARISON: 2}

_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE: Final = re.compile(r"[A-Za-z0-9_.,+/&-]{1,80}|(?:[A-Za-z0-9_.-]*\{[a-z]+\}[A-Za-z0-9_.-]*)")
_TABLE: Final = re.compile(r"[a-z][A-Za-z0-9_.{}]{0,119}")
_MARKUP: Final = re.compile(r"<\s*[!/?A-Za-z]|&#?\w+;|\]\(|javascript:", re.IGNORECASE)
_SUFFIXES: Final = ("", ".n", ".low", ".high")
_RESERVED: Final = frozenset({GROUP, PARAMETER, CHOICE})


@dataclass(slots=True)
class _Found:
    """What is known of a file while it is read."""

    problems: list[tuple[int, str]] = field(default_factory=list)
    lines: dict[tuple[int, ...], int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    used: list[tuple[int, str]] = field(default_factory=list)
    choosable: tuple[str, ...] = ()

    def report(self, line: int, words: str) -> None:
        self.problems.append((line, words))

    def place(self, line: int) -> str:
        """The chapter and block that a line is in."""
        before = [place for place, begin in self.lines.items() if begin <= line]
        return words_of(max(before, key=lambda place: (self.lines[place], len(place)))) if before else ""


def read_plan(content: str | bytes, name: str) -> Outline:
    """The outline in a YAML text; ``name`` is what its faults call the file. Raises ``PlanError``."""
    text = _decoded(content, name)
    node, faults = read(text)
    found = _Found()
    plan = None
    if isinstance(node, Branch):
        plan = _Reader(node, found, faults).plan()
    elif not faults:
        found.report(1, "Die Datei enthält keinen Plan.")
    problems = [(one.line, _said(one)) for one in faults if not one.is_hint] + found.problems
    if problems or plan is None:
        ordered = sorted(dict.fromkeys(problems))
        raise PlanError(name, [PlanProblem(line, found.place(line), words) for line, words in ordered])
    return Outline(plan, found.choosable, name, found.lines)


def _decoded(content: str | bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        raise PlanError(name, [PlanProblem(0, "", f"Die Datei ist zu groß (höchstens {MAX_BYTES // 1000} kB).")])
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = f"Die Datei ist kein Text in UTF-8 (ab Byte {error.start})."
        raise PlanError(name, [PlanProblem(0, "", words)]) from None


def _said(problem: SourceProblem) -> str:
    return say(problem.message, "de")


@cache
def shipped(name: str) -> Outline:
    """A plan that comes with the programme, one of ``SHIPPED``."""
    path = FOLDER / f"{name}.yaml"
    return read_plan(path.read_bytes(), path.name)


def usual() -> Plan:
    """What a release shows unless another plan is named: everything."""
    return shipped(SHIPPED[0]).chosen({})


class _Reader(Keys):
    """A map of a plan."""

    def __init__(
        self, node: Branch, found: _Found, problems: list[SourceProblem], shared: Shared | None = None
    ) -> None:
        super().__init__(node, lambda _list_id: None, problems, shared)
        self.found = found

    def inside(self, node: Branch) -> _Reader:
        """A reader of a map within this one."""
        return _Reader(node, self.found, self.shared.problems, self.shared)

    def say(self, key: str, words: str) -> None:
        """Report a fault at a key."""
        self.found.report(self.line(key), words)

    # --- the plan and its chapters ----------------------------------------------------------------------

    def plan(self) -> Plan:
        """The whole file."""
        self.check_keys({"format", "id", "parameter", "contents", "chapters", "note"}, {"title", "subtitle"})
        if self.word("format") != FORMAT:
            self.say("format", f"Am Anfang steht „format: {FORMAT}“.")
        self.found.choosable = self._parameters()
        made = Plan(
            id=self.identifier("id", _IDENTIFIER),
            title=self.words_of("title", required=True),
            subtitle=self.words_of("subtitle"),
            chapters=self._chapters(),
            has_contents=self.is_yes("contents"),
        )
        self._check_names()
        return made

    def _parameters(self) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(self.words("parameter")))
        for word in found:
            if word not in PARAMETERS:
                self.report_unknown("parameter", word, PARAMETERS)
        return tuple(word for word in found if word in PARAMETERS)

    def _chapters(self) -> tuple[PlanChapter, ...]:
        made = []
        for number, part in enumerate(self.branches("chapters"), start=1):
            self.found.lines[number,] = part.node.line
            made.append(part.chapter(number))
        if not made:
            self.say("chapters", "Ein Plan hat mindestens ein Kapitel, unter „chapters:“ mit „- “ am Anfang.")
        if len(made) > MOST_CHAPTERS:
            self.say("chapters", f"Ein Plan hat höchstens {MOST_CHAPTERS} Kapitel; hier sind es {len(made)}.")
        return tuple(made)

    def chapter(self, number: int) -> PlanChapter:
        """A chapter, or the one that stands for a chapter for each section."""
        if "sections" in self.node.entries:
            self.check_keys({"sections", "note"}, ())
            if self.word("sections") != ALL:
                self.say("sections", f"Bei „sections“ steht „{ALL}“: ein Kapitel für jeden Abschnitt der Fragebögen.")
            return PlanChapter({}, (Block(BlockKind.SECTION, section=ALL),))
        self.check_keys({"numbered", "blocks", "note"}, {"title"})
        title = self.words_of("title", required=True)
        blocks = []
        for place, part in enumerate(self.branches("blocks"), start=1):
            self.found.lines[number, place] = part.node.line
            blocks.append(part.block())
        if not 0 < len(blocks) <= MOST_BLOCKS:
            self.say("blocks", f"Ein Kapitel hat 1 bis {MOST_BLOCKS} Blöcke; hier sind es {len(blocks)}.")
        is_numbered = "numbered" not in self.node.entries or self.is_yes("numbered")
        return PlanChapter(title, tuple(blocks), is_numbered)

    # --- blocks -----------------------------------------------------------------------------------------

    def block(self) -> Block:
        """A block: what is allowed in it follows from its kind."""
        word = self.word("kind")
        if word not in tuple(BlockKind):
            if word:
                self.report_unknown("kind", word, BlockKind)
            else:
                self.say("kind", f"Es fehlt „kind“, die Art des Blocks. Möglich sind: {', '.join(BlockKind)}.")
            return Block(BlockKind.IMPRINT)
        kind = BlockKind(word)
        self._check_keys_of(kind)
        made = Block(
            kind,
            title=self.words_of("title"),
            text=self.words_of("text", required=kind is BlockKind.TEXT),
            otherwise=self.words_of("otherwise"),
            claim=self._claim(),
            queries=self._values(kind),
            view=self._view(kind),
            section=self._section(kind),
        )
        self._check_claim(made)
        return made

    def _check_keys_of(self, kind: BlockKind) -> None:
        keys = {"kind", "note"}
        keys |= {"values"} if kind in WITH_VALUES else set()
        keys |= {"claim"} if kind in WITH_CLAIM else set()
        keys |= {"view"} if kind in VIEWS else set()
        keys |= {"section"} if kind is BlockKind.SECTION else set()
        self.check_keys(keys, BLOCK_TEXTS.get(kind, frozenset()))

    def _view(self, kind: BlockKind) -> str:
        word = self.word("view")
        if word and kind in VIEWS and word not in VIEWS[kind]:
            self.report_unknown("view", word, VIEWS[kind])
        return word

    def _section(self, kind: BlockKind) -> str:
        word = self.word("section")
        if kind is BlockKind.SECTION and not _IDENTIFIER.fullmatch(word):
            self.say("section", "Bei „section“ steht die Kennung eines Abschnitts der Fragebögen, zum Beispiel „b“.")
        return word

    def _claim(self) -> Claim | None:
        """``claim: one > other``."""
        text = self.word("claim")
        if "claim" not in self.node.entries:
            return None
        greater, sign, than = (part.strip() for part in text.partition(">"))
        if not sign or not (_NAME.fullmatch(greater) and _NAME.fullmatch(than)):
            self.say("claim", "Bei „claim“ stehen zwei Namen von Werten mit „>“ dazwischen: erster > zweiter.")
            return None
        self.found.used += [(self.line("claim"), greater), (self.line("claim"), than)]
        return Claim(greater, than)

    def _check_claim(self, made: Block) -> None:
        if made.claim and not made.title and not made.text:
            self.say("claim", "Zu „claim“ gehört ein Titel oder Text, der gilt, wenn die Aussage stimmt.")
        if made.otherwise and not (made.claim or _names(made.title) or _names(made.text)):
            self.say("otherwise", "„otherwise“ würde nie gebraucht: Der Text nennt keinen Wert und behauptet nichts.")
        if made.kind is BlockKind.TEXT and _names(made.title):
            self.say("title", "Über einem Text steht ein Titel ohne Werte; Werte nennt der Text selbst.")

    def _values(self, kind: BlockKind) -> tuple[Query, ...]:
        made = tuple(part.value(kind) for part in self.branches("values"))
        if kind in NEEDS_VALUES and not made:
            self.say("kind", f"Ein Block „{kind}“ braucht unter „values:“ mindestens einen Wert.")
        most = MOST_OF.get(kind, MOST_VALUES)
        if len(made) > most:
            self.say("values", f"Ein Block „{kind}“ hat höchstens {most} Werte; hier sind es {len(made)}.")
        return made

    def value(self, kind: BlockKind) -> Query:
        """What a block asks for."""
        self.check_keys(
            {"name", "table", "key", "group", "most", "note"}, {"label"} if kind is BlockKind.KEY_FIGURES else ()
        )
        name = self._name()
        made = Query(
            name=name,
            table=self._code("table", required=True),
            key=tuple(word for word in self.words("key") if self._is_code("key", word)),
            group=self._code("group"),
            most=self._most(),
            label=self.words_of("label"),
        )
        if kind is BlockKind.KEY_FIGURES and made.most:
            self.say("most", "Eine Kennzahl ist ein einzelner Wert; „most“ geht hier nicht.")
        return made

    def _name(self) -> str:
        name = self.word("name")
        if not _NAME.fullmatch(name):
            self.say("name", "Jeder Wert hat unter „name“ einen Namen: Kleinbuchstaben, Ziffern und Unterstriche.")
        elif name in _RESERVED:
            self.say("name", f"„{name}“ ist ein Name mit fester Bedeutung. Wählen Sie einen anderen.")
        elif name in self.found.names:
            self.say("name", f"Den Namen „{name}“ gibt es schon (Zeile {self.found.names[name]}). Jeder ist einmalig.")
        self.found.names.setdefault(name, self.line("name"))
        return name

    def _most(self) -> int:
        most = self.integer("most", 0) or 0
        if "most" in self.node.entries and not 0 < most <= MOST_ROWS:
            self.say("most", f"Bei „most“ steht eine Zahl von 1 bis {MOST_ROWS}.")
        return most

    def _code(self, key: str, *, required: bool = False) -> str:
        word = self.word(key)
        if not word:
            if required:
                self.say(key, f"Es fehlt „{key}“.")
            return ""
        return word if self._is_code(key, word) else ""

    def _is_code(self, key: str, word: str) -> bool:
        """Whether a word can be a code; what is filled in has to be a choice of this plan."""
        placed = PLACEHOLDER.findall(word)
        pattern = _TABLE if key == "table" else _CODE
        if set(placed) - {PARAMETER, CHOICE} or not pattern.fullmatch(word):
            self.say(key, f"„{word}“ geht bei „{key}“ nicht: Hier stehen Kennungen, mit Leerzeichen dazwischen.")
            return False
        if placed and not self.found.choosable:
            self.say(key, f"„{word}“ braucht eine Wahl; dafür steht am Anfang des Plans „parameter: sector_group“.")
        return True

    # --- texts ------------------------------------------------------------------------------------------

    def words_of(self, key: str, *, required: bool = False) -> Texts:
        """A text by language, checked."""
        given = {language: clean_text(text) for language, text in self.text(key, required=required).items()}
        for language, text in given.items():
            self._check_text(f"{key}.{language}", text)
        return given

    def _check_text(self, key: str, text: str) -> None:
        most = LONGEST[key.partition(".")[0]]
        if len(text) > most:
            self.say(key, f"Der Text ist zu lang: {len(text)} Zeichen, höchstens {most}.")
        if _MARKUP.search(text):
            self.say(key, "Der Text enthält Auszeichnungen (HTML oder Ähnliches). Erlaubt ist nur einfacher Text.")
        rest = PLACEHOLDER.sub("", text)
        if "{" in rest or "}" in rest:
            self.say(key, "Eine geschweifte Klammer ist nicht geschlossen. Werte stehen so im Text: {name}.")
        named = PLACEHOLDER.findall(text)
        for name in named:
            self._use(key, name)
        # an n behind two values would be read as that of both, and values of one table may rest on different answers
        values = {name for name in named if "." not in name} - {GROUP, *YEARS}
        counted = {name.removesuffix(".n") for name in named if name.endswith(".n")}
        if counted and (bare := sorted(values - counted)):
            self.say(
                key,
                f"„{{{bare[0]}}}“ steht ohne sein n. Wo ein Text ein n nennt, hat jeder Wert seines: {{{bare[0]}.n}}.",
            )

    def _use(self, key: str, name: str) -> None:
        if name == GROUP and not self.found.choosable:
            self.say(key, "{group} braucht eine Wahl; dafür steht am Anfang des Plans „parameter: sector_group“.")
        if name == GROUP or name in YEARS:
            return
        base, dot, part = name.partition(".")
        if dot + part not in _SUFFIXES:
            self.say(key, f"„{{{name}}}“ gibt es nicht. Zu einem Wert gibt es {{name}}, .n, .low und .high.")
            return
        self.found.used.append((self.line(key), base))

    def _check_names(self) -> None:
        names = list(self.found.names)
        some = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "") if names else "noch keine"
        for line, name in self.found.used:
            if name not in self.found.names:
                close = get_close_matches(name, names, 1)
                hint = f"Meinten Sie „{close[0]}“?" if close else f"Seine Werte sind: {some}."
                self.found.report(line, f"Einen Wert „{name}“ hat dieser Plan nicht. {hint}")


def _names(texts: Texts) -> bool:
    """Whether texts name a value."""
    return any(set(PLACEHOLDER.findall(text)) - {GROUP, *YEARS} for text in texts.values())
