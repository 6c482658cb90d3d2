"""What a drive was like to sit in: what counts is what is felt."""

from __future__ import annotations

import numpy as np
import pytest

from segue.bench._comfort import crept, hardest_brake_mps2, largest_jerk_mps3

STEP_S = 0.1
STOPS_MPS = np.maximum(8.0 - 0.05 * np.arange(200.0), 0.0)
"""From 8 m/s with half a metre a second, every second."""


@pytest.mark.parametrize(
    ("speeds_mps", "creeps"),
    [
        (STOPS_MPS, False),
        (np.full(60, 0.6), True),
        (np.full(40, 0.6), False),
        (np.full(60, 1.5), False),
        (np.zeros(60), False),
    ],
    ids=["comes to rest", "crawls", "crawls for 4 s", "walks", "stands"],
)
def test_car_crept_when_it_crawled_for_longer_than_a_stop_takes(
    speeds_mps: np.ndarray, creeps: bool
) -> None:
    """Moving slower than a walk, for more than five seconds; what stands does not move."""
    assert crept(speeds_mps.tolist(), STEP_S) is creeps


def test_car_did_not_creep_when_it_halves_what_is_left_of_its_speed() -> None:
    """A car that stands by every measure but a comparison with 0 does not creep."""
    speeds_mps = 8.0 * 0.5 ** np.arange(200.0)
    assert speeds_mps[-1] > 0.0
    assert not crept(speeds_mps.tolist(), STEP_S)


def test_braking_and_jerk_are_the_largest_of_a_drive() -> None:
    """Braking is positive; a drive begins without acceleration, and none is none."""
    speeds_mps = [10.0, 9.9, 9.5, 9.5]
    assert hardest_brake_mps2(speeds_mps, STEP_S) == pytest.approx(4.0)
    assert largest_jerk_mps3(speeds_mps, STEP_S) == pytest.approx(40.0)
    assert hardest_brake_mps2([10.0, 11.0], STEP_S) == 0.0
    assert (hardest_brake_mps2([10.0], STEP_S), largest_jerk_mps3([10.0], STEP_S)) == (0.0, 0.0)
