"""A questionnaire as a table for people: which question of the specification became which variables."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.items.registry import Grid, Item, Matrix
from surveys.model import Computed, Questionnaire
from surveys.rules.parse import Rule

HEADER = ("question", "variable", "type", "list", "required", "asked when (computed: value)", "mirror", "aggregation")


def rows(questionnaire: Questionnaire) -> Iterator[tuple[str, ...]]:
    """One row per variable in the order of the questionnaire, columns of grids and rosters included.

    The columns are those of ``HEADER``; conditions of section and page are joined to the item's own.
    """
    for section in questionnaire.sections:
        for page in section.pages:
            for item in page.items:
                yield _row(item, item.id, section.when, page.when, item.when)
                for column in item.columns:
                    yield _row(column, f"{item.id}.{column.id}", column.when)
    for computed in questionnaire.computed.values():
        yield _computed(computed)


def markdown(questionnaire: Questionnaire) -> str:
    """The table as Markdown under a heading; variables and rules stand as code."""
    title = questionnaire.title.in_("en")
    lines = [f"## {title} (`{questionnaire.id}.yaml`)", "", _line(HEADER), "|" + "---|" * len(HEADER)]
    return "\n".join([*lines, *map(_line, rows(questionnaire))]) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _row(item: Item, name: str, *conditions: Rule | None) -> tuple[str, ...]:
    mirror = _code(item.mirror) + (f" ({item.compare})" if item.mirror and item.compare != "same" else "")
    when, words = _code(_together(conditions)), " ".join(item.aggregate)
    return (item.number, _code(name), item.type, _lists(item), _required(item), when, mirror, words)


def _computed(computed: Computed) -> tuple[str, ...]:
    list_id = computed.code_list.id if computed.code_list else ""
    value, words = f"= {_code(computed.rule.text)}", " ".join(computed.aggregate)
    return ("", _code(computed.id), "computed", list_id, "", value, _code(computed.mirror), words)


def _lists(item: Item) -> str:
    answers = item.code_list.id if item.code_list else ""
    if not isinstance(item, Matrix | Grid):
        return answers
    source = _code(item.rows.origin) or item.rows.codes.id
    return f"{source} × {answers}" if answers else source


def _required(item: Item) -> str:
    if isinstance(item.required, Rule):
        return _code(item.required.text)
    return "yes" if item.required else "no"


def _together(conditions: tuple[Rule | None, ...]) -> str:
    texts = [rule.text for rule in conditions if rule is not None]
    return texts[0] if len(texts) == 1 else " and ".join(f"({text})" for text in texts)


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""
