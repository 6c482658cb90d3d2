"""`segue plant charge`: how long a charge takes, what it draws, and what holds it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._drawing import require_matplotlib
from segue.cli._exit_codes import ExitCode
from segue.cli._options import DEFAULT_CAR, Json
from segue.cli._output import console, json_line
from segue.cli._table import Column, show
from segue.cli.plant._options import Cells, OneCar, Outside, Plot
from segue.kernel import LocalUseError
from segue.kernel.units import celsius_from_kelvin, kelvin_from_celsius

if TYPE_CHECKING:
    from segue.vehicle.plant import ChargePoint, ChargeSession, Preconditioning, Station

_S_PER_MIN = 60.0
_SHOWN_EVERY_FRAC = 0.1
_AC_UP_TO_KW = 22.0
_V_PER_PHASE = 230.0
_ONE_PHASE_UP_TO_KW = 7.4

_COLUMNS = (
    Column("soc", "charge"),
    Column("min", "min"),
    Column("plug_kw", "kW"),
    Column("voltage_v", "V"),
    Column("battery_c", "°C"),
    Column("limited_by", "held back by"),
)


def charge(
    *,
    car: OneCar = DEFAULT_CAR,
    from_soc: Annotated[
        float, typer.Option("--from", metavar="X", min=0, max=1, help="Charge on arrival, 0 to 1.")
    ] = 0.1,
    to_soc: Annotated[
        float, typer.Option("--to", metavar="X", min=0, max=1, help="Charge wanted, 0 to 1.")
    ] = 0.8,
    kw: Annotated[
        float,
        typer.Option(
            "--kw",
            metavar="KW",
            min=1,
            max=2000,
            help="The station's power. Up to 22 kW it is an AC outlet, above it a DC station.",
        ),
    ] = 250.0,
    volts: Annotated[
        float | None,
        typer.Option(
            "--volts", metavar="V", min=50, max=1500, help="A DC station's highest voltage (1000)."
        ),
    ] = None,
    outside: Outside = 20.0,
    battery: Cells = 25.0,
    precondition: Annotated[
        float,
        typer.Option(
            "--precondition",
            metavar="MIN",
            min=0,
            max=120,
            help="Warm cold cells for up to so many minutes on the way there.",
        ),
    ] = 0.0,
    plot: Plot = None,
    as_json: Json = False,
) -> int:
    """Charge a car, and say at each tenth of charge what flows and what holds it back."""
    from segue.vehicle.plant import charge as charged  # noqa: PLC0415  keeps --help fast
    from segue.vehicle.plant import load_car  # noqa: PLC0415
    from segue.vehicle.plant import precondition as preconditioned  # noqa: PLC0415

    if plot is not None:
        require_matplotlib()
    model = load_car(car)
    outside_k = kelvin_from_celsius(outside)
    warmed = preconditioned(
        model,
        battery_k=kelvin_from_celsius(battery),
        outside_k=outside_k,
        for_s=precondition * _S_PER_MIN,
    )
    session = charged(
        model,
        _station(kw, volts),
        from_soc_frac=from_soc,
        to_soc_frac=to_soc,
        battery_k=warmed.battery_k,
        outside_k=outside_k,
    )
    if plot is not None:
        from segue.cli.plant._plots import draw_charge  # noqa: PLC0415  loads matplotlib

        draw_charge(model.title, session, plot)
    rows = [_row(point) for point in _shown(session)]
    if as_json:
        stated: dict[str, object] = {
            "car": model.name,
            "from_soc_frac": from_soc,
            "to_soc_frac": to_soc,
            **_totals(session, warmed),
            "points": rows,
        }
        json_line(stated)
        return ExitCode.OK
    out = console()
    out.print(f"{model.title}: {from_soc:.0%} → {to_soc:.0%}", style="bold")
    if warmed.duration_s:
        out.print(
            f"On the way there {warmed.energy_wh / 1000:.1f} kWh warmed the cells to "
            f"{celsius_from_kelvin(warmed.battery_k):.0f} °C, in "
            f"{warmed.duration_s / _S_PER_MIN:.0f} min."
        )
    show(rows, _COLUMNS, as_json=False)
    out.print(
        f"{session.duration_s / _S_PER_MIN:.1f} min; {session.plug_energy_wh / 1000:.1f} kWh from "
        f"the plug, {session.stored_energy_wh / 1000:.1f} kWh in the battery."
    )
    return ExitCode.OK


def _totals(session: ChargeSession, warmed: Preconditioning) -> dict[str, object]:
    return {
        "duration_s": round(session.duration_s),
        "plug_wh": round(session.plug_energy_wh),
        "stored_wh": round(session.stored_energy_wh),
        "loss_wh": round(session.loss_wh),
        "preconditioning_s": round(warmed.duration_s),
        "preconditioning_wh": round(warmed.energy_wh),
    }


def _station(kw: float, volts: float | None) -> Station:
    from segue.vehicle.plant import AcOutlet, DcStation  # noqa: PLC0415  keeps --help fast

    if kw > _AC_UP_TO_KW:
        return DcStation(power_w=1000 * kw, highest_v=volts or 1000.0)
    if volts is not None:
        raise LocalUseError(
            f"--volts is a DC station's, and {kw:g} kW is an AC outlet.",
            do=f"Leave it out, or ask for more than {_AC_UP_TO_KW:g} kW.",
        )
    phases = 1 if kw <= _ONE_PHASE_UP_TO_KW else 3
    return AcOutlet(phases=phases, current_a=1000 * kw / phases / _V_PER_PHASE)


def _shown(session: ChargeSession) -> list[ChargePoint]:
    """Return the first point, the last, and one at each tenth of charge in between."""
    points = session.points
    shown = [*points[:1]]
    for point in points[1:-1]:
        if int(point.soc_frac / _SHOWN_EVERY_FRAC) > int(shown[-1].soc_frac / _SHOWN_EVERY_FRAC):
            shown.append(point)
    return [*shown, points[-1]] if len(points) > 1 else shown


def _row(point: ChargePoint) -> dict[str, object]:
    return {
        "soc": f"{point.soc_frac:.0%}",
        "soc_frac": round(point.soc_frac, 4),
        "min": round(point.time_s / _S_PER_MIN, 1),
        "plug_kw": round(point.plug_w / 1000, 1),
        "voltage_v": round(point.voltage_v),
        "battery_c": round(celsius_from_kelvin(point.temperature_k), 1),
        "limited_by": point.limited_by,
    }
