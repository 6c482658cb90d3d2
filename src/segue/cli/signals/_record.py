"""`segue record`: a car's signals in a file that Foxglove opens."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._options import Json
from segue.cli._output import say, warn
from segue.cli.signals._server import (
    DEFAULT_SERVER,
    Every,
    Patterns,
    Server,
    TlsCa,
    TlsCert,
    TlsKey,
    Token,
    server_address,
)
from segue.cli.signals._stop import run_until_stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from segue.node.recording import RecordEvent

_BYTES_PER_KB = 1000


def record(
    out: Annotated[Path, typer.Argument(metavar="OUT.mcap", help="A file that is not there yet.")],
    patterns: Patterns = None,
    *,
    every: Every = 0.0,
    for_s: Annotated[
        float | None, typer.Option("--for", metavar="S", min=0, help="Stop after these seconds.")
    ] = None,
    layout: Annotated[
        bool, typer.Option("--layout", help="Write Segue's Foxglove layout beside it.")
    ] = False,
    server: Server = DEFAULT_SERVER,
    token: Token = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    as_json: Json = False,
) -> None:
    """Record signals to an MCAP file, until Ctrl-C.

    It goes on when the car restarts, and what is a second old survives whatever happens.
    """
    from segue.node.recording import record as record_signals  # noqa: PLC0415  keeps --help fast

    address = server_address(server, token, tls_ca, tls_cert, tls_key)

    async def run() -> None:
        tell = _teller(out, layout=layout, as_json=as_json)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(for_s):
                await record_signals(
                    address, out, patterns or ["Vehicle"], every_s=every, tell=tell
                )

    run_until_stopped(run())


def _teller(out: Path, *, layout: bool, as_json: bool) -> Callable[[RecordEvent], None]:
    """Return what tells a person, or a program, how the recording goes."""
    from segue.cli.signals._news import Newsroom  # noqa: PLC0415
    from segue.node.recording import Ended, write_layout  # noqa: PLC0415
    from segue.node.remote import Began  # noqa: PLC0415

    newsroom, begun = Newsroom(), False

    def tell(event: RecordEvent) -> None:
        nonlocal begun
        if isinstance(event, Ended):
            text = (
                f"{event.values:,} values of {event.signals} signals, "
                f"{event.size / _BYTES_PER_KB:,.0f} kB: {out}"
            )
            facts = {"values": event.values, "signals": event.signals, "bytes": event.size}
            say("ended", text, {**facts, "file": str(out)}, as_json=as_json)
            return
        for news in newsroom.news(event):
            warn(news.event, news.text, news.facts, as_json=as_json)
        if isinstance(event, Began) and not begun:
            begun = True
            text = f"Recording {len(event.signals)} signals of {event.server} to {out}."
            facts = {"signals": len(event.signals), "server": event.server}
            say("recording", f"{text} Ctrl-C ends it.", facts, as_json=as_json)
            if layout:  # now, and not at an end that a kill takes away
                path = write_layout(out)
                say("layout", f"Foxglove layout: {path}", {"file": str(path)}, as_json=as_json)

    return tell
