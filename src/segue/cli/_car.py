"""`segue car`: the car's node."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._options import (
    DEFAULT_CAR,
    DEFAULT_PORT,
    LOCALHOST,
    At,
    Car,
    Data,
    KuksaPort,
    KuksaSocket,
    Lan,
    Music,
    Port,
    SignalsHost,
    SignalsOpen,
    SignalsTls,
    Speedup,
    VissPort,
)
from segue.cli._signal_ports import signals_text

if TYPE_CHECKING:
    from segue.node.car import CanOptions
    from segue.schema.surface import NodeInfo


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("car", epilog="Example:  segue car --car su7-max --at Beijing --speedup 10")(car)


def car(
    *,
    data: Data = None,
    port: Port = None,
    car: Car = DEFAULT_CAR,
    at: At = "Beijing",
    speedup: Speedup = 1.0,
    music: Music = None,
    lan: Lan = False,
    can: Annotated[
        str | None,
        typer.Option(
            "--can",
            metavar="BUS",
            help="Signals from a car's bus: socketcan:can0, another interface:channel[@bitrate], "
            "or log:FILE[@speed].",
        ),
    ] = None,
    dbc: Annotated[
        Path | None, typer.Option("--dbc", metavar="FILE", help="With --can: the DBC.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="With --can: the mapping.")
    ] = None,
    kuksa_port: KuksaPort = None,
    kuksa_socket: KuksaSocket = None,
    viss_port: VissPort = None,
    signals_host: SignalsHost = LOCALHOST,
    signals_tls: SignalsTls = None,
    signals_open: SignalsOpen = False,
) -> None:
    """Run the car's node with a simulated car until Ctrl-C.

    A car that has been somewhere before goes on from there: --car and --at are for a new one. With
    --can, what the mapping names comes from the bus and the rest is simulated.
    """
    from segue.node.car import CarOptions, KuksaOptions, run_car  # noqa: PLC0415  keeps --help fast
    from segue.node.storage import default_folder  # noqa: PLC0415

    signals = signals_text(
        signals_host,
        kuksa_port=kuksa_port,
        viss_port=viss_port,
        tls=signals_tls is not None,
        open_to_all=signals_open,
    )
    run_car(
        CarOptions(
            folder=data or default_folder("car"),
            port=port or DEFAULT_PORT,
            car=car,
            at=at,
            speedup=speedup,
            music=music,
            lan=lan,
            can=_can_options(can, dbc, mapping),
            kuksa=KuksaOptions(port=kuksa_port, socket=kuksa_socket),
            viss_port=viss_port,
            signals_host=signals_host,
            signals_tls=signals_tls,
            signals_open=signals_open,
        ),
        ready=lambda info: _say_ready(info, car, signals),
    )


def _can_options(bus: str | None, dbc: Path | None, mapping: Path | None) -> CanOptions | None:
    from segue.kernel import LocalUseError  # noqa: PLC0415  keeps --help fast
    from segue.node.car import CanOptions  # noqa: PLC0415

    if bus is None and dbc is None and mapping is None:
        return None
    if bus is None or dbc is None or mapping is None:
        raise LocalUseError(
            "A bus, a DBC and a mapping go together.", do="Give --can, --dbc and --map."
        )
    return CanOptions(bus=bus, dbc=dbc, mapping=mapping)


def _say_ready(info: NodeInfo, wanted: str, signals: str) -> None:
    say_which_car(info, wanted)
    typer.echo(f"{info.device.name}: car {info.car_url} phone {info.phone_url} (Ctrl-C stops it)")
    if signals:
        typer.echo(f"Signals: {signals}")


def say_which_car(info: NodeInfo, wanted: str) -> None:
    """Say so when the folder already holds another car than the one asked for."""
    from segue.vehicle.plant import load_car  # noqa: PLC0415  the node has it by now

    if wanted != DEFAULT_CAR and load_car(wanted).title != info.device.name:
        typer.echo(
            f"This folder's car is a {info.device.name} and stays one. "
            f"For {wanted}, give a new folder: --data DIR."
        )
