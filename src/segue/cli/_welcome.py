"""What `segue demo` says once the car is there: where the screens are, a code, and what to do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import typer

from segue.cli._qr import qr_lines
from segue.node.serving import SurfaceClient

if TYPE_CHECKING:
    from segue.schema.surface import NodeInfo, PairingView, PeopleView

_SOON_S = 10.0


async def welcome(info: NodeInfo, port: int, signals: str, *, lan: bool) -> str:
    """Print the addresses, a pairing code and what to do next; return the demo page's address."""
    demo_url = f"http://localhost:{port}/demo/"
    typer.echo(f"\n{info.device.name} is running, simulated. Its screens:\n")
    typer.echo(f"    both    {demo_url}")
    typer.echo(f"    car     {info.car_url}")
    typer.echo(f"    phone   {info.phone_url}")
    typer.echo(f"    signals {signals}\n" if signals else "")
    async with SurfaceClient(port) as screen:
        people: PeopleView = await screen.until(
            "people", lambda _: True, within_s=_SOON_S, what="the car's people"
        )
        if people.devices:
            names = ", ".join(device.device.name for device in people.devices)
            typer.echo(f"Paired with {names}.\n")
        else:
            await screen.call("pairing.open")
            offer: PairingView = await screen.until(
                "pairing", lambda view: bool(view.url), within_s=_SOON_S, what="a pairing code"
            )
            _show_code(offer, lan=lan)
    typer.echo("1. Open the first address: the car on the left, the phone on the right.")
    if not people.devices:
        typer.echo("   In the car press Open on this computer, then Accept: they are paired.")
    typer.echo("2. On the phone search Shanghai or 上海, start that route, and some music.")
    typer.echo("3. Walk up, get in, and press Drive. Ctrl-C here stops it; next time it goes on.")
    typer.echo("4. From 60 km/h on, press Engage in the car: assisted driving, simulated.\n")
    return demo_url


def _show_code(offer: PairingView, *, lan: bool) -> None:
    if sys.stdout.isatty():
        for line in qr_lines(offer.url):
            typer.echo(f"    {line}")
    typer.echo(f"    {offer.url}\n")
    typer.echo(f"A code to pair with, good for {offer.expires_in_s:.0f} s and once.", nl=False)
    host = urlsplit(offer.url).netloc
    typer.echo(
        f" Phones on this network reach it at {host}.\n"
        if lan
        else " For a phone on this network, start with --lan.\n"
    )
