"""Protecting a release takes seconds, and the same input gives the same release: a test run builds each only once.

That it gives the same, in other processes too, is tested where releases are built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from analysis.disclosure.build import Order, build
from analysis.disclosure.ledger import Earlier
from analysis.disclosure.seal import from_tree
from analysis.release import Release, to_tree
from analysis.snapshot import Snapshot
from app.services import publish

_BUILT: dict[str, Release] = {}


@pytest.fixture(autouse=True)
def builds_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application remembers what it built in an earlier test."""
    monkeypatch.setattr(publish, "build", _build)


def _build(
    snapshot: Snapshot,
    order: Order,
    *,
    earlier: Sequence[Earlier] = (),
    step: Callable[[float, str], None],
) -> Release:
    known = [(one.release.id, one.snapshot.id) for one in earlier]
    key = repr((snapshot.id, order.wave, order.rules, order.plan, known))
    if key not in _BUILT:
        _BUILT[key] = build(snapshot, order, earlier=earlier, step=step)
    return from_tree({**to_tree(_BUILT[key]), "frozen_at": order.frozen_at})
