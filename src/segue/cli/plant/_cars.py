"""`segue plant cars`: which cars there are."""

from __future__ import annotations

from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._table import Column, show
from segue.kernel.units import kmh_from_mps, mps_from_kmh

_AT_MPS = mps_from_kmh(110.0)

_COLUMNS = (
    Column("car", "car"),
    Column("title", ""),
    Column("mass_kg", "kg"),
    Column("power_kw", "kW"),
    Column("battery_kwh", "kWh"),
    Column("battery_v", "V"),
    Column("road_load_at_110_kmh_n", "N at 110 km/h"),
    Column("top_speed_kmh", "km/h"),
)


def cars(as_json: Json = False) -> int:
    """List the cars: mass with a driver, power, battery, and what the road takes at 110 km/h."""
    from segue.vehicle.plant import car_names, load_car  # noqa: PLC0415  keeps --help fast

    rows: list[dict[str, object]] = [
        {
            "car": car.name,
            "title": car.title,
            "mass_kg": round(car.mass_kg),
            "power_kw": round(car.max_power_w / 1000),
            "battery_kwh": round(car.battery.energy_wh / 1000, 1),
            "battery_v": round(car.battery.nominal_v),
            "road_load_at_110_kmh_n": round(car.road_load_at_n(_AT_MPS)),
            "top_speed_kmh": round(kmh_from_mps(car.top_speed_mps)),
        }
        for car in map(load_car, car_names())
    ]
    show(rows, _COLUMNS, as_json=as_json)
    return ExitCode.OK
