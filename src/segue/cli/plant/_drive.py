"""`segue plant cycle` and `segue plant sprint`: what a car takes, and what it can do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._drawing import require_matplotlib
from segue.cli._exit_codes import ExitCode
from segue.cli._options import DEFAULT_CAR, Json
from segue.cli._output import console, json_line
from segue.cli._table import Column, show
from segue.cli.plant._options import Cells, OneCar, Outside, Plot, SomeCars
from segue.kernel import LocalUseError
from segue.kernel.units import kelvin_from_celsius, kmh_from_mps, mps_from_kmh

if TYPE_CHECKING:
    from segue.vehicle.plant import CarModel, Cycle

_M_PER_KM = 1000.0
_60_MPH_MPS = 26.8224
_100_KMH_MPS = mps_from_kmh(100.0)
_FOOT_M = 0.3048

_SPRINT_COLUMNS = (
    Column("car", "car", folds_to=14),
    Column("to_100_kmh_s", "0-100 km/h [s]"),
    Column("to_60_mph_rollout_s", "0-60 mph* [s]"),
    Column("top_speed_kmh", "top [km/h]"),
    Column("from_100_kmh_m", "100-0 km/h [m]"),
)


def cycle(
    *,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV: cycSecs,cycMps[,cycGrade] or time_s,speed_kmh."),
    ],
    car: OneCar = DEFAULT_CAR,
    outside: Outside = 20.0,
    climate: Annotated[
        float | None,
        typer.Option(
            "--climate", metavar="C", min=16, max=28, help="Hold the cabin there [°C]; off without."
        ),
    ] = None,
    battery: Cells = 25.0,
    as_json: Json = False,
) -> int:
    """Drive a speed trace: what it takes from the battery and from the wall, and how far one goes.

    Air around the car counts for the climate alone: a car left in the cold has cold cells, and
    --battery says so. Cells give what they have without being heated.
    """
    from segue.vehicle.plant import load_car, read_cycle  # noqa: PLC0415  keeps --help fast

    model, trace = load_car(car), read_cycle(file)
    if trace.distance_m <= 0.0:
        raise LocalUseError(f"{file.name} stands still throughout: there is nothing to drive.")
    record = _driven(model, trace, outside_c=outside, climate_c=climate, battery_c=battery)
    if as_json:
        json_line(record)
        return ExitCode.OK
    console().print(f"{model.title} on {trace.name}", style="bold")
    rows = [
        {"what": what, "value": f"{record[key]} {unit}" if record[key] is not None else "-"}
        for what, key, unit in (
            ("Distance", "distance_km", "km"),
            ("From the battery", "battery_wh_per_km", "Wh/km"),
            ("From the wall", "wall_wh_per_km", "Wh/km"),
            ("Climate", "climate_w", "W"),
            ("One charge lasts", "range_km", "km"),
        )
    ]
    show(rows, (Column("what", ""), Column("value", "")), as_json=False)
    return ExitCode.OK


def _driven(
    car: CarModel, trace: Cycle, *, outside_c: float, climate_c: float | None, battery_c: float
) -> dict[str, object]:
    from segue.vehicle.plant import climate_power_w, trace_energy_wh  # noqa: PLC0415

    climate_w = 0.0
    if climate_c is not None:
        climate_w = climate_power_w(
            car,
            outside_k=kelvin_from_celsius(outside_c),
            target_k=kelvin_from_celsius(climate_c),
        )
    energy_wh = trace_energy_wh(
        car,
        trace.speed_mps,
        dt_s=trace.step_s,
        grade=trace.grade,
        climate_w=climate_w,
        battery_k=kelvin_from_celsius(battery_c),
    )
    km = trace.distance_m / _M_PER_KM
    gains = energy_wh <= 0.0  # downhill throughout: one charge lasts for ever
    return {
        "car": car.name,
        "cycle": trace.name,
        "distance_km": round(km, 3),
        "duration_s": round(trace.step_s * (len(trace.speed_mps) - 1), 3),
        "battery_wh": round(energy_wh, 1),
        "battery_wh_per_km": round(energy_wh / km, 2),
        "wall_wh_per_km": round(energy_wh / km / car.wall_efficiency, 2),
        "climate_w": round(climate_w),
        "range_km": None if gains else round(car.battery.energy_wh / energy_wh * km, 1),
    }


def sprint(names: SomeCars, plot: Plot = None, as_json: Json = False) -> int:
    """Full throttle from rest, up to the top speed, and full braking."""
    from segue.vehicle.plant import load_car  # noqa: PLC0415  keeps --help fast

    if plot is not None:
        require_matplotlib()
    models = [load_car(name) for name in names]
    show([_sprinted(car) for car in models], _SPRINT_COLUMNS, as_json=as_json)
    if not as_json:
        console().print("* the clock starts after one foot, as on a drag strip", style="dim")
    if plot is not None:
        from segue.cli.plant._plots import draw_sprints  # noqa: PLC0415  loads matplotlib

        draw_sprints(models, plot)
    return ExitCode.OK


def _sprinted(car: CarModel) -> dict[str, object]:
    from segue.vehicle.plant import (  # noqa: PLC0415  keeps --help fast
        braking_distance_m,
        reached_top_speed_mps,
        sprint_s,
    )

    top_mps = reached_top_speed_mps(car)
    return {
        "car": car.name,
        "to_100_kmh_s": round(sprint_s(car), 2) if top_mps >= _100_KMH_MPS else None,
        "to_60_mph_rollout_s": (
            round(sprint_s(car, to_mps=_60_MPH_MPS, rollout_m=_FOOT_M), 2)
            if top_mps >= _60_MPH_MPS
            else None
        ),
        "top_speed_kmh": round(kmh_from_mps(top_mps), 1),
        "from_100_kmh_m": round(braking_distance_m(car), 1) if top_mps >= _100_KMH_MPS else None,
    }
