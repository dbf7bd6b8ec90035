"""What a template shows of a number."""

import pytest

from app.filters import percent


@pytest.mark.parametrize(
    ("share", "places", "shown"),
    [
        (0.125, 0, "13\N{NO-BREAK SPACE}%"),
        (0.145, 0, "15\N{NO-BREAK SPACE}%"),
        (0.685, 0, "69\N{NO-BREAK SPACE}%"),
        (0.1225, 1, "12,3\N{NO-BREAK SPACE}%"),
        (1.0, 0, "100\N{NO-BREAK SPACE}%"),
        (0.0, 0, "0\N{NO-BREAK SPACE}%"),
        (None, 0, "–"),
    ],
)
def test_a_half_goes_up(share: float | None, places: int, shown: str) -> None:
    assert percent(share, places) == shown
