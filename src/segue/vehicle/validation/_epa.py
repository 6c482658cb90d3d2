"""The EPA's tests of electric cars: road load, test weight and energy from the wall.

Source of the numbers: EPA, test car list of model year 2022, charge-depleting tests.
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from segue.kernel import DataUnusable
from segue.vehicle.plant import CarModel, car_from_facts

CYCLES = {"UDDS": "fastsim2_udds.csv", "HWFET": "fastsim2_hwfet.csv"}
"""Name of a test → file of its speed trace."""

_TRUSTED_UNIT = "MPGe"
_LABEL_ADJUSTED = re.compile(r"bolt ev\b", re.IGNORECASE)
_DRIVEN_AXLES = {"F": "front", "R": "rear", "A": "all", "4": "all", "P": "all"}
_W_PER_HP = 745.7
_BATTERY_WH_PER_KG = 35.0
"""Estimated: usable energy over test weight of MY2022 cars, 20 (MX-30) to 42 (EQS)."""
_DRIVER_KG = 75.0
"""Already in the test weight, and added to a car's kerb mass by its facts."""
_COLUMNS = (
    *("make", "model", "test_veh_id", "cfg", "hp", "drive", "cycle", "etw_kg"),
    *("A_N", "B_N_mps", "C_N_mps2", "unit_guess", "wall_Wh_km"),
)


class Vehicle(NamedTuple):
    """One configuration of a test vehicle, as the dynamometer was set for it."""

    make: str
    """One spelling a maker."""
    model: str
    test_vehicle: str
    configuration: str
    driven_axles: str
    motor_power_w: float
    mass_kg: float
    road_load_n: float
    road_load_n_per_mps: float
    road_load_n_per_mps2: float

    def car(self) -> CarModel:
        """Return it as a car of the plant."""
        return car_from_facts(
            f"{self.test_vehicle}-{self.configuration}",
            f"{self.make} {self.model}",
            {
                "kerb_mass_kg": self.mass_kg - _DRIVER_KG,
                "motor_power_w": self.motor_power_w,
                "driven_axles": self.driven_axles,
                "length_m": 4.7,
                "width_m": 1.9,
                "wheelbase_m": 2.8,
                "front_mass_share": 0.5,
                "battery_energy_wh": _BATTERY_WH_PER_KG * self.mass_kg,
                "road_load_n": self.road_load_n,
                "road_load_n_per_mps": self.road_load_n_per_mps,
                "road_load_n_per_mps2": self.road_load_n_per_mps2,
                "top_speed_mps": 50.0,
            },
            where=f"EPA test vehicle {self.test_vehicle}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EpaTests:
    """What a file of tests holds."""

    wall_wh_per_km: Mapping[tuple[Vehicle, str], float]
    """By vehicle and cycle; the mean where a test was repeated."""
    rows_used: int
    rows_dropped: Mapping[str, int]
    """Reason → how many."""

    @property
    def makes(self) -> list[str]:
        """The makers, sorted."""
        return sorted({vehicle.make for vehicle, _ in self.wall_wh_per_km})


def read_epa_tests(path: Path) -> EpaTests:
    """Return the tests of a file that can be trusted.

    Raises:
        DataUnusable: The file cannot be read, lacks columns, has a value that is none (names the
            line), or holds no test that can be used.
    """
    measured: dict[tuple[Vehicle, str], list[float]] = defaultdict(list)
    dropped: dict[str, int] = defaultdict(int)
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            if missing := [name for name in _COLUMNS if name not in (reader.fieldnames or ())]:
                raise DataUnusable(f"{path.name} has no column {', '.join(missing)}.")
            for row in reader:
                where = f"{path.name} line {reader.line_num}"
                if any(row[name] is None for name in _COLUMNS):
                    raise DataUnusable(f"{where}: the row ends early.")
                if reason := _reason_to_drop(row):
                    dropped[reason] += 1
                    continue
                wall_wh_per_km = _number(row, "wall_Wh_km", where)
                if wall_wh_per_km <= 0.0:
                    raise DataUnusable(
                        f"{where}: wall_Wh_km is {wall_wh_per_km:g}; it must be above 0 Wh/km."
                    )
                measured[_vehicle(row, where), row["cycle"]].append(wall_wh_per_km)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataUnusable(f"{path.name} cannot be read: {error}.") from error
    if not measured:
        raise DataUnusable(f"{path.name} holds no test that can be used.")
    return EpaTests(
        wall_wh_per_km={key: sum(values) / len(values) for key, values in measured.items()},
        rows_used=sum(map(len, measured.values())),
        rows_dropped=dict(dropped),
    )


def _reason_to_drop(row: Mapping[str, str]) -> str:
    if _LABEL_ADJUSTED.match(row["model"]):
        return "adjusted for the label"
    if row["unit_guess"] != _TRUSTED_UNIT:
        return f"unit is not {_TRUSTED_UNIT}"
    if row["cycle"] not in CYCLES:
        return "another cycle"
    return ""


def _vehicle(row: Mapping[str, str], where: str) -> Vehicle:
    if row["drive"] not in _DRIVEN_AXLES:
        raise DataUnusable(
            f"{where}: drive is {row['drive']!r}; it must be one of {', '.join(_DRIVEN_AXLES)}."
        )
    return Vehicle(
        make=_make(row["make"]),
        model=row["model"],
        test_vehicle=row["test_veh_id"],
        configuration=row["cfg"],
        driven_axles=_DRIVEN_AXLES[row["drive"]],
        motor_power_w=_number(row, "hp", where) * _W_PER_HP,
        mass_kg=_number(row, "etw_kg", where),
        road_load_n=_number(row, "A_N", where),
        road_load_n_per_mps=_number(row, "B_N_mps", where),
        road_load_n_per_mps2=_number(row, "C_N_mps2", where),
    )


def _make(text: str) -> str:
    """Return one spelling of a maker: Kia of KIA, Polestar of "Polestar2 Dual Motor"."""
    word = re.sub(r"\d+$", "", (text.split() or [""])[0])
    return word if word == "BMW" else word.title()


def _number(row: Mapping[str, str], name: str, where: str) -> float:
    try:
        value = float(row[name])
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise DataUnusable(f"{where}: {name} is {row[name]!r}; it must be a number.")
    return value
