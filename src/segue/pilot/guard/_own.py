"""The car itself, as far as what is said of it can be true."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from segue.pilot.guard._limits import Limits
from segue.schema.drive import EgoState, OwnCar

_REVERSE_MPS = -1.0
"""A speed below it is not the car's: it is never driven backwards."""
_TURNING_MPS = 1.0
"""Below it a yaw rate says little of the circle; the wheels do."""


@dataclass(frozen=True, slots=True)
class Own:
    """The car, all of it numbers."""

    time_s: float
    x_m: float
    y_m: float
    heading_rad: float
    speed_mps: float
    accel_mps2: float
    steer_rad: float
    curvature_per_m: float
    """Of the circle that it moves on."""

    def at(self, now_s: float, most_s: float) -> Own:
        """Return where it is now, if it went straight on at its speed, for `most_s` at most."""
        way_m = self.speed_mps * min(max(now_s - self.time_s, 0.0), most_s)
        return replace(
            self,
            x_m=self.x_m + way_m * math.cos(self.heading_rad),
            y_m=self.y_m + way_m * math.sin(self.heading_rad),
        )


def curvature_per_m(car: OwnCar, speed_mps: float, steer_rad: float) -> float:
    """Return the circle that front wheels steer the car on, by the steady dynamic bicycle."""
    return math.tan(steer_rad) / _steered_length_m(car, speed_mps)


def steer_rad(car: OwnCar, speed_mps: float, curvature_per_m: float) -> float:
    """Return the angle of the front wheels that keeps the car on a circle."""
    return math.atan(curvature_per_m * _steered_length_m(car, speed_mps))


def _steered_length_m(car: OwnCar, speed_mps: float) -> float:
    return car.wheelbase_m + car.understeer_rad_per_mps2 * speed_mps * speed_mps


def believed_own(car: OwnCar, limits: Limits, ego: EgoState | None) -> Own | None:
    """Return the car as said, or None where that cannot be.

    What may be missing is made up for: an acceleration that is no number is none, and the circle
    is told by the yaw rate, else by the wheels, else it is a straight line.
    """
    if ego is None:
        return None
    if not all(map(math.isfinite, (ego.time_s, ego.x_m, ego.y_m, ego.heading_rad))):
        return None
    if not _REVERSE_MPS <= ego.speed_mps <= limits.fastest_mps:
        return None
    speed_mps = max(ego.speed_mps, 0.0)
    accel_mps2 = ego.accel_mps2 if math.isfinite(ego.accel_mps2) else 0.0
    wheels_rad = ego.steer_rad if abs(ego.steer_rad) <= car.largest_steer_rad else 0.0
    return Own(
        time_s=ego.time_s,
        x_m=ego.x_m,
        y_m=ego.y_m,
        heading_rad=ego.heading_rad,
        speed_mps=speed_mps,
        accel_mps2=min(max(accel_mps2, -car.brake_mps2), car.accel_mps2),
        steer_rad=wheels_rad,
        curvature_per_m=(
            ego.yaw_rate_radps / speed_mps
            if speed_mps >= _TURNING_MPS
            and abs(speed_mps * ego.yaw_rate_radps) <= limits.hardest_turn_mps2
            else curvature_per_m(car, speed_mps, wheels_rad)
        ),
    )
