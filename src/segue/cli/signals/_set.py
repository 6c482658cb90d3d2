"""`segue signals set`: ask a car's actuators for values, or give sensors theirs."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._options import Json
from segue.cli._output import json_line
from segue.cli.signals._server import (
    DEFAULT_SERVER,
    CarData,
    Server,
    TlsCa,
    TlsCert,
    TlsKey,
    Token,
    as_owner,
    server_address,
)
from segue.cli.signals._unknown import what_instead
from segue.kernel import LocalUseError, SegueError
from segue.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from segue.node.remote import RemoteSignal, ServerAddress, SignalClient
    from segue.vehicle.signals import Value

_TOKEN_S = 60.0
_PATH = re.compile(r"\w+(\.\w+)*", re.ASCII)


def set_signals(
    assignments: Annotated[
        list[str],
        typer.Argument(metavar="SIGNAL=VALUE...", help="What each is to be; a list as JSON."),
    ],
    *,
    publish: Annotated[
        bool,
        typer.Option("--publish", help="Give the values as their source, instead of asking."),
    ] = False,
    data: CarData = None,
    server: Server = DEFAULT_SERVER,
    token: Token = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    as_json: Json = False,
) -> None:
    """Have the car's actuators take these values, all of them or none, and wait for the outcome."""
    address = server_address(server, token, tls_ca, tls_cert, tls_key)
    wanted = dict(map(_parted, assignments))
    scope = _scope("provide" if publish else "actuate", wanted)
    address = as_owner(address, data, scope=scope, lifetime_s=_TOKEN_S)
    asyncio.run(_publish(address, wanted, as_json) if publish else _ask(address, wanted, as_json))


def _scope(action: str, paths: Iterable[str]) -> str:
    """Return the least that a token must allow; what can be no signal is left to the server."""
    return " ".join(("read", *(f"{action}:{path}" for path in paths if _PATH.fullmatch(path))))


def _parted(assignment: str) -> tuple[str, str]:
    path, equals, value = assignment.partition("=")
    if not equals or not path:
        raise LocalUseError(
            f"{assignment!r} does not say what is to be what.", do="Write SIGNAL=VALUE."
        )
    return path.strip(), value.strip()


async def _ask(address: ServerAddress, wanted: dict[str, str], as_json: bool) -> None:
    from segue.node.remote import SignalClient  # noqa: PLC0415  keeps --help fast

    request_id = new_id(time.time(), secrets.token_bytes(10))
    async with SignalClient(address) as client:
        targets = await _values(client, wanted)
        for signal, _ in targets:
            if signal.info.entry != "actuator":
                raise LocalUseError(
                    f"{signal.info.path} is a {signal.info.entry}: there is nothing to ask for.",
                    do="Add --publish to give its value as its source.",
                )
        begun_s = time.monotonic()
        try:
            await client.actuate(targets, request_id)
        except SegueError as error:
            raise type(error)(f"{error.message} (request {request_id})", do=error.do) from error
        took_s = time.monotonic() - begun_s
    if as_json:
        json_line({"request_id": request_id, "status": "done", "took_s": round(took_s, 3)})
    else:
        typer.echo(f"Done in {took_s:.1f} s (request {request_id}).")


async def _publish(address: ServerAddress, wanted: dict[str, str], as_json: bool) -> None:
    from segue.node.remote import SignalClient  # noqa: PLC0415  keeps --help fast

    async with SignalClient(address) as client:
        for signal, value in await _values(client, wanted):
            await client.publish(signal, value)
            if as_json:
                json_line({"path": signal.info.path, "published": wanted[signal.info.path]})
            else:
                typer.echo(f"{signal.info.path} is {wanted[signal.info.path]} now.")


async def _values(
    client: SignalClient, wanted: dict[str, str]
) -> Sequence[tuple[RemoteSignal, Value]]:
    """Return the signals with what they are to be, once all of it fits."""
    from segue.node.remote import value_from_text  # noqa: PLC0415  keeps --help fast

    selection = await client.select(tuple(wanted))
    signals = {signal.info.path: signal for signal in selection.signals}
    for path in wanted:
        if path not in signals:
            raise LocalUseError(f"There is no signal {path!r}.", do=what_instead(path))
    return [
        (signals[path], value_from_text(text, signals[path].info)) for path, text in wanted.items()
    ]
