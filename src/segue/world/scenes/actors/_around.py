"""Traffic that stays around the ego, however far it drives.

Who has fallen out of reach on one side of it is set down again on the other, at the same speed: so
a few drivers make a road of any length busy.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from segue.lanes import LaneMap
from segue.schema.drive import EgoState
from segue.world.scenes.actors._crowd import Crowd

_LOOKS_EVERY_S = 0.5
_SET_DOWN_SHARE = (0.7, 1.0)
"""Of the reach: between these, by chance, they are set down."""
_ROOM_M = 50.0
"""That must be free before and behind who is set down; estimated: half of it is between two cars
that follow at 1.5 s."""
_ASIDE_M = 2.0
"""Nearer to the middle of a lane is on it."""

SetDown = Callable[[int, str, float], None]
"""Puts a row of the crowd on a lane, so far along it."""


class Around:
    """Keeps the drivers of a crowd within reach of the ego.

    Args:
        crowd: Everybody.
        drivers: (T,): the rows of those who drive by themselves.
        lanes: The map.
        reach_m: How far from the ego they may be.
        random: The lanes that they are set down on come from it.
        set_down: Puts one of them elsewhere.
    """

    def __init__(
        self,
        crowd: Crowd,
        drivers: tuple[int, ...],
        lanes: LaneMap,
        reach_m: float,
        random: np.random.Generator,
        set_down: SetDown,
    ) -> None:
        self._crowd, self._drivers, self._lanes = crowd, drivers, lanes
        self._reach_m, self._random, self._set_down = reach_m, random, set_down
        self._looks = 0

    def step(self, now_s: float, ego: EgoState) -> None:
        """Set those down again who are out of reach, where there is room for them."""
        if now_s < self._looks * _LOOKS_EVERY_S - 1e-9:
            return
        self._looks += 1
        for row in self._drivers:
            x_m, y_m = self._crowd.boxes[row, :2]
            east_m, north_m = x_m - ego.x_m, y_m - ego.y_m
            if self._crowd.there[row] and math.hypot(east_m, north_m) <= self._reach_m:
                continue
            cos, sin = math.cos(ego.heading_rad), math.sin(ego.heading_rad)
            behind = east_m * cos + north_m * sin < 0.0
            away_m = self._reach_m * float(self._random.uniform(*_SET_DOWN_SHARE))
            found = self._place(ego, away_m if behind else -away_m)
            if found is not None and self._has_room(row, *found):
                self._set_down(row, *found)

    def _place(self, ego: EgoState, away_m: float) -> tuple[str, float] | None:
        """Return a place on the road that far ahead of the ego, on one of its lanes by chance."""
        lanes = self._lanes
        here = lanes.at(ego.x_m, ego.y_m, ego.heading_rad)
        if not here:
            return None
        lane_id = here[0]
        s_m = float(lanes.path(lane_id).locate(np.array([[ego.x_m, ego.y_m]]))[0, 0]) + away_m
        while s_m < 0.0:
            if not lanes[lane_id].predecessors:
                return None
            lane_id = lanes[lane_id].predecessors[0]
            s_m += lanes.path(lane_id).length_m
        while s_m > lanes.path(lane_id).length_m:
            s_m -= lanes.path(lane_id).length_m
            if not lanes[lane_id].successors:
                return None
            lane_id = lanes[lane_id].successors[0]
        beside = self._beside(lane_id)
        return beside[int(self._random.integers(len(beside)))], s_m

    def _beside(self, lane_id: str) -> list[str]:
        """Return the lanes of the road at one of them that are driven on, from left to right."""
        lane = self._lanes[lane_id]
        while lane.left is not None:
            lane = self._lanes[lane.left]
        found: list[str] = []
        while True:
            if lane.kind == "driving":
                found.append(lane.lane_id)
            if lane.right is None:
                return found
            lane = self._lanes[lane.right]

    def _has_room(self, row: int, lane_id: str, s_m: float) -> bool:
        x_m, y_m, heading_rad = self._lanes.path(lane_id).at(s_m)[0]
        others = self._crowd.there.copy()
        others[row] = False
        east, north = (self._crowd.boxes[others, :2] - (x_m, y_m)).T
        cos, sin = math.cos(heading_rad), math.sin(heading_rad)
        along, aside = np.abs(east * cos + north * sin), np.abs(north * cos - east * sin)
        return not bool(((along < _ROOM_M) & (aside < _ASIDE_M)).any())
