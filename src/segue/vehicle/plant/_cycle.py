"""Speed traces from files: the test cycles of regulators, and drives in the same format."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from segue.kernel import DataUnusable
from segue.kernel.units import KMH_PER_MPS

_TIME_COLUMNS = ("cycSecs", "time_s")
_SPEED_COLUMNS = {
    "cycMps": ("m/s", 1.0),
    "speed_mps": ("m/s", 1.0),
    "speed_kmh": ("km/h", 1.0 / KMH_PER_MPS),
}
"""Column → its unit, and what turns that into m/s."""
_GRADE_COLUMN = "cycGrade"
_MAX_SPEED_MPS = 150.0
_MAX_GRADE = 0.6
_MAX_TIME_S = 1e10
"""Seconds of a calendar's time fit; more is no time."""
_SAME_STEP_S = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Speed at equal steps of time, linear in between."""

    name: str
    step_s: float
    speed_mps: tuple[float, ...]
    grade: tuple[float, ...]
    """Rise over run on the way to each speed but the first; one fewer than speeds."""

    @property
    def distance_m(self) -> float:
        """How far it leads."""
        inner = sum(self.speed_mps) - 0.5 * (self.speed_mps[0] + self.speed_mps[-1])
        return inner * self.step_s


def read_cycle(path: Path) -> Cycle:
    """Return the cycle that a CSV file holds: `cycSecs,cycMps[,cycGrade]` or `time_s,speed_kmh`.

    Raises:
        DataUnusable: The file cannot be read, has no such columns, has a gap in time, or a speed
            or grade that is none; names the row, counted as an editor counts lines.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, skipinitialspace=True)
            time_column = _column(reader, _TIME_COLUMNS, path)
            speed_column = _column(reader, tuple(_SPEED_COLUMNS), path)
            has_grade = _GRADE_COLUMN in (reader.fieldnames or ())
            unit, scale = _SPEED_COLUMNS[speed_column]
            most = _MAX_SPEED_MPS / scale
            times: list[float] = []
            speeds: list[float] = []
            grades: list[float] = []
            for row in reader:
                where = f"{path.name} line {reader.line_num}"
                times.append(_time_s(row[time_column], times, where))
                speed = _number(row[speed_column], 0.0, most, unit, f"{where}: {speed_column}")
                speeds.append(scale * speed)
                if has_grade:
                    grade_where = f"{where}: {_GRADE_COLUMN}"
                    grades.append(
                        _number(row[_GRADE_COLUMN], -_MAX_GRADE, _MAX_GRADE, "", grade_where)
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataUnusable(f"{path.name} cannot be read: {error}.") from error
    if len(times) < 2:  # noqa: PLR2004 - a step has two ends
        raise DataUnusable(f"{path.name} has {len(times)} rows; a cycle needs at least 2.")
    return Cycle(
        name=path.stem,
        step_s=times[1] - times[0],
        speed_mps=tuple(speeds),
        grade=tuple(grades[1:]) if has_grade else (0.0,) * (len(speeds) - 1),
    )


def _column(reader: csv.DictReader[str], names: tuple[str, ...], path: Path) -> str:
    for name in names:
        if name in (reader.fieldnames or ()):
            return name
    raise DataUnusable(f"{path.name} has no column {' or '.join(names)}.")


def _time_s(text: str | None, before: list[float], where: str) -> float:
    """Return the time of a row, which must follow the others at their step."""
    time_s = _number(text, -_MAX_TIME_S, _MAX_TIME_S, "s", f"{where}: time")
    if before:
        step_s = time_s - before[-1]
        usual_s = before[1] - before[0] if len(before) > 1 else step_s
        if step_s <= 0.0 or abs(step_s - usual_s) > _SAME_STEP_S:
            raise DataUnusable(
                f"{where}: time goes from {before[-1]:g} s to {time_s:g} s, a step of {step_s:g} s "
                f"where {f'{usual_s:g}' if usual_s > 0.0 else 'more than 0'} s must be."
            )
    return time_s


def _number(text: str | None, low: float, high: float, unit: str, what: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        of = f" {unit}" if unit else ""
        raise DataUnusable(f"{what} is {text!r}; it must be a number from {low:g} to {high:g}{of}.")
    return value
