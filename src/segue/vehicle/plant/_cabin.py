"""The air in the car: one mass of heat, a wall to the outside, and a heat pump."""

from __future__ import annotations

from segue.vehicle.plant._car import CarModel

_SETTLE_S = 120.0
"""Time in which the control wants the difference to the target gone; comfort, not physics."""


class Cabin:
    """Cabin temperature, stepped in time.

    Args:
        car: Its parameters.
        temperature_k: To start with.
    """

    __slots__ = ("_car", "temperature_k")

    def __init__(self, car: CarModel, *, temperature_k: float) -> None:
        self._car = car
        self.temperature_k = temperature_k

    def step(self, dt_s: float, *, outside_k: float, target_k: float | None) -> float:
        """Advance by `dt_s`; return the electric power that the climate takes [W].

        Args:
            dt_s: Time to advance, up to a minute.
            outside_k: Air outside.
            target_k: Wanted in the cabin; None with the climate off.
        """
        car = self._car
        leaving_w = car.cabin_loss_w_per_k * (self.temperature_k - outside_k)
        heat_w = power_w = 0.0
        if target_k is not None:
            gap_w = car.cabin_heat_capacity_j_per_k * (target_k - self.temperature_k) / _SETTLE_S
            most_w = car.climate_max_power_w * car.climate_heat_per_power
            heat_w = min(max(leaving_w + gap_w, -most_w), most_w)
            power_w = car.climate_fan_w + abs(heat_w) / car.climate_heat_per_power
        self.temperature_k += (heat_w - leaving_w) * dt_s / car.cabin_heat_capacity_j_per_k
        return power_w


def climate_power_w(car: CarModel, *, outside_k: float, target_k: float) -> float:
    """Return the electric power that holds the cabin at a temperature, once it is there [W]."""
    heat_w = car.cabin_loss_w_per_k * abs(target_k - outside_k)
    return car.climate_fan_w + min(heat_w / car.climate_heat_per_power, car.climate_max_power_w)
