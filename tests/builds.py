"""What takes long and gives the same for the same input is done once: releases, questionnaires, templates, addresses.

That releases are the same, in other processes too, is tested where they are built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from analysis.disclosure.build import Protected, protect
from analysis.disclosure.ledger import Earlier
from analysis.plan import extra_breakdowns
from analysis.release import Plan, Rules
from analysis.snapshot import Snapshot
from app.services import publish, questionnaires
from surveys.load import Loaded, load_file

_PROTECTED: dict[str, Protected] = {}
_COMPILE = Rule._compile_builder
_ADDRESSES: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}


class _Compiled(BytecodeCache):
    """Templates that an application of an earlier test compiled; Jinja compares the source."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = _Compiled()


@pytest.fixture(autouse=True)
def builds_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application remembers what it protected, read and compiled in an earlier test."""
    monkeypatch.setattr(publish, "protect", _protect)
    monkeypatch.setattr(questionnaires, "load_file", _load_file)
    monkeypatch.setattr(Flask, "jinja_options", {"bytecode_cache": _TEMPLATES})
    monkeypatch.setattr(Rule, "_compile_builder", _compile_builder)


def _compile_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """What puts an address together; it is compiled from the rule's words and bound to the rule later."""
    key = rule.rule, repr(rule.defaults), rule.subdomain, rule.host, append_unknown
    if key not in _ADDRESSES:
        _ADDRESSES[key] = _COMPILE(rule, append_unknown)
    return _ADDRESSES[key]


def _load_file(path: Path) -> Loaded:
    return _loaded(path, path.read_bytes())


@cache
def _loaded(path: Path, _content: bytes) -> Loaded:
    return load_file(path)


def _protect(
    snapshot: Snapshot,
    rules: Rules,
    plans: Sequence[Plan],
    *,
    earlier: Sequence[Earlier] = (),
    before: Earlier | None = None,
    step: Callable[[float, str], None],
) -> Protected:
    known = [(one.release.id, one.snapshot.id) for one in earlier]
    extra = sorted(name for plan in plans for name in extra_breakdowns(plan))
    key = repr((snapshot.id, rules, extra, known, before and before.release.id))
    if key not in _PROTECTED:
        _PROTECTED[key] = protect(snapshot, rules, plans, earlier=earlier, before=before, step=step)
    return _PROTECTED[key]
