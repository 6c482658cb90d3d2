"""Where the car is in its lane, and whether the lane beside it is free."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from segue.lanes import Lane, LaneMap
from segue.pilot.supervise import LaneFacts, LaneSense
from segue.pilot.supervise._lane_sense import critical_gap_m
from segue.schema.drive import EgoState, Floats, Kind, Objects, OwnCar


def _line(y_m: float, begin_m: float = 0.0) -> Floats:
    x_m = np.linspace(begin_m, begin_m + 300.0, 31)
    return np.column_stack((x_m, np.full_like(x_m, y_m)))


def _lane(lane_id: str, y_m: float, begin_m: float = 0.0, **more: object) -> Lane:
    return Lane(
        lane_id=lane_id,
        centre_m=_line(y_m, begin_m),
        left_m=_line(y_m + 1.75, begin_m),
        right_m=_line(y_m - 1.75, begin_m),
        speed_limit_mps=30.0,
        **more,  # type: ignore[arg-type]
    )


ROAD = LaneMap(
    {
        "slow": _lane("slow", 0.0, left="fast", right="shoulder"),
        "fast": _lane(
            "fast",
            3.5,
            right="slow",
            may_change_right=False,
            predecessors=("stray",),
            successors=("fast on",),
        ),
        "stray": _lane("stray", 3.5, -300.0),
        "fast on": _lane("fast on", 3.5, 300.0, predecessors=("fast",)),
        "shoulder": _lane("shoulder", -3.5, left="slow", kind="shoulder"),
    }
)


def _ego(y_m: float = 0.0, heading_rad: float = 0.0, speed_mps: float = 20.0) -> EgoState:
    return EgoState(time_s=0.0, x_m=150.0, y_m=y_m, heading_rad=heading_rad, speed_mps=speed_mps)


def _others(*x_y_speed: tuple[float, float, float]) -> Objects:
    count = len(x_y_speed)
    boxes = np.zeros((count, 9))
    for row, (x_m, y_m, speed_mps) in enumerate(x_y_speed):
        boxes[row, :7] = x_m, y_m, 0.0, speed_mps, 0.0, 4.5, 1.8
    return Objects.exact(0.0, np.arange(count), np.full(count, int(Kind.CAR)), boxes)


def _facts(ego: EgoState, *others: tuple[float, float, float]) -> LaneFacts:
    return LaneSense(ROAD, OwnCar()).facts(ego, _others(*others))[0]


def test_borders_are_told_from_the_cars_sides():
    """1.75 m of half a lane, less 0.95 m of half a car, and where the car is in it."""
    facts = _facts(_ego(y_m=0.3))
    assert facts.known
    assert facts.to_left_m == pytest.approx(0.5)
    assert facts.to_right_m == pytest.approx(1.1)


def test_border_is_nearer_when_the_car_is_turned():
    """Its corners stick out: 0.1 rad of 4.7 m is 0.23 m more."""
    facts = _facts(_ego(heading_rad=0.1))
    assert facts.to_left_m == pytest.approx(0.8 - 0.5 * 4.7 * math.sin(0.1), abs=0.01)


def test_border_is_crossed_when_the_car_is_over_it():
    """Negative on that side, before and after the centre has changed lanes."""
    assert _facts(_ego(y_m=1.2)).to_left_m == pytest.approx(-0.4)
    assert _facts(_ego(y_m=2.3)).to_right_m == pytest.approx(-0.4)


@pytest.mark.parametrize(("y_m", "free"), [(0.0, {"left"}), (3.5, set[str]())])
def test_lane_beside_is_offered_when_it_may_be_changed_to(y_m: float, free: set[str]):
    """Not to a shoulder, nor over a line that is solid."""
    assert _facts(_ego(y_m=y_m)).free == free


@pytest.mark.parametrize(
    ("other", "free"),
    [
        ((150.0, 3.5, 20.0), False),  # beside
        ((120.0, 3.5, 20.0), True),  # 25 m behind, as fast
        ((130.0, 3.5, 20.0), False),  # 15 m behind: not a second
        ((100.0, 3.5, 33.0), False),  # 45 m behind, 13 m/s faster: 53 m needed
        ((90.0, 3.5, 33.0), True),
        ((190.0, 3.5, 5.0), False),  # ahead, 15 m/s slower
        ((220.0, 3.5, 5.0), True),
        ((150.0, 0.0, 20.0), True),  # in the own lane
        ((310.0, 3.5, 0.0), True),
        ((190.0, 3.5, math.nan), False),  # nobody knows how fast
    ],
)
def test_lane_is_free_when_nobody_in_it_has_to_brake_hard(
    other: tuple[float, float, float], free: bool
):
    """At more than 3 m/s², to keep a second apart (UN R79, 5.6.4.7)."""
    assert ("left" in _facts(_ego(), other).free) == free


def test_critical_gap_is_the_regulations():
    """Closing at 10 m/s on 20 m/s: 4 m of delay, 16.7 m of braking, 20 m of gap."""
    assert critical_gap_m(30.0, 20.0) == pytest.approx(4.0 + 100.0 / 6.0 + 20.0)
    assert critical_gap_m(10.0, 20.0) == pytest.approx(20.0)


@pytest.mark.parametrize(
    "ego", [_ego(y_m=40.0), _ego(y_m=-3.5), _ego(y_m=math.nan), _ego(heading_rad=math.inf)]
)
def test_lane_is_not_known_when_the_car_is_on_none_or_nowhere(ego: EgoState):
    """Off the road, on the shoulder, and where a number is none."""
    assert LaneSense(ROAD, OwnCar()).facts(ego, _others()) == (LaneFacts(), "unknown")


@pytest.mark.parametrize(
    ("limit_kmh", "kind"), [(30, "street"), (50, "street"), (80, "road"), (120, "motorway")]
)
def test_kind_of_road_is_told_from_its_limit(limit_kmh: float, kind: str):
    """A lane map does not say it otherwise."""
    only = dataclasses.replace(ROAD["stray"], successors=(), speed_limit_mps=limit_kmh / 3.6)
    sense = LaneSense(LaneMap({"stray": only}), OwnCar())
    ego = dataclasses.replace(_ego(y_m=3.5), x_m=-100.0)
    assert sense.facts(ego, _others())[1] == kind
