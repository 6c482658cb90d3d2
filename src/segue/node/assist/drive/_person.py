"""The person in the simulated seat, driving: what the pilot takes over from and hands back to."""

from __future__ import annotations

import math

import numpy as np

from segue.lanes import LaneMap, Path
from segue.schema.drive import LENGTH, VX, VY, Command, EgoState, Objects, OwnCar, X, Y

_ACCEL_MPS2 = 1.2
_BRAKE_MPS2 = 2.0
_TIME_GAP_S = 1.6
_STAND_GAP_M = 3.0
_HARDEST_MPS2 = 8.0
"""Followed with the Intelligent Driver Model (Treiber and Kesting 2013, ch. 11), a little calmer
than its cars."""
_AHEAD_S = 1.0
"""How far ahead the person looks to steer; estimated."""
_LEAST_AHEAD_M = 8.0
_HALF_LANE_M = 1.8
_LATERAL_MPS2 = 2.0
"""What passengers find comfortable in a bend."""


class Person:
    """Keeps the lane, and the distance to who is ahead.

    Args:
        lanes: Where.
        own_car: What is driven.
    """

    def __init__(self, lanes: LaneMap, own_car: OwnCar) -> None:
        self._lanes, self._own_car = lanes, own_car
        self._paths: dict[str, Path] = {}

    def drive(self, ego: EgoState, objects: Objects, *, wants_mps: float) -> Command:
        """Return how a person drives on, no faster than wished."""
        here = self._lanes.at(ego.x_m, ego.y_m, ego.heading_rad)
        if not here:
            return Command(accel_mps2=-_BRAKE_MPS2, steer_rad=0.0)
        path, own_car = self._path(here[0]), self._own_car
        at_m, _, _ = path.locate(np.array([[ego.x_m, ego.y_m]]))[0]
        look_m = max(_AHEAD_S * ego.speed_mps, _LEAST_AHEAD_M)
        x_m, y_m, _ = path.at(at_m + look_m)[0]
        turn_rad = math.atan2(y_m - ego.y_m, x_m - ego.x_m) - ego.heading_rad
        bend_per_m = 2.0 * math.sin(turn_rad) / look_m
        bend_mps = math.sqrt(_LATERAL_MPS2 / max(abs(path.curvature_at(at_m + look_m)[0]), 1e-6))
        gap_m, ahead_mps = math.inf, 0.0
        if len(objects):
            there = path.locate(objects.boxes[:, [X, Y]])
            for (s_m, d_m, _), box in zip(there, objects.boxes, strict=True):
                free_m = s_m - at_m - 0.5 * (box[LENGTH] + own_car.length_m)
                if s_m > at_m and abs(d_m) < _HALF_LANE_M and free_m < gap_m:
                    gap_m, ahead_mps = float(free_m), float(np.hypot(box[VX], box[VY]))
        return Command(
            accel_mps2=_followed(ego.speed_mps, min(wants_mps, bend_mps), gap_m, ahead_mps),
            steer_rad=bend_per_m
            * (own_car.wheelbase_m + own_car.understeer_rad_per_mps2 * ego.speed_mps**2),
        )

    def _path(self, lane_id: str) -> Path:
        """Return the middle of a lane and of the one after it."""
        path = self._paths.get(lane_id)
        if path is None:
            chain = (lane_id, *self._lanes[lane_id].successors[:1])
            path = self._paths[lane_id] = self._lanes.corridor(chain).path
        return path


def _followed(speed_mps: float, wants_mps: float, gap_m: float, ahead_mps: float) -> float:
    """Return the acceleration of the Intelligent Driver Model."""
    if wants_mps < 0.1:  # noqa: PLR2004 (the person wants to stop)
        return -_BRAKE_MPS2
    closing_mps = speed_mps - ahead_mps
    wanted_m = _STAND_GAP_M + max(
        speed_mps * _TIME_GAP_S
        + speed_mps * closing_mps / (2.0 * math.sqrt(_ACCEL_MPS2 * _BRAKE_MPS2)),
        0.0,
    )
    taken = (wanted_m / max(gap_m, 0.1)) ** 2
    accel_mps2 = _ACCEL_MPS2 * (1.0 - (speed_mps / wants_mps) ** 4 - taken)
    return max(accel_mps2, -_HARDEST_MPS2 if taken > 1.0 else -_BRAKE_MPS2)
