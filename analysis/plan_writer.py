"""Writes an outline as the YAML file that ``analysis.plan_file`` reads as the same plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from analysis.plan import ALL, Outline, stands_for_all
from analysis.plan_file import FORMAT
from analysis.release import Block, PlanChapter, Query
from surveys.texts import LANGUAGES


def write_plan(outline: Outline) -> str:
    """The outline as a file that ``read_plan`` reads as the same plan."""
    plan = outline.plan
    tree: dict[str, Any] = {"format": FORMAT, "id": plan.id, **_texts("title", plan.title)}
    tree |= _texts("subtitle", plan.subtitle)
    if outline.choosable:
        tree["parameter"] = " ".join(outline.choosable)
    tree["contents"] = _yes(plan.has_contents)
    tree["chapters"] = [_chapter(one) for one in plan.chapters]
    text: str = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, default_flow_style=False, width=110)
    return text


def _yes(*given: bool) -> str:
    return "yes" if all(given) else "no"


def _texts(key: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{key}.{language}": texts[language] for language in LANGUAGES if texts.get(language)}


def _chapter(chapter: PlanChapter) -> dict[str, Any]:
    if stands_for_all(chapter):
        return {"sections": ALL}
    numbered = {} if chapter.is_numbered else {"numbered": "no"}
    return {**_texts("title", chapter.title), **numbered, "blocks": [_block(one) for one in chapter.blocks]}


def _block(block: Block) -> dict[str, Any]:
    tree: dict[str, Any] = {"kind": block.kind.value}
    tree |= {key: value for key, value in (("section", block.section), ("view", block.view)) if value}
    tree |= _texts("title", block.title) | _texts("text", block.text) | _texts("otherwise", block.otherwise)
    if block.claim:
        tree["claim"] = f"{block.claim.greater} > {block.claim.than}"
    if block.queries:
        tree["values"] = [dict(_value(one)) for one in block.queries]
    return tree


def _value(query: Query) -> Iterator[tuple[str, str]]:
    said = {
        "name": query.name, "table": query.table, "key": " ".join(query.key), "group": query.group,
        "most": str(query.most or ""),
    }  # fmt: skip
    yield from ((key, value) for key, value in said.items() if value)
    yield from _texts("label", query.label).items()
