"""Reads the parts of a questionnaire file: lists, items and what belongs to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from surveys.codelists import (
    OFFERED,
    CodeList,
    CodeListError,
    Missing,
    PairList,
    Row,
    code_list,
    is_pair_rows,
    library_names,
    pair_list,
)
from surveys.items.base import Check, Item, RowSource, Variant
from surveys.items.choice import EMPTY_LIST, Choice
from surveys.items.registry import COLUMN_TYPES, ITEM_TYPES
from surveys.keys import VARIABLE, Keys
from surveys.problems import Level
from surveys.rules.parse import Rule
from surveys.source import Branch, Scalar
from surveys.texts import EMPTY, LANGUAGES, Text

AGGREGATES = (
    "share", "share_of_employees", "mean", "sum", "ratio", "median", "top2", "borda", "distribution", "need", "none",
)  # fmt: skip
COMPARISONS = ("same", "shared", "descriptive")
_COMMON_KEYS = frozenset(
    {"id", "number", "type", "required", "missing", "when", "variants", "prefill", "mirror", "compare", "aggregate",
     "note", "checks"}
)  # fmt: skip
_NOT_IN_COLUMNS = frozenset({"number", "prefill", "preselect"}) | Choice.OTHER_KEYS
"""What belongs to a question as a whole and would do nothing in a column."""
_COMMON_TEXTS = frozenset({"label", "hint", "dont_know", "refused"})
_OPTION = re.compile(r"(?P<code>\S+)\s+=\s+(?P<labels>.+)", re.DOTALL)
_DEFAULT_WORDS = {
    Missing.DONT_KNOW: Text.of(de="Weiß nicht", en="Don’t know", fr="Ne sait pas"),
    Missing.REFUSED: Text.of(de="Keine Angabe", en="No answer", fr="Sans réponse"),
}


class Reader(Keys):
    """A map with lists, items or parts of items. Implements ``Loading`` of the item types."""

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
                self.inside(part)._read_own_list(list_id)
            else:
                self.report_at(part.line, "not_a_map", key=list_id)

    def _read_own_list(self, list_id: str) -> None:
        self.check_keys({"scored", "options", "note"}, ())
        scored = self.is_yes("scored")
        rows = [self._option(line, scored=scored) for line in self.lines_of("options")]
        self._keep_list(list_id, [row for row in rows if row], "options")
        self.shared.own_lists[list_id] = self.node.line

    def _option(self, line: Scalar, *, scored: bool) -> dict[str, str]:
        match = _OPTION.fullmatch(line.text)
        if match is None:
            self.report_at(line.line, "not_an_option", text=line.text)
            return {}
        labels = [label.strip() for label in match["labels"].split(" | ")]
        if len(labels) > len(self.shared.languages):
            self.report_at(line.line, "too_many_labels", text=line.text, languages=" ".join(self.shared.languages))
        row = {"code": match["code"], "score": match["code"] if scored and not match["code"].startswith("!") else ""}
        return row | {f"label_{lang}": label for lang, label in zip(self.shared.languages, labels, strict=False)}

    def find_list(self, key: str, list_id: str) -> CodeList | PairList | None:
        """The list of this name, from the file or the library."""
        self.shared.used.add(list_id)
        if list_id not in self.shared.lists:
            rows = self.shared.library(list_id)
            if rows is None:
                self.report_unknown(key, list_id, {*self.shared.lists, *library_names()})
                return None
            self.shared.rows[list_id] = list(rows)
            self._keep_list(list_id, rows, key)
        return self.shared.lists.get(list_id)

    def _keep_list(self, list_id: str, rows: list[dict[str, str]], key: str) -> None:
        try:
            self.shared.lists[list_id] = pair_list(list_id, rows) if is_pair_rows(rows) else code_list(list_id, rows)
        except CodeListError as error:
            self.report_message(key, error.message)

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
        self.check_keys((_COMMON_KEYS | item_type.KEYS) - _NOT_IN_COLUMNS, _COMMON_TEXTS | item_type.TEXTS)
        return item_type.load(self._common(), self)

    def _common(self) -> dict[str, object]:
        required = self._required()
        return {
            "id": self.identifier("id", VARIABLE),
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
            "compare": self.comparison(),
            "aggregate": self.aggregate(),
            "line": self.node.line,
        }

    def aggregate(self) -> tuple[str, ...]:
        """How answers are summed up."""
        words = self.words("aggregate")
        for word in sorted(set(words) - set(AGGREGATES)):
            self.report_unknown("aggregate", word, AGGREGATES)
        return words

    def comparison(self) -> str:
        """How this is set beside its counterpart in the other questionnaire."""
        word = self.word("compare", "same")
        if word not in COMPARISONS:
            self.report_unknown("compare", word, COMPARISONS)
        return word

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
        reader = self.inside(node)
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
