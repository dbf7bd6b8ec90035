"""Reads the keys of one map of a questionnaire file as words, numbers, texts and rules; faults with their lines."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

from surveys.codelists import CodeList, PairList, Row
from surveys.context import FRAME_LISTS
from surveys.items.base import Item
from surveys.messages import Message, Param
from surveys.rules.parse import Rule, RuleError, parse
from surveys.source import Branch, Items, Node, Scalar, SourceProblem
from surveys.texts import LANGUAGES, Text

Library = Callable[[str], list[dict[str, str]] | None]
MOST_NAMES = 12
"""So many possible words a message lists."""
IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]*")
VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
ADDRESS = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(slots=True)
class Shared:
    """What all readers of one file share: the problems, the lists, and the items read so far.

    ``own_lists`` are the lists written in the file, with their lines; ``used`` are all that something asked for.
    """

    library: Library
    problems: list[SourceProblem]
    lists: dict[str, CodeList | PairList] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    own_lists: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    items: dict[str, Item] = field(default_factory=dict)
    languages: tuple[str, ...] = ("de", "en")


class Keys:
    """One map of the file."""

    no_rule = parse("false")

    def __init__(
        self, node: Branch, library: Library, problems: list[SourceProblem], shared: Shared | None = None
    ) -> None:
        self.node = node
        self.shared = shared or Shared(library, problems)

    def inside(self, node: Branch) -> Self:
        """A reader of a map within this one."""
        return type(self)(node, self.shared.library, self.shared.problems, self.shared)

    # -- reporting ---------------------------------------------------------------------------------------------

    def line(self, key: str) -> int:
        """The line of a key, of its text variant, or of the map."""
        lines = self.node.key_lines
        return lines.get(key) or lines.get(f"{key}.de") or self.node.line

    def report(self, key: str, code: str, **params: str | int) -> None:
        """Report a fault at a key."""
        values: dict[str, Param] = {"key": key, **params}
        self.report_message(key, Message(f"load.{code}", values))

    def report_message(self, key: str, message: Message) -> None:
        """Report a fault at a key in words of another part."""
        self.shared.problems.append(SourceProblem(self.line(key), message))

    def report_at(self, line: int, code: str, **params: str | int) -> None:
        """Report a fault at a line of its own."""
        self.shared.problems.append(SourceProblem(line, Message(f"load.{code}", params)))

    def report_unknown(self, key: str, word: str, known: Iterable[str]) -> None:
        """Report a word that does not exist, with the nearest that does."""
        names = sorted(known)
        close = difflib.get_close_matches(word, names, 1)
        if close:
            self.report(key, "unknown_suggest", word=word, known=close[0])
            return
        shown = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
        self.report(key, "unknown_word", word=word, known=shown)

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

    def identifier(self, key: str, pattern: re.Pattern[str] = IDENTIFIER) -> str:
        """A name that code and addresses can use."""
        name = self.word(key)
        if not pattern.fullmatch(name):
            self.report(key, "bad_identifier", name=name)
        return name

    def address(self, key: str) -> str:
        """A part of an address: lower case, digits and hyphens."""
        return self.identifier(key, ADDRESS)

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
            rule = parse(text, self.line(key))
        except RuleError as error:
            self.report_message(key, error.message)
            return None
        for list_id in {*rule.lists, *(FRAME_LISTS.get(name) for name in rule.frame_names)}:
            if list_id is not None:
                self.find_list(key, list_id)
        return rule

    def find_list(self, key: str, list_id: str) -> CodeList | PairList | None:
        """The list of this name, from the file or the library; reported when there is none."""
        raise NotImplementedError

    def branches(self, key: str) -> Iterator[Self]:
        """Readers of the maps in a list."""
        for node in self._nodes(key):
            if isinstance(node, Branch):
                yield self.inside(node)
            else:
                self.report_at(node.line, "not_a_map", key=key)

    def lines_of(self, key: str) -> Iterator[Scalar]:
        """The plain lines of a list."""
        for node in self._nodes(key):
            if isinstance(node, Scalar):
                yield node
            else:
                self.report_at(node.line, "not_a_value", key=key)

    def _nodes(self, key: str) -> list[Node]:
        node = self.node.entries.get(key)
        if node is None:
            return []
        if not isinstance(node, Items):
            self.report(key, "not_a_list")
            return []
        return node.nodes
