"""What was published before counts: the same again, stricter rules, a late answer, a correction that nobody sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.content import Case
from analysis.disclosure.build import Order, Refusal, build
from analysis.disclosure.ledger import Earlier, printed_figures
from analysis.release import Release, Rules
from analysis.snapshot import Snapshot, write_snapshot
from tests import worked_example
from tests.worked_example import BUILT_AT, FACTS, RULES


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Earlier:
    snapshot = frozen(tmp_path_factory.mktemp("snapshots"), worked_example.cases())
    return Earlier(again(snapshot), snapshot)


def frozen(root: Path, cases: Sequence[Case]) -> Snapshot:
    """These answers of companies; what is counted of them is enough to hide, to print and to subtract."""
    content = replace(worked_example.content(), cases={"company": cases})
    return write_snapshot(
        root, worked_example.counting(content, "emp_total", "quali_total", "train_any", "fields", "cmp")
    )


def late(root: Path) -> Snapshot:
    """A ninth company has answered since."""
    first, *others = worked_example.cases()
    return frozen(root, [first, *others, replace(first, case="999", establishment="e9", contributor="e9")])


def again(snapshot: Snapshot, *earlier: Earlier, rules: Rules = RULES) -> Release:
    return build(snapshot, Order(FACTS, rules, BUILT_AT), earlier=earlier)


def test_the_same_release_beside_itself_is_the_same(published: Earlier) -> None:
    assert again(published.snapshot, published).id == published.release.id


def test_after_a_late_answer_the_difference_would_be_that_answer(published: Earlier, tmp_path: Path) -> None:
    snapshot = late(tmp_path)
    alone = again(snapshot)
    # Each release is safe by itself; the totals of both together are what the ninth company has said.
    total, before = (one.table("company.emp_total.sum").cell().value for one in (alone, published.release))
    assert isinstance(total, float)
    assert isinstance(before, float)
    assert total - before == worked_example.COMPANIES[0].employees

    with pytest.raises(Refusal, match="schon veröffentlicht") as refused:
        again(snapshot, published)
    assert any(cell.startswith("company.emp_total.sum ") for cell in refused.value.cells)


def test_what_a_correction_leaves_alone_stays_published(published: Earlier, tmp_path: Path) -> None:
    first, *others = worked_example.cases()
    # Free text is in no table, so nothing that was printed changes.
    corrected = replace(first, document={**first.document, "comment": "berichtigt"})
    snapshot = frozen(tmp_path, [corrected, *others])
    assert snapshot.id != published.snapshot.id

    release = again(snapshot, published)

    assert set(printed_figures(release)) == set(printed_figures(published.release))


def test_stricter_rules_do_not_take_back_what_was_printed(published: Earlier) -> None:
    stricter = Rules(RULES.min_contributors + 3, RULES.min_pairs, RULES.p_percent)
    printed = set(printed_figures(published.release))
    assert set(printed_figures(again(published.snapshot, rules=stricter))) < printed

    # A stratum that was printed keeps others from being as open as the stricter rule wants: named, not hidden now.
    with pytest.raises(Refusal) as refused:
        again(published.snapshot, published, rules=stricter)
    assert refused.value.cells
