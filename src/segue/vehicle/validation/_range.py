"""Range on the Chinese test cycle against what Xiaomi publishes."""

from __future__ import annotations

from pathlib import Path

from segue.vehicle.plant import load_car, read_cycle, trace_energy_wh
from segue.vehicle.validation._row import ValidationRow, compared

_ALLOWED_FRAC = 0.05
_CYCLE = "cltc_p.csv"
_NOTE = "rolling resistance, one value for all cars, was chosen with the three ranges in view"
_RANGES_KM = (("su7", 700.0), ("su7-pro", 830.0), ("su7-max", 800.0))


def range_rows(cycles: Path) -> list[ValidationRow]:
    """Return the CLTC range of the SU7s, which share one rolling resistance.

    Args:
        cycles: The folder that holds `cltc_p.csv`.

    Raises:
        DataUnusable: The cycle cannot be read.
    """
    cycle = read_cycle(cycles / _CYCLE)
    rows: list[ValidationRow] = []
    for name, published_km in _RANGES_KM:
        car = load_car(name)
        used_wh = trace_energy_wh(car, cycle.speed_mps, dt_s=cycle.step_s, grade=cycle.grade)
        rows.append(
            compared(
                "CLTC range",
                name,
                "km",
                published=published_km,
                model=car.battery_energy_wh / used_wh * cycle.distance_m / 1000.0,
                allowed_frac=_ALLOWED_FRAC,
                source="Xiaomi, SU7 specification sheet, March 2024",
                note=_NOTE,
            )
        )
    return rows
