"""`segue plant compare`: cars side by side, at the same speeds, stations and temperatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segue.cli._drawing import require_matplotlib
from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._table import Column, show
from segue.cli.plant._options import Plot, SomeCars
from segue.cli.plant._steady import range_km, steady_wh_per_km
from segue.kernel.units import mps_from_kmh

if TYPE_CHECKING:
    from segue.vehicle.plant import CarModel

_FROST_C = -10.0
_STATION_KW = 350
_MINUTE_S = 60.0

_COLUMNS = (
    Column("car", "car", folds_to=14),
    Column("wh_per_km_90", "Wh/km\nat 90"),
    Column("wh_per_km_130", "at 130\nkm/h"),
    Column("range_km_110", "km at\n110"),
    Column("range_km_110_frost", "at\n-10 °C"),
    Column("to_100_kmh_s", "0-100\n[s]"),
    Column("charge_10_80_min", "10-80 %\n[min]"),
    Column("charge_km_in_15_min", "km in\n15 min"),
)


def compare(names: SomeCars, plot: Plot = None, as_json: Json = False) -> int:
    """Put cars side by side: consumption, range, frost, sprint and fast charging.

    At steady speeds on the level with the cabin at 21 °C and warm cells: frost is the cabin's
    heating alone. Charging is from 10 %, with warm cells, at a station of 350 kW; its kilometres
    are counted at 110 km/h. A dash: too slow, or the car's file says nothing of charging.
    """
    from segue.vehicle.plant import load_car  # noqa: PLC0415  keeps --help fast

    if plot is not None:
        require_matplotlib()
    models = [load_car(name) for name in names]
    show([_compared(car) for car in models], _COLUMNS, as_json=as_json)
    if plot is not None:
        from segue.cli.plant._plots import draw_comparison  # noqa: PLC0415  loads matplotlib

        draw_comparison(models, plot)
    return ExitCode.OK


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


def _compared(car: CarModel) -> dict[str, object]:
    from segue.vehicle.plant import reached_top_speed_mps, sprint_s  # noqa: PLC0415

    at_90, at_110, at_130 = (steady_wh_per_km(car, speed_kmh) for speed_kmh in (90, 110, 130))
    reaches_100 = reached_top_speed_mps(car) >= mps_from_kmh(100.0)
    return {
        "car": car.name,
        "wh_per_km_90": _rounded(at_90),
        "wh_per_km_130": _rounded(at_130),
        "range_km_110": _rounded(range_km(car)),
        "range_km_110_frost": _rounded(range_km(car, outside_c=_FROST_C)),
        "to_100_kmh_s": round(sprint_s(car), 2) if reaches_100 else None,
        **_charged(car, at_110),
    }


def _charged(car: CarModel, wh_per_km: float | None) -> dict[str, object]:
    """Return what a charge from 10 % gives; nothing of a car whose file says nothing of it."""
    from segue.vehicle.plant import DcStation, charge  # noqa: PLC0415

    if car.charging is None:
        return {"charge_10_80_min": None, "charge_km_in_15_min": None}
    session = charge(
        car, DcStation(power_w=1000.0 * _STATION_KW), from_soc_frac=0.1, to_soc_frac=0.8
    )
    in_time = [point for point in session.points if point.time_s <= 15 * _MINUTE_S]
    gained_wh = (in_time[-1].soc_frac - 0.1) * car.battery.energy_wh
    return {
        "charge_10_80_min": round(session.duration_s / _MINUTE_S, 1),
        "charge_km_in_15_min": _rounded(wh_per_km and gained_wh / wh_per_km),
    }
