"""Where traffic waits: for others who go first, at red lights, at stop signs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.world.scenes.actors._lane_table import LaneTable, Standing
from segue.world.scenes.files import LightState

Floats = NDArray[np.float64]

_LOOKS_M = 30.0
"""Nobody decides before a line is so near, or is as near as gentle braking needs."""
_GENTLE_MPS2 = 2.0
_AMBER_MPS2 = 3.0
"""Who can stop at an amber light by braking no harder does."""
_MARGIN_S = 1.5
"""Between who waited and who goes first; estimated."""
_STANDS_MPS = 0.5
_AT_LINE_M = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """One who comes to a line."""

    row: int
    s_m: float
    """Of its front, along its way."""
    speed_mps: float
    accel_mps2: float
    length_m: float


@dataclass(frozen=True, slots=True)
class Now:
    """What one who comes to a line looks at."""

    lights: Mapping[str, LightState]
    standing: Standing
    goes_by: Floats
    """(M, L): NaN where an object is known not to go by a lane."""


class RightOfWay:
    """The lines of a map, and who must wait at them now."""

    def __init__(self, table: LaneTable) -> None:
        self._table = table
        lanes = table.lanes
        self._stops = {
            lane_id
            for lane_id, lane in lanes.lanes.items()
            if any(lanes[before].stop_sign for before in lane.predecessors)
        }
        self._lines = {
            lane_id
            for lane_id, lane in lanes.lanes.items()
            if lane.yields_to or lane.light or lane_id in self._stops
        }
        self._has_stopped: set[tuple[int, str]] = set()

    def lines_m(self, chain: tuple[str, ...]) -> tuple[tuple[float, str], ...]:
        """Return the lines along a chain of lanes: where, and the lane behind each."""
        begins = self._table.begins_m(chain)
        return tuple(
            (float(begins[self._table.number[lane_id]]), lane_id)
            for lane_id in chain
            if lane_id in self._lines
        )

    def wait_at_m(self, mover: Mover, lines: tuple[tuple[float, str], ...], now: Now) -> float:
        """Return where along its way one must wait; inf when nowhere.

        Args:
            mover: Who.
            lines: Those of its way.
            now: What there is to wait for.
        """
        looks_m = max(_LOOKS_M, mover.speed_mps**2 / (2.0 * _GENTLE_MPS2) + 10.0)
        for at_m, lane_id in lines:
            left_m = at_m - mover.s_m
            if left_m < 0.0:
                self._has_stopped.discard((mover.row, lane_id))
                continue
            if left_m > looks_m:
                break
            if self._waits(mover, lane_id, left_m, now):
                return at_m
        return math.inf

    def _waits(self, mover: Mover, lane_id: str, left_m: float, now: Now) -> bool:
        lane = self._table.lanes[lane_id]
        light = now.lights.get(lane.light, "green") if lane.light else "green"
        if light == "red":
            return True
        if light == "amber" and mover.speed_mps**2 / (2.0 * _AMBER_MPS2) < left_m:
            return True
        if lane_id in self._stops and (mover.row, lane_id) not in self._has_stopped:
            if mover.speed_mps < _STANDS_MPS and left_m < _AT_LINE_M:
                self._has_stopped.add((mover.row, lane_id))
            return True
        through_m = left_m + self._table.lengths_m[self._table.number[lane_id]] + mover.length_m
        speed, accel = mover.speed_mps, mover.accel_mps2
        clear_s = (math.sqrt(speed * speed + 2.0 * accel * through_m) - speed) / accel
        return any(
            self._comes(other, clear_s + _MARGIN_S, mover.row, now) for other in lane.yields_to
        )

    def _comes(self, lane_id: str, within_s: float, own_row: int, now: Now) -> bool:
        """Whether anybody else is on a lane, or reaches it in time."""
        table, standing = self._table, now.standing
        number = table.number[lane_id]
        at_m = table.before_m(lane_id)[standing.lane] + standing.s_m
        ahead = ~np.isnan(at_m) & (at_m - standing.half_m < table.lengths_m[number])
        ahead &= (standing.row != own_row) & ~np.isnan(now.goes_by[standing.row, number])
        away_m = -(at_m + standing.half_m)
        soon = (away_m <= 0.0) | (
            (standing.speed_mps > _STANDS_MPS) & (away_m < within_s * standing.speed_mps)
        )
        return bool((ahead & soon).any())
