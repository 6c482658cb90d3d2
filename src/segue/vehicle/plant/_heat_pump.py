"""The heat pump that warms and cools cabin and battery: a share of what Carnot allows."""

from __future__ import annotations

from segue.vehicle.plant._car import CarModel

_HOT_SIDE_K, _COLD_SIDE_K = 323.15, 278.15
"""The heat exchanger in the cabin: 50 °C to heat, 5 °C to cool. Usual design values."""
_COLDER_THAN_OUTSIDE_K, _HOTTER_THAN_OUTSIDE_K = 10.0, 15.0
"""The heat exchanger outside, against the air there, taking heat and giving it. Usual values."""
_LEAST_HEAT_PER_POWER, _MOST_HEAT_PER_POWER = 1.0, 4.0
"""A heating wire gives 1; compressors at part load do not reach what Carnot promises."""


def heat_per_power(car: CarModel, *, outside_k: float, heats: bool) -> float:
    """Return the heat moved over electric power.

    Args:
        car: Its parameters.
        outside_k: Air around the car, which heat is taken from or given to.
        heats: The car is warmed; else it is cooled.
    """
    if heats:
        hot_k, cold_k = _HOT_SIDE_K, outside_k - _COLDER_THAN_OUTSIDE_K
        inside_k = hot_k
    else:
        hot_k, cold_k = outside_k + _HOTTER_THAN_OUTSIDE_K, _COLD_SIDE_K
        inside_k = cold_k
    if hot_k <= cold_k:
        return _MOST_HEAT_PER_POWER
    per_power = car.climate_carnot_share * inside_k / (hot_k - cold_k)
    return min(max(per_power, _LEAST_HEAT_PER_POWER), _MOST_HEAT_PER_POWER)
