"""A problem's goal as wishes: which lanes to follow, and how fast to be there in time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from segue.bench.commonroad._car import LENGTH_M, CarState
from segue.bench.commonroad._scenario import Goal, Scenario
from segue.lanes import LaneMap
from segue.schema.drive import Wishes

_ALONG_RAD = np.radians(60.0)
"""A lane that a car is on goes its way within this."""
_NEAR_M = 5.0
_CHANGE_MPS2 = 1.5
"""With which the speed is brought to what the goal wants of it, or to rest in it, gently."""
_SETTLE_S = 2.0
"""Before the goal, in which the speed is what it wants."""
_INSIDE_MPS = 0.3
"""As far inside the goal's interval of speeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A route, and where along it the goal lies."""

    lanes: tuple[str, ...]
    to_last_m: tuple[float, ...]
    """From the begin of each lane to the begin of the last."""
    goal_m: tuple[float, float]
    """From and to, along the last lane; it may go on beyond it."""


class Aim:
    """Says at every step what is wanted. The goal that has a way to it is aimed at, the first.

    Args:
        scenario: What is driven.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._lanes = scenario.lanes
        self._step_s = scenario.step_s
        self._fastest_mps = max(lane.speed_limit_mps for lane in scenario.lanes.lanes.values())
        found = next(_ways(scenario), None)
        self._goal = scenario.problem.goals[0] if found is None else found[0]
        self._way = None if found is None else found[1]
        self._at = 0

    @property
    def unreachable(self) -> bool:
        """Whether the goal has a place, and no lanes lead there."""
        return self._way is None and self._goal.area is not None

    def wishes(self, step: int, state: CarState) -> Wishes:
        """Return what is wanted at a step."""
        speed_mps = self._fastest_mps
        from_s = max(self._goal.first_step - step, 0) * self._step_s
        until_s = max(self._goal.last_step - step, 1) * self._step_s
        if self._way is not None:
            first_m, last_m = self._ahead_m(self._way, state)
            speed_mps = max(speed_mps, first_m / until_s)
            if from_s > 0.0:  # not beyond its end before it counts: early there, it waits inside
                last_m = max(last_m, 0.0)
                resting_mps = math.sqrt(2.0 * _CHANGE_MPS2 * last_m)
                speed_mps = min(speed_mps, max(last_m / from_s, resting_mps))
        if self._goal.speed_mps is not None:
            low, high = self._goal.speed_mps
            wanted = min(max(speed_mps, low + _INSIDE_MPS), max(high - _INSIDE_MPS, 0.0))
            apart_s = abs(state.speed_mps - wanted) / _CHANGE_MPS2
            if from_s <= apart_s + _SETTLE_S:
                speed_mps = wanted
        return Wishes(
            set_speed_mps=speed_mps, route=() if self._way is None else self._way.lanes[self._at :]
        )

    def _ahead_m(self, way: _Way, state: CarState) -> tuple[float, float]:
        """Return how far the goal begins and ends ahead, half a car inside it."""
        on = self._lanes.at(state.x_m, state.y_m) or self._lanes.near(state.x_m, state.y_m, _NEAR_M)
        rows = [row for row, lane in enumerate(way.lanes) if lane in on and row >= self._at]
        self._at = min(rows, default=self._at)
        place = np.array([[state.x_m, state.y_m]])
        along_m = float(self._lanes.path(way.lanes[self._at]).locate(place)[0, 0])
        to_go_m = way.to_last_m[self._at] - along_m
        inside_m = min(0.5 * LENGTH_M, 0.5 * (way.goal_m[1] - way.goal_m[0]))
        return to_go_m + way.goal_m[0] + inside_m, to_go_m + way.goal_m[1] - inside_m


def _ways(scenario: Scenario) -> Iterator[tuple[Goal, _Way]]:
    lanes, problem = scenario.lanes, scenario.problem
    starts = _along(lanes, problem.x_m, problem.y_m, problem.heading_rad)
    for goal in problem.goals:
        if goal.area is None:
            continue
        wanted = [goal.lanes] if goal.lanes else [(one,) for one in _lanes_under(lanes, goal)]
        routes = [lanes.route(start, ends) for ends in wanted for start in starts]
        found = [route for route in routes if route is not None]
        if found:
            route = found[0]
            yield (
                goal,
                _Way(
                    lanes=route,
                    to_last_m=_to_last_m(lanes, route),
                    goal_m=_goal_m(lanes, route[-1], goal),
                ),
            )


def _along(lanes: LaneMap, x_m: float, y_m: float, heading_rad: float) -> list[str]:
    """Return the lanes at a place that go that way, those that do most nearly first."""
    on = lanes.at(x_m, y_m) or lanes.near(x_m, y_m, _NEAR_M)
    place = np.array([[x_m, y_m]])

    def apart_rad(lane_id: str) -> float:
        return abs(math.remainder(lanes.path(lane_id).locate(place)[0, 2] - heading_rad, math.tau))

    return sorted((one for one in on if apart_rad(one) <= _ALONG_RAD), key=apart_rad)


def _lanes_under(lanes: LaneMap, goal: Goal) -> tuple[str, ...]:
    """Return the lanes at the middle of a goal's area, those that go its way."""
    middle = shapely.centroid(goal.area)
    x_m, y_m = map(float, shapely.get_coordinates(middle)[0])
    if goal.heading_rad is None:
        return lanes.at(x_m, y_m)
    return tuple(_along(lanes, x_m, y_m, 0.5 * sum(goal.heading_rad)))


def _to_last_m(lanes: LaneMap, route: tuple[str, ...]) -> tuple[float, ...]:
    """Return the way from each lane's begin to that of the last; a lane change takes none."""
    to_last_m = [0.0]
    for lane, following in zip(route[-2::-1], route[:0:-1], strict=True):
        own_m = lanes.path(lane).length_m if following in lanes[lane].successors else 0.0
        to_last_m.append(to_last_m[-1] + own_m)
    return tuple(reversed(to_last_m))


def _goal_m(lanes: LaneMap, last: str, goal: Goal) -> tuple[float, float]:
    if goal.lanes:
        length_m, lane = lanes.path(last).length_m, last
        for _ in goal.lanes:  # the goal's next lanes go on
            onward = [one for one in lanes[lane].successors if one in goal.lanes]
            if not onward:
                break
            lane = onward[0]
            length_m += lanes.path(lane).length_m
        return 0.0, length_m
    along_m = lanes.path(last).locate(shapely.get_coordinates(goal.area))[:, 0]
    return float(along_m.min()), float(along_m.max())
