"""The invented frame has the margins that it promises, and names nobody."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from app.demo import frame
from app.demo.frame import Unit, draw_frame, whole_shares

MARGINS = Path(frame.__file__).parent / "data" / "frame_saarland_SYNTHETIC.csv"


def test_each_cell_has_exactly_its_establishments_and_employees(units: tuple[Unit, ...]) -> None:
    establishments = Counter(unit.stratum for unit in units)
    employees: Counter[str] = Counter()
    for unit in units:
        employees[unit.stratum] += unit.employees
    with MARGINS.open(encoding="utf-8", newline="") as file:
        expected = {
            f"{row['sector_group']}/{row['size_class']}": (
                int(row["establishments_synthetic"]),
                int(row["employees_calibrated"]),
            )
            for row in csv.DictReader(file)
        }
    assert len(expected) == 16
    assert {stratum: (establishments[stratum], employees[stratum]) for stratum in establishments} == expected
    assert len(units) == 44_144
    assert sum(employees.values()) == 383_259


def test_every_size_lies_in_its_class(units: tuple[Unit, ...]) -> None:
    for unit in units:
        low, high = frame.SIZE_GROUPS[unit.size_group]
        assert low <= unit.employees <= high


def test_small_establishments_have_no_works_council_and_large_ones_mostly_do(units: tuple[Unit, ...]) -> None:
    assert not any(unit.has_council for unit in units if unit.employees < 5)
    large = [unit.has_council for unit in units if unit.employees >= 250]
    small = [unit.has_council for unit in units if 5 <= unit.employees < 50]
    assert sum(large) / len(large) > 0.75
    assert sum(small) / len(small) < 0.15


def test_some_enterprises_have_several_sites_and_none_has_one(units: tuple[Unit, ...]) -> None:
    sites = Counter(unit.enterprise for unit in units if unit.enterprise)
    assert len(sites) > 100
    assert set(sites.values()) == {2, 3, 4, 5}


def test_everything_says_that_it_is_invented(units: tuple[Unit, ...]) -> None:
    assert all("(erfunden)" in unit.name for unit in units)
    assert len({unit.name for unit in units}) == len({unit.reference for unit in units}) == len(units)


def test_sizes_are_skewed(units: tuple[Unit, ...]) -> None:
    sizes = sorted(unit.employees for unit in units if unit.stratum == "B-E/50-249")
    assert sizes[len(sizes) // 2] < sum(sizes) / len(sizes)


def test_the_same_seed_gives_the_same_frame_and_another_one_does_not(units: tuple[Unit, ...]) -> None:
    assert draw_frame(7) == units
    assert draw_frame(8) != units


@pytest.mark.parametrize(("weights", "total"), [([1, 1, 1], 10), ([0.2, 5, 3], 7), ([1], 4), ([3, 1], 0)])
def test_whole_shares_add_up(weights: list[float], total: int) -> None:
    assert whole_shares(weights, total).sum() == total
