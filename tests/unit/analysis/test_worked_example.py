"""The numbers of the worked example on their way from answers to the release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.disclosure.build import build
from analysis.disclosure.seal import from_json
from analysis.release import Reason, Release, Rules, Suppressed, canonical, to_tree
from analysis.snapshot import write_snapshot
from analysis.tables import tabulate_item
from tests import worked_example
from tests.worked_example import HIDDEN, PUBLISHED


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return worked_example.release(tmp_path_factory.mktemp("snapshots"))


@pytest.mark.parametrize(("place", "value"), PUBLISHED.items(), ids=str)
def test_computed_by_hand(release: Release, place: tuple[str, tuple[str, ...]], value: float) -> None:
    table, key = place

    assert release.table(table).cell(*key).value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("place", HIDDEN, ids=str)
def test_hidden_without_saying_by_which_rule(release: Release, place: tuple[str, tuple[str, ...]]) -> None:
    table, key = place
    cell = release.table(table).cell(*key)

    assert cell.value == cell.n == Suppressed(Reason.PROTECTED)


def test_n_counts_those_who_answered(release: Release) -> None:
    assert release.table("company.quali_total.sum").cell().n == 8
    assert release.table("company.cmp.need.gap_index").cell("K06").n == 5
    assert release.table("company.quali_total.sum.sector_group").cell("B-E").n == 5


def test_nobody_in_a_group_is_an_empty_cell_and_no_secret(release: Release) -> None:
    cell = release.table("company.quali_total.sum.size_group").cell("250+")

    assert cell.value is None
    assert cell.n == 0


def test_participation_hides_the_stratum_of_two(release: Release) -> None:
    [company] = release.participation
    by_stratum = {cell.key[0]: cell for cell in company.by_stratum}

    assert (company.frame, company.invited, company.started, company.submitted) == (2_713, 23, 13, 8)
    assert (by_stratum["B-E/10-49"].value, by_stratum["B-E/10-49"].n) == (3, 8)
    assert isinstance(by_stratum["B-E/50-249"].value, Suppressed)
    assert isinstance(by_stratum["B-E/50-249"].n, Suppressed)


def test_free_text_is_nowhere_in_the_release(release: Release) -> None:
    assert "Freier Text" not in canonical(to_tree(release))


def test_a_release_survives_its_json(release: Release) -> None:
    assert from_json(canonical(to_tree(release))) == release


def test_the_same_answers_give_the_same_release(release: Release, tmp_path: Path) -> None:
    again = worked_example.release(tmp_path)

    assert again.id == release.id
    assert canonical(to_tree(again)) == canonical(to_tree(release))


def test_a_stricter_rule_hides_more_and_is_another_release(release: Release, tmp_path: Path) -> None:
    stricter = worked_example.release(tmp_path, Rules(min_contributors=6, min_pairs=5, p_percent=10))

    assert isinstance(stricter.table("company.cmp.need.places").cell("K06").value, Suppressed)
    assert stricter.id != release.id


def test_sites_elsewhere_stay_out_of_totals_of_employees(tmp_path: Path) -> None:
    content = worked_example.content()
    first, *others = worked_example.cases()
    moved = replace(first, document={**first.document, "unit_scope": "3"})
    snapshot = write_snapshot(tmp_path, replace(content, cases={"company": [moved, *others]}))

    [total, *_] = tabulate_item(snapshot, "company", "quali_total")
    [trained, *_] = tabulate_item(snapshot, "company", "train_any")

    assert total.tallies[0].value == 148 - 10
    assert trained.tallies[0].n == 8


def test_missing_answers_are_stated_when_there_are_many(tmp_path: Path) -> None:
    content = worked_example.content()
    kept, unsure = worked_example.cases()[:4], worked_example.cases()[4:]
    silent = [replace(case, document={**case.document, "train_any": {"missing": "dont_know"}}) for case in unsure]
    snapshot = write_snapshot(tmp_path, replace(content, cases={"company": [*kept, *silent]}))

    [trained, *_] = tabulate_item(snapshot, "company", "train_any")

    assert [(tally.key, tally.value) for tally in trained.missing] == [(("total", "dont_know"), 0.5)]
    assert trained.tallies[0].n == 4


def test_a_role_nobody_was_invited_for_has_no_secret(tmp_path: Path) -> None:
    frozen = write_snapshot(tmp_path, replace(worked_example.content(), fieldwork=()))

    [company] = build(frozen, worked_example.FACTS, worked_example.RULES, worked_example.BUILT_AT).participation

    assert (company.invited, company.started, company.submitted, company.by_stratum) == (0, 0, 0, ())
