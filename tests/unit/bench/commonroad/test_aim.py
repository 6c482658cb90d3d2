"""A goal's place, time and speed become a route and a set speed."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from commonroad_file import along_x, write
from commonroad_problem import goal, problem

from segue.bench.commonroad import read_scenario
from segue.bench.commonroad._aim import Aim
from segue.bench.commonroad._car import CarState

LIMIT_MPS = 50 / 3.6
TWO = along_x(1, 0, 100, after=[2], more='<adjacentLeft ref="3" drivingDir="same"/>') + along_x(
    2, 100, 200, before=[1]
)
ROAD = TWO + along_x(3, 0, 100, 3.5, more='<adjacentRight ref="1" drivingDir="same"/>')
ON_TWO = '<position><lanelet ref="2"/></position>'


def car(x_m: float, speed_mps: float, y_m: float = 0.0) -> CarState:
    """Return our car on the road."""
    return CarState(x_m=x_m, y_m=y_m, steer_rad=0.0, speed_mps=speed_mps, heading_rad=0.0)


def aim(tmp_path: Path, *goals: str, y_m: float = 0.0) -> Aim:
    """Return what is aimed at from x = 10."""
    return Aim(read_scenario(write(tmp_path, ROAD, problem((10, y_m, 0, 10), *goals))))


def test_route_leads_to_the_goal_when_a_lane_change_is_needed(tmp_path: Path) -> None:
    """Lanes to come are the route; those behind are left out."""
    aimed = aim(tmp_path, goal(0, 300, ON_TWO), y_m=3.5)
    assert aimed.wishes(0, car(10, 10, 3.5)).route == ("3", "1", "2")
    assert aimed.wishes(5, car(60, 10, 0.0)).route == ("1", "2")
    assert aimed.wishes(9, car(110, 10, 0.0)).route == ("2",)
    assert not aimed.unreachable


def test_goal_is_unreachable_when_no_lanes_lead_there(tmp_path: Path) -> None:
    """It is said so, and the second goal is aimed at when there is a way to that."""
    nowhere = '<position><lanelet ref="3"/></position>'
    behind = (
        "<position><circle><radius>2</radius><center><x>5</x><y>0</y></center></circle></position>"
    )
    assert Aim(
        read_scenario(write(tmp_path, ROAD, problem((150, 0, 0, 10), goal(0, 9, nowhere))))
    ).unreachable
    assert aim(tmp_path, goal(0, 9, behind)).wishes(0, car(10, 10)).route == ("1",)
    assert not aim(tmp_path, goal(0, 9)).unreachable


@pytest.mark.parametrize(
    ("first_step", "last_step", "wanted_mps"),
    [
        (0, 300, LIMIT_MPS),  # no hurry, and no waiting: as fast as is allowed
        (300, 310, LIMIT_MPS),  # early: it may wait inside
        (1, 310, LIMIT_MPS),  # it cannot get beyond its end before it counts
        (30, 40, 92.254 / 4.0),  # late: faster than is allowed, if the planner will
    ],
)
def test_set_speed_brings_the_car_there_in_time(
    tmp_path: Path, first_step: int, last_step: int, wanted_mps: float
) -> None:
    """Half a car inside the goal's lane, from 10 m along the road."""
    wishes = aim(tmp_path, goal(first_step, last_step, ON_TWO)).wishes(0, car(10, 10))
    assert wishes.set_speed_mps == pytest.approx(wanted_mps, abs=0.01)


def test_car_comes_to_rest_inside_the_goal_when_it_is_early(tmp_path: Path) -> None:
    """By braking with 1.5 m/s² it stops before its end, but is never too slow to leave in time."""
    aimed = aim(tmp_path, goal(300, 310, ON_TWO))
    resting = aimed.wishes(100, car(180, 10)).set_speed_mps
    assert resting == pytest.approx(math.sqrt(2.0 * 1.5 * 17.746), abs=0.01)
    assert aimed.wishes(290, car(180, 10)).set_speed_mps == pytest.approx(LIMIT_MPS)
    assert aimed.wishes(250, car(199, 1)).set_speed_mps == 0.0


def test_set_speed_is_the_goals_when_it_is_near(tmp_path: Path) -> None:
    """As late as a gentle change of speed allows, and no earlier."""
    speed = "<velocity><intervalStart>2</intervalStart><intervalEnd>4</intervalEnd></velocity>"
    aimed = aim(tmp_path, goal(150, 160, ON_TWO + speed))
    assert aimed.wishes(0, car(10, 10)).set_speed_mps > 10.0
    assert aimed.wishes(100, car(90, 10)).set_speed_mps == pytest.approx(3.7)
