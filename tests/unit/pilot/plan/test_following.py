"""How hard the planner brakes for what is ahead."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.pilot.plan._following import (
    eased_mps2,
    follow_accel_mps2,
    needed_brake_mps2,
    stopping_brake_mps2,
)
from segue.pilot.plan._parameters import Parameters

PAR = Parameters()
speeds = st.floats(0.0, 50.0)


def stops_within_m(
    speed_mps: float, lead_mps: float, brake_mps2: float, lead_brake: float
) -> float:
    """Return how much of the gap is used up, by steps of a millisecond."""
    used = most = 0.0
    while speed_mps > 0.0 and (speed_mps > lead_mps or lead_brake > 0.0):
        used += (speed_mps - lead_mps) * 1e-3
        most = max(most, used)
        speed_mps = max(speed_mps - brake_mps2 * 1e-3, 0.0)
        lead_mps = max(lead_mps - lead_brake * 1e-3, 0.0)
        if lead_mps == 0.0 and lead_brake > 0.0 and speed_mps == 0.0:
            break
    return most


@pytest.mark.parametrize(
    ("gap_m", "speed_mps", "lead_mps", "lead_brake"),
    [
        (40.0, 20.0, 0.0, 0.0),
        (20.0, 25.0, 15.0, 0.0),
        (30.0, 20.0, 20.0, 4.0),
        (8.0, 14.0, 9.0, 2.0),
    ],
)
def test_needed_brake_uses_up_the_gap_and_no_more(
    gap_m: float, speed_mps: float, lead_mps: float, lead_brake: float
):
    """The braking that is called needed ends exactly where the gap ends."""
    brake = needed_brake_mps2(gap_m, speed_mps, lead_mps, lead_brake)
    assert stops_within_m(speed_mps, lead_mps, brake, lead_brake) == pytest.approx(gap_m, rel=0.02)


def test_no_brake_is_needed_when_the_lead_is_faster():
    """Who draws away is not braked for."""
    assert needed_brake_mps2(5.0, 20.0, 25.0, 0.0) == 0.0


@given(
    gap=st.floats(0.0, 200.0), speed=st.floats(2.0, 50.0), lead=speeds, closer=st.floats(0.1, 50.0)
)
def test_a_nearer_lead_is_never_braked_for_less(
    gap: float, speed: float, lead: float, closer: float
):
    """While driving, with all else the same, less gap never means more acceleration."""
    far = follow_accel_mps2(gap + closer, speed, -2.0, lead, 0.0, 1.6, PAR)
    near = follow_accel_mps2(gap, speed, -2.0, lead, 0.0, 1.6, PAR)
    assert near <= far + 1e-9


@given(gap=st.floats(-10.0, 300.0), speed=speeds, accel=st.floats(-9.0, 3.0), lead=speeds)
def test_the_answer_is_a_number_for_any_gap(gap: float, speed: float, accel: float, lead: float):
    """No gap, not even one that is used up, makes it infinite or no number."""
    assert math.isfinite(follow_accel_mps2(gap, speed, accel, lead, 1.0, 1.6, PAR))


def test_a_far_lead_is_rolled_up_to_before_it_is_braked_for():
    """Far behind a standing car the car neither speeds up nor brakes yet."""
    assert follow_accel_mps2(50.0, 10.0, 0.0, 0.0, 0.0, 1.6, PAR) == 0.0
    assert 0.0 < needed_brake_mps2(44.0, 10.0, 0.0, 0.0) < PAR.begin_brake_mps2


def test_at_the_wanted_gap_and_speed_nothing_is_asked():
    """In balance the acceleration is zero."""
    gap_m = PAR.standstill_gap_m + 1.6 * 25.0
    assert follow_accel_mps2(gap_m, 25.0, 0.0, 25.0, 0.0, 1.6, PAR) == pytest.approx(0.0)


@pytest.mark.parametrize(("room_m", "speed_mps"), [(30.0, 10.0), (12.0, 7.0), (4.0, 3.0)])
def test_a_stop_ends_softly_where_the_room_ends(room_m: float, speed_mps: float):
    """Asked again and again, the braking never grows by much and ends nearly off, in its place."""
    first = stopping_brake_mps2(room_m, speed_mps, PAR)
    last = most = first
    while speed_mps > 0.01 and room_m > 1e-3:
        last = max(
            min(stopping_brake_mps2(room_m, speed_mps, PAR), eased_mps2(speed_mps, PAR)), 0.2
        )
        most = max(most, last)
        room_m -= speed_mps * 1e-3
        speed_mps -= last * 1e-3
    assert most < 1.15 * first
    assert last < 0.6
    assert abs(room_m) < 0.2


def test_who_starts_is_followed_at_once_and_who_stands_is_not_crept_up_to():
    """Behind a car that stands 6 m ahead the car stands too, until that one speeds up."""
    assert follow_accel_mps2(6.0, 0.0, 0.0, 0.0, 0.0, 1.6, PAR) < 0.0
    assert follow_accel_mps2(6.0, 0.0, 0.0, 0.07, 1.4, 1.6, PAR) > 0.0
