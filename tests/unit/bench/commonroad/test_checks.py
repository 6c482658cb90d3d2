"""A collision is seen, and whose fault it was; so is a car that leaves the road."""

from __future__ import annotations

from pathlib import Path

import pytest
from commonroad_file import along_x, write
from commonroad_problem import car, goal, problem

from segue.bench.commonroad import Scenario, read_scenario
from segue.bench.commonroad._car import CarState
from segue.bench.commonroad._checks import Road, collision_at
from segue.bench.commonroad._traffic import objects_at

EASY = problem((10, 0, 0, 10), goal(0, 20))


def own(
    x_m: float, speed_mps: float = 10.0, y_m: float = 0.0, heading_rad: float = 0.0
) -> CarState:
    """Return our car somewhere near the road's middle."""
    return CarState(x_m=x_m, y_m=y_m, steer_rad=0.0, speed_mps=speed_mps, heading_rad=heading_rad)


@pytest.mark.parametrize(
    ("other_mps", "own_x_m", "own_mps", "at_fault"),
    [
        (10.0, 46.0, 12.0, True),  # ran into it
        (10.0, 54.0, 8.0, False),  # was run into from behind
        (6.0, 54.0, 8.0, True),  # cut in behind it: it was slower
        (10.0, 46.0, 0.05, False),  # stood
        (10.0, 51.0, 8.0, True),  # its side
    ],
)
def test_fault_is_ours_when_neither_we_stood_nor_were_hit_from_behind(
    tmp_path: Path, other_mps: float, own_x_m: float, own_mps: float, *, at_fault: bool
) -> None:
    """The rule, case by case."""
    states = [(50.0, 0.0, 0.0, other_mps)] * 2
    objects = objects_at(_scenario(tmp_path, car(31, states)), 1)
    met = collision_at(1, own(own_x_m, own_mps), objects)
    assert met is not None
    assert (met.object_id, met.at_fault) == (31, at_fault)
    assert collision_at(1, own(40.0), objects) is None


def test_fault_counts_first_when_two_are_met_at_once(tmp_path: Path) -> None:
    """Being hit from behind while running into another is no excuse."""
    behind, ahead = [(46.0, 0.0, 0.0, 20.0)] * 2, [(54.0, 0.0, 0.0, 0.0)] * 2
    objects = objects_at(_scenario(tmp_path, car(31, behind), car(32, ahead)), 1)
    met = collision_at(1, own(50.0), objects)
    assert met is not None
    assert (met.object_id, met.at_fault) == (32, True)


def test_car_is_off_the_road_when_a_corner_is(tmp_path: Path) -> None:
    """A corner over the border counts; a seam between lanelets does not."""
    two = along_x(1, 0, 30, after=[2]) + along_x(2, 30.005, 60, before=[1])
    road = Road(read_scenario(write(tmp_path, two, EASY)).lanes)
    assert road.holds(own(30.0))
    assert not road.holds(own(30.0, y_m=1.1))
    assert not road.holds(own(30.0, y_m=0.9, heading_rad=0.1))


def _scenario(tmp_path: Path, *elements: str) -> Scenario:
    return read_scenario(write(tmp_path, along_x(1, 0, 300), EASY, *elements))
