"""Where a car's weight is, and how it holds the road: what cornering and braking follow from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from segue.vehicle.plant._parameters import Parameter

Axles = Literal["front", "rear", "all"]

SHARED = (
    Parameter("yaw_inertia_share", "", 0.5, 2),
    Parameter("front_stiffness_per_load", "1/rad", 2, 40),
    Parameter("rear_stiffness_per_load", "1/rad", 2, 40),
    Parameter("front_side_grip_share", "", 0.5, 1),
    Parameter("largest_steer_rad", "rad", 0.2, 1.2),
    Parameter("steer_rate_radps", "rad/s", 0.05, 5),
    Parameter("steering_ratio", "", 5, 25),
    Parameter("side_wind_area_m2", "m²", 0.5, 50),
    Parameter("side_wind_lever_m", "m", -2, 3),
)
"""Of all cars; `shared.toml` holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chassis:
    """What a car needs to corner. SI units; forces are of both wheels of an axle."""

    mass_kg: float
    yaw_inertia_kg_m2: float
    front_m: float
    """From the centre of mass to the front axle."""
    rear_m: float
    height_m: float
    """Of the centre of mass over the road."""
    driven_axles: Axles
    grip: float
    """Of the tyres on a dry road: greatest force over load."""
    front_stiffness_n: float
    """Cornering stiffness of both tyres and the steering's give, per radian of slip."""
    rear_stiffness_n: float
    front_grip_share: float
    """Of the front tyres' grip, what they have sideways: less than all, for cars are built to lose
    the front first."""
    largest_steer_rad: float
    """Of the front wheels, to either side."""
    steer_rate_radps: float
    """Fastest that the front wheels are turned."""
    steering_ratio: float
    """Steering wheel over front wheels."""
    side_wind_kg_m: float
    """Side force over air speed and the wind's speed across, N/(m/s)²."""
    side_wind_lever_m: float
    """Ahead of the centre of mass, where that force acts."""

    @property
    def wheelbase_m(self) -> float:
        """From axle to axle."""
        return self.front_m + self.rear_m

    @property
    def understeer_rad_per_mps2(self) -> float:
        """Steering beyond wheelbase over radius, for each m/s² of gentle cornering."""
        front = self.rear_m / self.front_stiffness_n
        rear = self.front_m / self.rear_stiffness_n
        return self.mass_kg / self.wheelbase_m * (front - rear)


def build_chassis(
    shared: Mapping[str, float],
    *,
    mass_kg: float,
    wheelbase_m: float,
    front_mass_share: float,
    driven_axles: Axles,
    gravity_mps2: float,
) -> Chassis:
    """Return the chassis of a car.

    Args:
        shared: Values of `SHARED`, and of grip, air density and height of the centre of mass.
        mass_kg: On the road.
        wheelbase_m: From axle to axle.
        front_mass_share: Of the mass, what stands on the front axle.
        driven_axles: Which the motors turn.
        gravity_mps2: That turns mass into load.
    """
    front_m = (1.0 - front_mass_share) * wheelbase_m
    rear_m = wheelbase_m - front_m
    front_n = front_mass_share * mass_kg * gravity_mps2
    rear_n = mass_kg * gravity_mps2 - front_n
    return Chassis(
        mass_kg=mass_kg,
        yaw_inertia_kg_m2=shared["yaw_inertia_share"] * mass_kg * front_m * rear_m,
        front_m=front_m,
        rear_m=rear_m,
        height_m=shared["centre_of_mass_height_m"],
        driven_axles=driven_axles,
        grip=shared["tyre_grip"],
        front_stiffness_n=shared["front_stiffness_per_load"] * front_n,
        rear_stiffness_n=shared["rear_stiffness_per_load"] * rear_n,
        front_grip_share=shared["front_side_grip_share"],
        largest_steer_rad=shared["largest_steer_rad"],
        steer_rate_radps=shared["steer_rate_radps"],
        steering_ratio=shared["steering_ratio"],
        side_wind_kg_m=0.5 * shared["air_density_kg_m3"] * shared["side_wind_area_m2"],
        side_wind_lever_m=shared["side_wind_lever_m"],
    )
