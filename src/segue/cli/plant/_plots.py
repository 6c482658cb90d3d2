"""Drawings of what the plant computes. Loads matplotlib; only `--plot` and `--report` need it."""

# pyright: reportUnknownMemberType=false
# matplotlib leaves the types of its keyword arguments open.

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from matplotlib.figure import Figure

from segue.cli._drawing import save_figure
from segue.cli.plant._steady import range_km, steady_wh_per_km
from segue.kernel.units import kmh_from_mps

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from segue.vehicle.plant import CarModel, ChargePoint, ChargeSession
    from segue.vehicle.validation import ValidationRow

_STATION_W = 350_000.0
_STEP_KMH = 5
_FROM_KMH, _TO_KMH = 30, 160


def draw_sprints(cars: Sequence[CarModel], to: Path) -> None:
    """Draw speed over time from a start at full throttle."""
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    _sprints(figure.subplots(), cars)
    save_figure(figure, to)


def draw_charge(title: str, session: ChargeSession, to: Path) -> None:
    """Draw a charge's power over charge, and charge over time."""
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    power, time = figure.subplots(1, 2)
    _charges(power, [(title, session.points)])
    time.plot(
        [point.time_s / 60 for point in session.points],
        [100 * point.soc_frac for point in session.points],
        label=title,
    )
    _label(time, "minutes", "charge [%]")
    save_figure(figure, to)


def draw_comparison(cars: Sequence[CarModel], to: Path) -> None:
    """Draw consumption over speed, range over temperature, sprints and charging."""
    from segue.vehicle.plant import DcStation, charge  # noqa: PLC0415

    figure = Figure(figsize=(11, 8), layout="constrained")
    ((consumption, frost), (speed, power)) = figure.subplots(2, 2)
    speeds = range(_FROM_KMH, _TO_KMH + 1, _STEP_KMH)
    temperatures = range(-20, 41, 5)
    for car in cars:
        consumption.plot(
            speeds, [steady_wh_per_km(car, kmh) or math.nan for kmh in speeds], label=car.title
        )
        frost.plot(
            temperatures,
            [range_km(car, outside_c=outside) or math.nan for outside in temperatures],
        )
    frost.set_ylim(bottom=0)
    _label(consumption, "km/h", "from the battery [Wh/km]")
    _label(frost, "outside [°C]", "range at 110 km/h [km]", legend=False)
    _sprints(speed, cars)
    station = DcStation(power_w=_STATION_W)
    _charges(
        power,
        [
            # Without points a car without charging facts still takes its colour.
            (
                car.title,
                charge(car, station, from_soc_frac=0.05, to_soc_frac=1.0).points
                if car.charging
                else (),
            )
            for car in cars
        ],
    )
    for axes in (consumption, frost, speed, power):
        if legend := axes.get_legend():
            legend.remove()
    figure.legend(
        *consumption.get_legend_handles_labels(),
        loc="outside upper center",
        ncols=min(len(cars), 3),
        frameon=False,
    )
    save_figure(figure, to)


def draw_errors(rows: Sequence[ValidationRow], to: Path) -> None:
    """Draw the error of every row beside what is allowed for it."""
    figure = Figure(figsize=(8, 0.6 + 0.22 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for at, row in enumerate(rows):
        axes.barh(at, 200 * row.allowed_frac, left=-100 * row.allowed_frac, color="0.9")
        colour = "C0" if row.is_met else "C3"
        axes.plot(100 * row.error_frac, at, "o", color=colour, fillstyle=_fill(row))
    axes.axvline(0, color="0.6", linewidth=1)
    axes.set_yticks(range(len(rows)), [f"{row.figure}, {row.car}" for row in rows], fontsize=7)
    axes.invert_yaxis()
    _label(axes, "error [%]; grey: allowed; hollow: an input", "", legend=False)
    save_figure(figure, to)


def draw_epa(epa: Path, cycles: Path, to: Path) -> None:
    """Draw each EPA test's energy, measured and as predicted without its maker."""
    from segue.vehicle.validation import (  # noqa: PLC0415
        LossFit,
        left_out_errors,
        read_epa_tests,
    )

    tests = read_epa_tests(epa)
    errors = left_out_errors(LossFit(tests, cycles))
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    axes.axline((150, 150), slope=1, color="0.6", linewidth=1)
    for cycle, marker in (("UDDS", "o"), ("HWFET", "^")):
        measured = [tests.wall_wh_per_km[of] for of in errors if of[1] == cycle]
        predicted = [
            tests.wall_wh_per_km[of] * (1.0 + error)
            for of, error in errors.items()
            if of[1] == cycle
        ]
        axes.plot(measured, predicted, marker, label=cycle, alpha=0.7)
    axes.set_aspect("equal")
    _label(axes, "measured at the wall [Wh/km]", "predicted [Wh/km]")
    save_figure(figure, to)


def _fill(row: ValidationRow) -> Literal["none", "full"]:
    return "none" if row.is_input else "full"


def _sprints(axes: Axes, cars: Sequence[CarModel]) -> None:
    from segue.vehicle.plant import reached_top_speed_mps, sprint  # noqa: PLC0415

    for car in cars:
        instants = list(sprint(car, until_mps=0.99 * reached_top_speed_mps(car)))
        axes.plot(
            [instant.elapsed_s for instant in instants],
            [kmh_from_mps(instant.speed_mps) for instant in instants],
            label=car.title,
        )
    _label(axes, "seconds", "km/h")


def _charges(axes: Axes, charges: Sequence[tuple[str, Sequence[ChargePoint]]]) -> None:
    for title, points in charges:
        axes.plot(
            [100 * point.soc_frac for point in points],
            [point.battery_w / 1000 for point in points],
            label=title,
        )
    axes.set_ylim(bottom=0)
    _label(axes, "charge [%]", "into the battery [kW]")


def _label(axes: Axes, across: str, up: str, *, legend: bool = True) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(alpha=0.3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if legend:
        axes.legend(frameon=False, fontsize=8)
