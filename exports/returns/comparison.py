"""„Ihr Betrieb im Vergleich“: own answers beside released figures of the same role, question by question.

Every number beside an own answer is the text of a cell of an approved release; what is hidden there has no value here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from analysis.release import Release
from exports.cells import is_unsure
from exports.dates import long_date
from exports.messages import listed
from exports.returns.beside import Beside
from exports.returns.figures import Figures
from exports.returns.own import Own
from exports.returns.parts import Box, Bullets, Cell, Document, Grid, Heading, Paragraph, Part
from exports.returns.questions import TOPICS, Question, Topic
from exports.returns.rates import rate_rows
from exports.returns.say import Voice
from surveys.scope import Scope

SHORT_ID: Final = 12


def comparison(scope: Scope, figures: Figures, language: str) -> Document:
    """The comparison of one response with the figures of approved releases; there must be at least one release."""
    told = _Comparison(Own(scope, language), figures, Voice(language))
    newest = figures.releases[0]
    title = told.voice.of(newest.wave.title)
    return Document(
        title=told.voice.text("compare.title"),
        running=title[0].text,
        at=datetime.fromisoformat(newest.frozen_at),
        language=told.voice.language,
        parts=tuple(told.parts()),
        stamp=told.voice.text("frame.invented") if newest.wave.invented else "",
    )


class _Comparison:
    """The parts of one comparison."""

    def __init__(self, own: Own, figures: Figures, voice: Voice) -> None:
        self.own, self.figures, self.voice = own, figures, voice
        self.beside = Beside(own, figures, voice)

    def parts(self) -> Iterator[Part]:
        """What it is and who is compared, the topics, and how its numbers came about."""
        say, role = self.voice.say, self.figures.role
        yield Paragraph(say(f"compare.lead_{role}"), "lead")
        found = [part for topic in TOPICS[role] for part in self._topic(topic)]
        yield self._who()
        yield Paragraph(say(f"compare.how_{role}"), "small")
        yield from found or [Paragraph(say("compare.nothing"))]
        yield from self._method()

    @property
    def is_estimate(self) -> bool:
        """Whether figures stand for all of the frame; of bodies of representation there is no frame."""
        return self.figures.role == "company" and self.figures.releases[0].wave.extrapolated

    def _who(self) -> Grid:
        """Whose figures stand beside the own answers, and the reports that have them."""
        say, figures = self.voice.say, self.figures
        whose = "estimated" if self.is_estimate else figures.role
        lines = [(say("compare.all"), Cell(say(f"compare.all_{whose}")))]
        for by in ("sector_group", "size_group"):
            group = figures.own.get(by)
            named = self.voice.of(group.label) if group is not None else say("compare.no_group")
            lines.append((say(f"compare.{by}"), Cell(named)))
        lines.append((say("compare.wave"), Cell(self.voice.of(figures.releases[0].wave.title))))
        lines += [(say("compare.source"), self._source(each)) for each in figures.sources(self.beside.printed)]
        rows = tuple((Cell(term), value) for term, value in lines)
        return Grid(say("compare.who"), (), rows, (0.7, 2.7), "ll")

    def _source(self, release: Release) -> Cell:
        """A report by its title and the day of its data, as its first page has them; below, its id."""
        title = self.voice.of(release.plan.title) if release.plan.title else self.voice.say("compare.release")
        code = "compare.data_provisional" if release.facts.get("is_provisional") else "compare.data"
        day = long_date(datetime.fromisoformat(release.frozen_at), self.voice.language)
        below = self.voice.text("compare.id", id=release.id[:SHORT_ID])
        return Cell(self.voice.say(code, title=title, day=day), below)

    # -- topics ------------------------------------------------------------------------------------------------

    def _topic(self, topic: Topic) -> Iterator[Part]:
        made = [*self._same(topic), *self._rates(topic)]
        made += [part for question in topic.questions if question.kind in _BY_KIND for part in self._alone(question)]
        if made:
            yield Heading(self.voice.say(f"topic.{topic.id}"))
            yield from made
            yield from self._left_out(topic)

    def _same(self, topic: Topic) -> Iterator[Part]:
        """The questions with one answer: how many gave the same one."""
        lines = [line for one in topic.questions if one.kind == "same" if (line := self.beside.same(one.item))]
        if lines:
            columns = self.beside.columns(lines)
            head = (self.voice.say("compare.question"), self.voice.say("compare.own"), *self.beside.heads(columns))
            yield self.beside.grid(self.voice.say(f"compare.same_{self.figures.role}"), head, lines, columns)
            yield from self.beside.notes(lines, columns, has_base=True)

    def _rates(self, topic: Topic) -> Iterator[Part]:
        """Numbers of one's own, such as the share of employees in need."""
        points = [one.item for one in topic.questions if one.kind == "point"]
        lines = [*rate_rows(self.beside, topic.rates), *filter(None, map(self.beside.point, points))]
        if lines:
            columns = self.beside.columns(lines)
            head = (self.voice.say("compare.measure"), self.voice.say("compare.own"), *self.beside.heads(columns))
            yield self.beside.grid(self.voice.say("compare.rates"), head, lines, columns)
            yield from self.beside.notes(lines, columns, has_base=True)
            if topic.rates:
                yield Paragraph(self.voice.say("compare.pooled"), "note")

    def _alone(self, question: Question) -> Iterator[Part]:
        """A question with a table of its own, and a chart where the answers lie on a scale."""
        made = list(_BY_KIND[question.kind](self.beside, question.item))
        if made:
            yield Heading(self.own.question(question.item), 3, self.own.number(question.item))
            yield from made

    def _left_out(self, topic: Topic) -> Iterator[Part]:
        """The questions that have figures and no own answer."""
        numbers = [self.own.number(one.item) for one in topic.questions if self.beside.is_unanswered(one)]
        if named := list(dict.fromkeys(filter(None, numbers))):
            said = listed([self.voice.plain(number) for number in named], "and", self.voice.language)
            yield Paragraph(self.voice.say("compare.left_out", questions=said), "note")

    def _method(self) -> Iterator[Part]:
        """How the numbers came about, and what stays among us."""
        say = self.voice.say
        sentences = ["released", "estimated" if self.is_estimate else "counted", "few", "hidden", "private"]
        if any(is_unsure(figure) for _table, figure in self.beside.printed):
            sentences.insert(3, "unsure")
        yield Box(say("compare.method"), (Bullets(tuple(say(f"compare.method_{one}") for one in sentences)),))


_BY_KIND: Final[Mapping[str, Callable[[Beside, str], Sequence[Part]]]] = {
    "choices": Beside.choices,
    "scale": Beside.scale,
    "levels": Beside.levels,
    "states": Beside.states,
}
