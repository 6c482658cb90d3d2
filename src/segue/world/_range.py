"""How far the charge lasts, from how the car has consumed of late."""

from __future__ import annotations

from segue.kernel.units import J_PER_WH
from segue.vehicle.plant import CarModel

_MEMORY_M = 20_000.0
"""Consumption of this long ago counts 1/e."""


class RangeEstimate:
    """Remembers consumption over the last distance driven.

    Args:
        model: The car, for its battery and a first guess.
        cruise_mps: Speed of that guess: the one trips are planned at, so that a car which has not
            driven yet and its first plan say the same.
        energy_j_per_m: What was remembered before; None for the first guess.
    """

    __slots__ = ("_battery_j", "energy_j_per_m")

    def __init__(
        self, model: CarModel, *, cruise_mps: float, energy_j_per_m: float | None = None
    ) -> None:
        self._battery_j = model.battery_energy_wh * J_PER_WH
        if energy_j_per_m is None:
            energy_j_per_m = model.cruise_w(cruise_mps) / cruise_mps
        self.energy_j_per_m = energy_j_per_m

    def learn(self, moved_m: float, used_j: float) -> None:
        """Take note of the energy that a short distance took, standing in traffic included."""
        self.energy_j_per_m += (used_j - self.energy_j_per_m * moved_m) / _MEMORY_M

    def range_m(self, soc_frac: float) -> float:
        """Return how far that charge lasts; a long descent does not make it endless."""
        least_j_per_m = self._battery_j / 2_000_000.0
        return soc_frac * self._battery_j / max(self.energy_j_per_m, least_j_per_m)
