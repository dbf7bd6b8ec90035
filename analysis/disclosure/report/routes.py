"""Which earlier answers lead to a question, told by the rules of the questionnaire.

Of a condition only what one earlier choice says by itself is taken („one of these codes“): whoever was asked gave one
of them. What depends on numbers, on several answers at once or on computed values is left to the count of those who
were not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from surveys.codelists import CodeList, PairList
from surveys.items.registry import Grid, Item, Matrix, Single
from surveys.lint_reach import condition
from surveys.lint_rules import list_of
from surveys.model import Questionnaire
from surveys.rules import nodes
from surveys.rules.nodes import Node
from surveys.rules.values import Coded, Value


@dataclass(frozen=True, slots=True)
class Lead:
    """Whoever is asked gave one of these ``codes`` of an ``item``, or of a column of it (``gap.fit``).

    ``row`` is its row in a matrix; ``is_same_row``: the row that the question is asked for. Without codes it is the
    code of that row which was chosen. ``is_enough``: whoever gave one of them is asked, whatever else was said.
    """

    item: str
    codes: frozenset[str] = frozenset()
    row: str = ""
    is_same_row: bool = False
    is_enough: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """What leads to a question: the ``condition`` as it is written, and what single choices say of it."""

    condition: str = ""
    leads: tuple[Lead, ...] = ()


@dataclass(frozen=True, slots=True)
class Routes:
    """The way through questionnaires, by role and item (``company.gap``), and by column (``company.gap.mismatch``).

    ``lists`` are the code lists of single choices.
    """

    ways: Mapping[str, Route] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(questionnaires: Iterable[Questionnaire]) -> Routes:
        """What these questionnaires say."""
        ways: dict[str, Route] = {}
        lists: dict[str, str] = {}
        for one in questionnaires:
            for item in one.items.values():
                name = f"{one.role}.{item.id}"
                ways[name] = _route(one, condition(one, item.id), None, _of_rows(item))
                for column in item.columns:
                    ways[f"{name}.{column.id}"] = _route(one, column.when.node if column.when else None, item)
                if isinstance(item, Single):
                    lists[name] = item.choices.id
        return Routes(ways, lists)

    def to(self, role: str, item: str, column: str) -> Route:
        """What leads to an item, and in it to a column, where it has one of this name."""
        whole = self.ways.get(f"{role}.{item}", Route())
        part = self.ways.get(f"{role}.{item}.{column}", Route())
        if not part.condition:
            return whole
        first = tuple(replace(lead, is_enough=False) for lead in whole.leads)
        return Route(f"{whole.condition} {part.condition}".strip(), first + part.leads)


def _route(questionnaire: Questionnaire, rule: Node | None, host: Item | None, rows: tuple[Lead, ...] = ()) -> Route:
    parts = _conjuncts(rule) if rule is not None else []
    found = tuple(lead for part in parts for lead in _of_one_choice(questionnaire, part, host))
    is_enough = len(parts) == 1 and not rows
    leads = tuple(replace(lead, is_enough=is_enough) for lead in found)
    # Who chose the code of a row is asked for it; that some code was chosen follows.
    return Route(str(rule or ""), leads + tuple(replace(lead, is_enough=not leads) for lead in rows))


def _conjuncts(rule: Node) -> list[Node]:
    if isinstance(rule, nodes.Junction) and rule.word == "and":
        return [one for part in rule.parts for one in _conjuncts(part)]
    return [rule]


def _of_rows(item: Item) -> tuple[Lead, ...]:
    """Rows that are the codes of an earlier answer."""
    origin = item.rows.origin if isinstance(item, Grid | Matrix) else None
    return (Lead(origin),) if origin is not None else ()


def _of_one_choice(questionnaire: Questionnaire, rule: Node, host: Item | None) -> Iterator[Lead]:
    """What a rule says that looks at one choice and nothing else."""
    parts = list(nodes.walk(rule))
    names = {part for part in parts if isinstance(part, nodes.Name)}
    if len(names) != 1 or any(isinstance(part, nodes.Word | nodes.Index) for part in parts):
        return
    [name] = names
    codes = _codes(questionnaire, name, host)
    if codes is None or rule.evaluate(_Said(name.parts, None)) is True:
        return
    found = {code for code in codes.by_code if rule.evaluate(_Said(name.parts, Coded(code, codes))) is True}
    if found and len(found) < len(codes.by_code):
        yield _lead(name.parts, frozenset(found), host)


def _codes(questionnaire: Questionnaire, name: nodes.Name, host: Item | None) -> CodeList | None:
    """The codes of the choice that a name stands for; None when it is something else."""
    first, *rest = name.parts
    if first == "row":
        is_choice = any(isinstance(one, Single) and [one.id] == rest for one in (host.columns if host else ()))
    else:
        item = questionnaire.items.get(first)
        is_choice = isinstance(item, Single) or (isinstance(item, Matrix) and len(rest) == 1)
    return list_of(questionnaire, name, host) if is_choice else None


def _lead(name: tuple[str, ...], codes: frozenset[str], host: Item | None) -> Lead:
    if name[0] == "row" and host is not None:
        return Lead(f"{host.id}.{name[1]}", codes, is_same_row=True)
    return Lead(name[0], codes, row="".join(name[1:]))


@dataclass(frozen=True, slots=True)
class _Said:
    """One answer and no other, as a rule sees it."""

    name: tuple[str, ...]
    value: Value

    def look_up(self, parts: tuple[str, ...]) -> Value:
        """The answer, asked for by its name."""
        return self.value if parts == self.name else None

    def look_up_row(self, name: str, key: Value, rest: tuple[str, ...]) -> Value:
        """No other row."""
        return None

    def said(self, item: str, kind: str) -> bool:
        """No missing answer."""
        return False

    def find_list(self, list_id: str) -> CodeList | PairList | None:
        """No list."""
        return None
