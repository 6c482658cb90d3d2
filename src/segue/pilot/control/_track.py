"""A plan as it is followed: motion by time, the way by distance."""

from __future__ import annotations

import math

import numpy as np

from segue.pilot.compiled import compiled
from segue.schema.drive import (
    PLAN_ACCEL,
    PLAN_CURVATURE,
    PLAN_HEADING,
    PLAN_SPEED,
    PLAN_STEP_S,
    PLAN_X,
    PLAN_Y,
    Floats,
    Plan,
)

_STRAYS_M = 0.5
"""A plan whose places and speeds disagree by more in a step contradicts itself."""
_LEAST_STEP_M = 1e-6
_ALONG = 3
"""Column of the way, after those of place and heading: distance from its begin."""


class Track:
    """A plan that can be followed; `track_of` tells which can.

    Args:
        plan: Its states are finite, and there are at least two.
    """

    __slots__ = ("_accel", "_speed", "_way", "plan")

    def __init__(self, plan: Plan) -> None:
        states = plan.states
        self.plan = plan
        x, y = states[:, PLAN_X], states[:, PLAN_Y]
        self._speed = np.maximum(states[:, PLAN_SPEED], 0.0)
        self._accel = np.ascontiguousarray(states[:, PLAN_ACCEL])
        along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
        self._way = np.column_stack((x, y, np.unwrap(states[:, PLAN_HEADING]), along))

    def motion(self, from_s: float, count: int) -> Floats:
        """Return (count, 3) of the plan from a time on, every `PLAN_STEP_S`.

        Columns: distance along, speed, acceleration. Beyond its end it drives on as it ended.
        """
        at = (from_s - self.plan.made_s) / PLAN_STEP_S + np.arange(count)
        samples = np.arange(len(self._way), dtype=np.float64)
        beyond_s = np.maximum(at - samples[-1], 0.0) * PLAN_STEP_S
        s = np.interp(at, samples, self._way[:, _ALONG]) + beyond_s * self._speed[-1]
        speed = np.interp(at, samples, self._speed)
        accel = np.interp(at, samples, self._accel, right=0.0)
        return np.column_stack((s, speed, accel))

    def locate(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Return how far along the way a place is, and how far to its left."""
        return _located(self._way, x_m, y_m)

    def headings(self, s_m: Floats) -> Floats:
        """Return the way's heading at distances; straight on beyond its ends."""
        return np.interp(s_m, self._way[:, _ALONG], self._way[:, PLAN_HEADING])


def track_of(plan: Plan) -> Track | None:
    """Return a plan as it is followed; None when it is not finite or contradicts itself."""
    states = plan.states
    if states.ndim != 2 or len(states) < 2 or states.shape[1] <= PLAN_CURVATURE:  # noqa: PLR2004
        return None
    if not (math.isfinite(plan.made_s) and np.isfinite(states).all()):
        return None
    step_m = np.hypot(np.diff(states[:, PLAN_X]), np.diff(states[:, PLAN_Y]))
    speed = states[:, PLAN_SPEED]
    meant_m = 0.5 * PLAN_STEP_S * np.abs(speed[1:] + speed[:-1])
    if (np.abs(step_m - meant_m) > _STRAYS_M).any():
        return None
    return Track(plan)


@compiled
def _located(way: Floats, at_x: float, at_y: float) -> tuple[float, float]:
    """Return the distance along the way and to its left, by the nearest piece of it.

    Where the car stands in the plan, the pieces have no length and the heading tells left.
    """
    last = len(way) - 2
    best = np.inf
    along_m, left_m = 0.0, 0.0
    for row in range(last + 1):
        x, y, heading, begins_m = way[row]
        length = way[row + 1, _ALONG] - begins_m
        cos, sin = math.cos(heading), math.sin(heading)
        if length > _LEAST_STEP_M:
            cos, sin = (way[row + 1, 0] - x) / length, (way[row + 1, 1] - y) / length
        ahead = (at_x - x) * cos + (at_y - y) * sin
        left = (at_y - y) * cos - (at_x - x) * sin
        over = ahead
        if row < last:
            over = min(over, length)
        if row > 0:
            over = max(over, 0.0)
        away = (ahead - over) ** 2 + left * left
        if away < best:
            best = away
            along_m, left_m = begins_m + over, left
    return along_m, left_m
