"""How likely somebody does what, as numbers."""

from __future__ import annotations

import pytest

from segue.pilot.predict._intent import unaware_share


@pytest.mark.parametrize(
    ("gap_m", "speed_mps", "accel_mps2", "own_mps", "own_accel_mps2", "low", "high"),
    [
        (20.0, 14.0, 0.0, 14.0, 0.0, 0.0, 0.0),  # follows
        (20.0, 14.0, 0.0, 14.0, -2.0, 0.0, 0.0),  # has not reacted yet, and need not have
        (4.0, 3.0, 1.5, 3.5, 1.5, 0.0, 0.0),  # starts behind who starts
        (20.0, 14.0, -4.0, 5.0, -2.0, 0.0, 0.0),  # late, but brakes
        (4.0, 3.1, 2.0, 1.3, -1.7, 0.3, 0.8),  # speeds up towards who brakes
        (5.0, 14.0, 0.0, 7.0, 0.0, 0.9, 0.9),  # cannot have seen it
    ],
)
def test_who_is_behind_is_unaware_when_it_lacks_the_braking_it_needs(
    gap_m: float,
    speed_mps: float,
    accel_mps2: float,
    own_mps: float,
    own_accel_mps2: float,
    low: float,
    high: float,
) -> None:
    """Who follows well, late or not, is taken to see the car."""
    share = unaware_share(gap_m, speed_mps, accel_mps2, own_mps, own_accel_mps2)
    assert low <= share <= high
