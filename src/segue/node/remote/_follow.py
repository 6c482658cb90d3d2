"""Following signals for as long as one likes, whatever the server's restarts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from segue.kernel import LocalUseError
from segue.node.remote._address import ServerAddress
from segue.node.remote._client import SignalClient, Update
from segue.node.remote._errors import ServerGone
from segue.node.remote._reading import RemoteSignal

_RETRY_AFTER_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """These signals are being followed."""

    server: str
    """What it calls itself."""
    signals: tuple[RemoteSignal, ...]
    unknown: tuple[str, ...]
    """Patterns that mean nothing there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The server is gone; it goes on with `Began` when it is back."""

    target: str


async def follow(
    address: ServerAddress, patterns: Sequence[str], *, every_s: float = 0.0
) -> AsyncGenerator[Began | Update | Lost, None]:
    """Yield what signals are worth, every change, and what happens to the connection.

    Args:
        address: Of the server.
        patterns: Paths, branches and globs.
        every_s: Least time between two values of one signal; 0 for all.

    Raises:
        ServerGone: Nobody answers at the beginning; later it is waited for.
        LocalUseError: None of the patterns means anything there.
        SegueError: The server refused.
    """
    begun = lost = False
    while True:
        try:
            async with SignalClient(address) as client:
                began = await _select(client, patterns)
                begun, lost = True, False
                yield began
                paths = [signal.info.path for signal in began.signals]
                updates = client.subscribe(paths, every_s=every_s)
                async with contextlib.aclosing(updates):
                    async for update in updates:
                        yield update
                return
        except ServerGone:
            if not begun:
                raise
        if not lost:
            lost = True
            yield Lost(target=address.target)
        await asyncio.sleep(_RETRY_AFTER_S)


async def _select(client: SignalClient, patterns: Sequence[str]) -> Began:
    selection = await client.select(patterns)
    if not selection.signals:
        raise LocalUseError(
            f"{client.server or client.target} has no signal {', '.join(selection.unknown)}.",
            do="`segue signals list` shows what there is.",
        )
    return Began(server=client.server, signals=selection.signals, unknown=selection.unknown)
