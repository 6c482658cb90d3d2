"""Recording a server's signals until told to stop, across restarts of the server."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segue.node.recording._writer import Recording
from segue.node.remote import Began, Lost, ServerAddress, Update, follow

_FLUSH_EVERY_S = 1.0
"""What a kill or a power cut may cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a recording holds that has come to its end."""

    values: int
    signals: int
    size: int
    """In bytes."""


RecordEvent = Began | Update | Lost | Ended


async def record(
    address: ServerAddress,
    path: Path,
    patterns: Sequence[str],
    *,
    every_s: float = 0.0,
    tell: Callable[[RecordEvent], None],
) -> None:
    """Record signals until cancelled. A server that goes away is waited for.

    Args:
        address: Of the server.
        path: A file that is not there yet; it is made once the server has answered.
        patterns: Paths, branches and globs.
        every_s: Least time between two values of one signal; 0 for all.
        tell: Hears all that happens, and at last that it has ended, well or not.

    Raises:
        As `follow` and `Recording`.
    """
    events = follow(address, patterns, every_s=every_s)
    async with contextlib.aclosing(events):
        first = await anext(events)
        recording = Recording(path)
        try:
            with recording:
                _take(first, recording, tell)
                await _flushing(recording, _take_all(events, recording, tell))
        finally:
            tell(Ended(values=recording.values, signals=recording.signals, size=recording.size))


async def _flushing(recording: Recording, work: Coroutine[Any, Any, None]) -> None:
    """Do the work, and flush the recording once a second meanwhile."""
    working = asyncio.create_task(work)
    try:
        while not working.done():
            await asyncio.wait({working}, timeout=_FLUSH_EVERY_S)
            recording.flush()
        await working
    finally:
        working.cancel()
        await asyncio.wait({working})


async def _take_all(
    events: AsyncIterator[Began | Update | Lost],
    recording: Recording,
    tell: Callable[[RecordEvent], None],
) -> None:
    async for event in events:
        _take(event, recording, tell)


def _take(
    event: Began | Update | Lost, recording: Recording, tell: Callable[[RecordEvent], None]
) -> None:
    if isinstance(event, Began):
        recording.know(event.signals)
    elif isinstance(event, Update):
        recording.add(event.readings, time.time())
    tell(event)
