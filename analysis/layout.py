"""Which columns the answers of a questionnaire fill: one variable an item, over all versions of a wave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from surveys.items.base import Item
from surveys.items.choice import Choice, Rank
from surveys.items.tables import Grid, Matrix
from surveys.model import Computed, Questionnaire

COUNTED_TYPES = frozenset({"single", "multi", "rank", "matrix", "integer", "decimal", "date"})
"""Item types whose answers are columns; a grid or roster has a table of its own, the others have none."""
CHILD_TYPES = frozenset({"grid", "roster"})


class MixedVersions(ValueError):
    """Two versions of one questionnaire use a variable for different things."""


@dataclass(frozen=True, slots=True)
class Variable:
    """What one item stores: its codes, the rows of a matrix or grid, places of a rank, columns of a grid."""

    id: str
    type: str
    codes: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    places: int = 0
    columns: tuple[Variable, ...] = ()


def _variable(item: Item) -> Variable:
    variable = Variable(item.id, item.type, columns=tuple(_variable(column) for column in item.columns))
    if item.code_list is not None:
        variable = replace(variable, codes=tuple(code.code for code in item.code_list.codes))
    if isinstance(item, Matrix | Grid):
        variable = replace(variable, rows=row_codes(item))
    return replace(variable, places=item.places) if isinstance(item, Rank) else variable


def row_codes(item: Matrix | Grid) -> tuple[str, ...]:
    """The rows an item can have at all."""
    source = item.rows
    return tuple(code.code for code in source.codes.codes if code.code not in source.left_out)


def is_counted(subject: Item | Computed) -> bool:
    """Whether the questionnaire asks for any figure of an item or computed value."""
    return bool(set(subject.aggregate) - {"none"})


def has_results(item: Item) -> bool:
    """Whether there are tables of an item or of its columns."""
    return is_counted(item) or any(is_counted(column) for column in item.columns)


def section_of(questionnaire: Questionnaire, computed: Computed) -> str:
    """The id of the section where a computed value stands: that of the last item it needs."""
    order = list(questionnaire.items)
    last = max(_items_behind(questionnaire, computed), key=order.index, default=order[0])
    return questionnaire.place_of(last)[0].id


def _items_behind(questionnaire: Questionnaire, computed: Computed) -> Iterator[str]:
    for name in computed.rule.names:
        inner = questionnaire.computed.get(name)
        if inner is not None and inner is not computed:
            yield from _items_behind(questionnaire, inner)
        elif name in questionnaire.items:
            yield name


def _computed_variable(computed: Computed) -> Variable:
    if computed.code_list is None:
        return Variable(computed.id, "decimal")
    return Variable(computed.id, "single", codes=tuple(code.code for code in computed.code_list.codes))


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _merge(old: Variable, new: Variable) -> Variable:
    """Both versions as one; the newer one's codes come first, so that their places are its own."""
    if old.type != new.type:
        raise MixedVersions(f"{old.id} is {old.type} in one version and {new.type} in another")
    return replace(
        old,
        codes=_union(new.codes, old.codes),
        rows=_union(new.rows, old.rows),
        places=max(old.places, new.places),
        columns=tuple(_merged((*old.columns, *new.columns)).values()),
    )


def _merged(variables: Iterable[Variable]) -> dict[str, Variable]:
    found: dict[str, Variable] = {}
    for variable in variables:
        known = found.get(variable.id)
        found[variable.id] = variable if known is None else _merge(known, variable)
    return found


@dataclass(frozen=True, slots=True)
class Layout:
    """The variables of one role by id: items of all versions, then computed values that are counted."""

    items: Mapping[str, Variable]
    computed: Mapping[str, Variable]
    texts: tuple[str, ...]

    @property
    def plain(self) -> tuple[Variable, ...]:
        """Items whose answers are columns of the response itself."""
        return tuple(variable for variable in self.items.values() if variable.type in COUNTED_TYPES)

    @property
    def children(self) -> tuple[Variable, ...]:
        """Grids and rosters, each a table of its own."""
        return tuple(variable for variable in self.items.values() if variable.type in CHILD_TYPES)


def layout(versions: Iterable[Questionnaire]) -> Layout:
    """The columns of these versions of one instrument; raises ``MixedVersions`` where they contradict."""
    versions = tuple(versions)
    items = [item for version in versions for item in version.items.values()]
    stored = [item for item in items if item.type in COUNTED_TYPES | CHILD_TYPES]
    computed = [one for version in versions for one in version.computed.values() if is_counted(one)]
    texts = [item.id for item in items if item.type == "text"]
    texts += [f"{item.id}_other" for item in items if isinstance(item, Choice) and item.other]
    return Layout(
        items=_merged(_variable(item) for item in stored),
        computed=_merged(_computed_variable(one) for one in computed),
        texts=tuple(dict.fromkeys(texts)),
    )
