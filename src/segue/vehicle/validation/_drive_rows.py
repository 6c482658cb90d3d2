"""Energy of recorded drives against the model: one half predicts the other.

Sorted by name, every second drive is one half. The car's rolling resistance is fitted on a half (it
takes in all that differs from the shared losses: old motor, drums, passenger), and the energy of
each drive of the other half is predicted with it. Both ways, so each drive is predicted once.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from segue.vehicle.plant import CarModel, read_car, trace_energy_wh
from segue.vehicle.validation._drives import STEP_S, Drive, read_drives
from segue.vehicle.validation._row import ValidationRow, compared

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

TWIZY = Path(__file__).parent.parent / "data" / "measured" / "twizy.toml"
_ALLOWED_FRAC = 0.10
_HIGHEST_SHARE = 10.0
"""Of the rolling resistance that cars share; no road car has more."""


def drive_rows(folder: Path, car_file: Path = TWIZY) -> list[ValidationRow]:
    """Return a row for each drive of a folder.

    Args:
        folder: CSV files in the format of the RSK Twizy EV data set.
        car_file: The car that was driven.

    Raises:
        DataUnusable: A drive or the car cannot be read, or there are fewer than two drives.
    """
    car = read_car(car_file)
    drives = read_drives(folder)
    rows: list[ValidationRow] = []
    for first, second in ((0, 1), (1, 0)):
        fitted = fit_rolling(car, drives[first::2])
        rows += [_row(fitted, drive, fitted_on=drives[first::2]) for drive in drives[second::2]]
    return sorted(rows, key=lambda row: row.figure)


def fit_rolling(car: CarModel, drives: Sequence[Drive]) -> CarModel:
    """Return the car with the rolling resistance that predicts those drives best."""
    import numpy as np  # noqa: PLC0415 - a car node at rest never loads it
    from scipy import optimize  # noqa: PLC0415 - as above

    grades = [drive.grade() for drive in drives]
    measured_wh = np.array([drive.used_frac * car.battery_energy_wh for drive in drives])

    def residuals(share: Floats) -> Floats:
        rolls = _rolling(car, float(share[0]))
        pairs = zip(drives, grades, strict=True)
        return np.log([_energy_wh(rolls, drive, grade) for drive, grade in pairs] / measured_wh)

    found = optimize.least_squares(residuals, [2.0], bounds=([0.0], [_HIGHEST_SHARE]))
    return _rolling(car, float(found.x[0]))


def _rolling(car: CarModel, share: float) -> CarModel:
    return replace(
        car,
        road_load_n=share * car.road_load_n,
        road_load_n_per_mps=share * car.road_load_n_per_mps,
    )


def _energy_wh(car: CarModel, drive: Drive, grade: Floats) -> float:
    mean_soc_frac = 0.5 * (drive.first_soc_frac + drive.last_soc_frac)
    return trace_energy_wh(car, drive.speed_mps, dt_s=STEP_S, grade=grade, soc_frac=mean_soc_frac)


def _row(car: CarModel, drive: Drive, *, fitted_on: Sequence[Drive]) -> ValidationRow:
    return compared(
        f"energy of drive {drive.name}",
        car.name,
        "Wh",
        published=drive.used_frac * car.battery_energy_wh,
        model=_energy_wh(car, drive, drive.grade()),
        allowed_frac=_ALLOWED_FRAC,
        source="recorded drive",
        note=f"rolling resistance fitted on {', '.join(other.name for other in fitted_on)}",
    )
