"""Braking by the formulas is braking as it happens: enough, and no more than enough."""

from __future__ import annotations

import dataclasses
import math

import pytest

from segue.pilot.guard._braking import Pair, least_braking_mps2, rss_gap_m

_GAPS_M = (0.5, 2.0, 7.0, 20.0, 60.0)
_SPEEDS_MPS = (0.5, 3.0, 10.0, 20.0, 35.0)
_LEADS_MPS = (0.0, 2.0, 9.0, 19.0, 30.0)
_LEAD_BRAKES_MPS2 = (0.0, 1.0, 4.0, 9.0)


def closest_m(pair: Pair, brake_mps2: float) -> float:
    """Return the smallest gap of a drive in small steps, until the car stands."""
    gap_m, speed, lead = pair.gap_m, pair.speed_mps, pair.lead_mps
    closest, steps = gap_m, 400
    step_s = speed / brake_mps2 / steps
    for _ in range(steps):
        after = max(speed - brake_mps2 * step_s, 0.0)
        lead_after = max(lead - pair.lead_brake_mps2 * step_s, 0.0)
        gap_m += 0.5 * (lead + lead_after - speed - after) * step_s
        speed, lead = after, lead_after
        closest = min(closest, gap_m)
    return closest


@pytest.mark.parametrize("gap_m", _GAPS_M)
@pytest.mark.parametrize("speed_mps", _SPEEDS_MPS)
def test_least_braking_just_keeps_apart_when_driven(gap_m: float, speed_mps: float) -> None:
    """With it the two never touch; with a tenth less they do, whatever the other does."""
    for lead_mps in _LEADS_MPS:
        for lead_brake_mps2 in _LEAD_BRAKES_MPS2:
            pair = Pair(gap_m, speed_mps, lead_mps, lead_brake_mps2)
            brake = least_braking_mps2(pair)
            if brake == 0.0:
                assert lead_brake_mps2 == 0.0
                assert speed_mps <= lead_mps
                continue
            assert closest_m(pair, brake * 1.02) > 0.0
            assert closest_m(pair, brake * 0.9) < 0.02


@pytest.mark.parametrize(
    ("pair", "brake_mps2"),
    [
        (Pair(10.0, 10.0, 0.0, 0.0), 5.0),
        (Pair(10.0, 10.0, 0.0, 3.0), 5.0),
        (Pair(10.0, 0.0, 0.0, 0.0), 0.0),
        (Pair(0.0, 0.0, 0.0, 0.0), 0.0),
        (Pair(10.0, 10.0, 10.0, 0.0), 0.0),
        (Pair(10.0, 10.0, 5.0, 0.0), 1.25),
        (Pair(10.0, 10.0, -5.0, 0.0), 10.0),
        (Pair(0.0, 10.0, 5.0, 0.0), math.inf),
        (Pair(-1.0, 10.0, 5.0, 0.0), math.inf),
        (Pair(0.0, 10.0, 0.0, 0.0), math.inf),
        (Pair(0.0, 10.0, 5.0, 2.0), math.inf),
        (Pair(0.0, 10.0, 11.0, 0.0), 0.0),
        (Pair(-1.0, 10.0, 20.0, 4.0), 1.0),
        (Pair(6.25, 10.0, 5.0, 2.0), 4.0),
        (Pair(18.75, 10.0, 5.0, 2.0), 2.0),
        (Pair(0.5, 10.0, 0.5, 1.0), 91.25),
    ],
)
def test_least_braking_is_exact_when_computed_by_hand(pair: Pair, brake_mps2: float) -> None:
    """Standing, slower, braking and oncoming ones, and gaps that are used up."""
    assert least_braking_mps2(pair) == pytest.approx(brake_mps2)


@pytest.mark.parametrize(
    ("pair", "touch_s"),
    [
        (Pair(10.0, 10.0, 0.0, 0.0), 1.0),
        (Pair(10.0, 10.0, 0.0, 5.0), 1.0),
        (Pair(10.0, 10.0, 5.0, 0.0), 2.0),
        (Pair(10.0, 10.0, -10.0, 0.0), 0.5),
        (Pair(10.0, 10.0, -10.0, 5.0), 0.5),
        (Pair(10.0, 10.0, 10.0, 0.0), math.inf),
        (Pair(10.0, 10.0, 11.0, 0.0), math.inf),
        (Pair(0.0, 10.0, 11.0, 0.0), 0.0),
        (Pair(-1.0, 0.0, 0.0, 0.0), 0.0),
        (Pair(10.0, 10.0, 10.0, 5.0), 2.0),
        (Pair(11.25, 12.0, 10.0, 5.0), 1.7588),
        (Pair(20.0, 10.0, 10.0, 5.0), 3.0),
        (Pair(20.0, 0.0, 10.0, 5.0), math.inf),
        (Pair(0.5, 0.5, 1.0, 0.5), 3.0),
    ],
)
def test_touch_is_told_when_the_car_keeps_its_speed(pair: Pair, touch_s: float) -> None:
    """While the other drives, brakes and stands; never, if it gets away."""
    assert pair.touch_s() == pytest.approx(touch_s, abs=1e-3)


def test_two_move_on_when_time_passes() -> None:
    """Both brake until they stand, and no farther; one that comes towards the car comes on."""
    later = Pair(30.0, 10.0, 6.0, 2.0).later(1.0, -4.0)
    assert later == Pair(30.0 + 5.0 - 8.0, 6.0, 4.0, 2.0)
    later = Pair(30.0, 10.0, 6.0, 2.0).later(5.0, -4.0)
    assert later == Pair(30.0 + 9.0 - 12.5, 0.0, 0.0, 2.0)
    later = Pair(30.0, 10.0, 6.0, 2.0).later(2.4, -4.0)
    assert dataclasses.astuple(later) == pytest.approx((30.0 + 8.64 - 12.48, 0.4, 1.2, 2.0))
    later = Pair(30.0, 10.0, -6.0, 0.0).later(2.0, 1.0)
    assert later == Pair(30.0 - 12.0 - 22.0, 12.0, -6.0, 0.0)
    assert Pair(1.0, 0.0, 0.0, 0.0).later(1.0, -4.0) == Pair(1.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("lead_mps", [0.0, 10.0, 20.0, 30.0])
@pytest.mark.parametrize("speed_mps", [1.0, 10.0, 20.0, 30.0])
def test_rss_gap_is_just_enough_when_both_brake_hard(speed_mps: float, lead_mps: float) -> None:
    """RSS's worst case, driven: the car speeds up for the response time, then brakes."""
    gap_m = rss_gap_m(
        speed_mps, lead_mps, response_s=0.5, accel_mps2=2.0, brake_mps2=8.0, lead_brake_mps2=9.0
    )
    then = Pair(gap_m, speed_mps, lead_mps, 9.0).later(0.5, 2.0)
    if gap_m > 0.0:
        own_m = then.speed_mps**2 / 16.0
        lead_m = then.lead_mps**2 / 18.0
        assert then.gap_m + lead_m - own_m == pytest.approx(0.0, abs=1e-9)
    else:
        assert lead_mps > speed_mps


def test_rss_gap_counts_no_way_when_the_other_comes_closer() -> None:
    """What comes towards the car leaves it no braking distance."""
    same = {"response_s": 0.5, "accel_mps2": 0.0, "brake_mps2": 8.0, "lead_brake_mps2": 9.0}
    assert rss_gap_m(10.0, -5.0, **same) == rss_gap_m(10.0, 0.0, **same) == 11.25
