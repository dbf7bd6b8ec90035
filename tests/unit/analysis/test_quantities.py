"""Figures that join several variables, computed by hand on a few responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from analysis.content import Content
from analysis.release import Measure, Table
from analysis.snapshot import Snapshot, write_snapshot
from analysis.tables import tabulate
from tests import worked_example
from tests.questionnaires_for_tests import real
from tests.tables_of import tables_of

LANGUAGES = {"de", "en", "fr"}


def content(name: str, documents: list[dict[str, Any]]) -> Content:
    questionnaire = real(name)
    cases = [
        replace(case, document=document, version=questionnaire.hash)
        for case, document in zip(worked_example.cases(times=10), documents, strict=False)
    ]
    role = questionnaire.role
    return replace(worked_example.content(), questionnaires={role: [questionnaire]}, cases={role: cases})


def frozen(root: Path, name: str, documents: list[dict[str, Any]]) -> Snapshot:
    return write_snapshot(root, content(name, documents))


def tables(snapshot: Snapshot, item: str) -> dict[str, Table]:
    [role] = snapshot.roles
    return {one.head.id: one.opened() for one in tables_of(snapshot, role, item)}


def figure(table: Table, *key: str) -> tuple[float, int]:
    """Value and base of a cell that is not empty."""
    cell = table.cell(*key)
    assert isinstance(cell.value, float)
    assert isinstance(cell.n, int)
    return round(cell.value, 9), cell.n


# --- K-C1 ----------------------------------------------------------------------------------------------


def test_net_change_of_jobs_where_both_numbers_are_given(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = [
        {"emp_total": 100, "emp_target": 90},
        {"emp_total": 40, "emp_target": 46},
        {"emp_total": 60, "emp_target": 55},
        {"emp_total": 500, "emp_target": {"missing": "dont_know"}},
        {"emp_total": {"missing": "dont_know"}, "emp_target": 70},
        {"emp_total": 300, "emp_target": 10, "unit_scope": "3"},
    ]
    found = tables(frozen(tmp_path, "company", documents), "emp_target")

    change, part = found["company.emp_target.need.net_change"], found["company.emp_target.need.of_today"]
    # −10 + 6 − 5
    assert (change.measure, figure(change)) == (Measure.SUM, (-9, 3))
    # 90 + 46 + 55 of 100 + 40 + 60
    assert (part.measure, figure(part)) == (Measure.SHARE, (0.955, 3))


# --- K-E2 ----------------------------------------------------------------------------------------------


def row(level: str, heads: int | None, kldb: str = "25") -> dict[str, Any]:
    return {"id": f"r{kldb}{level}", "kldb": kldb, "level": level, "n_now": heads or {"missing": "refused"}}


def taught(**levels: int) -> dict[str, Any]:
    return {name.removeprefix("l"): {"n": number} for name, number in levels.items()}


TRAINED: list[dict[str, Any]] = [
    {
        "emp_total": 100,
        "train_n": taught(total=30, l1=4, l4=9),
        # two groups of helpers: 20 + 20
        "roster": [row("1", 20), row("1", 20, "51"), row("4", 10)],
    },
    {"emp_total": 50, "train_n": taught(total=10, l1=2, l4=3), "roster": [row("1", 20), row("4", 10)]},
    # names no helpers: their participants have nothing to be divided by
    {"emp_total": 20, "train_n": taught(total=5, l1=5, l4=2), "roster": [row("4", 5)]},
    # does not say how many helpers there are
    {"emp_total": 30, "train_n": taught(total=6, l1=3, l4=1), "roster": [row("1", None), row("4", 5)]},
    {"emp_total": 10, "train_n": taught(total=4) | {level: {"n": {"missing": "no_answer"}} for level in ("1", "4")}},
]


def test_training_rate_by_level_is_that_of_the_employees_of_the_level(tmp_path: Path) -> None:
    found = tables(frozen(tmp_path, "company", TRAINED), "train_n")["company.train_n.need.training_rates"]

    # 30 + 10 + 5 + 6 + 4 of 100 + 50 + 20 + 30 + 10
    assert figure(found, "total") == (round(55 / 210, 9), 5)
    # 4 + 2 of 40 + 20
    assert figure(found, "1") == (0.1, 2)
    # 9 + 3 + 2 + 1 of 10 + 10 + 5 + 5
    assert figure(found, "4") == (0.5, 4)
    assert found.cell("2").value is None
    assert [category.code for category in found.dimensions[0].categories] == ["total", "1", "2", "3", "4"]


def test_inequality_is_the_rate_of_helpers_for_that_of_highly_complex_work(tmp_path: Path) -> None:
    found = tables(frozen(tmp_path, "company", TRAINED), "train_n")["company.train_n.need.inequality"]

    # of the first two: (6 / 60) / (12 / 20); the last one gave no numbers by level
    assert [(cell.key, cell.value) for cell in found.missing] == [(("total", "no_answer"), 0.2)]
    assert (found.measure, figure(found)) == (Measure.RATIO, (round(1 / 6, 9), 2))


def test_inequality_gives_away_what_both_rates_do(tmp_path: Path) -> None:
    found = tables_of(frozen(tmp_path, "company", TRAINED), "company", "train_n")

    [tally] = next(one.tallies for one in found if one.head.id == "company.train_n.need.inequality")
    # participants, employees and the others: 6 of 60 helpers, 12 of 20 in highly complex work
    assert [part.total for part in tally.parts] == [6, 60, 54, 12, 20, 8]


# --- K-E5 ----------------------------------------------------------------------------------------------


def test_a_median_is_broken_down_by_size_only(tmp_path: Path) -> None:
    amounts = (100, 200, 300, 400, 500, 600, 700, 800)
    documents: list[dict[str, Any]] = [{"budget": "1", "budget_amount": f"{amount}.00"} for amount in amounts] * 5
    found = tables(frozen(tmp_path, "company", documents), "budget_amount")

    assert set(found) == {"company.budget_amount.median", "company.budget_amount.median.size_group"}
    by_size = found["company.budget_amount.median.size_group"]
    # of up to 49 employees are the first three and the last three: 100, 200, 300, 600, 700, 800
    assert [figure(by_size, group) for group in ("0-49", "50+", "total")] == [(450, 30), (450, 10), (450, 40)]


# --- K-H3, K-J2 ----------------------------------------------------------------------------------------


def test_agreements_are_counted_above_the_threshold_only(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = [
        {"bv82a": "2", "computed": {"flag82a": True}},
        {"bv82a": "0", "computed": {"flag82a": True}},
        {"bv82a": "0", "computed": {"flag82a": True}},
        {"bv82a": {"missing": "dont_know"}, "computed": {"flag82a": True}},
        # asked because the allowance is known, and below the threshold
        {"bv82a": "3", "computed": {"flag82a": False}},
    ]
    found = tables(frozen(tmp_path, "company", documents), "bv82a")

    [table] = found.values()
    # of the four above the threshold
    assert [(cell.key, cell.value) for cell in table.missing] == [(("total", "dont_know"), 0.25)]
    assert table.id == "company.bv82a.need.agreement"
    assert [figure(table, code) for code in "0123"] == [(round(2 / 3, 9), 3), (0, 3), (round(1 / 3, 9), 3), (0, 3)]


def test_interest_in_joint_courses_by_district(tmp_path: Path) -> None:
    given = [("10041", "1"), ("10041", "2"), ("10041", "1"), ("10044", "2"), ("10044", "1")]
    documents: list[dict[str, Any]] = [{"ags_kreis": district, "pool": code} for district, code in given]
    documents += [{"ags_kreis": {"missing": "refused"}, "pool": "1"}, {"ags_kreis": "10043"}]
    found = tables(frozen(tmp_path, "company", documents), "pool")["company.pool.need.interest"]

    assert (figure(found, "10041"), figure(found, "10044")) == ((round(2 / 3, 9), 3), (0.5, 2))
    assert found.cell("10043").value is None
    # the one without a district counts in the total
    assert figure(found, "total") == (round(4 / 6, 9), 6)


def wanting(district: str, code: str, **places: int) -> dict[str, Any]:
    return {
        "ags_kreis": district,
        "pool": code,
        "fields": list(places),
        "cmp": {field: {"n": number} for field, number in places.items()},
    }


def test_establishments_and_places_of_those_interested_by_field_and_district(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = [
        wanting("10041", "1", K01=5, K02=3),
        wanting("10041", "1", K01=2),
        wanting("10044", "1", K02=9),
        # not interested
        wanting("10041", "2", K01=40),
        # for the whole enterprise: an establishment, but no places
        wanting("10044", "1", K01=70) | {"unit_scope": "3"},
        # names no fields, so that it is not known whether it needs one
        {"ags_kreis": "10044", "pool": "1", "fields": {"missing": "dont_know"}},
        # interested, somewhere
        wanting("10044", "1", K01=4) | {"ags_kreis": {"missing": "refused"}},
    ]
    found = tables(frozen(tmp_path, "company", documents), "pool")

    sites, places = (found[f"company.pool.need.pool_{what}"] for what in ("establishments", "places"))
    assert (sites.measure, places.measure) == (Measure.COUNT, Measure.SUM)
    # of five interested that named fields, two are in each district
    assert [figure(sites, "K01", where) for where in ("total", "10041", "10044")] == [(4, 5), (2, 2), (1, 2)]
    assert [figure(sites, "K02", where) for where in ("total", "10041", "10044")] == [(2, 5), (1, 2), (1, 2)]
    # 5 + 2 + 4, one of them somewhere
    assert [figure(places, "K01", where) for where in ("total", "10041")] == [(11, 3), (7, 2)]
    assert places.cell("K01", "10044").value is None
    assert figure(places, "K02", "total") == (12, 2)


def test_jobs_change_and_are_relearned_by_occupation_and_level(tmp_path: Path) -> None:
    def group(kldb: str, level: str, now: int, target: int, up: int, re: int) -> dict[str, Any]:
        heads = {"n_now": now, "n_target": target, "n_up": up, "n_re": re}
        return {"id": f"{kldb}{level}", "kldb": kldb, "level": level, **heads}

    documents = [
        {"roster": [group("25", "1", 10, 7, 3, 1), group("25", "2", 20, 24, 5, 0)]},
        {"roster": [group("25", "1", 4, 4, 0, 2), group("43", "2", 8, 9, 6, 3)]},
    ]
    found = tables(frozen(tmp_path, "company", documents), "roster")

    change = found["company.roster.need.change_pairs"]
    assert [figure(change, *key) for key in (("25", "1"), ("25", "2"), ("43", "2"))] == [(-3, 2), (4, 1), (1, 1)]
    assert figure(found["company.roster.need.need_pairs"], "25", "1") == (6, 2)
    # 1 + 2 of 4 + 2, 3 of 5 + 9
    shares = found["company.roster.need.reskill_levels"]
    assert [figure(shares, level) for level in "12"] == [(0.5, 2), (round(3 / 14, 9), 2)]


# --- works councils ------------------------------------------------------------------------------------


def test_rough_number_of_employees_is_a_range(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = [
        # 20 to 49 employees: 34.5, of them 20 to 40 %
        {"emp_class": "S4", "cmp": {"K01": {"share": "3"}}},
        # 1,000 and more: 1,000, of them 0 to 10 %; nobody in the other field
        {"emp_class": "S9", "cmp": {"K01": {"share": "1"}, "K02": {"share": "0"}}},
        {"emp_class": "S9", "cmp": {"K01": {"share": {"missing": "dont_know"}}}},
    ]
    found = tables(frozen(tmp_path, "works-council", documents), "cmp")["works_council.cmp.need.rough_heads"]

    assert [figure(found, "K01", end) for end in ("low", "high")] == [(6.9, 2), (113.8, 2)]
    assert [figure(found, "K02", end) for end in ("low", "high")] == [(0, 1), (0, 1)]
    assert "grob" in found.title["de"]


def test_frequency_of_helpers_less_that_of_highly_complex_work(tmp_path: Path) -> None:
    given = [("0", "3"), ("2", "2"), ("1", "2"), ("3", "1"), ("0", "3")]
    documents: list[dict[str, Any]] = [{"train_freq": {"1": low, "4": high}} for low, high in given]
    documents.append({"train_freq": {"1": "3", "4": {"missing": "dont_know"}}})
    found = tables(frozen(tmp_path, "works-council", documents * 10), "train_freq")

    gap = found["works_council.train_freq.need.frequency_gap"]
    # regularly or often: 2 of 5 helpers, 4 of 5 in highly complex work
    assert figure(gap) == (-40, 50)
    assert "works_council.train_freq.need.frequency_gap.sector_group" in found


# --- N5, N10 -------------------------------------------------------------------------------------------


def test_hours_between_the_limits_of_the_classes(tmp_path: Path) -> None:
    found = tables(worked_example.snapshot(tmp_path), "cmp")["company.cmp.need.hours_range"]

    # 6 · 41 + 9 · 9 + 25 · 121 + 10 · 41 + 2 · 9 and 6 · 120 + 9 · 40 + 25 · 400 + 10 · 120 + 2 · 40
    assert [figure(found, "K06", end) for end in ("low", "high")] == [(3_780, 5), (12_360, 5)]


def test_an_open_class_ends_at_what_is_set_for_it(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = [{"cmp": {"K01": {"n": 2, "hours": "5"}}}]
    found = tables(frozen(tmp_path, "company", documents), "cmp")["company.cmp.need.hours_range"]

    assert [figure(found, "K01", end) for end in ("low", "high")] == [(802, 1), (1_200, 1)]


def test_employers_shares_name_the_sizes_they_hold_for(tmp_path: Path) -> None:
    found = tables(worked_example.snapshot(tmp_path), "quali_total_h120")["company.quali_total_h120.need.potential"]

    labels = [category.label["de"].replace("\u00a0", " ") for category in found.dimensions[0].categories]
    assert labels == [
        "0 % (unter 50 Beschäftigte)",
        "50 % (50 bis 499 Beschäftigte)",
        "75 % (500 und mehr Beschäftigte)",
    ]


# --- where they stand ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def heads(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Mapping[str, Table]]:
    """What the tables of each chapter say they are, by questionnaire and section."""
    waves = {name: frozen(tmp_path_factory.mktemp(name), name, [{}] * 40) for name in ("company", "works-council")}
    return {
        (name, chapter.id): {one.head.id: one.head for one in chapter.tables}
        for name, wave in waves.items()
        for chapter in tabulate(wave)
    }


@pytest.mark.parametrize(
    ("name", "section", "table"),
    [
        ("company", "c", "company.emp_target.need.net_change"),
        ("company", "c", "company.emp_target.need.of_today"),
        ("company", "d", "company.cmp.need.hours_range"),
        ("company", "e", "company.train_n.need.training_rates"),
        ("company", "e", "company.train_n.need.inequality"),
        ("company", "e", "company.budget_amount.median.size_group"),
        ("company", "h", "company.bv82a.need.agreement"),
        ("company", "c", "company.roster.need.change_pairs"),
        ("company", "j", "company.pool.need.interest"),
        ("company", "j", "company.pool.need.pool_establishments"),
        ("company", "j", "company.pool.need.pool_places"),
        ("works-council", "d", "works_council.cmp.need.rough_heads"),
        ("works-council", "e", "works_council.train_freq.need.frequency_gap"),
    ],
)
def test_a_table_stands_in_its_chapter_with_words_in_every_language(
    name: str, section: str, table: str, heads: Mapping[tuple[str, str], Mapping[str, Table]]
) -> None:
    head = heads[name, section][table]

    labels = [category.label for dimension in head.dimensions for category in dimension.categories]
    assert all(set(texts) == LANGUAGES and all(texts.values()) for texts in (head.base, head.figure))
    assert all(texts["de"] for texts in (head.title, head.unit, *labels))


def test_what_the_law_may_pay_is_an_indication_in_every_language_and_never_a_claim(
    heads: Mapping[tuple[str, str], Mapping[str, Table]],
) -> None:
    words = {"de": "Hinweis", "en": "indication", "fr": "indication"}
    claims = {"de": "anspruch", "en": "entitle", "fr": "droit à"}
    about = [
        table
        for chapter in heads.values()
        for table in chapter.values()
        if any("82" in texts["de"] for texts in (table.title, table.base)) and table.role == "company"
    ]

    assert {"company.flag82a.share", "company.quali_total_h120.need.potential", "company.bv82a.need.agreement"} <= {
        table.id for table in about
    }
    for table, language in product(about, words):
        said = f"{table.title.get(language, '')} {table.base[language]}"
        assert claims[language] not in said.lower()
        assert words[language] in said or table.variable == "fund", (table.id, language)
