"""The files for analysts are enough to work out printed figures of an extrapolated wave, as the documentation says."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.content import Case, Content, Stratum
from analysis.release import Table
from analysis.snapshot import Snapshot, write_snapshot
from analysis.tables import tabulate
from app.services.analysts import study
from exports.analysts.codebook import Codebook
from exports.analysts.describe import describe
from exports.analysts.tables import csv
from tests import worked_example
from tests.studies import MADE_AT

SCRIPT = Path(__file__).parents[3] / "docs" / "figures_by_hand.py"
MISSING = {"missing": "refused"}
THIN = "G-I/50-249"
CHANGED: Mapping[int, Mapping[str, Any]] = {
    3: {"quali_total": MISSING},
    8: {"emp_total": MISSING},
    9: {"train_any": MISSING},
    12: {"unit_scope": "3"},
    13: {"unit_scope": "3", "quali_total": MISSING},
}
"""Answers of a wave of forty in which each way to have no number occurs."""
COMPARED = {
    "train": ("company.train_any.share", ("1",)),
    "need": ("company.quali_total.sum", ()),
    "places": ("company.cmp.need.places", ("K06",)),
}


def _cases() -> list[Case]:
    """Forty responses, two of them from a stratum that is too thin for itself."""
    found = worked_example.cases(worked_example.TIMES)
    for place, answers in CHANGED.items():
        found[place] = replace(found[place], document={**found[place].document, **answers})
    for place in (4, 11):
        found[place] = replace(found[place], stratum=THIN, sector_group="G-I", size_class="S6")
    return found


def _content() -> Content:
    frame = (*worked_example.FRAME, Stratum(THIN, 25, 2_600, "2026-01-01", "erfunden"))
    drawn = worked_example.content(worked_example.TIMES, is_random_sample=True)
    return replace(drawn, cases={"company": _cases()}, frame=frame)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return write_snapshot(tmp_path_factory.mktemp("snapshots"), _content())


def _codebook(frozen: Snapshot, language: Any = "en") -> Codebook:
    texts = frozen.texts().clear()
    return describe(study(frozen, {"de": "Beispiel"}, MADE_AT, texts, is_invented=True), language)


def test_value_interval_and_n_of_a_table_follow_from_the_files(frozen: Snapshot, tmp_path: Path) -> None:
    for name, content in csv(_codebook(frozen)).items():
        (tmp_path / name).write_bytes(content)
    by_hand = runpy.run_path(str(SCRIPT))
    companies, fields = (by_hand["table"](tmp_path, frozen.wave.slug, name) for name in ("company", "company_cmp"))
    added, total = by_hand["added"], by_hand["total"]
    found = {
        "train": by_hand["share"](companies, "train_any", "1"),
        "need": total(companies, added(companies, "quali_total")),
        "places": total(companies, added(fields, "n", lambda row: row["row"] == "6")),
    }
    tables: dict[str, Table] = {one.head.id: one.opened() for chapter in tabulate(frozen) for one in chapter.tables}
    for name, (table, key) in COMPARED.items():
        cell = tables[table].cell(*key)
        value, low, high, n = found[name]
        assert cell.sure is not None
        assert (value, n) == (pytest.approx(cell.value, rel=1e-6), cell.n), name
        assert (low, high) == pytest.approx(cell.sure.between), name


def test_a_wave_that_is_not_extrapolated_has_no_weights_and_says_so(tmp_path: Path) -> None:
    counted = _codebook(worked_example.snapshot(tmp_path), "de")
    assert not [one.name for one in counted.sheets[0].variables if one.name.startswith("weight")]
    assert [note for note in counted.notes if note.startswith("Es gibt kein Gewicht")]


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_weights_add_up_to_the_frame_and_the_notes_tell_which_is_for_what(frozen: Snapshot, language: str) -> None:
    codebook = _codebook(frozen, language)
    companies = codebook.sheets[0].frame
    assert companies["weight"].sum() == pytest.approx(908 + 344 + 1_461 + 25)
    assert (
        companies.filter(stratum=THIN)["weight_stratum"].to_list()
        == companies.filter(stratum="B-E/50-249")["weight_stratum"].unique().to_list() * 2
    )
    assert [note for note in codebook.notes if "weight_employees" in note and "weight_stratum" in note]


def test_a_wave_that_cannot_be_extrapolated_has_its_answers_without_weights(tmp_path: Path) -> None:
    """Nobody of a whole sector answered: no release can be made, but analysts still need the answers."""
    drawn = _content()
    frame = (*drawn.frame, Stratum("F/10-49", 300, 5_000, "2026-01-01", "erfunden"))
    codebook = _codebook(write_snapshot(tmp_path, replace(drawn, frame=frame)))
    companies = codebook.sheets[0].frame
    assert companies.height == 40
    assert "weight" not in companies.columns
    assert [note for note in codebook.notes if note.startswith("There is no weight")]
