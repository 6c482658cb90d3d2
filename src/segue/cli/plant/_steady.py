"""What a steady speed takes, for tables and drawings alike: on the level, the cabin at 21 °C."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segue.kernel.units import kelvin_from_celsius, mps_from_kmh

if TYPE_CHECKING:
    from segue.vehicle.plant import CarModel

_ROOM_C, _CABIN_C = 20.0, 21.0
_M_PER_KM = 1000.0


def steady_wh_per_km(
    car: CarModel, speed_kmh: float, *, outside_c: float = _ROOM_C
) -> float | None:
    """Return what a steady speed takes from the battery, with the cabin at 21 °C.

    None when the car is not that fast.
    """
    from segue.vehicle.plant import climate_power_w, trace_energy_wh  # noqa: PLC0415

    speed_mps = mps_from_kmh(speed_kmh)
    if speed_mps > car.top_speed_mps:
        return None
    climate_w = climate_power_w(
        car, outside_k=kelvin_from_celsius(outside_c), target_k=kelvin_from_celsius(_CABIN_C)
    )
    hundred_seconds = [speed_mps, speed_mps]
    energy_wh = trace_energy_wh(car, hundred_seconds, dt_s=100.0, climate_w=climate_w)
    return energy_wh / (speed_mps * 100.0) * _M_PER_KM


def range_km(car: CarModel, *, outside_c: float = _ROOM_C) -> float | None:
    """Return how far a charge lasts at 110 km/h; None when the car is not that fast."""
    wh_per_km = steady_wh_per_km(car, 110, outside_c=outside_c)
    return None if wh_per_km is None else car.battery.energy_wh / wh_per_km
