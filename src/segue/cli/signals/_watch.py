"""`segue signals watch`: what changes, as it changes."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from typing import TYPE_CHECKING, Protocol

from segue.cli._options import Json
from segue.cli._output import console, json_line, warn
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
    from collections.abc import AsyncGenerator, Iterable, Sequence

    from segue.cli.signals._news import News
    from segue.node.remote import Reading, RemoteSignal, ServerAddress

_DRAW_EVERY_S = 0.25


def watch(
    patterns: Patterns = None,
    *,
    every: Every = 0.0,
    server: Server = DEFAULT_SERVER,
    token: Token = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    as_json: Json = False,
) -> None:
    """Show values as they change, until Ctrl-C: a table in a terminal, lines elsewhere.

    It goes on when the car restarts. What does not exist or may not be read is said.
    """
    address = server_address(server, token, tls_ca, tls_cert, tls_key)
    run_until_stopped(_watch(address, patterns or ["Vehicle"], every, as_json=as_json))


class _Screen(Protocol):
    """Where values and news are shown."""

    def know(self, signals: Sequence[RemoteSignal]) -> None: ...

    def show(self, readings: Iterable[Reading]) -> None: ...

    def say(self, news: News) -> None: ...


async def _watch(
    address: ServerAddress, patterns: Sequence[str], every_s: float, *, as_json: bool
) -> None:
    from segue.cli.signals._news import Newsroom  # noqa: PLC0415  keeps --help fast
    from segue.node.remote import Began, Update, follow  # noqa: PLC0415

    newsroom = Newsroom()
    async with contextlib.AsyncExitStack() as stack:
        events = await stack.enter_async_context(
            contextlib.aclosing(follow(address, patterns, every_s=every_s))
        )
        screen: _Screen | None = None
        async for event in events:
            if screen is None:  # not before the server has answered
                screen = await stack.enter_async_context(_screen(as_json=as_json))
            if isinstance(event, Began):
                screen.know(event.signals)
            for news in newsroom.news(event):
                screen.say(news)
            if isinstance(event, Update):
                screen.show(event.readings)


@contextlib.asynccontextmanager
async def _screen(*, as_json: bool) -> AsyncGenerator[_Screen, None]:
    if as_json or not sys.stdout.isatty():
        yield _Lines(as_json=as_json)
        return
    async with _live_table() as table:
        yield table


class _Lines:
    """One line a change, for pipes and programs."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._signals: dict[str, RemoteSignal] = {}
        self._shown: dict[str, tuple[object, object]] = {}
        """Path → value and freshness, as last shown."""

    def know(self, signals: Sequence[RemoteSignal]) -> None:
        self._signals = {signal.info.path: signal for signal in signals}

    def show(self, readings: Iterable[Reading]) -> None:
        from segue.cli.signals._text import (  # noqa: PLC0415  loaded by now
            reading_record,
            time_text,
            value_text,
        )

        now_s = time.time()
        for reading in readings:
            state = (reading.value, reading.freshness)
            if reading.value is None or self._shown.get(reading.path) == state:
                continue
            self._shown[reading.path] = state
            signal = self._signals[reading.path]
            if self._as_json:
                json_line(reading_record(signal, reading, now_s))
                continue
            at = time_text(now_s if reading.source_utc_s is None else reading.source_utc_s)
            line = (str(at), reading.path, value_text(reading.value), signal.info.unit)
            stale = ("stale",) if reading.freshness == "stale" else ()
            sys.stdout.write("\t".join((*line, *stale)).rstrip("\t") + "\n")
        sys.stdout.flush()

    def say(self, news: News) -> None:
        warn(news.event, news.text, news.facts, as_json=self._as_json)


@contextlib.asynccontextmanager
async def _live_table() -> AsyncGenerator[_Screen, None]:
    """Give a table that is drawn again and again, and is left on the screen at the end."""
    from rich.live import Live  # noqa: PLC0415  only a terminal needs it

    from segue.cli.signals._table import WatchTable  # noqa: PLC0415

    screen, out = WatchTable(), console()

    async def draw() -> None:
        with Live(console=out, auto_refresh=False) as live:
            while True:
                live.update(screen.drawn(out.width, out.height), refresh=True)
                await asyncio.sleep(_DRAW_EVERY_S)

    drawing = asyncio.create_task(draw())
    try:
        yield screen
    finally:
        drawing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await drawing
