"""Protecting a release takes seconds, and the same input gives the same release: a test run builds each only once.

That it gives the same, in other processes too, is tested where releases are built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from analysis.disclosure.build import Protected, protect
from analysis.disclosure.ledger import Earlier
from analysis.plan import extra_breakdowns
from analysis.release import Plan, Rules
from analysis.snapshot import Snapshot
from app.services import publish

_PROTECTED: dict[str, Protected] = {}


@pytest.fixture(autouse=True)
def builds_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application remembers what it protected in an earlier test."""
    monkeypatch.setattr(publish, "protect", _protect)


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
