"""`segue phone`: a phone's node in Python, for Linux phones, scripts and tests."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._output import complain, json_line

if TYPE_CHECKING:
    from segue.node.phone import PhoneStatus

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The phone's own data folder.")
]

_phone = typer.Typer(
    help="Be a phone: pair with a car, plan a trip, and move what is live between the two.",
    epilog="Example:  segue phone go Shanghai",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(_phone, name="phone")


def _folder(data: Path | None) -> Path:
    from segue.node.storage import default_folder  # noqa: PLC0415  keeps --help fast

    return data or default_folder("phone")


@_phone.command("pair", epilog='Example:  segue phone pair "http://localhost:8420/phone/#pair=1.…"')
def pair(
    url: Annotated[str, typer.Argument(metavar="URL", help="What the car's QR code holds.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Pair with the car that shows this code, once someone in the car accepts.

    Compare the six digits with those on the car's screen.
    """
    from segue.node.phone import open_phone  # noqa: PLC0415

    def show(code: str) -> None:
        if as_json:
            json_line({"check_code": code})
        else:
            typer.echo(f"Check code {code}: accept in the car if its screen shows the same.")

    async def run() -> None:
        async with open_phone(_folder(data)) as phone:
            car = await phone.pair(url, on_check_code=show)
        if as_json:
            json_line({"car": car.name, "device_id": car.device_id})
        else:
            typer.echo(f"Paired with {car.name}.")

    asyncio.run(run())


@_phone.command("status", epilog="Example:  segue phone status --json")
def status(data: Data = None, as_json: Json = False) -> None:
    """Show the paired car, whether it answers, and where each activity is live."""
    from segue.node.phone import open_phone  # noqa: PLC0415

    async def run() -> PhoneStatus:
        async with open_phone(_folder(data)) as phone:
            if phone.car is not None:
                await phone.meet()
            return phone.status()

    found = asyncio.run(run())
    if as_json:
        json_line(msgspec.to_builtins(found))
        return
    _show(found)


@_phone.command("go", epilog="Example:  segue phone go Shanghai --from Beijing")
def go(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="Where to: a city.")],
    origin: Annotated[
        str | None,
        typer.Option("--from", metavar="PLACE", help="Where from; without it, where the car is."),
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """Plan a trip on the phone and make it the live route here; get in, and it moves to the car."""
    from segue.node.phone import open_phone  # noqa: PLC0415
    from segue.schema.journey import NoPlan, TripPlan  # noqa: PLC0415

    async def run() -> TripPlan | NoPlan:
        async with open_phone(_folder(data)) as phone:
            await phone.meet()
            return await phone.go(place, origin=origin)

    plan = asyncio.run(run())
    if isinstance(plan, NoPlan):
        if as_json:
            json_line({"error": plan.reason, "kind": "NoPlan", "code": plan.code})
        else:
            complain(plan.reason)
        return ExitCode.NO
    if as_json:
        json_line(
            {
                "destination": plan.destination.name,
                "distance_m": plan.distance_m,
                "duration_s": plan.duration_s,
                "arrival_soc_frac": plan.arrival_soc_frac,
            }
        )
    else:
        typer.echo(
            f"To {plan.destination.name}, {plan.distance_m / 1000:,.0f} km: live on this phone."
        )
    return ExitCode.OK


@_phone.command("move", epilog="Example:  segue phone move navigation --to car")
def move(
    activity: Annotated[str, typer.Argument(metavar="ACTIVITY", help="`navigation` or `media`.")],
    to: Annotated[
        str, typer.Option("--to", metavar="DEVICE", help="`car`, `phone`, a name or a device id.")
    ],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Move what is live to another device: the button that always wins."""
    from segue.node.phone import open_phone  # noqa: PLC0415

    async def run() -> str:
        async with open_phone(_folder(data)) as phone:
            await phone.meet()
            car = await phone.move(activity, to)
            return phone.name if car is None else car.name

    name = asyncio.run(run())
    if as_json:
        json_line({"activity": activity, "holder": name})
    else:
        typer.echo(f"{activity} is live on {name}.")


def _show(found: PhoneStatus) -> None:
    typer.echo(f"This phone is {found.name} ({found.device_id}).")
    if found.car_name is None:
        typer.echo("It is not paired. `segue phone pair URL` takes what the car's QR code holds.")
    else:
        reach = "answers" if found.connected else "does not answer now"
        typer.echo(f"Paired with {found.car_name}, which {reach}.")
        if found.car is not None:
            when = "It has" if found.connected else "When it last answered it had"
            typer.echo(
                f"{when} {found.car.soc_frac:.0%} of charge, for {found.car.range_m / 1000:.0f} km."
            )
    for activity in found.activities:
        where = "here" if activity.live_here else f"on {activity.holder_name}"
        typer.echo(f"{activity.activity}: {activity.summary}, live {where}.")
        if activity.activity == "media" and activity.live_here:
            typer.echo("    This phone keeps the song's position and makes no sound.")
