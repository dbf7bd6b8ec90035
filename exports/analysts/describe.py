"""From a study to its codebook: which tables there are, which question each variable belongs to, what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from exports.analysts.codebook import MARK, Block, Category, Codebook, Kind, Sheet, Variable, say
from exports.analysts.frames import numbers
from exports.analysts.names import Names
from exports.analysts.study import FREE_TEXT, MISSING, WEIGHT_STRATUM, WEIGHTS, Study
from exports.analysts.variables import Asked, Columns, question_of, rows_of, tag_of
from exports.messages import plain
from exports.numbers import Language
from exports.paper.sheet import Sheet as Words
from surveys.context import Context
from surveys.items.registry import Columned
from surveys.model import Questionnaire
from surveys.scope import Scope

ROWS = ":rows"
SHARE = "share"
"""What is counted of a computed value that holds or does not."""
KEYS = ("case", "establishment", "contributor")
FACTS = (*KEYS, "version", "language", "submitted_on", "stratum", "sector_group", "size_class", "kreis", "wz")
JOINED: Mapping[str, Kind] = {
    "stratum_establishments": Kind.WHOLE,
    "stratum_employees": Kind.WHOLE,
    "stratum_responses": Kind.WHOLE,
    "share_unanswered": Kind.DECIMAL,
}
WEIGHED: Mapping[str, Kind] = {**dict.fromkeys(WEIGHTS, Kind.DECIMAL), WEIGHT_STRATUM: Kind.KEY}
_UNANSWERED = ("refused", "dont_know", "no_answer")


def describe(study: Study, language: Language) -> Codebook:
    """The codebook of a study: a table for the responses of each role, for each roster or grid, for released texts."""
    sheets: list[Sheet] = []
    for role, versions in study.questionnaires.items():
        sheets += _Role(study, role, versions, language).sheets()
    if not study.texts.is_empty():
        sheets.append(_texts(study, language))
    return Codebook(study, language, tuple(sheets))


@dataclass(frozen=True)
class _Role:
    """One side of the study in one language."""

    study: Study
    role: str
    versions: tuple[Questionnaire, ...]
    language: Language

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        """Every question by its id: the newest version's order, then what only older ones asked."""
        found: dict[str, list[tuple[Words, object]]] = {}
        for version in reversed(self.versions):
            words = Words(Scope(version, {}, Context(self.study.years)), self.language)
            for item in version.items.values():
                found.setdefault(item.id, []).append((words, item))
        return found  # type: ignore[return-value]

    def say(self, code: str, **params: str) -> str:
        return say(code, self.language, **params)

    @property
    def name(self) -> str:
        return self.say(f"role.{self.role}")

    def sheets(self) -> Iterator[Sheet]:
        """The responses, then a table for each roster and grid."""
        tables = {item_id: self.study.frames.get(f"{self.role}.{item_id}") for item_id in self.asked}
        children = {item_id: frame for item_id, frame in tables.items() if frame is not None}
        frame = _with_joined(self.study.frames[self.role], children, self.study.strata)
        if self.role in self.study.weights:
            frame = frame.join(self.study.weights[self.role], on="case", how="left", maintain_order="left")
        title = self.say("table.main", role=self.name)
        yield _sheet(self.role, title, self.say("table.main_unit"), list(self._blocks(frame)), frame)
        for item_id, rows in children.items():
            yield self._child(item_id, rows)

    @property
    def _facts(self) -> tuple[str, ...]:
        return (*FACTS, *JOINED, *(WEIGHED if self.role in self.study.weights else ()))

    def _blocks(self, frame: pl.DataFrame) -> Iterator[Block]:
        columns = Columns(frame.schema, Names(), self.language)
        section = self.say("fact.section")
        facts = [columns.plain(fact, _kind(fact), self.say(f"fact.{fact}")) for fact in self._facts]
        yield Block(tuple(facts), section, section=section)
        for asked in self.asked.values():
            variables = columns.of(asked) or tuple(self._count(columns, asked))
            if variables:
                yield self._block(asked, variables)
        yield from self._computed(columns)
        yield Block((_mark(columns, self.language),), self.say("fact.mark"), section=section)

    def _block(self, asked: Asked, variables: tuple[Variable, ...]) -> Block:
        words, item = asked[0]
        section, page = words.questionnaire.place_of(item.id)
        rules = (section.when, page.when, item.when)
        conditions = [plain(words.conditions.sentence(rule)) for rule in rules if rule is not None]
        title = words.words(section.title).text
        asked_of = " ".join(dict.fromkeys(conditions))
        return Block(variables, question_of(asked), item.number, title, asked_of, tag_of(asked))

    def _count(self, columns: Columns, asked: Asked) -> Iterator[Variable]:
        """How many rows a roster or grid has."""
        item = asked[0][1]
        if item.id + ROWS in columns.schema:
            label = f"{item.number} {self.say('fact.rows', label=question_of(asked))}".strip()
            name = columns.names.take(f"{item.id}_rows")
            yield Variable(name, item.id + ROWS, Kind.WHOLE, label, missing=item.id + MISSING)

    def _computed(self, columns: Columns) -> Iterator[Block]:
        newest = self.versions[-1]
        words = Words(Scope(newest, {}, Context(self.study.years)), self.language)
        section = self.say("fact.computed")
        for one in newest.computed.values():
            if one.id not in columns.schema:
                continue
            label = words.words(one.label).text or one.id
            if one.code_list is not None:
                labels = {code.code: words.words(code.label).text for code in one.code_list.codes}
                made = [columns.code(one.id, label, labels, one.id + MISSING)]
            elif SHARE in one.aggregate:
                name, truths = columns.names.take(one.id), (self.say("truth.no"), self.say("truth.yes"))
                answers = tuple(Category(value, text) for value, text in enumerate(truths))
                made = [Variable(name, one.id, Kind.CODE, label, answers, one.id + MISSING)]
            else:
                made = [columns.plain(one.id, Kind.DECIMAL, label)]
                made.append(columns.why(made[0]))
            yield Block(tuple(made), label, section=section)

    def _child(self, item_id: str, frame: pl.DataFrame) -> Sheet:
        asked = self.asked[item_id]
        item = asked[0][1]
        columns = Columns(frame.schema, Names(), self.language)
        case = columns.plain("case", Kind.TEXT, self.say("fact.case"))
        if isinstance(frame.schema["row"], pl.Enum):
            row = columns.code("row", self.say("fact.row"), rows_of(asked), None)
        else:
            frame = frame.with_columns(pl.col("row").cast(pl.Int64))
            row = columns.plain("row", Kind.KEY, self.say("fact.row"))
        section = self.say("fact.entry")
        blocks = [Block((case, row), section, section=section)]
        for column in item.columns if isinstance(item, Columned) else ():
            versions = [(w, one) for w, i in asked for one in i.columns if one.id == column.id]
            variables = columns.of(versions)
            if variables:
                question, tag = question_of(versions), tag_of(versions)
                blocks.append(Block(variables, question, item.number, section, tag=tag))
        blocks.append(Block((_mark(columns, self.language),), self.say("fact.mark"), section=section))
        item_words = f"{item.number} {question_of(asked)}".strip()
        title = self.say("table.child", role=self.name, name=item_id, item=item_words)
        unit = self.say("table.child_unit", parent=self.role)
        return _sheet(f"{self.role}_{item_id}", title, unit, blocks, frame)


def _sheet(name: str, title: str, unit: str, blocks: list[Block], frame: pl.DataFrame) -> Sheet:
    variables = [variable for block in blocks for variable in block.variables]
    return Sheet(name, title, unit, tuple(blocks), numbers(variables, frame))


def _kind(fact: str) -> Kind:
    return Kind.DAY if fact == "submitted_on" else {**JOINED, **WEIGHED}.get(fact, Kind.TEXT)


def _mark(columns: Columns, language: str) -> Variable:
    return Variable(columns.names.take("mark"), MARK, Kind.TEXT, say("file.stamp", language))


def _with_joined(frame: pl.DataFrame, children: Mapping[str, pl.DataFrame], strata: pl.DataFrame) -> pl.DataFrame:
    """The responses with what is known of their stratum, their share of open answers, and the rows they have."""
    totals = strata.select(
        "stratum",
        pl.col("establishments").alias("stratum_establishments"),
        pl.col("employees").alias("stratum_employees"),
    )
    reasons = [pl.col(name).cast(pl.String) for name in frame.columns if name.endswith(MISSING)]
    nothing = pl.lit(0, pl.UInt32)
    asked = pl.sum_horizontal([reason.ne_missing("not_asked") for reason in reasons]) if reasons else nothing
    unanswered = pl.sum_horizontal([reason.is_in(_UNANSWERED) for reason in reasons]) if reasons else nothing
    joined = frame.with_columns(
        pl.col("submitted_on").str.to_date("%Y-%m-%d"),
        pl.len().over("stratum").cast(pl.Int64).alias("stratum_responses"),
        pl.when(asked > 0).then((unanswered / asked).round(4)).alias("share_unanswered"),
    ).join(totals, on="stratum", how="left", maintain_order="left")
    for item_id, rows in children.items():
        counts = rows.group_by("case").agg(pl.len().cast(pl.Int64).alias(item_id + ROWS))
        joined = joined.join(counts, on="case", how="left", maintain_order="left")
        has_table = pl.col(item_id + MISSING).is_null()
        joined = joined.with_columns(pl.when(has_table).then(pl.col(item_id + ROWS).fill_null(0)))
    return joined


def _texts(study: Study, language: Language) -> Sheet:
    columns = Columns(study.texts.schema, Names(), language)
    variables = [columns.plain(name, Kind.TEXT, say(f"fact.{name}", language)) for name in study.texts.columns]
    title = say("table.free_text", language)
    variables.append(_mark(columns, language))
    block = Block(tuple(variables), title, section=title)
    return _sheet(FREE_TEXT, title, say("table.free_text_unit", language), [block], study.texts)
