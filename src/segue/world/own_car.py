"""What the pilot knows of a car of the plant, and where the plant's car is as the pilot tells it.

The plant moves a car by its centre of mass; the pilot tells a car's place by the middle of its box.
The body is taken to stand centred over the wheelbase: as much of it hangs over in front as behind.
"""

from __future__ import annotations

import math

from segue.schema.drive import EgoState, OwnCar
from segue.vehicle.plant import CarModel, DrivenCar

_MOST_ACCEL_MPS2 = OwnCar().accel_mps2
"""More is not asked of any car, however strong."""


def own_car_of(car: CarModel) -> OwnCar:
    """Return what the pilot knows of a car. Its brake and its tyres are those of a dry road."""
    chassis = car.chassis
    drive_n = min(car.max_force_n, car.max_grip_force_n)
    rear_kg = chassis.mass_kg * chassis.front_m / chassis.wheelbase_m
    return OwnCar(
        length_m=car.length_m,
        width_m=car.width_m,
        wheelbase_m=chassis.wheelbase_m,
        rear_axle_m=0.5 * chassis.wheelbase_m,
        largest_steer_rad=chassis.largest_steer_rad,
        steer_rate_radps=chassis.steer_rate_radps,
        understeer_rad_per_mps2=chassis.understeer_rad_per_mps2,
        rear_slip_rad_per_mps2=rear_kg / chassis.rear_stiffness_n,
        top_speed_mps=car.top_speed_mps,
        accel_mps2=min(drive_n / car.inertial_mass_kg, _MOST_ACCEL_MPS2),
        brake_mps2=car.max_brake_force_n / car.inertial_mass_kg,
    )


def middle_ahead_m(car: CarModel) -> float:
    """Return how far the middle of the box is ahead of the centre of mass; negative: behind."""
    return car.chassis.front_m - 0.5 * car.chassis.wheelbase_m


def ego_of(driven: DrivenCar, time_s: float) -> EgoState:
    """Return the exact state of a car of the plant, as the pilot tells it."""
    ahead_m = middle_ahead_m(driven.car)
    return EgoState(
        time_s=time_s,
        x_m=driven.x_m + ahead_m * math.cos(driven.heading_rad),
        y_m=driven.y_m + ahead_m * math.sin(driven.heading_rad),
        heading_rad=driven.heading_rad,
        speed_mps=driven.speed_mps,
        accel_mps2=driven.accel_mps2,
        yaw_rate_radps=driven.yaw_rate_radps,
        steer_rad=driven.steer_rad,
    )
