"""Who is asked: all large establishments, the rest by Neyman allocation."""

from collections import Counter

import pytest

from app.demo.frame import Unit
from app.demo.sample import Layer, allocate, draw_sample


def test_all_large_establishments_are_asked(units: tuple[Unit, ...], sample: tuple[Unit, ...]) -> None:
    large = {unit.reference for unit in units if unit.employees >= 250}
    assert len(large) == 169
    assert large <= {unit.reference for unit in sample}


def test_600_are_asked_and_at_least_two_in_each_stratum(sample: tuple[Unit, ...]) -> None:
    asked = Counter(unit.stratum for unit in sample)
    assert sum(asked.values()) == 600
    assert len(asked) == 16
    assert min(asked.values()) >= 2


def test_neyman_allocation_follows_size_times_spread() -> None:
    strata = [Layer("A/0-9", 1000, 2.0), Layer("B/10-49", 100, 10.0), Layer("C/50-249", 50, 60.0)]
    # N·S = 2000, 1000, 3000: of 60 they get 20, 10 and 30.
    assert allocate(strata, 60) == {"A/0-9": 20, "B/10-49": 10, "C/50-249": 30}


def test_no_stratum_gives_more_than_it_has() -> None:
    strata = [Layer("A/0-9", 1000, 1.0), Layer("C/50-249", 5, 900.0)]
    assert allocate(strata, 60) == {"A/0-9": 55, "C/50-249": 5}


def test_where_all_are_equal_two_are_asked_at_least() -> None:
    strata = [Layer("A/0-9", 1000, 5.0), Layer("B/10-49", 40, 0.0)]
    assert allocate(strata, 20) == {"A/0-9": 18, "B/10-49": 2}


@pytest.mark.parametrize("wanted", [1, 5, 40, 171, 600, 5000])
def test_any_number_can_be_asked(units: tuple[Unit, ...], wanted: int) -> None:
    assert len(draw_sample(units, wanted, 1)) == wanted
