"""Sprints, top speeds and braking against what makers publish."""

from __future__ import annotations

from typing import NamedTuple

from segue.kernel.units import kmh_from_mps
from segue.vehicle.plant import braking_distance_m, load_car, reached_top_speed_mps, sprint_s
from segue.vehicle.validation._row import ValidationRow, compared

_ALLOWED_SPRINT_FRAC = 0.06
_ALLOWED_TOP_SPEED_FRAC = 0.01
_ALLOWED_BRAKING_FRAC = 0.10
_ONE_FOOT_M = 0.3048
_XIAOMI = "Xiaomi, SU7 specification sheet, March 2024"
_GRIP = "tyre grip, one value for all cars, was chosen with the Taycan and the Plaid in view"
_PORSCHE = "Porsche, Taycan Turbo S technical data, February 2024"


class _Sprint(NamedTuple):
    car: str
    published_s: float
    source: str
    rollout_m: float = 0.0
    is_input: bool = False
    note: str = ""


_SPRINTS = (
    _Sprint(
        "su7",
        5.28,
        _XIAOMI,
        is_input=True,
        note="sets the gear ratio that Xiaomi does not publish, here and for the SU7 Pro",
    ),
    _Sprint("su7-pro", 5.7, _XIAOMI),
    _Sprint("su7-max", 2.78, _XIAOMI),
    _Sprint("taycan-turbo-s", 2.4, _PORSCHE, note=_GRIP),
    _Sprint(
        "model-s-plaid",
        2.1,
        "Tesla, Model S website, 2021",
        rollout_m=_ONE_FOOT_M,
        note="the clock starts one foot after the car; grip was chosen with it in view",
    ),
    _Sprint("model-3-rwd", 6.1, "Tesla, Model 3 website, 2023"),
)

_TOP_SPEEDS_KMH = (
    ("su7", 210.0, _XIAOMI),
    ("su7-pro", 210.0, _XIAOMI),
    ("su7-max", 265.0, _XIAOMI),
    ("taycan-turbo-s", 260.0, _PORSCHE),
    ("model-s-plaid", 322.0, "Tesla, Model S website, 2021"),
    ("model-3-rwd", 201.0, "Tesla, Model 3 website, 2023"),
)

_BRAKING_M = (("su7-max", 33.3, "Xiaomi, answers to users, 9 April 2024"),)


def sprint_rows() -> list[ValidationRow]:
    """Return 0 to 100 km/h of each car."""
    return [
        compared(
            "0-100 km/h",
            row.car,
            "s",
            published=row.published_s,
            model=sprint_s(load_car(row.car), rollout_m=row.rollout_m),
            allowed_frac=_ALLOWED_SPRINT_FRAC,
            source=row.source,
            is_input=row.is_input,
            note=row.note,
        )
        for row in _SPRINTS
    ]


def top_speed_rows() -> list[ValidationRow]:
    """Return the top speed of each car; a limiter holds all six, so each file states it."""
    return [
        compared(
            "top speed",
            car,
            "km/h",
            published=published_kmh,
            model=kmh_from_mps(reached_top_speed_mps(load_car(car))),
            allowed_frac=_ALLOWED_TOP_SPEED_FRAC,
            source=source,
            is_input=True,
            note="a limiter ends it; the row shows that power suffices",
        )
        for car, published_kmh, source in _TOP_SPEEDS_KMH
    ]


def braking_rows() -> list[ValidationRow]:
    """Return full braking from 100 km/h, of the cars whose maker states it."""
    return [
        compared(
            "100-0 km/h",
            car,
            "m",
            published=published_m,
            model=braking_distance_m(load_car(car)),
            allowed_frac=_ALLOWED_BRAKING_FRAC,
            source=source,
        )
        for car, published_m, source in _BRAKING_M
    ]
