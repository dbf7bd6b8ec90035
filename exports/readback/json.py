"""JSON: every name and every value by its place in the tree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from analysis.release import Printed
from exports.readback.unreadable import Unreadable

_SAID = json.JSONEncoder(ensure_ascii=False).encode


def read(content: bytes) -> Iterator[Printed]:
    """A piece for each value that is no object and no list; its text is JSON. The block is the first of its places.

    Raises Unreadable for what is no JSON, for a name that occurs twice in one object, and for what stands after the
    end.
    """
    try:
        tree = json.loads(content.decode(), object_pairs_hook=_once, parse_float=_Literal, parse_int=_Literal)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise Unreadable(f"no JSON: {problem}") from problem
    yield from _pieces(tree, "", "")


class _Literal(str):
    """A number as it is written."""

    __slots__ = ()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise Unreadable("a name occurs twice in one object")
    return made


def _pieces(tree: Any, block: str, place: str) -> Iterator[Printed]:
    if isinstance(tree, dict | list) and tree:
        for name, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            inner = str(name).replace("~", "~0").replace("/", "~1")
            yield from _pieces(part, block or inner, f"{place}/{inner}")
    else:
        yield Printed(block, place, tree if isinstance(tree, _Literal) else _SAID(tree))
