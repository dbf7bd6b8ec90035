"""YAML as the questionnaire authors write it: strict, every value a string, every node with its line.

Ordinary YAML loaders turn ``no`` into false, ``10.10`` into 10.1, lose text after a comma or a ``#``
and let the last of two equal keys win. This reader builds its own tree from YAML events and reports
each of these traps as a problem with a line number instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from surveys.messages import Message
from surveys.texts import LANGUAGES

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = (None, "")
_FAULTS = {
    "mapping values are not allowed": "Hier steht ein Doppelpunkt, wo keiner stehen kann",
    "cannot start any token": "Mit diesem Zeichen kann kein Wert beginnen (oder ein Tabulator rückt ein)",
    "tab character": "Hier rückt ein Tabulator ein, wo Leerzeichen stehen müssen",
    "unexpected end of stream": "Die Datei endet mitten in einem Text; vielleicht fehlt ein Anführungszeichen",
    "expected ':'": "Hier fehlt ein Doppelpunkt hinter einem Schlüssel",
    "expected '-' indicator": "Hier wird eine Liste fortgesetzt, aber „- “ fehlt",
    "expected key": "Die Zeile passt nicht zu denen davor; oft stimmt die Einrückung nicht",
    "expected <block end>": "Die Zeile passt nicht zu denen davor; oft stimmt die Einrückung nicht",
    "block sequence entries": "Hier kann keine Liste beginnen; „- “ braucht eine eigene Zeile",
    "',' or": "Eine Klammer ist nicht geschlossen",
    "escape": "Was hinter „\\“ steht, ist unbekannt",
    "unacceptable character": "Hier steht ein Steuerzeichen",
}
"""What the library says, by a part of it, in the authors' words."""


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """One fault of a source file: where it is and what is wrong; a hint does not stop the questionnaire."""

    line: int
    message: Message
    is_hint: bool = False


@dataclass(slots=True)
class Scalar:
    """A value, always as text."""

    text: str
    line: int


@dataclass(slots=True)
class Branch:
    """A map: keys to nodes, with the line of each key."""

    line: int
    entries: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Items:
    """A list of nodes."""

    line: int
    nodes: list[Node] = field(default_factory=list)


Node = Scalar | Branch | Items
Tree = str | list["Tree"] | dict[str, "Tree"]


def read(text: str) -> tuple[Node | None, list[SourceProblem]]:
    """The tree of a YAML text, and every trap found in it. Never raises on bad input."""
    if len(text) > MAX_CHARACTERS:
        return None, [SourceProblem(1, Message("source.too_large", {"characters": MAX_CHARACTERS}))]
    builder = _Builder(text)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        builder.report(mark.line + 1 if mark else 1, "source.syntax", detail=_fault(error))
        return None, builder.problems
    except (yaml.YAMLError, RecursionError, UnicodeError) as error:
        place = getattr(error, "position", None) or 0
        builder.report(text.count("\n", 0, place) + 1, "source.syntax", detail=_fault(error))
        return None, builder.problems
    except _TooDeepError as error:
        builder.report(error.line, "source.too_deep", depth=MAX_DEPTH)
        return None, builder.problems
    return builder.root, builder.problems


def _fault(error: Exception) -> str:
    said = str(error)
    return next((words for part, words in _FAULTS.items() if part in said), "Der Aufbau stimmt nicht")


def from_tree(tree: Tree, line: int = 0) -> Node:
    """Nodes from a plain tree (a published questionnaire has no lines)."""
    if isinstance(tree, str):
        return Scalar(tree, line)
    if isinstance(tree, list):
        return Items(line, [from_tree(part, line) for part in tree])
    return Branch(line, {key: from_tree(part, line) for key, part in tree.items()})


def to_tree(node: Node) -> Tree:
    """The plain tree of nodes: strings, lists and maps."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [to_tree(part) for part in node.nodes]
    return {key: to_tree(part) for key, part in node.entries.items()}


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Builder:
    """Takes YAML events one by one and grows the tree; a stack holds the open maps and lists."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.problems: list[SourceProblem] = []
        self.root: Node | None = None
        self.stack: list[Branch | Items] = []
        self.keys: list[tuple[str, int] | None] = []
        self.documents = 0

    def report(self, line: int, code: str, **params: str | int) -> None:
        self.problems.append(SourceProblem(line, Message(f"{code}", params)))

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            self.report(line, "source.alias")
            self._place(Scalar("", line))
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
            self.keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.report(line, "source.second_document")

    def _open(self, event: yaml.CollectionStartEvent, line: int) -> None:
        self._check_properties(event, line)
        if event.flow_style:
            self.report(line, "source.flow")
        if len(self.stack) >= MAX_DEPTH:
            raise _TooDeepError(line)
        is_map = isinstance(event, yaml.MappingStartEvent)
        if is_map and self._awaits_key():
            self.report(line, "source.complex_key")
        node: Branch | Items = Branch(line) if is_map else Items(line)
        self._place(node)
        self.stack.append(node)
        self.keys.append(None)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._check_properties(event, line)
        if self._awaits_key():
            self._key(event.value, line)
            return
        if event.style in _PLAIN and self._is_text_position():
            self._check_comment(event)
        self._place(Scalar(event.value, line))

    def _key(self, key: str, line: int) -> None:
        branch = self.stack[-1]
        if isinstance(branch, Branch):
            if key in branch.key_lines:
                self.report(line, "source.duplicate_key", key=key, first=branch.key_lines[key])
            branch.key_lines[key] = line
        self.keys[-1] = (key, line)

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1], Branch) and self.keys[-1] is None

    def _place(self, node: Node) -> None:
        if not self.stack:
            if self.documents <= 1:
                self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent, Items):
            parent.nodes.append(node)
            return
        key = self.keys[-1]
        if key is not None:
            parent.entries[key[0]] = node
        self.keys[-1] = None

    def _check_properties(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor:
            self.report(line, "source.anchor")
        if getattr(event, "tag", None):
            self.report(line, "source.tag")

    def _is_text_position(self) -> bool:
        """Comments are welcome, but not behind a text or an option, where ``#`` cuts words off."""
        if self.stack and isinstance(self.stack[-1], Items):
            return True
        key = self.keys[-1][0] if self.keys and self.keys[-1] else ""
        return key.rpartition(".")[2] in LANGUAGES

    def _check_comment(self, event: yaml.ScalarEvent) -> None:
        end = event.end_mark
        if end is None:
            return
        rest = self.lines[end.line][end.column :].strip() if end.line < len(self.lines) else ""
        if rest.startswith("#"):
            self.report(end.line + 1, "source.comment_after_text")
