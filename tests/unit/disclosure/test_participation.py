"""Who took part: what is printed of it lets nobody find out who did not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis.release import Release, Suppressed, to_tree
from tests.unit.disclosure.invented import COMPANY, Answer, drawn, frozen, in_all_digits
from tests.unit.disclosure.reader import Quantity, Reader, Truth

SILENT = ("B-E", "0-9")
NOWHERE: frozenset[tuple[str, str]] = frozenset()
INVITED, OUT, IN = ((COMPANY, kind, "", NOWHERE) for kind in ("invited", "out", "n"))


def _wave(root: Path, answered: int, silent: int) -> tuple[Release, Sequence[Answer]]:
    answers = drawn(5, answered, 0)
    return in_all_digits(frozen(root, answers, [SILENT] * silent)), answers


def _interval(release: Release, quantity: Quantity) -> tuple[float, float]:
    reader = Reader(to_tree(release))
    return reader.limits({}, {}).interval(reader.quantities[quantity])


def _printed(release: Release) -> int:
    return sum(not isinstance(cell.value, Suppressed) for table in release.tables for cell in table.cells)


@pytest.mark.parametrize("silent", [0, 1, 2])
def test_that_all_but_few_answered_does_not_come_out(tmp_path: Path, silent: int) -> None:
    """Nine of ten: the n of every question is nine, so that ten must not stand anywhere."""
    release, answers = _wave(tmp_path, 9, silent)

    (company,) = release.participation
    assert company.submitted == 9
    assert isinstance(company.invited, Suppressed)
    assert isinstance(company.frame, Suppressed)
    low, high = _interval(release, OUT)
    assert low == 0.0
    assert high >= silent + 1
    assert Truth(list(answers), [SILENT] * silent).found_out(Reader(to_tree(release))) == []


def test_nothing_else_is_hidden_for_it(tmp_path: Path) -> None:
    """Who was invited is what is hidden; every table says what it says of a wave in which many did not answer."""
    few, _answers = _wave(tmp_path / "few", 30, 1)
    many, _answers = _wave(tmp_path / "many", 30, 10)

    assert isinstance(few.participation[0].invited, Suppressed)
    assert (many.participation[0].invited, many.participation[0].submitted) == (40, 30)
    assert _printed(few) == _printed(many) > 20


def test_few_answers_are_hidden_and_the_invitations_stand(tmp_path: Path) -> None:
    release, _answers = _wave(tmp_path, 2, 38)

    (company,) = release.participation
    assert company.invited == 40
    assert isinstance(company.submitted, Suppressed)
    low, high = _interval(release, IN)
    assert (low, high) == pytest.approx((0.0, 40.0), abs=0.001)


def test_of_a_stratum_those_invited_are_hidden_with_those_who_answered(tmp_path: Path) -> None:
    answers = [answer for answer in drawn(1) if answer.role == COMPANY]
    release = in_all_digits(frozen(tmp_path, answers, [SILENT, ("F", "10-49")] * 6))

    cells = [cell for one in release.participation for cell in one.by_stratum]
    assert {isinstance(cell.value, Suppressed) for cell in cells} == {True, False}
    assert all(isinstance(cell.value, Suppressed) == isinstance(cell.n, Suppressed) for cell in cells)
