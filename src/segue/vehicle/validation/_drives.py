"""Recorded drives: speed, charge and altitude, once a second.

The format is that of the RSK Twizy EV data set: `Time`, `Soc` (%), `Speed` (km/h), `ALT`
(m, by satellite) and more. The wind's direction was not recorded, so wind is not used.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from segue.kernel import DataUnusable
from segue.kernel.units import mps_from_kmh

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

STEP_S = 1.0
_DAY_S = 86_400.0
_COLUMNS = {"Soc": (0.0, 100.0), "Speed": (0.0, 300.0), "ALT": (-1000.0, 9000.0)}
"""Column → what it may be."""
_LEAST_USED_FRAC = 0.05
"""Of the battery: below it, the steps of charge are too coarse to compare with."""
_OUTLIER_M = 100.0
_OUTLIER_WINDOW_S = 601
_SMOOTH_S = 30.0
_SLOW_MPS = 0.5
"""Below it, what altitude changes by is noise."""
_MAX_GRADE = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """One recorded drive, at equal steps of `STEP_S`."""

    name: str
    speed_mps: tuple[float, ...]
    altitude_m: tuple[float, ...]
    first_soc_frac: float
    last_soc_frac: float

    @property
    def used_frac(self) -> float:
        """Charge that it took."""
        return self.first_soc_frac - self.last_soc_frac

    def grade(self) -> Floats:
        """Return rise over run between rows, (N - 1,), altitude freed of outliers and noise."""
        import numpy as np  # noqa: PLC0415 - a car node at rest never loads it
        from scipy import ndimage  # noqa: PLC0415 - as above

        altitude = np.array(self.altitude_m)
        usual = ndimage.median_filter(altitude, _OUTLIER_WINDOW_S, mode="nearest")
        good = np.flatnonzero(np.abs(altitude - usual) <= _OUTLIER_M)
        altitude = np.interp(np.arange(altitude.size), good, altitude[good])
        smooth = ndimage.gaussian_filter1d(altitude, _SMOOTH_S / STEP_S, mode="nearest")
        speed = np.array(self.speed_mps)
        mean = 0.5 * (speed[:-1] + speed[1:])
        rise = np.diff(smooth) / (np.maximum(mean, _SLOW_MPS) * STEP_S)
        return np.where(mean > _SLOW_MPS, np.clip(rise, -_MAX_GRADE, _MAX_GRADE), 0.0)


def read_drives(folder: Path) -> list[Drive]:
    """Return the drives of a folder's CSV files, sorted by name.

    Raises:
        DataUnusable: There are fewer than two, or one cannot be read (names file and line).
    """
    paths = sorted(folder.glob("*.csv"))
    if len(paths) < 2:  # noqa: PLR2004 - one to fit on, one to predict
        raise DataUnusable(f"{folder} has {len(paths)} CSV files; at least 2 drives are needed.")
    return [read_drive(path) for path in paths]


def read_drive(path: Path) -> Drive:
    """Return the drive that a CSV file holds.

    Raises:
        DataUnusable: It cannot be read, lacks columns, has a gap or a value that is none (names
            the line), or uses too little charge to be compared.
    """
    columns: dict[str, list[float]] = {name: [] for name in _COLUMNS}
    before_s: float | None = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            needed = ("Time", *_COLUMNS)
            if missing := [name for name in needed if name not in (reader.fieldnames or ())]:
                raise DataUnusable(f"{path.name} has no column {', '.join(missing)}.")
            for row in reader:
                where = f"{path.name} line {reader.line_num}"
                before_s = _next_time_s(row, before_s, where)
                for name, values in columns.items():
                    values.append(_number(row, name, where))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataUnusable(f"{path.name} cannot be read: {error}.") from error
    charge = columns["Soc"]
    used = (charge[0] - charge[-1]) / 100.0 if charge else 0.0
    if used < _LEAST_USED_FRAC:
        raise DataUnusable(
            f"{path.name} uses {used:.1%} of the battery; {_LEAST_USED_FRAC:.0%} are needed."
        )
    return Drive(
        name=path.stem,
        speed_mps=tuple(map(mps_from_kmh, columns["Speed"])),
        altitude_m=tuple(columns["ALT"]),
        first_soc_frac=charge[0] / 100.0,
        last_soc_frac=charge[-1] / 100.0,
    )


def _next_time_s(row: Mapping[str, str], before_s: float | None, where: str) -> float:
    """Return the time of day of a row; the recorder's date is not to be relied on."""
    try:
        now = datetime.strptime(row["Time"], "%H:%M:%S").time()  # noqa: DTZ007 - for steps only
    except (TypeError, ValueError) as error:
        raise DataUnusable(f"{where}: {row['Time']!r} is no time of day.") from error
    now_s = now.hour * 3600.0 + now.minute * 60.0 + now.second
    step_s = STEP_S if before_s is None else (now_s - before_s) % _DAY_S
    if step_s != STEP_S:
        raise DataUnusable(f"{where}: {step_s:g} s after the row before; it must be {STEP_S:g} s.")
    return now_s


def _number(row: Mapping[str, str], name: str, where: str) -> float:
    low, high = _COLUMNS[name]
    try:
        value = float(row[name])
    except (TypeError, ValueError):
        value = math.nan
    if not low <= value <= high:
        raise DataUnusable(
            f"{where}: {name} is {row[name]!r}; it must be a number from {low:g} to {high:g}."
        )
    return value
