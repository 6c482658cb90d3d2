"""A battery pack: rest voltage and resistance by charge and temperature, and one mass of heat.

    rest voltage ──▶ resistance ──▶ terminals ──▶ drive, climate, charger
                      heat I² R ──▶ one thermal node ──▶ ambient, cooling

`BatteryPack` is what follows from a car's published facts, as functions of charge and temperature;
`Battery` is one such pack in time. Charge is the share of usable energy, as a driver is shown it:
what is drawn over `energy_wh` is what charge falls by. Discharge is positive.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from segue.kernel import LocalUseError
from segue.kernel.units import J_PER_WH
from segue.vehicle.plant._chemistry import Chemistry
from segue.vehicle.plant._limits import COLDEST_K, HOTTEST_K, refuse_beyond

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

ROOM_K = 298.15
"""25 °C, at which cells are measured."""
_STEPS = 200
"""Even steps of charge in a pack's tables; a look-up is then one multiplication."""
_RESISTANCE_BY_CHARGE = ((0.0, 2.0), (0.1, 1.4), (0.2, 1.15), (0.3, 1.0), (1.0, 1.0))
"""Estimated: pulse tests of both chemistries are flat from 30 % on and about double when empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatteryPack:
    """A pack as its facts make it. `soc_frac` is 0 to 1 everywhere."""

    chemistry: Chemistry
    cells_in_series: int
    energy_wh: float
    """From 0 to 100 % of what the driver is shown, at no load."""
    capacity_ah: float
    """Charge between the same two."""
    nominal_v: float
    """`energy_wh` over `capacity_ah`."""
    lowest_v: float
    highest_v: float
    resistance_kelvin: float
    """B in R(T) = R(25 °C) exp(B (1/T - 1/298.15 K))."""
    heat_capacity_j_per_k: float
    loss_w_per_k: float
    """To the air around the car, per kelvin of difference."""
    open_circuit_v_by_soc: tuple[float, ...]
    """At even steps of charge, both ends included."""
    resistance_ohm_by_soc: tuple[float, ...]
    """At the same steps, at 25 °C."""

    def open_circuit_v(self, soc_frac: float) -> float:
        """Return the voltage at rest."""
        return _looked_up(self.open_circuit_v_by_soc, soc_frac)

    def resistance_ohm(self, soc_frac: float, temperature_k: float) -> float:
        """Return the resistance that a load of seconds to minutes meets."""
        warm = math.exp(self.resistance_kelvin * (1.0 / temperature_k - 1.0 / ROOM_K))
        return _looked_up(self.resistance_ohm_by_soc, soc_frac) * warm

    def current_a(self, power_w: float, soc_frac: float, temperature_k: float) -> float:
        """Return the current of that power at the terminals; both negative when charging.

        Beyond the greatest power that rest voltage and resistance allow, the current at it.
        """
        rest_v = self.open_circuit_v(soc_frac)
        ohm = self.resistance_ohm(soc_frac, temperature_k)
        return _current_a(power_w, rest_v, ohm)

    def drawn_w(self, power_w: float, soc_frac: float, temperature_k: float) -> float:
        """Return what the cells give for a power at the terminals, heat included [W]."""
        rest_v = self.open_circuit_v(soc_frac)
        return rest_v * _current_a(power_w, rest_v, self.resistance_ohm(soc_frac, temperature_k))

    def max_discharge_w(self, soc_frac: float, temperature_k: float) -> float:
        """Return the most it gives at its terminals without falling below `lowest_v` [W]."""
        rest_v = self.open_circuit_v(soc_frac)
        least_v = max(self.lowest_v, 0.5 * rest_v)
        if soc_frac <= 0.0 or rest_v <= least_v:
            return 0.0
        return least_v * (rest_v - least_v) / self.resistance_ohm(soc_frac, temperature_k)

    def max_charge_w(self, soc_frac: float, temperature_k: float) -> float:
        """Return the most it takes at its terminals without rising above `highest_v` [W]."""
        rest_v = self.open_circuit_v(soc_frac)
        if soc_frac >= 1.0 or rest_v >= self.highest_v:
            return 0.0
        ohm = self.resistance_ohm(soc_frac, temperature_k)
        return self.highest_v * (self.highest_v - rest_v) / ohm


class Battery:
    """A pack in time.

    Args:
        pack: Its facts.
        soc_frac: Charge to start with, 0 to 1.
        temperature_k: Of the cells, to start with.

    Raises:
        LocalUseError: One of them is out of range.
    """

    __slots__ = ("current_a", "loss_w", "pack", "soc_frac", "temperature_k", "voltage_v")

    def __init__(
        self, pack: BatteryPack, *, soc_frac: float, temperature_k: float = ROOM_K
    ) -> None:
        refuse_beyond(0.0, 1.0, soc_frac=soc_frac)
        refuse_beyond(COLDEST_K, HOTTEST_K, "K", battery_k=temperature_k)
        self.pack = pack
        self.soc_frac = soc_frac
        self.temperature_k = temperature_k
        self.current_a = 0.0
        """Positive when discharging."""
        self.voltage_v = pack.open_circuit_v(soc_frac)
        """At the terminals."""
        self.loss_w = 0.0
        """Turned to heat in the cells."""

    def step(
        self, dt_s: float, power_w: float, *, ambient_k: float, thermal_w: float = 0.0
    ) -> None:
        """Give a power at the terminals for `dt_s`, and warm by what is lost.

        Args:
            dt_s: Time to advance, up to ten seconds.
            power_w: Positive discharges; keep it within the pack's two limits.
            ambient_k: Air around the car.
            thermal_w: Heat that the car's heating puts into the cells; negative cools.

        Raises:
            LocalUseError: Time does not go forward, or a value is no number; nothing has changed.
        """
        if not (dt_s > 0.0 and math.isfinite(dt_s + power_w + ambient_k + thermal_w)):
            raise LocalUseError(
                f"A battery cannot be stepped by {dt_s} s with power_w {power_w}, "
                f"ambient_k {ambient_k} and thermal_w {thermal_w}."
            )
        pack = self.pack
        rest_v = _looked_up(pack.open_circuit_v_by_soc, self.soc_frac)
        ohm = pack.resistance_ohm(self.soc_frac, self.temperature_k)
        current_a = _current_a(power_w, rest_v, ohm)
        self.current_a = current_a
        self.voltage_v = rest_v - ohm * current_a
        self.loss_w = loss_w = ohm * current_a * current_a
        soc_frac = self.soc_frac - rest_v * current_a * dt_s / (J_PER_WH * pack.energy_wh)
        self.soc_frac = 0.0 if soc_frac < 0.0 else min(soc_frac, 1.0)
        leaving_w = pack.loss_w_per_k * (self.temperature_k - ambient_k)
        heat_w = loss_w + thermal_w - leaving_w
        self.temperature_k += heat_w * dt_s / pack.heat_capacity_j_per_k


def build_pack(
    *,
    chemistry: Chemistry,
    cells_in_series: int,
    energy_wh: float,
    lowest_charge_frac: float,
    resistance_share_at_1c: float,
    resistance_kelvin: float,
    heat_capacity_j_per_k_per_wh: float,
    loss_w_per_k: float,
) -> BatteryPack:
    """Return the pack that these facts make.

    Args:
        chemistry: Of its cells.
        cells_in_series: How many add their voltages.
        energy_wh: Usable.
        lowest_charge_frac: Charge of a cell when the driver is shown 0 %; shown 100 %, it is full.
        resistance_share_at_1c: Of nominal voltage, lost at the current that empties it in an hour,
            at 25 °C and half charge.
        resistance_kelvin: How it grows in the cold, as in `BatteryPack`.
        heat_capacity_j_per_k_per_wh: Heat capacity over energy.
        loss_w_per_k: To the air.
    """
    charge, rest_v = _usable_part(chemistry, lowest_charge_frac)
    energy = [0.0]
    for (from_frac, from_v), (to_frac, to_v) in pairwise(zip(charge, rest_v, strict=True)):
        energy.append(energy[-1] + 0.5 * (from_v + to_v) * (to_frac - from_frac))
    energy_frac = [part / energy[-1] for part in energy]
    steps = [step / _STEPS for step in range(_STEPS + 1)]
    nominal_v = cells_in_series * energy[-1] / (1.0 - lowest_charge_frac)
    capacity_ah = energy_wh / nominal_v
    ohm = resistance_share_at_1c * nominal_v / capacity_ah
    at_frac, factor = zip(*_RESISTANCE_BY_CHARGE, strict=True)
    return BatteryPack(
        chemistry=chemistry,
        cells_in_series=cells_in_series,
        energy_wh=energy_wh,
        capacity_ah=capacity_ah,
        nominal_v=nominal_v,
        lowest_v=cells_in_series * chemistry.lowest_v,
        highest_v=cells_in_series * chemistry.highest_v,
        resistance_kelvin=resistance_kelvin,
        heat_capacity_j_per_k=heat_capacity_j_per_k_per_wh * energy_wh,
        loss_w_per_k=loss_w_per_k,
        open_circuit_v_by_soc=tuple(
            cells_in_series * _interpolated(step, energy_frac, rest_v) for step in steps
        ),
        resistance_ohm_by_soc=tuple(ohm * _interpolated(step, at_frac, factor) for step in steps),
    )


def drawn_array_w(power_w: Floats, rest_v: Floats, ohm: Floats) -> Floats:
    """Return what cells give for powers at the terminals, heat included [W].

    `BatteryPack.drawn_w` on arrays: of one pack or many, by rest voltage and resistance.
    """
    import numpy as np  # noqa: PLC0415 - a car node at rest never loads it

    root_v = np.sqrt(np.maximum(rest_v * rest_v - 4.0 * ohm * power_w, 0.0))
    return rest_v * (rest_v - root_v) / (2.0 * ohm)


def _current_a(power_w: float, rest_v: float, ohm: float) -> float:
    """Return the current I of P = (V - R I) I, the one that is 0 when P is."""
    square = rest_v * rest_v - 4.0 * ohm * power_w
    return (rest_v - math.sqrt(square)) / (2.0 * ohm) if square > 0.0 else rest_v / (2.0 * ohm)


def _looked_up(table: tuple[float, ...], frac: float) -> float:
    """Return the value at a share of an evenly stepped table."""
    at = frac * _STEPS
    index = int(at)
    if index >= _STEPS:
        return table[_STEPS]
    low = table[index]
    return low + (table[index + 1] - low) * (at - index)


def _usable_part(
    chemistry: Chemistry, lowest_charge_frac: float
) -> tuple[list[float], list[float]]:
    """Return the rest voltage from the charge that counts as empty up to full."""
    lowest_v = _interpolated(lowest_charge_frac, chemistry.charge_frac, chemistry.rest_v)
    points = zip(chemistry.charge_frac, chemistry.rest_v, strict=True)
    above = [(frac, rest_v) for frac, rest_v in points if frac > lowest_charge_frac]
    return (
        [lowest_charge_frac, *(frac for frac, _ in above)],
        [lowest_v, *(rest_v for _, rest_v in above)],
    )


def _interpolated(at: float, known: Sequence[float], values: Sequence[float]) -> float:
    """Return the value at a place between known ones, linear."""
    right = min(max(bisect_right(known, at), 1), len(known) - 1)
    left = right - 1
    share = (at - known[left]) / (known[right] - known[left])
    return values[left] + (values[right] - values[left]) * share
