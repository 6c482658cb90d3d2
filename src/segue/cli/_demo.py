"""`segue demo`: a car and a phone on this machine, to play with or to watch."""

from __future__ import annotations

import asyncio
import os
import sys
import webbrowser
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from segue.cli._browser import has_display
from segue.cli._car import say_which_car
from segue.cli._exit_codes import ExitCode
from segue.cli._options import (
    DEFAULT_CAR,
    DEFAULT_PORT,
    LOCALHOST,
    At,
    Car,
    Data,
    Json,
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
from segue.cli._output import complain
from segue.cli._signal_ports import signals_text
from segue.kernel import LocalUseError, SegueError

if TYPE_CHECKING:
    from segue.schema.surface import NodeInfo


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("demo", epilog="Example:  segue demo --car su7-max --at Beijing")(demo)


def demo(
    *,
    story: Annotated[
        bool,
        typer.Option("--story", help="Play the whole drive without screens and check each step."),
    ] = False,
    as_json: Json = False,
    data: Data = None,
    port: Port = None,
    car: Car = DEFAULT_CAR,
    at: At = "Beijing",
    speedup: Speedup = 1.0,
    music: Music = None,
    lan: Lan = False,
    kuksa_port: KuksaPort = None,
    kuksa_socket: KuksaSocket = None,
    viss_port: VissPort = None,
    signals_host: SignalsHost = LOCALHOST,
    signals_tls: SignalsTls = None,
    signals_open: SignalsOpen = False,
) -> int:
    """Run a car and a phone on this machine, until Ctrl-C.

    A car that has been somewhere before goes on from there: --car and --at are for a new one.
    """
    if story:
        from segue.cli._story import play_story  # noqa: PLC0415  keeps --help fast

        return play_story(as_json=as_json)
    if as_json:
        raise LocalUseError("--json goes with --story.", do="Leave it out, or add --story.")
    from segue.node.car import CarOptions, KuksaOptions, run_car  # noqa: PLC0415
    from segue.node.storage import default_folder  # noqa: PLC0415

    options = CarOptions(
        folder=data or default_folder("demo"),
        port=port or _port_for_demo(),
        car=car,
        at=at,
        speedup=speedup,
        music=music,
        lan=lan,
        viss_port=viss_port,
        signals_host=signals_host,
        signals_tls=signals_tls,
        signals_open=signals_open,
        demo=True,
        kuksa=KuksaOptions(port=kuksa_port, socket=kuksa_socket),
    )
    wanted = options.port or DEFAULT_PORT
    signals = signals_text(
        signals_host,
        kuksa_port=kuksa_port,
        viss_port=viss_port,
        tls=signals_tls is not None,
        open_to_all=signals_open,
    )
    greetings: list[asyncio.Task[None]] = []  # a task that nobody holds may be collected

    def greet(info: NodeInfo) -> None:
        say_which_car(info, car)
        greetings.append(_greet(info, wanted, signals, lan=lan))

    run_car(options, ready=greet)
    typer.echo("Stopped. Start it again, and it goes on from here.")
    return ExitCode.OK


def _port_for_demo() -> int:
    """Return the default port, or 0 for a free one when a newcomer's first try would fail on it."""
    from segue.node.doctor import is_free  # noqa: PLC0415

    return DEFAULT_PORT if is_free(DEFAULT_PORT) else 0


def _greet(info: NodeInfo, wanted_port: int, signals: str, *, lan: bool) -> asyncio.Task[None]:
    """Say what there is to see, while the car already serves it."""
    from segue.cli._welcome import welcome  # noqa: PLC0415

    async def greet() -> None:
        port = urlsplit(info.car_url).port or wanted_port
        if port != wanted_port:
            typer.echo(f"Port {wanted_port} is in use by another program; this is on {port}.")
        try:
            demo_url = await welcome(info, port, signals, lan=lan)
        except SegueError as error:
            complain(error.message, error.do)
            return
        if has_display(os.environ, platform=sys.platform, is_terminal=sys.stdout.isatty()):
            webbrowser.open(demo_url)

    return asyncio.create_task(greet())
