"""The car's way by its own motion alone: smooth, and adrift.

Tracks live in this frame, so that a correction of the car's place on the map moves everything at
once and looks like nobody's motion.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TypeVar

from segue.schema.drive import Floats, OwnCar

_KEPT_S = 2.0
Pose = tuple[float, float, float]
"""x, y, heading."""
Angle = TypeVar("Angle", float, Floats)


class Odometry:
    """Where the car is and was, from where it began."""

    __slots__ = ("_own_car", "_past", "_speed_mps", "_yaw_rate_radps")

    def __init__(self, own_car: OwnCar) -> None:
        self._own_car = own_car
        self._past: deque[tuple[float, Pose]] = deque([(0.0, (0.0, 0.0, 0.0))])
        self._speed_mps = 0.0
        self._yaw_rate_radps = 0.0

    def step(self, time_s: float, speed_mps: float, yaw_rate_radps: float) -> None:
        """Go on to a time, as fast as between what was and what is now."""
        last_s, last = self._past[-1]
        step_s = time_s - last_s
        if step_s > 0.0:
            speed = 0.5 * (self._speed_mps + speed_mps)
            yaw_rate = 0.5 * (self._yaw_rate_radps + yaw_rate_radps)
            self._past.append((time_s, self._moved(last, speed, yaw_rate, step_s)))
            while self._past[0][0] < time_s - _KEPT_S:
                self._past.popleft()
        self._speed_mps, self._yaw_rate_radps = speed_mps, yaw_rate_radps

    def _moved(self, pose: Pose, speed_mps: float, yaw_rate_radps: float, step_s: float) -> Pose:
        side = side_mps(self._own_car, speed_mps, yaw_rate_radps)
        return moved(pose, speed_mps, side, yaw_rate_radps, step_s)

    def at(self, time_s: float) -> Pose:
        """Return where the car was at a time of the last seconds, or will be if it goes on so."""
        later_s, later = self._past[-1]
        if time_s >= later_s:
            return self._moved(later, self._speed_mps, self._yaw_rate_radps, time_s - later_s)
        for earlier_s, earlier in reversed(self._past):
            if earlier_s <= time_s:
                share = (time_s - earlier_s) / (later_s - earlier_s)
                x, y, heading = (
                    one + share * (other - one) for one, other in zip(earlier, later, strict=True)
                )
                return x, y, heading
            later_s, later = earlier_s, earlier
        return later


def wrapped(rad: Angle) -> Angle:
    """Return angles between -pi and pi."""
    return (rad + math.pi) % (2.0 * math.pi) - math.pi


def side_mps(own_car: OwnCar, speed_mps: float, yaw_rate_radps: float) -> float:
    """Return how fast the middle of the car moves to its own left.

    The rear axle hardly does; in bends its tyres slip outward. Steady cornering, as on every road.
    """
    slip = own_car.rear_slip_rad_per_mps2 * speed_mps * speed_mps
    return yaw_rate_radps * (own_car.rear_axle_m - slip)


def moved(
    pose: Pose, speed_mps: float, side_mps: float, yaw_rate_radps: float, step_s: float
) -> Pose:
    """Return a pose a moment later."""
    x, y, heading = pose
    middle = heading + 0.5 * yaw_rate_radps * step_s
    cos, sin = math.cos(middle), math.sin(middle)
    return (
        x + (speed_mps * cos - side_mps * sin) * step_s,
        y + (speed_mps * sin + side_mps * cos) * step_s,
        heading + yaw_rate_radps * step_s,
    )
