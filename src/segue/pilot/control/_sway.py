"""How the car moves sideways, and what the model of it does not know.

The dynamic bicycle, told by the sideways speeds of its two axles, each with its share of the mass:

    front' = -(front / v - steer) / front_slip - v yaw        yaw = (front - rear) / wheelbase
    rear'  = -(rear / v) / rear_slip           - v yaw

which is exact for a yaw inertia of mass times the two axles' distances from the centre of mass; so
neither mass nor its place need be known. The slips are in rad for each m/s² of cornering; their
difference is the understeer gradient. Wind, a wet road and a camber are seen as two remainders:
steering that does not turn the car, and drift that no model explains.

Source: R. Rajamani, Vehicle Dynamics and Control, 2nd ed., section 2.3, in other coordinates.
"""

from __future__ import annotations

import math

import numpy as np

from segue.pilot.compiled import compiled
from segue.schema.drive import EgoState, OwnCar

SLOWEST_MPS = 0.3
"""Below it the car is modelled as if at it: it rolls without slip, and hardly moves."""
_LEAST_SLIP = 1e-3
"""No tyre is stiffer, rad per m/s²."""
_STEER_S = 0.3
"""Time in which steering that does not turn the car is learnt."""
_DRIFT_RADPS = 2.0
"""Natural frequency of the observer of drift; critically damped."""
_LEARNS_FROM_MPS = 2.0
"""A slower car learns less, and forgets drift."""
_MOST_STEER_RAD = 0.05
_MOST_DRIFT_MPS = 0.6
_JUMP_M = 0.5
"""A place that is off by more has been corrected, not driven to."""


class Sway:
    """What is known of the car's motion sideways, from one step to the next."""

    __slots__ = (
        "_front_slip",
        "_own",
        "_rear_slip",
        "_x_m",
        "_y_m",
        "_yaw",
        "car",
        "drift_mps",
        "rear_mps",
        "steer_off_rad",
    )

    def __init__(self, own_car: OwnCar) -> None:
        self._own = own_car
        self._rear_slip = max(own_car.rear_slip_rad_per_mps2, _LEAST_SLIP)
        self._front_slip = max(self._rear_slip + own_car.understeer_rad_per_mps2, _LEAST_SLIP)
        self.car = np.array(
            [own_car.wheelbase_m, own_car.rear_axle_m, self._front_slip, self._rear_slip]
        )
        """Wheelbase, rear axle behind the middle, front slip, rear slip."""
        self._yaw: float | None = None
        self._x_m: float = 0.0
        self._y_m: float = 0.0
        self.rear_mps = 0.0
        """Sideways, of the rear axle, to the left."""
        self.steer_off_rad = 0.0
        """What the wheels seem to be turned by beyond what they are."""
        self.drift_mps = 0.0
        """To the left, beyond what yaw and slip explain."""

    def update(self, dt_s: float, ego: EgoState) -> None:
        """Take in the next state of the car, `dt_s` after the last."""
        speed = max(ego.speed_mps, SLOWEST_MPS)
        yaw_before = self._yaw
        self._yaw = ego.yaw_rate_radps
        if yaw_before is None or dt_s <= 0.0:
            self._x_m, self._y_m = ego.x_m, ego.y_m
            return
        own = self._own
        front_before = self.rear_mps + own.wheelbase_m * yaw_before
        m11, m12, m21, m22, gain = axle_step(
            dt_s, speed, own.wheelbase_m, self._front_slip, self._rear_slip
        )
        turned = gain * (ego.steer_rad + self.steer_off_rad)
        front = m11 * (front_before + turned) + m12 * self.rear_mps
        rear = m21 * (front_before + turned) + m22 * self.rear_mps
        missing = ego.yaw_rate_radps - (front - rear) / own.wheelbase_m
        by_steer = (m11 - m21) * gain / own.wheelbase_m
        fades = min(ego.speed_mps / _LEARNS_FROM_MPS, 1.0)
        learnt = fades * min(dt_s / _STEER_S, 1.0) * missing / by_steer
        self.steer_off_rad = _within(self.steer_off_rad + learnt, _MOST_STEER_RAD)
        held = 1.0 / (1.0 + dt_s / (speed * self._rear_slip))
        self.rear_mps = held * (self.rear_mps - dt_s * speed * ego.yaw_rate_radps)
        self._observe_drift(dt_s, ego)

    def _observe_drift(self, dt_s: float, ego: EgoState) -> None:
        """Compare where the car is with where it should have come."""
        cos, sin = math.cos(ego.heading_rad), math.sin(ego.heading_rad)
        side = self.rear_mps + self._own.rear_axle_m * ego.yaw_rate_radps + self.drift_mps
        to_x, to_y = ego.x_m - self._x_m, ego.y_m - self._y_m
        off_m = to_y * cos - to_x * sin - side * dt_s
        if abs(off_m) > _JUMP_M:
            self._x_m, self._y_m = ego.x_m, ego.y_m
            return
        kept_m = off_m * max(1.0 - 2.0 * _DRIFT_RADPS * dt_s, 0.0)
        self._x_m, self._y_m = ego.x_m + kept_m * sin, ego.y_m - kept_m * cos
        drift = self.drift_mps + _DRIFT_RADPS * _DRIFT_RADPS * dt_s * off_m
        fades = min(ego.speed_mps / _LEARNS_FROM_MPS, 1.0)
        self.drift_mps = fades * _within(drift, _MOST_DRIFT_MPS)


def _within(value: float, most: float) -> float:
    return min(max(value, -most), most)


@compiled
def axle_step(
    step_s: float, speed: float, wheelbase: float, front_slip: float, rear_slip: float
) -> tuple[float, float, float, float, float]:
    """Return one implicit step of the axles' sideways speeds.

    With m and gain: (front, rear) after = m (front + gain steer, rear) before.
    """
    across = step_s * speed / wheelbase
    a11 = 1.0 + step_s / (speed * front_slip) + across
    a22 = 1.0 + step_s / (speed * rear_slip) - across
    scale = 1.0 / (a11 * a22 + across * across)
    return a22 * scale, across * scale, -across * scale, a11 * scale, step_s / front_slip
