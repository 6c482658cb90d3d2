"""`segue replay`: a recording's values given to a car again, or shown."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._options import Json
from segue.cli._output import json_line, say, warn
from segue.cli.signals._server import (
    DEFAULT_SERVER,
    CarData,
    Patterns,
    Server,
    TlsCa,
    TlsCert,
    TlsKey,
    Token,
    as_owner,
    server_address,
)
from segue.cli.signals._stop import run_until_stopped

if TYPE_CHECKING:
    from segue.node.recording import RecordedFile
    from segue.node.remote import ServerAddress


_TOKEN_S = 86_400.0
"""A provider's stream ends with its token: a day of replaying."""


def replay(
    recording: Annotated[Path, typer.Argument(metavar="IN.mcap", help="What to replay.")],
    patterns: Patterns = None,
    *,
    speed: Annotated[
        float, typer.Option("--speed", metavar="X", min=0.001, help="So many times as fast.")
    ] = 1.0,
    loop: Annotated[
        bool, typer.Option("--loop", help="Begin again at the end, until Ctrl-C.")
    ] = False,
    keep_times: Annotated[
        bool, typer.Option("--keep-times", help="Give the recorded times, instead of now.")
    ] = False,
    print_only: Annotated[
        bool, typer.Option("--print", help="Print the values; no server is needed.")
    ] = False,
    data: CarData = None,
    server: Server = DEFAULT_SERVER,
    token: Token = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    as_json: Json = False,
) -> None:
    """Give a recording's values to a server as their source, in order and with their own spacing.

    The server must have the signals; a simulated car gives way, another source does not.
    """
    from segue.node.recording import RecordedFile  # noqa: PLC0415  keeps --help fast

    file = RecordedFile(recording, patterns or ())
    if print_only:
        _print(file, as_json=as_json)
        return
    address = server_address(server, token, tls_ca, tls_cert, tls_key)
    address = as_owner(address, data, scope="read provide", lifetime_s=_TOKEN_S)
    run_until_stopped(
        _replay(address, file, speed, loop=loop, keep_times=keep_times, as_json=as_json)
    )


async def _replay(
    address: ServerAddress,
    file: RecordedFile,
    speed: float,
    *,
    loop: bool,
    keep_times: bool,
    as_json: bool,
) -> None:
    from segue.node.recording import Player, contents_of, fit, moments, pace  # noqa: PLC0415
    from segue.node.remote import SignalClient  # noqa: PLC0415

    contents = contents_of(file)
    _warn_of_the_rest(file, as_json=as_json)
    async with SignalClient(address) as client:
        found = await fit(client, contents.units)
        for path, why in found.misfits.items():
            warn("left_out", f"{path} is left out: {why}", {"path": path}, as_json=as_json)
        async with client.provide(found.signals) as providing:
            text = (
                f"Giving {len(found.signals)} signals to {client.server}, "
                f"{contents.duration_s / speed:.0f} s. Ctrl-C ends it."
            )
            facts = {"signals": len(found.signals), "server": client.server}
            say("replaying", text, facts, as_json=as_json)
            player = Player(providing, found.signals, keep_times=keep_times)
            try:
                while True:
                    async for moment in pace(moments(file), speed):
                        await player.play(moment)
                    if not loop:
                        break
                await providing.finish()
            finally:
                for path, why in player.unfit.items():
                    warn("left_out", f"left out: {why}", {"path": path}, as_json=as_json)
                text = f"{player.published:,} values given."
                say("ended", text, {"values": player.published}, as_json=as_json)


def _print(file: RecordedFile, *, as_json: bool) -> None:
    from segue.cli.signals._text import json_value, time_text, value_text  # noqa: PLC0415

    for item in file:
        if as_json:
            json_line(
                {
                    "time_utc_s": item.time_s,
                    "path": item.path,
                    "value": json_value(item.value),
                    "unit": item.unit,
                    "source_utc_s": item.source_utc_s,
                    "stale": item.stale,
                }
            )
        else:
            line = (str(time_text(item.time_s)), item.path, value_text(item.value), item.unit)
            stale = ("stale",) if item.stale else ()
            sys.stdout.write("\t".join((*line, *stale)).rstrip("\t") + "\n")
    _warn_of_the_rest(file, as_json=as_json)


def _warn_of_the_rest(file: RecordedFile, *, as_json: bool) -> None:
    """Say what of a file is no signal, and where it is cut."""
    for topic, why in file.skipped.items():
        warn("skipped", f"{topic} is skipped: {why}", {"topic": topic}, as_json=as_json)
    if file.cut_short:
        text = f"{file.path} ends early; what is there is used"
        warn("cut_short", text, {"file": str(file.path)}, as_json=as_json)
