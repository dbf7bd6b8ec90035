"""The numbers of the worked example on their way from answers to the release."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.disclosure.report.participation import fieldwork
from analysis.disclosure.seal import from_tree
from analysis.release import Reason, Release, Suppressed, Table, canonical, to_tree
from analysis.snapshot import Snapshot, write_snapshot
from analysis.tables import tabulate
from exports.values import rounded
from tests import worked_example
from tests.tables_of import tables_of
from tests.worked_example import BROKEN_DOWN, COUNTED, EXTRAPOLATED, HIDDEN, PUBLISHED


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return worked_example.release(tmp_path_factory.mktemp("snapshots"))


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Table]:
    """Every table of the example before protection."""
    return _counted(worked_example.snapshot(tmp_path_factory.mktemp("snapshots")))


@pytest.fixture(scope="module")
def broken_down(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Table]:
    """The tables of the wave in which everybody occurs five times."""
    return _counted(worked_example.snapshot(tmp_path_factory.mktemp("snapshots"), worked_example.TIMES))


def _counted(snapshot: Snapshot) -> Mapping[str, Table]:
    return {one.head.id: one.opened() for chapter in tabulate(snapshot) for one in chapter.tables}


@pytest.mark.parametrize(("place", "value"), {**PUBLISHED, **COUNTED}.items(), ids=str)
def test_computed_by_hand(counted: Mapping[str, Table], place: tuple[str, tuple[str, ...]], value: float) -> None:
    table, key = place

    assert counted[table].cell(*key).value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(("place", "value"), BROKEN_DOWN.items(), ids=str)
def test_broken_down_by_hand(
    broken_down: Mapping[str, Table], place: tuple[str, tuple[str, ...]], value: float
) -> None:
    table, key = place

    assert broken_down[table].cell(*key).value == pytest.approx(value, abs=1e-9)


@pytest.fixture(scope="module")
def extrapolated(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Table]:
    """The tables of a wave that was drawn at random."""
    root = tmp_path_factory.mktemp("snapshots")
    return _counted(worked_example.snapshot(root, worked_example.TIMES, is_random_sample=True))


@pytest.mark.parametrize(("place", "value"), EXTRAPOLATED.items(), ids=str)
def test_extrapolated_by_hand(
    extrapolated: Mapping[str, Table], place: tuple[str, tuple[str, ...]], value: float
) -> None:
    table, key = place
    cell = extrapolated[table].cell(*key)

    assert cell.value == pytest.approx(value, abs=0.006)
    assert cell.sure is not None
    assert cell.sure.between is not None
    low, high = cell.sure.between
    assert low - 0.006 <= value <= high + 0.006


def test_every_estimate_has_its_interval_and_no_count_has_one(
    extrapolated: Mapping[str, Table], broken_down: Mapping[str, Table]
) -> None:
    estimated = [cell for table in extrapolated.values() for cell in table.cells if cell.value is not None]

    assert len(estimated) > 100
    assert all(cell.sure is not None for cell in estimated)
    assert not [cell for table in broken_down.values() for cell in table.cells if cell.sure is not None]


def test_of_eight_companies_there_are_no_breakdowns(counted: Mapping[str, Table]) -> None:
    assert not [one for one in counted if one.endswith(("size_group", "sector_group"))]


@pytest.mark.parametrize(("place", "value"), PUBLISHED.items(), ids=str)
def test_printed(release: Release, place: tuple[str, tuple[str, ...]], value: float) -> None:
    """A share in whole percent, and no digit that is not printed."""
    table, key = place

    found = release.table(table).cell(*key).value
    assert isinstance(found, float)
    assert rounded(release.table(table), found) == rounded(release.table(table), value)
    assert len(str(found).partition(".")[2]) <= 2


@pytest.mark.parametrize("place", HIDDEN, ids=str)
def test_hidden_without_saying_by_which_rule(release: Release, place: tuple[str, tuple[str, ...]]) -> None:
    table, key = place
    cell = release.table(table).cell(*key)

    assert cell.value == cell.n == Suppressed(Reason.PROTECTED)


def test_n_counts_those_who_answered(release: Release, broken_down: Mapping[str, Table]) -> None:
    assert release.table("company.quali_total.sum").cell().n == 8
    assert release.table("company.cmp.need.gap_index").cell("K06").n == 5
    assert broken_down["company.quali_total.sum.sector_group"].cell("B-F").n == 25


def test_participation_hides_the_stratum_of_two_and_one_beside_it(release: Release) -> None:
    [company] = release.participation
    by_stratum = {cell.key[0]: cell for cell in company.by_stratum}
    known = [cell.value for cell in company.by_stratum if not isinstance(cell.value, Suppressed)]

    assert (company.frame, company.invited, company.started, company.submitted) == (2_713, 23, 13, 8)
    assert isinstance(by_stratum["B-E/50-249"].value, Suppressed)
    assert isinstance(by_stratum["B-E/50-249"].n, Suppressed)
    # 8 submitted: with both other strata the two of this one would be what is left.
    assert known == [3]


def test_free_text_is_nowhere_in_the_release(release: Release) -> None:
    assert "Freier Text" not in canonical(to_tree(release))


def test_a_release_survives_its_json(release: Release) -> None:
    assert from_tree(json.loads(canonical(to_tree(release)))) == release


def test_the_audit_is_on_record(release: Release) -> None:
    assert release.audit["verdict"] == "pass"
    # How many figures break a rule by themselves would tell what the others are hidden for.
    assert set(release.audit) == {"verdict", "exactly_recoverable", "below_level", "totals", "equations"}
    assert int(release.audit["totals"]) > int(release.facts["cells"])


def test_sites_elsewhere_stay_out_of_totals_of_employees(tmp_path: Path) -> None:
    content = worked_example.content()
    first, *others = worked_example.cases()
    moved = replace(first, document={**first.document, "unit_scope": "3"})
    snapshot = write_snapshot(tmp_path, replace(content, cases={"company": [moved, *others]}))

    [total, *_] = tables_of(snapshot, "company", "quali_total")
    [trained, *_] = tables_of(snapshot, "company", "train_any")

    assert total.tallies[0].value == 148 - 10
    assert trained.tallies[0].n == 8


def test_missing_answers_are_stated_when_there_are_many(tmp_path: Path) -> None:
    content = worked_example.content()
    kept, unsure = worked_example.cases()[:4], worked_example.cases()[4:]
    silent = [replace(case, document={**case.document, "train_any": {"missing": "dont_know"}}) for case in unsure]
    snapshot = write_snapshot(tmp_path, replace(content, cases={"company": [*kept, *silent]}))

    [trained, *_] = tables_of(snapshot, "company", "train_any")

    assert [(tally.key, tally.value) for tally in trained.missing] == [(("total", "dont_know"), 0.5)]
    assert trained.tallies[0].n == 4


def test_a_role_nobody_was_invited_for_has_no_secret(tmp_path: Path) -> None:
    frozen = write_snapshot(tmp_path, replace(worked_example.content(), fieldwork=()))

    company = fieldwork(frozen, "company").protected(frozenset())

    assert (company.invited, company.started, company.submitted, company.by_stratum) == (0, 0, 0, ())
