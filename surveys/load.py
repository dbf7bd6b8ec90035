"""A questionnaire file → a ``Questionnaire``, or the problems that prevent it, each with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from surveys.codelists import Row, library_rows
from surveys.items.registry import ITEM_TYPES, Item
from surveys.keys import Library
from surveys.lint import lint
from surveys.messages import Message
from surveys.model import ROLES, Computed, Page, Questionnaire, Section
from surveys.problems import RESERVED
from surveys.reader import Reader
from surveys.rules.parse import RULE_WORDS
from surveys.source import Branch, Node, SourceProblem, Tree, from_tree, read, to_tree
from surveys.texts import LANGUAGES, SOURCE_LANGUAGE

FORMAT = "bedarf/1"
MAX_BYTES = 4_000_000
MAX_ITEMS_ON_PAGE = 5
_TOP_KEYS = frozenset({"format", "id", "role", "languages", "minutes", "pair", "lists", "sections", "computed", "note"})
_TOP_TEXTS = frozenset({"title", "intro", "have_ready"})
_ALONE = frozenset({"roster", "grid", "matrix"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """The questionnaire, when nothing stands against it, and all problems and hints."""

    questionnaire: Questionnaire | None
    problems: tuple[SourceProblem, ...]

    @property
    def errors(self) -> tuple[SourceProblem, ...]:
        """The problems that stop the questionnaire."""
        return tuple(problem for problem in self.problems if not problem.is_hint)


def load_file(path: Path) -> Loaded:
    """Load a questionnaire from a YAML file. Raises OSError when the file cannot be read."""
    if path.stat().st_size > MAX_BYTES:
        return Loaded(None, (SourceProblem(1, Message("source.too_large", {"characters": MAX_BYTES})),))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Loaded(None, (SourceProblem(1, Message("source.not_utf8", {"byte": error.start})),))
    return load_text(text)


def load_text(text: str) -> Loaded:
    """Load a questionnaire from YAML text. Never raises on bad input."""
    node, problems = read(text)
    if not isinstance(node, Branch):
        empty = () if problems else (SourceProblem(1, Message("source.empty")),)
        return Loaded(None, (*problems, *empty))
    return _load(node, library_rows, problems)


def load_tree(tree: Mapping[str, Tree]) -> Questionnaire:
    """The questionnaire of a published tree (with its lists inside). Raises ValueError when it is not one."""
    node = from_tree(dict(tree))
    rows = tree.get("code_lists", {})
    if not isinstance(node, Branch) or not isinstance(rows, dict):
        raise ValueError("not a questionnaire tree")
    node.entries.pop("code_lists", None)
    loaded = _load(node, _stored_rows(rows), [], with_lint=False)
    if loaded.questionnaire is None:
        raise ValueError(f"not a questionnaire tree: {[p.message for p in loaded.errors]}")
    return loaded.questionnaire


def _stored_rows(rows: Mapping[str, Tree]) -> Library:
    def find(list_id: str) -> list[dict[str, str]] | None:
        found = rows.get(list_id)
        if not isinstance(found, list):
            return None
        return [{k: str(v) for k, v in row.items()} for row in found if isinstance(row, dict)]

    return find


def _load(node: Branch, library: Library, problems: list[SourceProblem], *, with_lint: bool = True) -> Loaded:
    reader = Reader(node, library, problems)
    reader.check_keys(_TOP_KEYS, _TOP_TEXTS)
    if reader.word("format") != FORMAT:
        reader.report("format", "wrong_format", wanted=FORMAT)
    role = reader.word("role")
    if role not in ROLES:
        reader.report("role", "unknown_word", word=role, known=", ".join(ROLES))
    languages = _languages(reader)
    reader.read_own_lists()
    sections = tuple(_section(part) for part in reader.branches("sections"))
    if not sections:
        reader.report("sections", "no_sections")
    questionnaire = Questionnaire(
        id=reader.identifier("id"),
        role=role,
        title=reader.text("title", required=True),
        languages=languages,
        sections=sections,
        intro=reader.text("intro"),
        have_ready=reader.text("have_ready"),
        minutes=reader.integer("minutes"),
        pair=reader.identifier("pair") if "pair" in node.entries else None,
        computed=_all_computed(reader),
        lists=dict(reader.shared.lists),
        tree=_tree(node, reader.shared.rows),
    )
    if with_lint:
        unused = {part: line for part, line in reader.shared.own_lists.items() if part not in reader.shared.used}
        problems.extend(_unused(part, line) for part, line in unused.items())
        problems.extend(lint(questionnaire, reader.shared.own_lists, node.key_lines))
    problems.sort(key=lambda problem: (problem.line, problem.is_hint))
    stopped = any(not problem.is_hint for problem in problems)
    return Loaded(None if stopped else questionnaire, tuple(problems))


def _unused(list_id: str, line: int) -> SourceProblem:
    return SourceProblem(line, Message("lint.unused_list", {"name": list_id}), is_hint=True)


def _languages(reader: Reader) -> tuple[str, ...]:
    """The languages of the texts, in the order of the words behind each answer; German is always one."""
    words = reader.words("languages") or (SOURCE_LANGUAGE, "en")
    for word in sorted(set(words) - set(LANGUAGES)):
        reader.report_unknown("languages", word, LANGUAGES)
    if SOURCE_LANGUAGE not in words or len(set(words)) < len(words):
        reader.report("languages", "bad_languages", words=" ".join(words))
    reader.shared.languages = tuple(word for word in words if word in LANGUAGES)
    return reader.shared.languages


def _tree(node: Node, rows: Mapping[str, list[Row]]) -> Mapping[str, Tree]:
    tree = to_tree(node)
    lists: dict[str, Tree] = {key: [dict(row) for row in rows[key]] for key in sorted(rows)}
    return {**tree, "code_lists": lists} if isinstance(tree, dict) else {}


def _section(reader: Reader) -> Section:
    reader.check_keys(frozenset({"id", "pages", "when", "note"}), frozenset({"title"}))
    pages = tuple(_page(part) for part in reader.branches("pages"))
    if not pages:
        reader.report("pages", "no_pages")
    return Section(
        reader.identifier("id"), reader.text("title", required=True), reader.rule("when"), pages, reader.node.line
    )


def _page(reader: Reader) -> Page:
    reader.check_keys(frozenset({"id", "items", "when", "note"}), frozenset({"title"}))
    items = tuple(item for part in reader.branches("items") if (item := _item(part)) is not None)
    if not 1 <= len(items) <= MAX_ITEMS_ON_PAGE:
        reader.report("items", "page_size", given=len(items), max=MAX_ITEMS_ON_PAGE)
    if len(items) > 1 and any(item.type in _ALONE for item in items):
        reader.report("items", "not_alone", types=", ".join(sorted(_ALONE)))
    page_id = reader.address("id")
    return Page(page_id, reader.text("title", required=True), reader.rule("when"), items, reader.node.line)


def _item(reader: Reader) -> Item | None:
    kind = reader.word("type")
    item_type = ITEM_TYPES.get(kind)
    if item_type is None:
        reader.report_unknown("type", kind, ITEM_TYPES)
        return None
    item = reader.item(item_type)
    if item.id in RESERVED | RULE_WORDS:
        reader.report("id", "reserved_name", name=item.id)
    return item


def _all_computed(reader: Reader) -> Mapping[str, Computed]:
    found: dict[str, Computed] = {}
    for part in reader.branches("computed"):
        computed = _computed(part)
        if computed.id in found:
            part.report("id", "duplicate_item", name=computed.id, first=found[computed.id].line)
        found[computed.id] = computed
    return found


def _computed(reader: Reader) -> Computed:
    reader.check_keys(
        frozenset({"id", "value", "list", "mirror", "aggregate", "note", "compare"}), frozenset({"label"})
    )
    rule = reader.rule("value", required=True)
    return Computed(
        id=reader.identifier("id"),
        rule=rule if rule is not None else reader.no_rule,
        label=reader.text("label"),
        code_list=reader.code_list_if_any("list"),
        mirror=reader.word("mirror") or None,
        compare=reader.comparison(),
        aggregate=reader.aggregate(),
        line=reader.node.line,
    )
