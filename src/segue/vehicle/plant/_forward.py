"""The car forward in time: ask for an acceleration, and see what the car can do."""

from __future__ import annotations

import math

from segue.kernel import LocalUseError
from segue.vehicle.plant._battery import ROOM_K, Battery
from segue.vehicle.plant._car import GRAVITY_MPS2, CarModel
from segue.vehicle.plant._limits import refuse_beyond

FASTEST_MPS = 300.0
"""Beyond it nothing here is a car."""


class Plant:
    """A car on a road: speed, distance and charge, stepped in time.

    It can pull while it has charge; empty, it coasts to rest and still brakes. Each step is plain
    arithmetic, for a step may run 6,000 times a real second.

    Args:
        car: Its parameters.
        soc_frac: Charge to start with, 0 to 1.
        speed_mps: Speed to start with, not negative.
        battery_k: Temperature of the battery to start with.

    Raises:
        LocalUseError: One of them is out of range.
    """

    __slots__ = ("battery", "car", "distance_m", "power_w", "speed_mps")

    def __init__(
        self,
        car: CarModel,
        *,
        soc_frac: float,
        speed_mps: float = 0.0,
        battery_k: float = ROOM_K,
    ) -> None:
        refuse_beyond(0.0, FASTEST_MPS, "m/s", speed_mps=speed_mps)
        self.car = car
        self.battery = Battery(car.battery, soc_frac=soc_frac, temperature_k=battery_k)
        self.speed_mps = speed_mps
        self.distance_m = 0.0
        self.power_w = 0.0
        """At the battery's terminals; negative while it is charged."""

    @property
    def soc_frac(self) -> float:
        """Charge of the battery, 0 to 1."""
        return self.battery.soc_frac

    @property
    def drawn_w(self) -> float:
        """What the last step took from the charge: `power_w` and what the cells lost."""
        return self.power_w + self.battery.loss_w

    @property
    def is_empty(self) -> bool:
        """Whether the battery has nothing left to pull with."""
        return self.battery.soc_frac <= 0.0

    def step(
        self,
        dt_s: float,
        accel_mps2: float,
        *,
        grade: float = 0.0,
        headwind_mps: float = 0.0,
        climate_w: float = 0.0,
        ambient_k: float = ROOM_K,
    ) -> None:
        """Advance by `dt_s`, asking for an acceleration.

        Args:
            dt_s: Time to advance; 0.1 s keeps energy within 1 % of the backward form.
            accel_mps2: Wanted, infinite for all there is; the car does what power, force, grip,
                brakes and charge allow.
            grade: Rise over run, positive uphill.
            headwind_mps: Of the air against the car; negative from behind.
            climate_w: Electric power of heating or cooling.
            ambient_k: Air around the car, which the battery warms or cools in.

        Raises:
            LocalUseError: Time does not go forward, or a value is no number; the car is as it was.
        """
        if math.isnan(accel_mps2) or not (
            dt_s > 0.0 and math.isfinite(dt_s + grade + headwind_mps + climate_w + ambient_k)
        ):
            raise LocalUseError(
                f"A car cannot be stepped by {dt_s} s with accel_mps2 {accel_mps2}, grade {grade}, "
                f"headwind_mps {headwind_mps}, climate_w {climate_w} and ambient_k {ambient_k}."
            )
        wheel_w = before_mps = 0.0
        if self.speed_mps > 0.0 or (accel_mps2 > 0.0 and not self.is_empty):
            before_mps = self.speed_mps
            wheel_w = self._move(dt_s, accel_mps2, grade, headwind_mps)
        mean_mps = 0.5 * (before_mps + self.speed_mps)
        battery = self.battery
        power_w = self.car.battery_power_w(wheel_w, mean_mps, battery.soc_frac) + climate_w
        self.power_w = power_w
        battery.step(dt_s, power_w, ambient_k=ambient_k)

    def _move(self, dt_s: float, accel_mps2: float, grade: float, headwind_mps: float) -> float:
        """Move the car and return the mean power at its wheels [W]."""
        car = self.car
        before_mps = self.speed_mps
        against_n = car.road_load_at_n(before_mps, headwind_mps)
        if grade:
            against_n += car.mass_kg * GRAVITY_MPS2 * grade / math.sqrt(1.0 + grade * grade)
        accel_mps2 = min(
            accel_mps2, (car.top_speed_mps - before_mps) / dt_s, self._most_accel_mps2(against_n)
        )
        accel_mps2 = max(accel_mps2, (-car.max_brake_force_n - against_n) / car.inertial_mass_kg)
        after_mps = before_mps + accel_mps2 * dt_s
        moving_s = dt_s
        if after_mps <= 0.0:
            after_mps = 0.0
            moving_s = before_mps / -accel_mps2 if accel_mps2 < 0.0 else 0.0
        moved_m = 0.5 * (before_mps + after_mps) * moving_s
        self.speed_mps = after_mps
        self.distance_m += moved_m
        return (car.inertial_mass_kg * accel_mps2 + against_n) * moved_m / dt_s

    def _most_accel_mps2(self, against_n: float) -> float:
        """Return what motors and tyres allow: tyres need not turn what turns with the motors."""
        car = self.car
        force_n = 0.0
        if not self.is_empty:
            battery = self.battery
            given_w = car.battery.max_discharge_w(battery.soc_frac, battery.temperature_k)
            power_w = min(car.max_power_w, car.wheel_power_w(given_w))
            force_n = car.max_force_n
            if self.speed_mps * force_n > power_w:
                force_n = power_w / self.speed_mps
        return min(
            (force_n - against_n) / car.inertial_mass_kg,
            (car.max_grip_force_n - against_n) / car.mass_kg,
        )
