"""The corridors that the car may drive along now: its own lane onward, and those beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from segue.lanes import Corridor, Lane, LaneMap
from segue.pilot.compiled import compiled
from segue.pilot.plan._parameters import Parameters
from segue.pilot.plan._route import metres_to_go
from segue.schema.drive import (
    EgoState,
    Floats,
)

Where = Literal["keep", "left", "right"]

GRID_M = 1.0
_BACK_M = 40.0
_LEAST_AHEAD_M = 150.0
_AHEAD_S = 10.0
_OFF_LANE_M = 6.0
"""Farther from every lane the car is on no road."""
_AGAINST_RAD = 1.6
_LEAST_BEND_MPS = 2.0
_BEND_OVER_M = 1.0
"""Over which a map's bends are averaged: its points are not the road's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A corridor with what holds along it, from its begin, every `GRID_M` (N)."""

    corridor: Corridor
    limits_mps: Floats
    """Speed limits and bends, and what slowing for them takes."""
    room_left_m: Floats
    """To the border of the last lane on that side that goes the same way."""
    room_right_m: Floats
    ends_m: float
    """Where the road ends or leaves the route; infinite when it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A corridor that the car may take now, and where the car is by it."""

    where: Where
    way: Way
    lane_id: str
    """Of its lanes, the one the car is on or beside."""
    s_m: float
    d_m: float
    turned_rad: float
    """The car's heading less the corridor's."""
    changes_m: float
    """How much longer the route is from here than from the best lane beside it, changes counted."""


class Corridors:
    """Makes the ways of one map; they are kept, for the map does not change.

    Args:
        lanes: The map.
        par: The planner's.
    """

    def __init__(self, lanes: LaneMap, par: Parameters) -> None:
        self._lanes = lanes
        self._par = par
        self._ways: dict[tuple[tuple[str, ...], bool], Way] = {}
        self._route: tuple[str, ...] = ()
        self._to_go: Mapping[str, float] = {}
        self._last: tuple[str, ...] = ()

    def options(self, ego: EgoState, route: tuple[str, ...]) -> list[Option]:
        """Return the own lane onward, then the lanes beside it; none when on no lane."""
        if route != self._route:
            self._route = route
            self._to_go = metres_to_go(self._lanes, route) if route else {}
            self._ways.clear()
        lane_id = self._lane_of(ego)
        if lane_id is None:
            return []
        lane = self._lanes[lane_id]
        ahead_m = max(_LEAST_AHEAD_M, _AHEAD_S * ego.speed_mps)
        own = self._way(lane_id, ahead_m, keep=True)
        self._last = own.corridor.lanes
        options = [self._option("keep", own, lane_id, ego)]
        sides: tuple[tuple[Where, str | None, bool], ...] = (
            ("left", lane.left, lane.may_change_left),
            ("right", lane.right, lane.may_change_right),
        )
        for where, beside, allowed in sides:
            if beside is not None and allowed and self._lanes[beside].kind == "driving":
                options.append(self._option(where, self._way(beside, ahead_m), beside, ego))
        return options

    def to_go_m(self, lane_id: str) -> float:
        """Return the rest of the route from the begin of a lane; 0 without a route."""
        return self._to_go.get(lane_id, math.inf) if self._route else 0.0

    def _lane_of(self, ego: EgoState) -> str | None:
        found = list(self._lanes.at(ego.x_m, ego.y_m, ego.heading_rad))
        if not found:
            found = list(self._lanes.near(ego.x_m, ego.y_m, _OFF_LANE_M))
        place = np.array([[ego.x_m, ego.y_m]])

        def fit(lane_id: str) -> float:
            _, d_m, heading_rad = self._lanes.path(lane_id).locate(place)[0]
            turned_rad = abs(math.remainder(ego.heading_rad - heading_rad, math.tau))
            if turned_rad > _AGAINST_RAD:
                return math.inf
            off_route = 0.0 if self.to_go_m(lane_id) < math.inf else 2.0
            kept = 0.0 if lane_id in self._last else 1.0
            return abs(d_m) + 2.0 * turned_rad + off_route + kept

        found = [lane_id for lane_id in found if self._lanes[lane_id].kind == "driving"]
        fits = {lane_id: fit(lane_id) for lane_id in found}
        best = min(found, key=lambda lane_id: (fits[lane_id], lane_id), default=None)
        return best if best is not None and fits[best] < math.inf else None

    def _option(self, where: Where, way: Way, lane_id: str, ego: EgoState) -> Option:
        s_m, d_m, heading_rad = way.corridor.path.locate(np.array([[ego.x_m, ego.y_m]]))[0]
        turned_rad = math.remainder(ego.heading_rad - heading_rad, math.tau)
        return Option(
            where=where,
            way=way,
            lane_id=lane_id,
            s_m=s_m,
            d_m=d_m,
            turned_rad=turned_rad,
            changes_m=self._changes_m(lane_id),
        )

    def _way(self, lane_id: str, ahead_m: float, *, keep: bool = False) -> Way:
        chain, open_end = self._chain(lane_id, ahead_m, keep=keep)
        way = self._ways.get((chain, open_end))
        if way is None:
            way = self._ways[chain, open_end] = self._make(chain, open_end=open_end)
        return way

    def _changes_m(self, lane_id: str) -> float:
        beside = [lane_id]
        for side in ("left", "right"):
            other: str | None = lane_id
            while (other := self._change_to(other, side)) is not None and other not in beside:
                beside.append(other)
        best_m = min(map(self.to_go_m, beside))
        return self.to_go_m(lane_id) - best_m if best_m < math.inf else 0.0

    def _change_to(self, lane_id: str, side: Literal["left", "right"]) -> str | None:
        """Return the lane beside, if it may be changed to."""
        lane = self._lanes[lane_id]
        if side == "left":
            return lane.left if lane.may_change_left else None
        return lane.right if lane.may_change_right else None

    def _chain(self, lane_id: str, ahead_m: float, *, keep: bool) -> tuple[tuple[str, ...], bool]:
        """Return the lanes from a little behind to far enough ahead, and whether it goes on."""
        lanes = self._lanes
        if keep and lane_id in self._last:  # as it was, while it reaches far enough
            on = self._last[self._last.index(lane_id) :]
            if sum(lanes.path(one).length_m for one in on[1:]) >= ahead_m:
                return self._last, True
        chain = [lane_id]
        behind_m = 0.0
        while behind_m < _BACK_M and (before := lanes[chain[0]].predecessors):
            kept = [one for one in before if one in self._last]
            chain.insert(0, kept[0] if kept else before[0])
            behind_m += lanes.path(chain[0]).length_m
            if chain[0] in chain[1:]:
                chain.pop(0)
                break
        reach_m = 0.0
        while reach_m < ahead_m + lanes.path(lane_id).length_m:
            following = self._successor(chain[-1])
            if following is None:
                return tuple(chain), False
            if following in chain:  # a ring: far enough
                break
            chain.append(following)
            reach_m += lanes.path(following).length_m
        return tuple(chain), True

    def _successor(self, lane_id: str) -> str | None:
        lane = self._lanes[lane_id]
        after = [one for one in lane.successors if self._lanes[one].kind == "driving"]
        if self._route and lane_id != self._route[-1]:  # past the route's end the road goes on
            after = [one for one in after if self.to_go_m(one) < math.inf]
        if not after:
            return None
        end_rad = self._lanes.path(lane_id).heading_rad[-1]

        def turned_rad(one: str) -> float:
            return abs(math.remainder(self._lanes.path(one).heading_rad[-1] - end_rad, math.tau))

        return min(after, key=lambda one: (self.to_go_m(one), turned_rad(one), one))

    def _make(self, chain: tuple[str, ...], *, open_end: bool) -> Way:
        corridor = self._lanes.corridor(chain, spacing_m=GRID_M)
        return Way(
            corridor=corridor,
            limits_mps=self._limits(corridor),
            room_left_m=corridor.left_m + self._more_room(corridor, "left"),
            room_right_m=corridor.right_m + self._more_room(corridor, "right"),
            ends_m=math.inf if open_end else corridor.path.length_m,
        )

    def _limits(self, corridor: Corridor) -> Floats:
        path, par = corridor.path, self._par
        over = max(round(_BEND_OVER_M / GRID_M), 1)
        bends = np.convolve(
            np.pad(path.curvature_per_m, over, mode="edge"),
            np.full(2 * over + 1, 1.0 / (2 * over + 1)),
            mode="valid",
        )
        bend_mps = np.sqrt(par.lateral_accel_mps2 / np.maximum(np.abs(bends), 1e-6))
        limits = np.minimum(corridor.speed_limit_mps, np.maximum(bend_mps, _LEAST_BEND_MPS))
        squares = limits * limits
        _slow_before(squares, 2.0 * par.bend_brake_mps2 * np.diff(path.s_m))
        return np.sqrt(squares)

    def _more_room(self, corridor: Corridor, side: Literal["left", "right"]) -> Floats:
        """Return the width of the lanes beside that go the same way (N)."""
        widths: list[float] = []
        for lane_id in corridor.lanes:
            width_m, seen = 0.0, {lane_id}
            other = _beside(self._lanes[lane_id], side)
            while other is not None and other not in seen:
                seen.add(other)
                lane = self._lanes[other]
                if lane.kind != "driving":
                    break
                width_m += float(np.hypot(*(lane.left_m - lane.right_m).T).mean())
                other = _beside(lane, side)
            widths.append(width_m)
        begins = np.asarray(corridor.begins_m)
        which = np.clip(np.searchsorted(begins, corridor.path.s_m, side="right") - 1, 0, None)
        return np.asarray(widths)[which]


@compiled
def _slow_before(squares: Floats, more: Floats) -> None:
    """Lower squared speeds (N,) to what can be slowed from, by `more` (N - 1,) to the next."""
    for row in range(len(squares) - 2, -1, -1):
        squares[row] = min(squares[row], squares[row + 1] + more[row])


def _beside(lane: Lane, side: Literal["left", "right"]) -> str | None:
    return lane.left if side == "left" else lane.right
