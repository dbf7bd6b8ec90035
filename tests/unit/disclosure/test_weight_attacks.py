"""The attack of those who know what an answer stands for: one that weighs more than all who said yes said no.

The frame of a wave is public, and so are the numbers of answers by stratum: weights can be worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.content import Stratum
from analysis.release import to_tree
from analysis.snapshot import Snapshot, write_snapshot
from tests.unit.disclosure.invented import COMPANY, Answer, content, drawn, released

FRAME = {"B-E/0-9": 5000, "B-E/50-249": 30, "F/0-9": 4000, "F/50-249": 40, "J-S/0-9": 9000, "J-S/50-249": 60}
ANSWERS = {"0-9": 5, "50-249": 12}
"""A few small establishments stand for nearly all, many large ones for themselves."""


def _answers(seed: int) -> list[Answer]:
    strata = [name for name in FRAME for _each in range(ANSWERS[name.partition("/")[2]])]
    made = drawn(seed, companies=len(strata), councils=0)
    rare = np.random.default_rng(seed).random(len(strata)) < 0.4
    return [_at(one, *name.split("/"), is_rare=bool(flag)) for one, name, flag in zip(made, strata, rare, strict=True)]


def _at(one: Answer, sector: str, size: str, *, is_rare: bool) -> Answer:
    """Some of the large ones say what no small one says."""
    if size == "50-249":
        topics = ["b", "c"] if is_rare else ["b"]
        return replace(one, sector=sector, size=size, said={**one.said, "topics": topics})
    return replace(one, sector=sector, size=size, said={**one.said, "emp_total": 5, "need": 2, "topics": ["a", "b"]})


def _wave(root: Path, answers: list[Answer]) -> Snapshot:
    made = content(answers)
    frame = [Stratum(name, known, known * 10) for name, known in FRAME.items()]
    return write_snapshot(root, replace(made, wave=replace(made.wave, is_random_sample=True), frame=frame))


def _known_all_the_same(tree: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Printed shares that are too near to an end for one more of the heaviest answers: all of these are known."""
    each = {name: FRAME[name] / ANSWERS[name.partition("/")[2]] for name in FRAME}
    for table in tree["tables"]:
        if table["role"] != COMPANY or table["measure"] != "share":
            continue
        for cell in table["cells"]:
            if isinstance(cell["value"], Mapping) or cell["value"] is None:
                continue
            mine = [name for name in FRAME if set(cell["key"]) & set(name.split("/"))] or list(FRAME)
            if cell["n"] != sum(ANSWERS[name.partition("/")[2]] for name in mine):
                continue  # who answered is not known to all
            one = max(each[name] for name in mine) / sum(FRAME[name] for name in mine)
            if min(cell["value"], 1 - cell["value"]) + 0.005 < one:
                yield table["id"], tuple(cell["key"])


@pytest.mark.parametrize("seed", range(3))
def test_no_answer_weighs_more_than_all_who_said_yes_or_no(tmp_path: Path, seed: int) -> None:
    tree = to_tree(released(_wave(tmp_path, _answers(seed))))

    shares = [one for one in tree["tables"] if one["measure"] == "share"]
    assert any(cell.get("sure") for one in shares for cell in one["cells"])
    assert list(_known_all_the_same(tree)) == []
