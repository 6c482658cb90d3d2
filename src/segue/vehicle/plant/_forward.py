"""The car forward in time: ask for an acceleration, and see what the car can do."""

from __future__ import annotations

import math

from segue.kernel.units import J_PER_WH
from segue.vehicle.plant._car import GRAVITY_MPS2, CarModel


class Plant:
    """A car on a road: speed, distance and charge, stepped in time.

    It can pull while it has charge; empty, it coasts to rest and still brakes. Each step is plain
    arithmetic, for a step may run 6,000 times a real second.

    Args:
        car: Its parameters.
        soc_frac: Charge to start with, 0 to 1.
        speed_mps: Speed to start with, not negative.
    """

    __slots__ = ("car", "distance_m", "power_w", "soc_frac", "speed_mps")

    def __init__(self, car: CarModel, *, soc_frac: float, speed_mps: float = 0.0) -> None:
        self.car = car
        self.soc_frac = soc_frac
        self.speed_mps = speed_mps
        self.distance_m = 0.0
        self.power_w = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether the battery has nothing left to pull with."""
        return self.soc_frac <= 0.0

    def step(
        self, dt_s: float, accel_mps2: float, *, grade: float = 0.0, climate_w: float = 0.0
    ) -> None:
        """Advance by `dt_s`, asking for an acceleration.

        Args:
            dt_s: Time to advance; 0.1 s keeps energy within 1 % of the backward form.
            accel_mps2: Wanted; the car does what power, force, brakes and charge allow.
            grade: Rise over run, positive uphill.
            climate_w: Electric power of heating or cooling.
        """
        wheel_w = 0.0 if self._holds(accel_mps2) else self._move(dt_s, accel_mps2, grade)
        if wheel_w < 0.0:
            wheel_w = max(wheel_w, -self._regen_limit_w())  # friction takes the rest
        self.power_w = self.car.battery_power_w(wheel_w, self.speed_mps) + climate_w
        soc_frac = self.soc_frac - self.power_w * dt_s / (J_PER_WH * self.car.battery_energy_wh)
        self.soc_frac = min(max(soc_frac, 0.0), 1.0)

    def _holds(self, accel_mps2: float) -> bool:
        """Return whether the car stands and is not asked to go."""
        return self.speed_mps == 0.0 and (accel_mps2 <= 0.0 or self.soc_frac <= 0.0)

    def _move(self, dt_s: float, accel_mps2: float, grade: float) -> float:
        """Move the car and return the mean power at its wheels [W]."""
        car = self.car
        before_mps = self.speed_mps
        against_n = car.road_load_at_n(before_mps)
        if grade:
            against_n += car.mass_kg * GRAVITY_MPS2 * grade / math.sqrt(1.0 + grade * grade)
        wanted_mps = min(before_mps + accel_mps2 * dt_s, car.top_speed_mps)
        force_n = car.inertial_mass_kg * (wanted_mps - before_mps) / dt_s + against_n
        force_n = max(min(force_n, self._max_force_n()), -car.max_brake_force_n)
        accel_mps2 = (force_n - against_n) / car.inertial_mass_kg
        after_mps = before_mps + accel_mps2 * dt_s
        moving_s = dt_s
        if after_mps <= 0.0:
            after_mps = 0.0
            moving_s = before_mps / -accel_mps2 if accel_mps2 < 0.0 else 0.0
        moved_m = 0.5 * (before_mps + after_mps) * moving_s
        self.speed_mps = after_mps
        self.distance_m += moved_m
        return force_n * moved_m / dt_s

    def _max_force_n(self) -> float:
        car = self.car
        if self.soc_frac <= 0.0:
            return 0.0
        if self.speed_mps * car.max_force_n <= car.max_power_w:
            return car.max_force_n
        return car.max_power_w / self.speed_mps

    def _regen_limit_w(self) -> float:
        car = self.car
        speed_share = (self.speed_mps - car.regen_fade_to_mps) / (
            car.regen_fade_from_mps - car.regen_fade_to_mps
        )
        room_share = (1.0 - self.soc_frac) / car.regen_soc_taper_frac
        return car.regen_power_w * max(min(speed_share, room_share, 1.0), 0.0)
