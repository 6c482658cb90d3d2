"""`segue signals list|get|export`: what there is, and what it is worth now."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._output import complain, json_line
from segue.cli.signals._export import Format, export_text
from segue.cli.signals._server import (
    DEFAULT_SERVER,
    Patterns,
    Server,
    TlsCa,
    TlsCert,
    TlsKey,
    Token,
    server_address,
)
from segue.cli.signals._unknown import what_instead

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from segue.node.remote import Reading, Selection, ServerAddress

_EVERYTHING = ("Vehicle",)


def list_signals(
    patterns: Patterns = None,
    *,
    server: Server = DEFAULT_SERVER,
    token: Token = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    as_json: Json = False,
) -> int:
    """List what signals there are: kind, type, unit, and which values they take."""
    from segue.cli.signals._text import (  # noqa: PLC0415  keeps --help fast
        SIGNAL_COLUMNS,
        print_rows,
        signal_record,
        signal_row,
    )

    address = server_address(server, token, tls_ca, tls_cert, tls_key)
    selection = asyncio.run(_select(address, patterns or _EVERYTHING))
    if as_json:
        for signal in selection.signals:
            json_line(signal_record(signal))
    else:
        rows = map(signal_row, selection.signals)
        print_rows(SIGNAL_COLUMNS, rows, dispensable=("type", "unit"), folding={"takes": 9})
    return _end(selection.unknown, {}, as_json=as_json)


def get(
    patterns: Patterns = None,
    *,
    every_signal: Annotated[
        bool, typer.Option("--all", help="Show also signals that never had a value.")
    ] = False,
    server: Server = DEFAULT_SERVER,
    token: Token = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    as_json: Json = False,
) -> int:
    """Show what signals are worth now: value, unit, age, source, and whether it can be trusted.

    A signal that is named is always shown; of a branch or glob, only those that have a value.
    """
    from segue.cli.signals._text import (  # noqa: PLC0415  keeps --help fast
        READING_COLUMNS,
        print_rows,
        reading_record,
        reading_row,
    )

    named = frozenset(patterns or ())
    address = server_address(server, token, tls_ca, tls_cert, tls_key)
    selection, readings, refused = asyncio.run(_read(address, patterns or _EVERYTHING))
    signals = {signal.info.path: signal for signal in selection.signals}
    shown = [
        reading
        for reading in readings
        if every_signal or reading.value is not None or reading.path in named
    ]
    now_s = time.time()
    if as_json:
        for reading in shown:
            json_line(reading_record(signals[reading.path], reading, now_s))
    else:
        rows = (reading_row(signals[reading.path], reading, now_s) for reading in shown)
        print_rows(
            READING_COLUMNS,
            rows,
            dispensable=("type", "source", "age"),
            folding={"value": 16},
            shorten=True,
        )
        if hidden := len(readings) - len(shown):
            complain(f"{hidden} more never had a value; --all shows them.")
    return _end(selection.unknown, refused, as_json=as_json)


def export(
    patterns: Patterns = None,
    *,
    form: Annotated[
        Format, typer.Option("--format", help="json, csv, or vss: a KUKSA databroker's metadata.")
    ] = Format.JSON,
    server: Server = DEFAULT_SERVER,
    token: Token = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
) -> int:
    """Write a snapshot of signals that have a value to standard output.

    `vss` writes what signals there are instead, with or without a value, as a tree.
    """
    address = server_address(server, token, tls_ca, tls_cert, tls_key)
    selection, readings, refused = asyncio.run(_read(address, patterns or _EVERYTHING))
    typer.echo(export_text(form, selection.signals, readings), nl=False)
    return _end(selection.unknown, refused, as_json=False)


async def _select(address: ServerAddress, patterns: Sequence[str]) -> Selection:
    from segue.node.remote import SignalClient  # noqa: PLC0415

    async with SignalClient(address) as client:
        return await client.select(patterns)


async def _read(
    address: ServerAddress, patterns: Sequence[str]
) -> tuple[Selection, list[Reading], Mapping[str, str]]:
    from segue.node.remote import SignalClient  # noqa: PLC0415

    async with SignalClient(address) as client:
        selection = await client.select(patterns)
        paths = [signal.info.path for signal in selection.signals]
        if not paths:
            return selection, [], {}
        readings, refused = await client.read(paths)
        return selection, readings, refused


def _end(unknown: Sequence[str], refused: Mapping[str, str], *, as_json: bool) -> int:
    """Say what gave nothing, and return the exit code: the rest has been shown."""
    for pattern in unknown:
        _say(pattern, f"There is no signal {pattern!r}.", what_instead(pattern), as_json=as_json)
    for path, reason in refused.items():
        _say(path, f"{path}: {reason}", "", as_json=as_json)
    return ExitCode.NO if unknown or refused else ExitCode.OK


def _say(path: str, error: str, do: str, *, as_json: bool) -> None:
    if as_json:
        json_line({"error": error, "path": path, "do": do})
    else:
        complain(error, do)
