"""Make a release out of protected parts, and read a stored one back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.release import (
    SEAL,
    Block,
    BlockKind,
    Category,
    Cell,
    Chapter,
    Claim,
    Dimension,
    Measure,
    Participation,
    Plan,
    PlanChapter,
    Query,
    Reason,
    Release,
    Rules,
    Suppressed,
    Sure,
    Table,
    WaveFacts,
    content_id,
    to_tree,
)


class Damaged(ValueError):
    """A stored release is not what its id says."""


def seal(**parts: Any) -> Release:
    """A release of these fields (all but ``id``), its id computed. The parts must be protected already."""
    draft = Release(id="", seal=SEAL, **parts)
    return Release(id=content_id(to_tree(draft)), seal=SEAL, **parts)


def from_tree(tree: Mapping[str, Any]) -> Release:
    """The release that ``to_tree`` wrote; raises ``Damaged`` when it is incomplete or its id does not fit."""
    try:
        if tree["id"] != content_id(tree):
            raise Damaged("the stored release was changed: its id does not fit its content")
        return Release(
            id=tree["id"],
            state=tree["state"],
            wave=WaveFacts(**tree["wave"]),
            snapshot=tree["snapshot"],
            questionnaires=tree["questionnaires"],
            rules=Rules(**tree["rules"]),
            participation=tuple(_participation(part) for part in tree["participation"]),
            chapters=tuple(Chapter(**{**part, "tables": tuple(part["tables"])}) for part in tree["chapters"]),
            tables=tuple(table_from_tree(part) for part in tree["tables"]),
            frozen_at=tree["frozen_at"],
            plan=_plan(tree["plan"]),
            facts=tree["facts"],
            audit=tree["audit"],
            seal=SEAL,
        )
    except Damaged:
        raise
    except (KeyError, TypeError, ValueError) as problem:
        raise Damaged(f"the stored release is incomplete or older: {problem}") from problem


def _figure(value: Any) -> Any:
    return Suppressed(Reason(value["suppressed"])) if isinstance(value, Mapping) else value


def _cells(parts: list[Mapping[str, Any]]) -> tuple[Cell, ...]:
    return tuple(
        Cell(tuple(part["key"]), _figure(part["value"]), _figure(part["n"]), _sure(part.get("sure"))) for part in parts
    )


def _sure(part: Mapping[str, Any] | None) -> Sure | None:
    return None if part is None else Sure(**part)


def _dimension(part: Mapping[str, Any]) -> Dimension:
    return Dimension(**{**part, "categories": tuple(Category(**one) for one in part["categories"])})


def table_from_tree(part: Mapping[str, Any]) -> Table:
    """The table in a tree."""
    return Table(
        **{
            **part,
            "measure": Measure(part["measure"]),
            "dimensions": tuple(_dimension(one) for one in part["dimensions"]),
            "cells": _cells(part["cells"]),
            "missing": _cells(part["missing"]),
            "scale": tuple(part["scale"]) if part.get("scale") else None,
        }
    )


def _participation(part: Mapping[str, Any]) -> Participation:
    return Participation(
        **{
            **part,
            **{name: _figure(part[name]) for name in ("frame", "invited", "started", "submitted")},
            "by_stratum": _cells(part["by_stratum"]),
            "strata": _dimension(part["strata"]),
        }
    )


def _plan(part: Mapping[str, Any]) -> Plan:
    return Plan(**{**part, "chapters": tuple(_plan_chapter(one) for one in part["chapters"])})


def _plan_chapter(part: Mapping[str, Any]) -> PlanChapter:
    return PlanChapter(**{**part, "blocks": tuple(_block(one) for one in part["blocks"])})


def _block(part: Mapping[str, Any]) -> Block:
    return Block(
        **{
            **part,
            "kind": BlockKind(part["kind"]),
            "claim": Claim(**part["claim"]) if part["claim"] else None,
            "queries": tuple(Query(**{**one, "key": tuple(one["key"])}) for one in part["queries"]),
        }
    )
