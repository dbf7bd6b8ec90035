"""What can be wrong in a questionnaire that is readable: references, routing, lists, and hints on wording."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from surveys.codelists import CodeList
from surveys.context import FRAME_LISTS
from surveys.items.registry import Check, Choice, Columned, Grid, Item, Matrix, Multi, Roster
from surveys.lint_reach import check_reach
from surveys.lint_rules import check_rule, nearest
from surveys.lint_words import check_words
from surveys.messages import Message
from surveys.model import Questionnaire
from surveys.problems import OTHER, RESERVED
from surveys.rules.parse import Rule
from surveys.source import SourceProblem

ROW_CODE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
"""What a code may be made of where it becomes part of an address: the rows of tables."""
_BOUNDS = (("min", "max"), ("min_length", "max_length"), ("other_min", "other_max"))


def lint(questionnaire: Questionnaire, own_lists: Mapping[str, int], keys: Mapping[str, int]) -> list[SourceProblem]:
    """All problems and hints of a questionnaire; ``own_lists`` and ``keys`` of its file with their lines."""
    problems = [*_names(questionnaire), *_rules(questionnaire), *_references(questionnaire)]
    hints = [*check_words(questionnaire, own_lists, keys)]
    return [*problems, *hints, *([] if problems else check_reach(questionnaire))]


def error(line: int, code: str, **params: str | int) -> SourceProblem:
    """A fault that stops the questionnaire."""
    return SourceProblem(line, Message(f"lint.{code}", params))


def _names(questionnaire: Questionnaire) -> Iterator[SourceProblem]:
    """Names that are there twice."""
    for kind, parts in (("section", questionnaire.sections), ("page", questionnaire.pages)):
        counts = Counter(part.id for part in parts)
        yield from (error(part.line, f"duplicate_{kind}", name=part.id) for part in parts if counts[part.id] > 1)
    for name, computed in questionnaire.computed.items():
        if name in questionnaire.items or name in RESERVED:
            yield error(computed.line, "name_taken", name=name)
    for item in questionnaire.items.values():
        if isinstance(item, Choice) and item.other and item.id + OTHER in questionnaire.items:
            yield error(questionnaire.items[item.id + OTHER].line, "name_taken", name=item.id + OTHER)
    checks = Counter(check.id for item in _all_items(questionnaire) for check in item.checks)
    for item in _all_items(questionnaire):
        yield from (error(item.line, "duplicate_check", name=c.id) for c in item.checks if checks[c.id] > 1)


def _all_items(questionnaire: Questionnaire) -> Iterator[Item]:
    for item in questionnaire.items.values():
        yield item
        yield from item.columns


def _rules(questionnaire: Questionnaire) -> Iterator[SourceProblem]:
    """Every rule: names exist, conditions look back only, codes exist, scores are there."""
    order = {item_id: place for place, item_id in enumerate(questionnaire.items)}
    for line, rule, owner, before, host in _all_rules(questionnaire):
        line = rule.line or line  # noqa: PLW2901 – a rule knows its own line best
        yield from check_rule(questionnaire, rule, line, host)
        if before is None:
            continue
        for name in _reached(questionnaire, rule.names):
            if name in order and order[name] >= before and name != owner:
                yield error(line, "forward_reference", name=name, owner=owner)
            elif name == owner and owner:
                yield error(line, "self_reference", name=name)
    for computed in questionnaire.computed.values():
        if computed.id in _reached(questionnaire, computed.rule.names - {computed.id}) | (
            computed.rule.names & {computed.id}
        ):
            yield error(computed.line, "circular", name=computed.id)


_PREFILLS = tuple(f"frame.{name}" for name in FRAME_LISTS)
_Found = tuple[int, Rule, str, int | None, Item | None]


def _all_rules(questionnaire: Questionnaire) -> Iterator[_Found]:
    """Line, rule, the item it belongs to, the place it must not look beyond (None: anywhere), its table."""
    place = 0
    for section in questionnaire.sections:
        yield from _conditions(section.line, (section.when,), "", place, None)
        for page in section.pages:
            yield from _conditions(page.line, (page.when,), "", place, None)
            for item in page.items:
                yield from _item_rules(item, place)
                place += 1
    for computed in questionnaire.computed.values():
        yield computed.line, computed.rule, "", None, None


def _conditions(
    line: int, rules: Iterable[Rule | None], owner: str, before: int | None, host: Item | None
) -> Iterator[_Found]:
    yield from ((line, rule, owner, before, host) for rule in rules if rule is not None)


def _item_rules(item: Item, place: int) -> Iterator[_Found]:
    required = item.required if isinstance(item.required, Rule) else None
    yield from _conditions(item.line, (item.when, required), item.id, place, None)
    yield from _conditions(item.line, (variant.when for variant in item.variants), "", None, None)
    if isinstance(item, Choice):
        preselect = item.preselect if isinstance(item, Multi) else None
        yield from _conditions(item.line, (item.where, preselect), item.id, place, item)
    if isinstance(item, Matrix | Grid):
        orders = (rule for rule, _ in item.rows.order)
        yield from _conditions(item.line, (item.rows.where, *orders), item.id, place, item)
    for column in item.columns:
        needed = column.required if isinstance(column.required, Rule) else None
        offered = column.where if isinstance(column, Choice) else None
        yield from _conditions(column.line, (column.when, needed), "", None, item)
        yield from _conditions(column.line, (offered,), "", None, column)
        yield from _conditions(column.line, (variant.when for variant in column.variants), "", None, None)
        yield from ((column.line, check.rule, "", None, item) for check in column.checks)
    yield from ((item.line, check.rule, "", None, item) for check in item.checks)


def _reached(questionnaire: Questionnaire, names: Iterable[str]) -> set[str]:
    """The names a rule depends on, through computed values too."""
    found: set[str] = set()
    open_names = list(names)
    while open_names:
        name = open_names.pop()
        if name in found:
            continue
        found.add(name)
        if name in questionnaire.computed:
            open_names.extend(questionnaire.computed[name].rule.names)
    return found


def _references(questionnaire: Questionnaire) -> Iterator[SourceProblem]:
    """Codes, columns, prefills and rows that are named and do not exist."""
    for item in _all_items(questionnaire):
        if isinstance(item, Choice):
            named = (*item.only, *item.other, *(item.exclusive if isinstance(item, Multi) else ()))
            yield from _unknown_codes(item, item.choices, named)
        if isinstance(item, Matrix | Grid):
            yield from _unknown_codes(item, item.rows.codes, item.rows.left_out)
            yield from _row_codes(item)
        if isinstance(item, Roster):
            columns = {column.id for column in item.columns}
            for name in {*item.unique, *item.title} - columns:
                yield error(item.line, "unknown_column", name=name, known=", ".join(sorted(columns)))
        if item.prefill and item.prefill not in _PREFILLS:
            yield error(item.line, "unknown_prefill", name=item.prefill, known=", ".join(_PREFILLS))
        if isinstance(item, Grid) and item.required is True and not any(c.required for c in item.columns):
            yield error(item.line, "nothing_required", name=item.id)
        yield from _bounds(item)
        yield from _variants(item)
        yield from (error(check.rule.line, "unknown_spot", name=check.at or "") for check in _misplaced(item))


def _row_codes(item: Matrix | Grid) -> Iterator[SourceProblem]:
    """Codes of rows stand in the names of fields; those of columns must be told from them in rules."""
    columns = {column.id for column in item.columns}
    for code in item.rows.codes.by_code:
        if not ROW_CODE.fullmatch(code) or code == "missing":
            yield error(item.line, "bad_row_code", name=code, list=item.rows.codes.id)
        elif code in columns:
            yield error(item.line, "row_like_column", name=code)


def _bounds(item: Item) -> Iterator[SourceProblem]:
    for low, high in _BOUNDS:
        least, most = getattr(item, low, None), getattr(item, high, None)
        if least is not None and most is not None and least > most:
            yield error(item.line, "bad_bounds", low=low, high=high)


def _misplaced(item: Item) -> Iterator[Check]:
    """Checks whose message would stand where there is no field."""
    columns = {column.id for column in item.columns}
    rows = item.rows.codes.by_code if isinstance(item, Matrix | Grid) else ()
    spots = {*rows, *(f"{row}.{column}" for row in rows for column in columns)}
    for check in item.checks:
        is_by_row = check.rule.uses_row or isinstance(item, Roster)
        if check.at is not None and check.at not in (columns if is_by_row and isinstance(item, Columned) else spots):
            yield check


def _variants(item: Item) -> Iterator[SourceProblem]:
    own = item.rows.codes if isinstance(item, Matrix | Grid) else item.code_list
    for variant in item.variants:
        if variant.words is not None and (own is None or set(variant.words.by_code) != set(own.by_code)):
            yield error(item.line, "variant_codes", name=variant.words.id)


def _unknown_codes(item: Item, code_list: CodeList, codes: Iterable[str]) -> Iterator[SourceProblem]:
    for code in codes:
        if code not in code_list.by_code:
            suggestion = nearest(code, code_list.by_code)
            yield error(item.line, "unknown_code", name=code, list=code_list.id, suggestion=suggestion)
