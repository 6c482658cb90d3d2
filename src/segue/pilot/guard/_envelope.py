"""What the actuators may be asked for, whatever asks."""

from __future__ import annotations

from segue.pilot.guard._limits import Limits
from segue.pilot.guard._own import steer_rad
from segue.schema.drive import OwnCar


def permitted_accel_mps2(
    car: OwnCar,
    limits: Limits,
    asked_mps2: float,
    *,
    last_mps2: float,
    step_s: float,
    brake_mps2: float,
) -> float:
    """Return the acceleration nearest to what is asked that is within limits of size and rate.

    Drive force may go at once; a brake builds up and lets go no faster than an emergency brake.
    """
    lowest_mps2 = max(-brake_mps2, min(last_mps2, 0.0) - car.brake_jerk_mps3 * step_s)
    highest_mps2 = max(
        min(last_mps2 + car.brake_jerk_mps3 * step_s, 0.0),
        last_mps2 + limits.accel_mps3 * step_s,
    )
    highest_mps2 = min(highest_mps2, car.accel_mps2)
    return min(max(asked_mps2, lowest_mps2), highest_mps2)


def permitted_steer_rad(
    car: OwnCar,
    limits: Limits,
    asked_rad: float,
    *,
    last_rad: float,
    speed_mps: float,
    step_s: float,
    grip_mps2: float,
) -> float:
    """Return the steering nearest to what is asked that is within limits of size and rate.

    The rate goes before the size: wheels that are beyond what the speed permits come back no
    faster than they may turn.
    """
    lateral_mps2 = min(limits.lateral_mps2, grip_mps2)
    largest_rad = car.largest_steer_rad
    rate_radps = car.steer_rate_radps
    square = speed_mps * speed_mps
    if square > 0.0:
        largest_rad = min(largest_rad, steer_rad(car, speed_mps, lateral_mps2 / square))
        rate_radps = min(rate_radps, steer_rad(car, speed_mps, limits.lateral_mps3 / square))
    wanted_rad = min(max(asked_rad, -largest_rad), largest_rad)
    most_rad = rate_radps * step_s
    return min(max(wanted_rad, last_rad - most_rad), last_rad + most_rad)
