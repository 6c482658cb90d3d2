"""`segue trip`: the way from one place to another, and what it takes from the battery."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._exit_codes import ExitCode
from segue.cli._options import DEFAULT_CAR, Car, Json
from segue.cli._output import complain, console, json_line
from segue.kernel import LocalUseError

if TYPE_CHECKING:
    from segue.schema.journey import Place, TripPlan

ROADS_NOTICE = "Map data © OpenStreetMap contributors, ODbL 1.0"

_S_PER_MINUTE = 60


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command(
        "trip", epilog="Example:  segue trip Beijing Shanghai --car su7-max --soc 0.8 --json"
    )(trip)


def trip(
    origin: Annotated[str, typer.Argument(metavar="FROM", help="A city, or LATITUDE,LONGITUDE.")],
    destination: Annotated[str, typer.Argument(metavar="TO", help="The same.")],
    car: Car = DEFAULT_CAR,
    soc: Annotated[
        float,
        typer.Option(
            "--soc", metavar="X", help="State of charge at departure, 0 to 1: 0.8 is 80 %."
        ),
    ] = 0.8,
    as_json: Json = False,
) -> int:
    """Plan a trip offline: distance, time, energy and the charge on arrival.

    Exits with 1 when there is no way, and 0 when there is one that the charge does not last for:
    then it says how far it lasts.
    """
    from segue.journey import PlaceIndex  # noqa: PLC0415  keeps --help fast
    from segue.journey.worker import plan as plan_trip  # noqa: PLC0415
    from segue.node.storage import cache_folder  # noqa: PLC0415
    from segue.schema.journey import NoPlan  # noqa: PLC0415

    if not 0 <= soc <= 1:
        raise LocalUseError(
            f"--soc {soc:g} is not a state of charge.",
            do="Give a share of the battery from 0 to 1, such as --soc 0.8 for 80 %.",
        )
    with closing(PlaceIndex.open(cache_folder())) as places:
        start, end = places.resolve(origin), places.resolve(destination)
    plan = plan_trip(start, end, car, soc_frac=soc)
    if isinstance(plan, NoPlan):
        if as_json:
            json_line({"error": plan.reason, "kind": "NoPlan", "code": plan.code})
        else:
            complain(plan.reason)
        return ExitCode.NO
    if as_json:
        json_line(_as_record(plan))
    else:
        _show(plan)
    return ExitCode.OK


def _as_record(plan: TripPlan) -> dict[str, object]:
    import polyline  # noqa: PLC0415

    points = polyline.decode(plan.geometry, geojson=True)
    return {
        "origin": _place_record(plan.origin),
        "destination": _place_record(plan.destination),
        "car": plan.car,
        "distance_m": round(plan.distance_m, 1),
        "duration_s": round(plan.duration_s, 1),
        "energy_wh": round(plan.energy_wh, 1),
        "departure_soc_frac": round(plan.departure_soc_frac, 4),
        "arrival_soc_frac": round(plan.arrival_soc_frac, 4),
        "arrival_soc_sigma_frac": round(plan.arrival_soc_sigma_frac, 4),
        "reachable": plan.reachable,
        "empty_after_m": plan.empty_after_m,
        "geometry": {"type": "LineString", "coordinates": [list(point) for point in points]},
        "attribution": ROADS_NOTICE,
    }


def _place_record(place: Place) -> dict[str, object]:
    return {
        "name": place.name,
        "name_zh": place.name_zh,
        "country": place.country,
        "latitude_deg": place.latitude_deg,
        "longitude_deg": place.longitude_deg,
    }


def _show(plan: TripPlan) -> None:
    from rich.table import Table  # noqa: PLC0415

    out = console()
    out.print(f"{_full_name(plan.origin)} → {_full_name(plan.destination)}", style="bold")
    minutes = round(plan.duration_s / _S_PER_MINUTE)
    kwh_per_100_km = plan.energy_wh / plan.distance_m * 100
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("Distance", f"{plan.distance_m / 1000:,.0f} km")
    table.add_row("Driving", f"{minutes // 60} h {minutes % 60:02d} min")
    table.add_row("Energy", f"{plan.energy_wh / 1000:.1f} kWh ({kwh_per_100_km:.1f} kWh/100 km)")
    charge = f"{plan.departure_soc_frac:.0%} → "
    if plan.reachable:
        charge += f"{plan.arrival_soc_frac:.0%} (± {plan.arrival_soc_sigma_frac:.0%})"
    elif plan.empty_after_m is not None:
        charge += f"[yellow]empty after {plan.empty_after_m / 1000:,.0f} km[/]"
    table.add_row("Charge", charge)
    table.add_row("Car", plan.car)
    out.print(table)
    if not plan.reachable:
        needed = plan.departure_soc_frac - plan.arrival_soc_frac
        out.print(
            f"The charge does not last: the whole way takes {needed:.0%} of the battery. "
            "Segue does not plan charging stops yet."
        )
    out.print(ROADS_NOTICE, style="dim")


def _full_name(place: Place) -> str:
    return f"{place.name}, {place.country}" if place.country else place.name
