"""Moves one link's frames, events and time between its core and its socket."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Protocol

from segue.fabric.link import LinkClosed, LinkCore, LinkEvent
from segue.kernel import Clock, PeerError
from segue.schema import Message
from segue.schema.link import ByeReason

LAST_WORDS_S = 1.0
"""How long a peer that does not read may delay the end of its link."""

_log = logging.getLogger(__name__)


class FrameSocket(Protocol):
    """A connection that carries whole binary frames."""

    async def receive(self) -> bytes | None:
        """Return the next frame, None at the end; PeerError for what is no binary frame."""
        ...

    async def send(self, frame: bytes) -> None:
        """Send a frame, waiting for a slow peer; ConnectionError when the connection ended."""
        ...

    async def close(self, reason: str) -> None:
        """Close the connection."""
        ...


class LinkPump:
    """Runs one link until it is closed.

    Events are handled one after the other, and the next frame is read only when they have been:
    a handler that is slow slows the peer down instead of filling memory.

    Args:
        handle: Gets every event but the last, which `run` returns.
    """

    def __init__(
        self,
        core: LinkCore,
        socket: FrameSocket,
        clock: Clock,
        handle: Callable[[LinkEvent], Awaitable[None]],
    ) -> None:
        self._core = core
        self._socket = socket
        self._clock = clock
        self._handle = handle
        self._something_to_send = asyncio.Event()
        self._something_happened = asyncio.Event()
        self._all_handled = asyncio.Event()

    @property
    def is_closed(self) -> bool:
        """Whether the link is over, although its end may not have been handled yet."""
        return self._core.is_closed

    def send(self, message: Message) -> bool:
        """Queue a message; return whether the link is up to carry it."""
        sent = self._core.send(message)
        self._changed()
        return sent

    def close(self, reason: ByeReason, detail: str = "") -> None:
        """End the link now: nothing more is received from it."""
        self._core.close(reason, detail)
        self._changed()

    def advance_pairing(self) -> None:
        """Carry on after the pairing conversation of this link was answered."""
        self._core.advance_pairing(self._clock.monotonic_s())
        self._changed()

    async def run(self) -> LinkClosed:
        """Run the link; return how it ended. The socket is closed when this returns or raises."""
        writing = self._start(self._write())
        others = [self._start(self._read()), self._start(self._keep_time())]
        reason = "shutdown"
        try:
            closed = await self._handle_events()
            reason = closed.reason
            await asyncio.wait([writing], timeout=LAST_WORDS_S)
            return closed
        finally:
            self._core.close("shutdown")
            for task in (writing, *others):
                task.cancel()
            await asyncio.gather(writing, *others, return_exceptions=True)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LAST_WORDS_S):
                    await self._socket.close(reason)

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Start a task whose failure ends the link instead of leaving half of it running."""

        async def guarded() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001  (whatever it is, it ends this link only)
                _log.exception("a link failed")
                self.close("shutdown", f"The link failed: {type(error).__name__}.")

        return asyncio.create_task(guarded())

    def _changed(self) -> None:
        self._something_to_send.set()
        self._something_happened.set()

    async def _handle_events(self) -> LinkClosed:
        while True:
            while (event := self._core.next_event()) is not None:
                if isinstance(event, LinkClosed):
                    return event
                await self._handle(event)
            self._all_handled.set()
            await self._something_happened.wait()
            self._something_happened.clear()

    async def _read(self) -> None:
        while not self._core.is_closed:
            try:
                frame = await self._socket.receive()
            except PeerError as error:
                self.close("protocol_error", str(error))
                return
            if frame is None:
                self.close("timeout", "The connection was lost.")
                return
            self._all_handled.clear()
            self._core.receive(frame, self._clock.monotonic_s())
            self._changed()
            await self._all_handled.wait()

    async def _write(self) -> None:
        while True:
            while (frame := self._core.to_send()) is not None:
                try:
                    await self._socket.send(frame)
                except ConnectionError:
                    self.close("timeout", "The connection was lost.")
                    return
            if self._core.is_closed:
                return
            await self._something_to_send.wait()
            self._something_to_send.clear()

    async def _keep_time(self) -> None:
        while (timer_s := self._core.next_timer_s()) is not None:
            # A timer that moves later while this sleeps only costs an early look.
            await asyncio.sleep(max(0.0, timer_s - self._clock.monotonic_s()))
            self._core.on_timer(self._clock.monotonic_s())
            self._changed()
