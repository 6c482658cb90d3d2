"""Fault, cause, braking and comfort are told as they are defined."""

from __future__ import annotations

import math

import numpy as np
import pytest

from segue.bench.traffic._brakes import Brakes
from segue.bench.traffic._cause import has_cause
from segue.bench.traffic._comfort import Ride
from segue.bench.traffic._faults import contacts
from segue.lanes import Lane, LaneMap
from segue.schema.drive import EgoState, Objects, OwnCar, Plan

CAR = OwnCar()


def lane(lane_id: str, y_m: float, **more: object) -> Lane:
    """A straight lane of 3.5 m along x."""
    line = np.array([[-200.0, y_m], [400.0, y_m]])
    return Lane(
        lane_id=lane_id,
        centre_m=line,
        left_m=line + np.array([0.0, 1.75]),
        right_m=line - np.array([0.0, 1.75]),
        speed_limit_mps=20.0,
        **more,  # type: ignore[arg-type]
    )


ROAD = LaneMap({"right": lane("right", 0.0), "left": lane("left", 3.5)})


def ego(speed_mps: float = 15.0, y_m: float = 0.0) -> EgoState:
    """The car at the origin, along x."""
    return EgoState(time_s=1.0, x_m=0.0, y_m=y_m, heading_rad=0.0, speed_mps=speed_mps)


def other(x_m: float, y_m: float, vx_mps: float = 0.0) -> Objects:
    """One car of 4.5 m by 1.8 m."""
    box = np.array([[x_m, y_m, 0.0, vx_mps, 0.0, 4.5, 1.8, 0.0, 0.0]])
    return Objects.exact(1.0, np.array([7]), np.array([1]), box)


def straight(speed_mps: float = 15.0) -> Plan:
    """Straight on."""
    states = np.zeros((81, 6))
    states[:, 0] = speed_mps * 0.1 * np.arange(81)
    states[:, 3] = speed_mps
    return Plan(made_s=1.0, states=states, behaviour="keep_lane")


@pytest.mark.parametrize(
    ("place", "speed_mps", "own_y_m", "at_fault"),
    [
        ((4.0, 0.3), 15.0, 0.0, True),
        ((-4.0, 0.3), 15.0, 0.0, False),
        ((0.0, 1.5), 15.0, 0.0, False),
        ((0.0, 2.6), 15.0, 1.2, True),
        ((4.0, 0.3), 0.0, 0.0, False),
    ],
    ids=["front", "rear", "side, in its lane", "side, in two lanes", "stands"],
)
def test_fault_is_told_by_the_side_when_cars_touch(
    place: tuple[float, float], speed_mps: float, own_y_m: float, *, at_fault: bool
) -> None:
    """Who runs into somebody, or is between lanes, is at fault; who stands or is hit is not."""
    them = other(*place)
    found = contacts(ego(speed_mps, own_y_m), CAR, them.ids, them.kinds, them.boxes, ROAD)
    assert found[7].at_fault is at_fault


def test_who_has_to_yield_is_at_fault_when_hit_at_the_side() -> None:
    """In a junction the other goes first, and it hits our side."""
    crossing = LaneMap(
        {"right": lane("right", 0.0, yields_to=frozenset({"left"})), "left": lane("left", 1.5)}
    )
    them = other(0.0, 1.5)
    assert contacts(ego(), CAR, them.ids, them.kinds, them.boxes, crossing)[7].at_fault


def test_nobody_touches_when_cars_are_apart() -> None:
    """The next lane is not a collision."""
    them = other(0.0, 3.5)
    assert not contacts(ego(), CAR, them.ids, them.kinds, them.boxes, ROAD)


@pytest.mark.parametrize(
    ("them", "caused"),
    [
        (other(40.0, 0.0), True),
        (other(40.0, 3.5), False),
        (other(-20.0, 0.0, 30.0), False),
        (other(100.0, 0.0, 15.0), False),
        (other(12.0, 0.0, 10.0), True),
    ],
    ids=["stands ahead", "next lane", "comes from behind", "as fast, far", "slower, near"],
)
def test_a_cause_is_seen_when_somebody_is_in_the_way(them: Objects, *, caused: bool) -> None:
    """On the car's line, ahead, within four seconds."""
    assert has_cause(ego(), CAR, straight(), them, {}, ROAD) is caused


def test_a_cause_is_seen_when_the_road_calls() -> None:
    """A red light, a limit far below the speed; not a green light."""
    nobody = Objects.exact(1.0, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 9)))
    lit = LaneMap({"right": lane("right", 0.0, light="a/0")})
    assert has_cause(ego(), CAR, straight(), nobody, {"a/0": "red"}, lit)
    assert not has_cause(ego(), CAR, straight(), nobody, {"a/0": "green"}, lit)
    assert has_cause(ego(30.0), CAR, straight(30.0), nobody, {}, ROAD)


def test_braking_counts_once_when_it_lasts() -> None:
    """Two hard brakes, one of them without a cause in the second and a half before."""
    brakes = Brakes()
    for step in range(60):
        first, second = 5 <= step < 20, 40 <= step < 55
        accel = -5.0 if first or second else 0.0
        brakes.note(0.1 * step, accel, lambda second=second: not second)
    assert (brakes.hard, brakes.without_cause) == (2, 1)


CALM = np.zeros(200)


def ride(accel: np.ndarray, side: np.ndarray = CALM, yaw_rate: np.ndarray = CALM) -> Ride:
    """A ride that feels like this, every 0.1 s."""
    felt = Ride()
    for now in zip(accel, side, yaw_rate, strict=True):
        felt.add(*map(float, now))
    return felt


def test_a_ride_is_comfortable_when_all_is_within_bounds() -> None:
    """A calm ride is, all of it; braking at 5 m/s² is not while it lasts, nor is swaying."""
    at_s = 0.1 * np.arange(200)
    assert ride(CALM).comfortable_steps(0.1) == 200
    hard = np.where((np.arange(200) > 80) & (np.arange(200) < 120), -5.0, 0.0)
    assert 140 <= ride(hard).comfortable_steps(0.1) <= 165
    sway = 3.0 * np.sin(2.0 * math.pi * 0.3 * at_s)
    assert ride(CALM, sway).comfortable_steps(0.1) < 150


def test_a_ride_is_uncomfortable_when_it_jerks_along_or_turns_ever_differently() -> None:
    """As nuPlan bounds them: jerk along at 4.13 m/s³, a change of the yaw rate at 1.93 rad/s²."""
    at_s = 0.1 * np.arange(200)
    swings = np.sin(2.0 * math.pi * 0.3 * at_s)
    assert ride(1.5 * swings).comfortable_steps(0.1) == 200
    assert ride(3.2 * swings - 0.8).comfortable_steps(0.1) < 150
    assert ride(CALM, yaw_rate=0.9 * swings).comfortable_steps(0.1) == 200
    fast = 0.9 * np.sin(2.0 * math.pi * 0.5 * at_s)
    assert ride(CALM, yaw_rate=fast).comfortable_steps(0.1) < 150
