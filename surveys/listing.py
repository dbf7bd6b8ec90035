"""A questionnaire as a table for people: which question of the specification became which variables."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.items.registry import Grid, Item, Matrix
from surveys.model import Questionnaire
from surveys.rules.parse import Rule

HEADER = ("question", "variable", "type", "list", "required", "asked when", "mirror", "aggregation")


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
        list_id = computed.code_list.id if computed.code_list else ""
        words = " ".join(computed.aggregate)
        yield ("", computed.id, "computed", list_id, "", f"= {computed.rule.text}", computed.mirror or "", words)


def markdown(questionnaire: Questionnaire) -> str:
    """The table as Markdown, the variables and rules as code."""
    lines = ["| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
    for number, variable, kind, list_id, required, when, mirror, aggregate in rows(questionnaire):
        cells = (number, _code(variable), kind, list_id, required, _code(when), _code(mirror), aggregate)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _row(item: Item, name: str, *conditions: Rule | None) -> tuple[str, ...]:
    mirror = item.mirror or ""
    if mirror and item.compare != "same":
        mirror = f"{mirror} ({item.compare})"
    return (
        item.number,
        name,
        item.type,
        _lists(item),
        _required(item),
        _together(conditions),
        mirror,
        " ".join(item.aggregate),
    )


def _lists(item: Item) -> str:
    answers = item.code_list.id if item.code_list else ""
    if not isinstance(item, Matrix | Grid):
        return answers
    source = item.rows.origin or item.rows.codes.id
    return f"{source} x {answers}" if answers else source


def _required(item: Item) -> str:
    if isinstance(item.required, Rule):
        return _code(item.required.text)
    return "yes" if item.required else "no"


def _together(conditions: tuple[Rule | None, ...]) -> str:
    texts = [rule.text for rule in conditions if rule is not None]
    return texts[0] if len(texts) == 1 else " and ".join(f"({text})" for text in texts)


def _code(text: str) -> str:
    words, bracket, rest = text.partition(" (") if text.endswith(")") and " (" in text else (text, "", "")
    if bracket and rest in ("shared)", "descriptive)"):
        return f"`{words}` ({rest}"
    return f"`{text}`" if text else ""
