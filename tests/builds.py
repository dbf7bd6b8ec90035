"""What takes long and gives the same for the same input is done once: snapshots, releases, templates, addresses.

That snapshots and releases are the same, in other processes too, is tested where they are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from analysis import snapshot
from analysis.content import Content
from analysis.disclosure.build import Protected, protect
from analysis.disclosure.ledger import Earlier
from analysis.plan import extra_breakdowns
from analysis.release import Plan, Rules
from analysis.snapshot import Snapshot
from app.services import publish, questionnaires
from surveys.load import Loaded, load_file

_WRITE = snapshot.write_snapshot
_SNAPSHOTS: dict[str, tuple[str, dict[str, bytes]]] = {}
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
    """The application remembers what it froze, protected, read and compiled in an earlier test."""
    monkeypatch.setattr(snapshot, "write_snapshot", _write_snapshot)
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


def _write_snapshot(root: Path, content: Content) -> Snapshot:
    cases = {role: list(rows) for role, rows in content.cases.items()}
    versions = {role: [one.hash for one in some] for role, some in content.questionnaires.items()}
    parts = content.wave, content.is_provisional, content.frame, content.fieldwork, content.code_lists
    key = repr((versions, cases, parts))
    if key not in _SNAPSHOTS:
        made = _WRITE(root, replace(content, cases=cases))
        _SNAPSHOTS[key] = made.id, {str(file.relative_to(made.path)): file.read_bytes() for file in _files(made.path)}
        return made
    for rows in cases.values():
        for start in range(0, len(rows), snapshot.BATCH):
            content.on_batch(len(rows[start : start + snapshot.BATCH]))
    name, files = _SNAPSHOTS[key]
    root.mkdir(parents=True, exist_ok=True)  # with the same error as the real one where something else lies
    for place, written in files.items():
        (root / name / place).parent.mkdir(parents=True, exist_ok=True)
        (root / name / place).write_bytes(written)
    return Snapshot(root / name)


def _files(folder: Path) -> Iterator[Path]:
    return (one for one in folder.rglob("*") if one.is_file())


def _load_file(path: Path) -> Loaded:
    return _loaded(path, path.read_bytes())


@cache
def _loaded(path: Path, _content: bytes) -> Loaded:
    return load_file(path)


def _protect(
    frozen: Snapshot,
    rules: Rules,
    plans: Sequence[Plan],
    *,
    earlier: Sequence[Earlier] = (),
    before: Earlier | None = None,
    step: Callable[[float, str], None],
) -> Protected:
    known = [(one.release.id, one.snapshot.id) for one in earlier]
    extra = sorted(name for plan in plans for name in extra_breakdowns(plan))
    key = repr((frozen.id, rules, extra, known, before and before.release.id))
    if key not in _PROTECTED:
        _PROTECTED[key] = protect(frozen, rules, plans, earlier=earlier, before=before, step=step)
    return _PROTECTED[key]
