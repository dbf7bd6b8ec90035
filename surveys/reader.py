"""Reads the keys of one map of a questionnaire file; every fault is reported with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from surveys.codelists import (
    OFFERED,
    CodeList,
    CodeListError,
    Missing,
    PairList,
    Row,
    code_list,
    is_pair_rows,
    pair_list,
)
from surveys.context import FRAME_LISTS
from surveys.items.base import Check, Item, RowSource, Variant
from surveys.items.choice import EMPTY_LIST
from surveys.items.registry import COLUMN_TYPES, ITEM_TYPES
from surveys.messages import Message, Param
from surveys.problems import Level
from surveys.rules.parse import Rule, RuleError, parse
from surveys.source import Branch, Items, Node, Scalar, SourceProblem
from surveys.texts import EMPTY, LANGUAGES, Text

Library = Callable[[str], list[dict[str, str]] | None]
AGGREGATES = (
    "share", "share_of_employees", "mean", "sum", "ratio", "median", "top2", "borda", "distribution", "need", "none",
)  # fmt: skip
COMPARISONS = ("same", "shared", "descriptive")
_COMMON_KEYS = frozenset(
    {"id", "number", "type", "required", "missing", "when", "variants", "prefill", "mirror", "compare", "aggregate",
     "note", "checks"}
)  # fmt: skip
_COMMON_TEXTS = frozenset({"label", "hint", "dont_know", "refused"})
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]*")
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
_ADDRESS = re.compile(r"[a-z][a-z0-9-]*")
_OPTION = re.compile(r"(?P<code>\S+)\s+=\s+(?P<labels>.+)", re.DOTALL)
_DEFAULT_WORDS = {
    Missing.DONT_KNOW: Text.of(de="Weiß nicht", en="Don’t know", fr="Ne sait pas"),
    Missing.REFUSED: Text.of(de="Keine Angabe", en="No answer", fr="Sans réponse"),
}


@dataclass(slots=True)
class Shared:
    """What all readers of one file share: the problems, the lists, and the items read so far."""

    library: Library
    problems: list[SourceProblem]
    lists: dict[str, CodeList | PairList] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    languages: tuple[str, ...] = ("de", "en")


class Reader:
    """One map of the file. Implements ``Loading`` of the item types."""

    no_rule = parse("false")

    def __init__(
        self, node: Branch, library: Library, problems: list[SourceProblem], shared: Shared | None = None
    ) -> None:
        self.node = node
        self.shared = shared or Shared(library, problems)
        if shared is None and "languages" in node.entries:
            self.shared.languages = self.words("languages") or self.shared.languages

    # -- reporting ---------------------------------------------------------------------------------------------

    def line(self, key: str) -> int:
        """The line of a key, of its text variant, or of the map."""
        lines = self.node.key_lines
        return lines.get(key) or lines.get(f"{key}.de") or self.node.line

    def report(self, key: str, code: str, **params: str | int) -> None:
        """Report a fault at a key."""
        values: dict[str, Param] = {"key": key, **params}
        self.shared.problems.append(SourceProblem(self.line(key), Message(f"load.{code}", values)))

    def report_unknown(self, key: str, word: str, known: Iterable[str]) -> None:
        """Report a word that does not exist, with the nearest that does."""
        names = sorted(known)
        close = difflib.get_close_matches(word, names, 1)
        self.report(
            key, "unknown_suggest" if close else "unknown_word", word=word, known=(close or [", ".join(names)])[0]
        )

    def check_keys(self, keys: Collection[str], texts: Collection[str]) -> None:
        """Report keys that do not belong here."""
        for key in self.node.entries:
            stem, _, language = key.rpartition(".")
            if key in keys or (stem in texts and language in LANGUAGES):
                continue
            if key in texts:
                self.report(key, "text_without_language", example=f"{key}.de")
                continue
            self.report_unknown(key, key, [*keys, *(f"{text}.de" for text in texts)])

    # -- simple values -----------------------------------------------------------------------------------------

    def word(self, key: str, default: str = "") -> str:
        """A single value as text."""
        node = self.node.entries.get(key)
        if node is None:
            return default
        if not isinstance(node, Scalar):
            self.report(key, "not_a_value")
            return default
        return node.text.strip()

    def words(self, key: str) -> tuple[str, ...]:
        """Words separated by spaces."""
        return tuple(self.word(key).split())

    def integer(self, key: str, default: int | None = None) -> int | None:
        """A whole number."""
        text = self.word(key)
        if not text:
            return default
        if not re.fullmatch(r"-?\d{1,12}", text, re.ASCII):
            self.report(key, "not_a_number", text=text)
            return default
        return int(text)

    def is_yes(self, key: str) -> bool:
        """``yes`` or ``no``."""
        text = self.word(key, "no")
        if text not in ("yes", "no"):
            self.report(key, "not_yes_or_no", text=text)
        return text == "yes"

    def text(self, key: str, *, required: bool = False) -> Text:
        """A text by language; German must be there when any is."""
        found = {lang: self.word(f"{key}.{lang}") for lang in LANGUAGES if f"{key}.{lang}" in self.node.entries}
        if (found or required) and not found.get("de"):
            self.report(f"{key}.de" if found else key, "no_german", text_key=f"{key}.de")
        return Text(tuple((lang, text) for lang, text in found.items() if text))

    def identifier(self, key: str, pattern: re.Pattern[str] = _IDENTIFIER) -> str:
        """A name that code and addresses can use."""
        name = self.word(key)
        if not pattern.fullmatch(name):
            self.report(key, "bad_identifier", name=name)
        return name

    def address(self, key: str) -> str:
        """A part of an address: lower case, digits and hyphens."""
        return self.identifier(key, _ADDRESS)

    def rule(self, key: str, *, required: bool = False) -> Rule | None:
        """A parsed rule."""
        text = self.word(key)
        if not text:
            if required or key in self.node.entries:
                self.report(key, "no_rule")
            return None
        return self.parse_rule(key, text)

    def parse_rule(self, key: str, text: str) -> Rule | None:
        """Parse a rule that stands at ``key``."""
        try:
            rule = parse(text)
        except RuleError as error:
            self.shared.problems.append(SourceProblem(self.line(key), error.message))
            return None
        for list_id in {*rule.lists, *(FRAME_LISTS.get(name) for name in rule.frame_names)}:
            if list_id is not None:
                self.find_list(key, list_id)
        return rule

    def branches(self, key: str) -> Iterator[Reader]:
        """Readers of the maps in a list."""
        for node in self._nodes(key):
            if isinstance(node, Branch):
                yield Reader(node, self.shared.library, self.shared.problems, self.shared)
            else:
                self.shared.problems.append(SourceProblem(node.line, Message("load.not_a_map", {"key": key})))

    def lines_of(self, key: str) -> Iterator[Scalar]:
        """The plain lines of a list."""
        for node in self._nodes(key):
            if isinstance(node, Scalar):
                yield node
            else:
                self.shared.problems.append(SourceProblem(node.line, Message("load.not_a_value", {"key": key})))

    def _nodes(self, key: str) -> list[Node]:
        node = self.node.entries.get(key)
        if node is None:
            return []
        if not isinstance(node, Items):
            self.report(key, "not_a_list")
            return []
        return node.nodes

    # -- lists -------------------------------------------------------------------------------------------------

    def read_own_lists(self) -> None:
        """The lists written in the questionnaire itself."""
        node = self.node.entries.get("lists")
        if node is None:
            return
        if not isinstance(node, Branch):
            self.report("lists", "not_a_map")
            return
        for list_id, part in node.entries.items():
            if isinstance(part, Branch):
                reader = Reader(part, self.shared.library, self.shared.problems, self.shared)
                reader.check_keys({"scored", "options", "note"}, ())
                scored = reader.is_yes("scored")
                rows = [reader._option(line, scored=scored) for line in reader.lines_of("options")]
                self._keep_list(list_id, [row for row in rows if row], "lists")

    def _option(self, line: Scalar, *, scored: bool) -> dict[str, str]:
        match = _OPTION.fullmatch(line.text)
        if match is None:
            self.shared.problems.append(SourceProblem(line.line, Message("load.not_an_option", {"text": line.text})))
            return {}
        labels = [label.strip() for label in match["labels"].split(" | ")]
        row = {"code": match["code"], "score": match["code"] if scored and not match["code"].startswith("!") else ""}
        return row | {f"label_{lang}": label for lang, label in zip(self.shared.languages, labels, strict=False)}

    def find_list(self, key: str, list_id: str) -> CodeList | PairList | None:
        """The list of this name, from the file or the library."""
        if list_id not in self.shared.lists:
            rows = self.shared.library(list_id)
            if rows is None:
                self.report_unknown(key, list_id, self.shared.lists)
                return None
            self._keep_list(list_id, rows, key)
        return self.shared.lists.get(list_id)

    def _keep_list(self, list_id: str, rows: list[dict[str, str]], key: str) -> None:
        try:
            found = pair_list(list_id, rows) if is_pair_rows(rows) else code_list(list_id, rows)
        except CodeListError as error:
            self.report(key, "bad_list", text=str(error))
            return
        self.shared.lists[list_id] = found
        if key != "lists":
            self.shared.rows[list_id] = list(rows)

    def code_list(self, key: str) -> CodeList:
        """The code list named at ``key``."""
        list_id = self.word(key)
        found = self.find_list(key, list_id) if list_id else None
        if isinstance(found, CodeList):
            return found
        if found is not None or not list_id:
            self.report(key, "no_list")
        return EMPTY_LIST

    def code_list_if_any(self, key: str) -> CodeList | None:
        """The code list named at ``key``, if the key is there."""
        return self.code_list(key) if key in self.node.entries else None

    # -- parts of items ----------------------------------------------------------------------------------------

    def item(self, item_type: type[Item]) -> Item:
        """The item of this map."""
        self.check_keys(_COMMON_KEYS | item_type.KEYS, _COMMON_TEXTS | item_type.TEXTS)
        item = item_type.load(self._common(), self)
        if item.id in self.shared.items:
            self.report("id", "duplicate_item", name=item.id, first=self.shared.items[item.id].line)
        self.shared.items[item.id] = item
        return item

    def column(self, item_type: type[Item]) -> Item:
        """A column: an item that lives inside a grid or roster."""
        self.check_keys(_COMMON_KEYS | item_type.KEYS, _COMMON_TEXTS | item_type.TEXTS)
        return item_type.load(self._common(), self)

    def _common(self) -> dict[str, object]:
        required = self._required()
        aggregate = self.words("aggregate")
        for word in set(aggregate) - set(AGGREGATES):
            self.report_unknown("aggregate", word, AGGREGATES)
        if self.word("compare", "same") not in COMPARISONS:
            self.report_unknown("compare", self.word("compare"), COMPARISONS)
        return {
            "id": self.identifier("id", _VARIABLE),
            "number": self.word("number"),
            "label": self.text("label", required=True),
            "hint": self.text("hint"),
            "variants": tuple(variant for part in self.branches("variants") for variant in part.variant()),
            "required": required,
            "missing": self._missing(is_required=required is not False),
            "when": self.rule("when"),
            "checks": tuple(check for part in self.branches("checks") for check in part.check()),
            "prefill": self.word("prefill") or None,
            "mirror": self.word("mirror") or None,
            "compare": self.word("compare", "same"),
            "aggregate": aggregate,
            "line": self.node.line,
        }

    def _required(self) -> bool | Rule:
        text = self.word("required", "no")
        if text in ("yes", "no"):
            return text == "yes"
        return self.parse_rule("required", text) or False

    def _missing(self, *, is_required: bool) -> Mapping[Missing, Text]:
        """The kinds on offer: those of the list, those named, and „keine Angabe“ for all that is required."""
        named = self.words("missing")
        for word in set(named) - {*OFFERED, "none"}:
            self.report_unknown("missing", word, OFFERED)
        listed = self._missing_of_list() if "none" not in named else {}
        words = {**_DEFAULT_WORDS, **listed}
        wanted = {*listed, *named, *(("refused",) if is_required else ())}
        return {kind: self.text(kind) or words[kind] for kind in OFFERED if kind in wanted}

    def _missing_of_list(self) -> Mapping[Missing, Text]:
        list_id = self.word("list")
        found = self.find_list("list", list_id) if list_id else None
        return found.missing if isinstance(found, CodeList) else {}

    def variant(self) -> Iterator[Variant]:
        """Other words under a condition."""
        self.check_keys({"when", "rows", "list", "note"}, {"label", "hint"})
        rule = self.rule("when", required=True)
        if rule is not None:
            words = self.code_list_if_any("rows") or self.code_list_if_any("list")
            yield Variant(rule, self.text("label"), self.text("hint"), words)

    def check(self) -> Iterator[Check]:
        """An edit rule."""
        self.check_keys({"id", "rule", "level", "at", "note"}, {"message"})
        level = self.word("level", Level.HARD)
        if level not in tuple(Level):
            self.report_unknown("level", level, Level)
        rule = self.rule("rule", required=True)
        if rule is not None and level in tuple(Level):
            message = self.text("message", required=True)
            yield Check(self.identifier("id"), rule, Level(level), message, self.word("at") or None)

    def columns(self) -> tuple[Item, ...]:
        """The columns of a grid or roster."""
        found: list[Item] = []
        for part in self.branches("columns"):
            kind = part.word("type")
            if kind not in COLUMN_TYPES:
                part.report_unknown("type", kind, COLUMN_TYPES)
                continue
            column = part.column(ITEM_TYPES[kind])
            if column.id in {other.id for other in found} or column.id == "id":
                part.report("id", "duplicate_item", name=column.id, first=self.node.line)
            found.append(column)
        if not found:
            self.report("columns", "no_columns")
        return tuple(found)

    def rows(self) -> RowSource:
        """Where the rows of a matrix or grid come from."""
        left_out = self.words("except")
        node = self.node.entries.get("rows")
        if not isinstance(node, Branch):
            return RowSource(self.code_list("rows"), left_out=left_out)
        reader = Reader(node, self.shared.library, self.shared.problems, self.shared)
        reader.check_keys({"from", "list", "where", "order", "limit"}, ())
        origin = reader.word("from") or None
        found = reader._list_of_item(origin) if origin else reader.code_list("list")
        order = tuple(step for line in reader.lines_of("order") for step in reader._order(line))
        return RowSource(found, origin, reader.rule("where"), order, reader.integer("limit"), left_out)

    def _list_of_item(self, item_id: str) -> CodeList:
        item = self.shared.items.get(item_id)
        if item is None or item.code_list is None:
            self.report_unknown("from", item_id, self.shared.items)
            return EMPTY_LIST
        return item.code_list

    def _order(self, line: Scalar) -> Iterator[tuple[Rule, bool]]:
        direction, _, text = line.text.partition(" ")
        if direction not in ("asc", "desc"):
            self.report("order", "bad_order", text=line.text)
            return
        rule = self.parse_rule("order", text)
        if rule is not None:
            yield rule, direction == "desc"

    def purposes(self) -> tuple[tuple[str, Text], ...]:
        """The purposes of a consent: ``id = de | en``."""
        rows = [self._option(line, scored=False) for line in self.lines_of("purposes")]
        if not rows:
            self.report("purposes", "no_purposes")
        return tuple((row["code"], _label(row)) for row in rows if row)


def _label(row: Row) -> Text:
    return Text(tuple((lang, row[f"label_{lang}"]) for lang in LANGUAGES if row.get(f"label_{lang}"))) or EMPTY
