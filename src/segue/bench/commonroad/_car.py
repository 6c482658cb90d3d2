"""The car of CommonRoad's kinematic single-track model (KS), a BMW 320i (vehicle 2).

Source: M. Althoff and G. Würsching, "CommonRoad: Vehicle Models", 2020, section 4 and table 6. The
place of a state is b ahead of the rear axle, and the middle of the car's box.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from segue.schema.drive import OwnCar

LENGTH_M, WIDTH_M = 4.508, 1.610
AHEAD_OF_REAR_AXLE_M = 1.4227170936
WHEELBASE_M = 1.1561957064 + AHEAD_OF_REAR_AXLE_M
STEER_RAD, STEER_RATE_RADPS = 1.066, 0.4
ACCEL_MPS2, SWITCH_MPS, TOP_MPS = 11.5, 7.319, 50.8
"""Most of acceleration and braking; above the second, power limits acceleration."""
_KEPT_SHARE = 0.98
"""Of a limit: the judge finds the inputs again by an optimiser, with a tolerance."""

OWN_CAR = OwnCar(
    length_m=LENGTH_M,
    width_m=WIDTH_M,
    wheelbase_m=WHEELBASE_M,
    rear_axle_m=AHEAD_OF_REAR_AXLE_M,
    largest_steer_rad=STEER_RAD,
    steer_rate_radps=STEER_RATE_RADPS,
    rear_slip_rad_per_mps2=0.0,
    top_speed_mps=TOP_MPS,
    brake_delay_s=0.0,
)
"""What the pilot knows of it. Of its braking the pilot counts on no more than on a dry road's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarState:
    """The model's five states, at the middle of the car."""

    x_m: float
    y_m: float
    steer_rad: float
    speed_mps: float
    heading_rad: float

    @property
    def yaw_rate_radps(self) -> float:
        """How fast it turns."""
        return self.speed_mps * math.tan(self.steer_rad) / WHEELBASE_M


def starting(
    *, x_m: float, y_m: float, heading_rad: float, speed_mps: float, yaw_rate_radps: float
) -> CarState:
    """Return the state in which a car moves like this: its steering is that of its turning."""
    steer_rad = 0.0
    if speed_mps > 0.0:
        steer_rad = math.atan(WHEELBASE_M * yaw_rate_radps / speed_mps)
    return CarState(
        x_m=x_m,
        y_m=y_m,
        steer_rad=min(max(steer_rad, -STEER_RAD), STEER_RAD),
        speed_mps=speed_mps,
        heading_rad=heading_rad,
    )


def advanced(state: CarState, steer_rate_radps: float, accel_mps2: float, dt_s: float) -> CarState:
    """Return the state a step later, with inputs cut to what the model and its friction allow.

    So whatever is asked, what is driven is feasible. It stops; it does not go backwards.
    """
    rate = min(max(steer_rate_radps, -STEER_RATE_RADPS), STEER_RATE_RADPS) * _KEPT_SHARE
    steer_rad = min(max(state.steer_rad + rate * dt_s, -STEER_RAD), STEER_RAD)
    accel = _within_friction(state, accel_mps2)
    speed_mps = min(max(state.speed_mps + accel * dt_s, 0.0), TOP_MPS)
    return _moved(replace(state, steer_rad=steer_rad, speed_mps=speed_mps), state, dt_s)


def _within_friction(state: CarState, accel_mps2: float) -> float:
    sideways_mps2 = state.speed_mps * state.yaw_rate_radps
    most_mps2 = _KEPT_SHARE * math.sqrt(max(ACCEL_MPS2**2 - sideways_mps2**2, 0.0))
    speed_up_mps2 = min(most_mps2, _KEPT_SHARE * ACCEL_MPS2 * _power_share(state.speed_mps))
    return min(max(accel_mps2, -most_mps2), speed_up_mps2)


def _power_share(speed_mps: float) -> float:
    return SWITCH_MPS / speed_mps if speed_mps > SWITCH_MPS else 1.0


def _moved(end: CarState, begin: CarState, dt_s: float) -> CarState:
    """Return the end of a step with its place: Runge and Kutta's fourth order, at the rear axle.

    Steering and speed change evenly, so the rates in between are those of their means.
    """
    speeds = (begin.speed_mps, 0.5 * (begin.speed_mps + end.speed_mps), end.speed_mps)
    steers = (begin.steer_rad, 0.5 * (begin.steer_rad + end.steer_rad), end.steer_rad)
    turns = [v * math.tan(a) / WHEELBASE_M for v, a in zip(speeds, steers, strict=True)]
    turned_rad = (turns[0] + 4.0 * turns[1] + turns[2]) / 6.0 * dt_s
    middle_rad = begin.heading_rad + (5.0 * turns[0] + 8.0 * turns[1] - turns[2]) / 24.0 * dt_s
    heading_rad = begin.heading_rad + turned_rad
    headings = (begin.heading_rad, middle_rad, heading_rad)
    weights = (1.0, 4.0, 1.0)
    along = list(zip(weights, speeds, headings, strict=True))
    rear_x_m = begin.x_m - AHEAD_OF_REAR_AXLE_M * math.cos(begin.heading_rad)
    rear_y_m = begin.y_m - AHEAD_OF_REAR_AXLE_M * math.sin(begin.heading_rad)
    rear_x_m += sum(w * v * math.cos(h) for w, v, h in along) / 6.0 * dt_s
    rear_y_m += sum(w * v * math.sin(h) for w, v, h in along) / 6.0 * dt_s
    return replace(
        end,
        x_m=rear_x_m + AHEAD_OF_REAR_AXLE_M * math.cos(heading_rad),
        y_m=rear_y_m + AHEAD_OF_REAR_AXLE_M * math.sin(heading_rad),
        heading_rad=heading_rad,
    )
