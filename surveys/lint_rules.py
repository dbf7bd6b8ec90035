"""The faults of a single rule: names and codes that do not exist, scores that are missing, sides that cannot meet."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from surveys.codelists import CodeList, PairList
from surveys.context import FRAME_LISTS
from surveys.items.registry import Columned, DecimalItem, Grid, Integer, Item, Matrix
from surveys.messages import Message
from surveys.model import Questionnaire
from surveys.rules import nodes
from surveys.rules.functions import Argument, Call
from surveys.rules.nodes import Node
from surveys.rules.parse import Rule
from surveys.source import SourceProblem

_ORDER = ("<", "<=", ">", ">=")
_COUNTING = frozenset({"abs", "sum", "round", "count", "share"})


def check_rule(questionnaire: Questionnaire, rule: Rule, line: int, host: Item | None) -> Iterator[SourceProblem]:
    """All faults of a rule; ``host`` is the table or choice in whose rows it stands."""
    for node in nodes.walk(rule.node):
        if isinstance(node, nodes.Name):
            yield from _name(questionnaire, node.parts, line, host)
        elif isinstance(node, nodes.Index):
            yield from _index(questionnaire, node, line)
        elif isinstance(node, nodes.Comparison):
            yield from _comparison(questionnaire, node, line, host)
        elif isinstance(node, nodes.Membership):
            yield from _membership(questionnaire, node, line, host)
        elif isinstance(node, Call):
            yield from _call(questionnaire, node, line, host)


def _error(line: int, code: str, **params: str | int) -> SourceProblem:
    return SourceProblem(line, Message(f"lint.{code}", params))


def _unknown(line: int, code: str, name: str, known: Iterable[str]) -> SourceProblem:
    return _error(line, code, name=name, suggestion=nearest(name, known))


def nearest(name: str, known: Iterable[str]) -> str:
    """The name that was probably meant; the three most similar where none is close."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, 1) or difflib.get_close_matches(name, names, 3, 0)
    return "“ oder „".join(close) or "–"


def _name(
    questionnaire: Questionnaire, parts: tuple[str, ...], line: int, host: Item | None
) -> Iterator[SourceProblem]:
    first, rest = parts[0], parts[1:]
    if first == "row":
        yield from _row_name(host, rest, line)
    elif first == "frame":
        if not rest or rest[0] not in FRAME_LISTS:
            yield _unknown(line, "unknown_name", ".".join(parts), [f"frame.{name}" for name in FRAME_LISTS])
    elif first != "wave" and first not in questionnaire.computed:
        if first not in questionnaire.items:
            yield _unknown(line, "unknown_name", first, [*questionnaire.items, *questionnaire.computed])
        elif rest:
            yield from _part(questionnaire.items[first], rest, line)


def _row_name(host: Item | None, rest: tuple[str, ...], line: int) -> Iterator[SourceProblem]:
    if host is None:
        yield _error(line, "row_outside")
        return
    columns = [column.id for column in host.columns]
    if rest and rest[0] not in columns:
        yield _unknown(line, "unknown_column_in_rule", rest[0], columns)


def _part(item: Item, rest: tuple[str, ...], line: int) -> Iterator[SourceProblem]:
    columns = [column.id for column in item.columns]
    rows = list(item.rows.codes.by_code) if isinstance(item, Matrix | Grid) else []
    if rest[0] not in [*columns, *rows]:
        yield _unknown(
            line, "unknown_part", f"{item.id}.{rest[0]}", [f"{item.id}.{name}" for name in [*rows, *columns]]
        )
    elif len(rest) > 1 and rest[1] not in columns:
        yield _unknown(line, "unknown_column_in_rule", rest[1], columns)


def _index(questionnaire: Questionnaire, node: nodes.Index, line: int) -> Iterator[SourceProblem]:
    item = questionnaire.items.get(node.name)
    if item is None:
        yield _unknown(line, "unknown_name", node.name, list(questionnaire.items))
    elif not isinstance(item, Matrix | Columned):
        yield _error(line, "no_rows", name=node.name)
    elif node.rest and node.rest[0] not in {column.id for column in item.columns}:
        yield _unknown(line, "unknown_column_in_rule", node.rest[0], [column.id for column in item.columns])
    if item is not None and isinstance(node.key, nodes.Constant) and isinstance(item, Matrix | Grid):
        yield from _codes(item.rows.codes, node.key, line)


def _comparison(
    questionnaire: Questionnaire, node: nodes.Comparison, line: int, host: Item | None
) -> Iterator[SourceProblem]:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        yield from _number_and_text(questionnaire, side, other, line, host)
        code_list = list_of(questionnaire, side, host)
        if code_list is None or not isinstance(other, nodes.Constant):
            continue
        if isinstance(other.value, str):
            yield from _codes(code_list, other, line)
            if node.operator in _ORDER:
                yield _error(line, "order_of_text", name=str(side))
        elif not code_list.is_scored:
            yield _error(line, "no_score", name=str(side), list=code_list.id, number=str(other))


def _membership(
    questionnaire: Questionnaire, node: nodes.Membership, line: int, host: Item | None
) -> Iterator[SourceProblem]:
    if not isinstance(node.choices, nodes.ListOf):
        return
    for choice in node.choices.parts:
        yield from _number_and_text(questionnaire, node.part, choice, line, host)
    code_list = list_of(questionnaire, node.part, host)
    if code_list is None:
        return
    for choice in node.choices.parts:
        if isinstance(choice, nodes.Constant) and isinstance(choice.value, str):
            yield from _codes(code_list, choice, line)
        elif not code_list.is_scored:
            yield _error(line, "no_score", name=str(node.part), list=code_list.id, number=str(choice))


def _number_and_text(
    questionnaire: Questionnaire, side: Node, other: Node, line: int, host: Item | None
) -> Iterator[SourceProblem]:
    is_text = isinstance(other, nodes.Constant) and isinstance(other.value, str)
    if is_text and _is_number(questionnaire, side, host):
        yield _error(line, "number_and_text", name=str(side), text=str(other))


def _is_number(questionnaire: Questionnaire, node: Node, host: Item | None) -> bool:
    """Whether a part of a rule can be nothing but a number."""
    if isinstance(node, nodes.Index):
        return _is_number_item(questionnaire.items.get(node.name), node.rest)
    if isinstance(node, Call):
        return node.function.name in _COUNTING
    if not isinstance(node, nodes.Name):
        return isinstance(node, nodes.Arithmetic)
    first, rest = node.parts[0], node.parts[1:]
    if first in ("wave", "frame"):
        return first == "wave" or FRAME_LISTS.get(".".join(rest), "") is None
    if first in questionnaire.computed:
        return isinstance(questionnaire.computed[first].rule.node, nodes.Arithmetic)
    return _is_number_item(host if first == "row" else questionnaire.items.get(first), rest)


def _is_number_item(item: Item | None, rest: tuple[str, ...]) -> bool:
    if rest and item is not None:
        item = next((column for column in item.columns if column.id == rest[-1]), None)
    return isinstance(item, Integer | DecimalItem)


def _codes(code_list: CodeList, constant: nodes.Constant, line: int) -> Iterator[SourceProblem]:
    if isinstance(constant.value, str) and constant.value not in code_list.by_code:
        suggestion = nearest(constant.value, code_list.by_code)
        yield _error(line, "unknown_code", name=constant.value, list=code_list.id, suggestion=suggestion)


def _call(questionnaire: Questionnaire, call: Call, line: int, host: Item | None) -> Iterator[SourceProblem]:
    for place, argument in enumerate(call.arguments):
        kind = call.function.argument(place)
        if kind is Argument.ITEM:
            yield from _name(questionnaire, tuple(str(argument).split(".")), line, host)
        elif kind is Argument.COLUMN:
            item = questionnaire.items.get(str(call.arguments[0]))
            columns = [column.id for column in item.columns] if item else []
            if str(argument) not in columns:
                yield _unknown(line, "unknown_column_in_rule", str(argument), columns)
    yield from _lists_of_call(questionnaire, call, line)
    if call.function.name == "within" and isinstance(call.arguments[1], nodes.Constant):
        code_list = list_of(questionnaire, call.arguments[0], host)
        if code_list is not None:
            yield from _codes(code_list, call.arguments[1], line)


def _lists_of_call(questionnaire: Questionnaire, call: Call, line: int) -> Iterator[SourceProblem]:
    """``pair`` wants a list of pairs, ``class`` one whose codes have bounds."""
    for place, argument in enumerate(call.arguments):
        if call.function.argument(place) is not Argument.LIST:
            continue
        found = questionnaire.lists.get(str(argument))
        is_fit = isinstance(found, PairList) if call.function.name == "pair" else _has_bounds(found)
        if found is not None and not is_fit:
            yield _error(line, "unfit_list", function=call.function.name, list=str(argument))


def _has_bounds(found: CodeList | PairList | None) -> bool:
    return isinstance(found, CodeList) and all(c.low is not None or c.high is not None for c in found.codes)


def list_of(questionnaire: Questionnaire, node: Node, host: Item | None) -> CodeList | None:
    """The list whose codes a part of a rule yields, where that can be told."""
    if isinstance(node, nodes.Index):
        return _list_of_part(questionnaire.items.get(node.name), node.rest, has_row=True)
    if not isinstance(node, nodes.Name):
        return None
    first, rest = node.parts[0], node.parts[1:]
    if first == "row":
        return _list_of_row(host, rest)
    if first == "frame" and rest:
        found = questionnaire.lists.get(FRAME_LISTS.get(rest[0]) or "")
        return found if isinstance(found, CodeList) else None
    if first in questionnaire.computed:
        return questionnaire.computed[first].code_list
    return _list_of_part(questionnaire.items.get(first), rest, has_row=False)


def _list_of_row(host: Item | None, rest: tuple[str, ...]) -> CodeList | None:
    if host is None:
        return None
    if rest:
        return next((column.code_list for column in host.columns if column.id == rest[0]), None)
    return host.rows.codes if isinstance(host, Matrix | Grid) else host.code_list


def _list_of_part(item: Item | None, rest: tuple[str, ...], *, has_row: bool) -> CodeList | None:
    if item is None:
        return None
    if isinstance(item, Columned):
        by_id = {column.id: column.code_list for column in item.columns}
        return next((by_id[name] for name in rest if name in by_id), None)
    if isinstance(item, Matrix):
        return item.choices if rest or has_row else None
    return item.code_list
