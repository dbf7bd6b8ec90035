"""The „Bedarfsblatt“: what a works council answered, arranged for talks on training. Made of its own answers alone.

Sections of the law are named for works councils only: other bodies have a law of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from exports.charts.dots import Scale
from exports.charts.marks import Marked, Series, marks
from exports.dates import long_date
from exports.messages import Phrase, plain
from exports.returns.need_answers import Answers
from exports.returns.need_steps import questions, steps, unknown
from exports.returns.parts import Box, Bullets, Cell, Document, Grid, Heading, Paragraph, Part, Tick, picture
from exports.returns.say import Voice
from surveys.items.registry import Grid as AskedGrid
from surveys.scope import Scope

PRACTICE: Final = "needs_method train_any worktime suffic instruments decider informed agree"
LAWS: Final = "bv82a rights"
"""Questions whose words name sections of a law."""
LEVELS: Final = Scale(0.0, 4.0, 1.0)
URGENCIES: Final = ("1", "2", "3")
WIDE: Final = {"share": 1.25, "fields": 1.35}
"""Columns about groups of employees that need more room than the others, for their answers or a long word over them."""


def need_sheet(scope: Scope, at: datetime, language: str, *, is_invented: bool = False) -> Document:
    """The sheet of answers that were handed in at ``at``. Raises ValueError for a time without zone."""
    told = _NeedSheet(Answers(scope, language), Voice(language), at)
    title = told.voice.text("need.title")
    parts = tuple(told.parts())
    return Document(
        title, title, at, told.voice.language, parts, told.voice.text("frame.invented") if is_invented else ""
    )


class _NeedSheet:
    """The parts of one sheet."""

    def __init__(self, answers: Answers, voice: Voice, at: datetime) -> None:
        self.answers, self.voice, self.at = answers, voice, at
        self.own = answers.own
        self.kind = "council" if answers.is_council else "body"

    def parts(self) -> Iterator[Part]:
        """What it is, what was answered, and what to do with it."""
        say = self.voice.say
        yield Paragraph(say(f"need.lead_{self.kind}"), "lead")
        day = long_date(self.at, self.voice.language)
        about = (say("need.about_own", day=day), say("need.about_share"), say(f"need.about_law_{self.kind}"))
        yield Box(say("need.about"), (Bullets(about),), is_warning=True)
        yield from self._change()
        yield from self._fields()
        yield from self._practice()
        yield from self._barriers()
        yield from self._proposals()
        yield from self._questions()
        yield from self._steps()

    # -- what was answered -------------------------------------------------------------------------------------

    def _change(self) -> Iterator[Part]:
        made: list[Part] = [*self._facts("emp_trend drv_top risk")]
        if rows := self.answers.groups:
            columns = self.answers.group_columns
            head = (self.voice.say("need.group"), *((self.own.speaker.question(column),) for column in columns))
            lines = tuple((Cell(row.title), *(Cell(row.said[column.id]) for column in columns)) for row in rows)
            shares = (1.7, *(WIDE.get(column.id, 1.0) for column in columns))
            made.append(Grid(self.voice.say("need.groups"), head, lines, shares, "l" * len(head)))
        yield from self._section("change", made)

    def _fields(self) -> Iterator[Part]:
        made: list[Part] = [*self._facts("quali_share")]
        item = self.own.item("cmp")
        if isinstance(item, AskedGrid) and (rows := self.answers.fields):
            made += self._picture()
            head = (self.voice.say("compare.field"), *((self.own.speaker.question(column),) for column in item.columns))
            lines = tuple((Cell(row.title), *(Cell(row.said[column.id]) for column in item.columns)) for row in rows)
            made.append(Grid(self.voice.say("need.levels"), head, lines, (1.7, 1, 1, 1, 1), "lllll"))
        yield from self._section("fields", made)

    def _picture(self) -> Iterator[Part]:
        levels = [(plain(row.title), (row.points["now"], row.points["need"])) for row in self.answers.fields]
        rows = [Marked(title, both) for title, both in levels if both != (None, None)]
        if len(rows) < 2:
            return
        series = [Series(self.voice.text("need.now"), "ring"), Series(self.voice.text("need.needed"), "own")]
        draw = partial(marks, self.voice.text("need.levels"), rows, series, scale=LEVELS)
        yield picture(draw, self.voice.language, 0)

    def _practice(self) -> Iterator[Part]:
        made = [*self._facts(f"{PRACTICE} {LAWS}" if self.answers.is_council else PRACTICE)]
        made += [table for name in ("train_freq", "inv") for table in self._matrix(name)]
        yield from self._section("practice", made)

    def _barriers(self) -> Iterator[Part]:
        made: list[Part] = []
        rows = self.answers.rated("bar")
        for code in ("3", "2"):
            named = tuple((title,) for title, given in rows if given == code)
            if named:
                made += [Paragraph(self.voice.say(f"need.bar_{code}")), Bullets(named)]
        yield from self._section("barriers", [*made, *self._facts("emp_bar")])

    def _proposals(self) -> Iterator[Part]:
        """Wishes and what follows from the answers, in an order that can be talked about."""
        said: list[Phrase] = []
        for code in URGENCIES:
            if fields := self.answers.urgent(code):
                when = self.own.speaker.code(self.own.list("cmp", "urgency"), code)
                said.append(self.voice.say("need.first", when=(when,), fields=self.voice.series(fields)))
        named = {f"fit_{fit}": self.answers.fitting(fit) for fit in ("3", "2")}
        named |= {name: self.answers.several(name) for name in ("pref_formats", "pref_daytime", "br_support")}
        said += [self.voice.say(f"need.{name}", named=self.voice.series(each)) for name, each in named.items() if each]
        if course := self.answers.text("pref_course"):
            said.append(self.voice.say("need.pref_course", course=course))
        yield from self._section("proposals", [Bullets(tuple(said))] if said else [])

    # -- what to do --------------------------------------------------------------------------------------------

    def _questions(self) -> Iterator[Part]:
        made: list[Part] = [Bullets(tuple(questions(self.answers, self.voice)))]
        if open_points := unknown(self.answers):
            made += [Paragraph(self.voice.say("need.unknown")), Bullets(tuple(open_points))]
        yield from self._section("questions", made)

    def _steps(self) -> Iterator[Part]:
        is_council, say = self.answers.is_council, self.voice.say
        head: tuple[Phrase, ...] = (say("need.done"), say("need.step"))
        rows: list[tuple[Cell | Tick, ...]] = []
        for step, law in steps(self.answers, self.voice):
            rows.append((Tick(), Cell(step), Cell(law)) if is_council else (Tick(), Cell(step)))
        if is_council:
            grid = Grid(say("need.list"), (*head, say("need.law")), tuple(rows), (0.45, 3.4, 1.5), "cll")
        else:
            grid = Grid(say("need.list"), head, tuple(rows), (0.45, 4.9), "cl")
        note = Paragraph(say(f"need.law_note_{self.kind}"), "note")
        yield from self._section("steps", [grid, note])

    # -- shapes ------------------------------------------------------------------------------------------------

    def _section(self, name: str, made: Sequence[Part]) -> Iterator[Part]:
        if made:
            yield Heading(self.voice.say(f"need.{name}_title"))
            yield from made

    def _facts(self, names: str) -> Iterator[Part]:
        """Questions with their answers in words; what was not answered is left out."""
        rows = tuple(
            (Cell(self.own.question(name)), Cell(answer))
            for name in names.split()
            if (answer := self.answers.said(name))
        )
        if rows:
            yield Grid((), (), rows, (1.3, 1.2), "ll")

    def _matrix(self, name: str) -> Iterator[Part]:
        rated = self.answers.rated(name)
        if rated:
            rows = tuple((Cell((title,)), Cell((self.own.label(name, code),))) for title, code in rated)
            yield Grid(self.own.question(name), (), rows, (1.3, 1.2), "ll")
