"""What is known of how a car charges: its curve, its onboard charger, its heating and cooling."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from segue.vehicle.plant._parameters import (
    Parameter,
    source_problems,
    stated_values,
    value_problems,
)

COLD_SHARE = 0.05
"""Of the curve at `cold_k`. Estimated: what lithium cells take just above -15 °C."""
_LEAST_PEAK_W, _MOST_W = 3_000.0, 2_000_000.0

_ROWS = (
    Parameter("onboard_charger_w", "W", 1_000, 50_000),
    Parameter("onboard_phases", "", 1, 3),
    Parameter("onboard_one_phase_w", "W", 1_000, 25_000, required=False),
    Parameter("low_voltage_power_w", "W", 1_000, 400_000, required=False),
    Parameter("full_power_from_k", "K", 263.15, 323.15, required=False),
)

SHARED = (
    Parameter("charge_cold_k", "K", 233.15, 273.15),
    Parameter("charge_full_power_from_k", "K", 273.15, 323.15),
    Parameter("charge_full_power_to_k", "K", 303.15, 338.15),
    Parameter("charge_hottest_k", "K", 308.15, 353.15),
    Parameter("battery_heater_w", "W", 0, 50_000),
    Parameter("battery_cooler_w", "W", 0, 100_000),
)
"""Of all cars; `shared.toml` holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargingFacts:
    """How a car charges, at its best and in the cold."""

    curve_soc_frac: tuple[float, ...]
    curve_power_w: tuple[float, ...]
    """Most that the battery takes at these charges, warm and from a strong station."""
    onboard_charger_w: float
    onboard_phases: int
    onboard_one_phase_w: float
    """Most from an outlet of one phase: often more than one of three gives."""
    low_voltage_power_w: float
    """Most from a station whose voltage the pack is above; 0 for a car that cannot."""
    cold_k: float
    full_power_from_k: float
    full_power_to_k: float
    hottest_k: float
    heater_w: float
    """Electric power that warms the battery, all of it as heat."""
    cooler_w: float
    """Heat that the chiller takes from the battery."""

    def curve_w(self, soc_frac: float) -> float:
        """Return the most a warm battery takes at that charge."""
        known = self.curve_soc_frac
        right = min(max(bisect_right(known, soc_frac), 1), len(known) - 1)
        before_w, after_w = self.curve_power_w[right - 1 : right + 1]
        share = (soc_frac - known[right - 1]) / (known[right] - known[right - 1])
        return before_w + (after_w - before_w) * share

    def temperature_share(self, temperature_k: float) -> float:
        """Return the share of the curve that a battery of that temperature takes."""
        if temperature_k < self.full_power_from_k:
            warm = (temperature_k - self.cold_k) / (self.full_power_from_k - self.cold_k)
            return COLD_SHARE + (1.0 - COLD_SHARE) * max(warm, 0.0)
        if temperature_k > self.full_power_to_k:
            return max(
                (self.hottest_k - temperature_k) / (self.hottest_k - self.full_power_to_k), 0.0
            )
        return 1.0


def charging_problems(entry: Any) -> list[str]:
    """Return what is wrong with the `charging` part of a car's file; a file may have none."""
    if entry is None:
        return []
    if not isinstance(entry, dict):
        return ["charging is no table"]
    curve, rest = _parts(cast("dict[str, Any]", entry))
    problems = _curve_problems(curve) + source_problems(rest)
    problems += value_problems(stated_values(rest), _ROWS)
    return [f"charging.{problem}" for problem in problems]


def read_charging(entry: Any, shared: Mapping[str, float]) -> ChargingFacts | None:
    """Return what the `charging` part of a car's file says; None when it has none.

    Args:
        entry: That part, without problems.
        shared: Values of `SHARED`.
    """
    if entry is None:
        return None
    curve, rest = _parts(entry)
    values = stated_values(rest)
    return ChargingFacts(
        curve_soc_frac=_numbers(curve["soc_frac"]),
        curve_power_w=_numbers(curve["power_w"]),
        onboard_charger_w=values["onboard_charger_w"],
        onboard_phases=round(values["onboard_phases"]),
        onboard_one_phase_w=values.get(
            "onboard_one_phase_w", values["onboard_charger_w"] / round(values["onboard_phases"])
        ),
        low_voltage_power_w=values.get("low_voltage_power_w", 0.0),
        cold_k=shared["charge_cold_k"],
        full_power_from_k=values.get("full_power_from_k", shared["charge_full_power_from_k"]),
        full_power_to_k=shared["charge_full_power_to_k"],
        hottest_k=shared["charge_hottest_k"],
        heater_w=shared["battery_heater_w"],
        cooler_w=shared["battery_cooler_w"],
    )


def _parts(tables: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the curve, empty when there is none, and the single values."""
    rest = dict(tables)
    curve = rest.pop("curve", None)
    return cast("dict[str, Any]", curve) if isinstance(curve, dict) else {}, rest


def _curve_problems(table: Mapping[str, Any]) -> list[str]:
    soc_frac, power_w = _numbers(table.get("soc_frac")), _numbers(table.get("power_w"))
    problems: list[str] = []
    if len(soc_frac) < 2 or (soc_frac[0], soc_frac[-1]) != (0.0, 1.0):  # noqa: PLR2004
        problems.append("curve.soc_frac must be numbers that rise from 0 to 1")
    elif any(before >= after for before, after in pairwise(soc_frac)):
        problems.append("curve.soc_frac must rise from point to point")
    if len(power_w) != len(soc_frac) or not all(0.0 < power <= _MOST_W for power in power_w):
        problems.append(f"curve.power_w must be as many numbers, above 0 and up to {_MOST_W:.0f} W")
    elif max(power_w, default=0.0) < _LEAST_PEAK_W:
        problems.append(
            f"curve.power_w reaches {max(power_w, default=0.0):g} W; "
            f"its highest must be a number from {_LEAST_PEAK_W:.0f} to {_MOST_W:.0f} W"
        )
    unknown = sorted(set(table) - {"soc_frac", "power_w", "source"})
    problems += [f"curve.{name} is not a parameter of it" for name in unknown]
    if not str(table.get("source") or ""):
        problems.append("curve names no source")
    return problems


def _numbers(entry: Any) -> tuple[float, ...]:
    """Return a list's numbers; none when something else is among them."""
    values = cast("list[Any]", entry) if isinstance(entry, list) else []
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return ()
    return tuple(float(value) for value in values if -_MOST_W <= value <= _MOST_W)
