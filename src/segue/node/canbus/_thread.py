"""A bus in a thread of its own: drivers block, and the loop must not.

    opening ──open──▶ Connected ──error──▶ Lost ──after a while──▶ opening
       └─────────not there──────────────────▲          a log's end ──▶ Ended

Frames reach the loop in batches: whatever came since the loop took the last one. A loop that is
busy for long loses the oldest frames, and can read how many.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segue.kernel import DeviceUnavailable, SegueError
from segue.node.canbus._open import Bus, open_bus
from segue.node.canbus._spec import BusSpec, LogSpec
from segue.vehicle.can import OutFrame

if TYPE_CHECKING:
    import can

_POLL_S = 0.02
"""How long a frame to send may wait for a quiet bus."""
_SEND_TIMEOUT_S = 0.5
_CAPACITY = 50_000
"""Ten seconds of a full 500 kbit/s bus."""
_FIRST_RETRY_S, _LONGEST_RETRY_S = 0.5, 10.0


@dataclass(frozen=True, slots=True)
class Connected:
    """Frames come."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The bus is not there; it is tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """No more frames will come: a log was read to its end, or is broken."""

    reason: str


State = Connected | Lost | Ended
_Sending = tuple["can.Message", "asyncio.Future[None]"]


class BusThread:
    """Reads a bus until closed, from the loop that made it.

    Args:
        spec: Which bus.
        on_frames: Called in the loop with the frames that came.
        on_state: Called in the loop when the bus comes or goes; after `Lost`, no frame of before
            comes any more.
    """

    def __init__(
        self,
        spec: BusSpec | LogSpec,
        *,
        on_frames: Callable[[list[can.Message]], None],
        on_state: Callable[[State], None],
    ) -> None:
        self._spec = spec
        self._on_frames = on_frames
        self._on_state = on_state
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[can.Message] = deque(maxlen=_CAPACITY)
        self._told = False
        self._lock = threading.Lock()
        self._to_send: queue.SimpleQueue[_Sending] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._connected = False
        self._thread = threading.Thread(target=self._run, name=f"can {spec.name}", daemon=True)
        self.dropped = 0
        """Frames that the loop was too slow for."""
        self._thread.start()

    async def send(self, frame: OutFrame) -> None:
        """Return once the bus took the frame.

        Raises:
            DeviceUnavailable: It did not.
        """
        import can  # noqa: PLC0415  there is a bus, so it is loaded

        message = can.Message(
            arbitration_id=frame.frame_id,
            is_extended_id=frame.extended,
            is_fd=frame.fd,
            data=frame.data,
        )
        if not self._connected:
            raise DeviceUnavailable(f"The CAN bus {self._spec.name} is not connected.")
        taken: asyncio.Future[None] = self._loop.create_future()
        self._to_send.put((message, taken))
        await taken

    async def close(self) -> None:
        """Give the bus back; nothing is called any more."""
        self._stopping.set()
        await asyncio.to_thread(self._thread.join)
        self._refuse_queued()

    # ------------------------------------------------------------------ in the thread

    def _run(self) -> None:
        retry_s = _FIRST_RETRY_S
        while not self._stopping.is_set():
            try:
                bus = open_bus(self._spec)
            except DeviceUnavailable as error:
                self._tell(Lost(error.message))
            else:
                self._tell(Connected())
                if (end := self._read_until_lost(bus)) is not None:
                    self._tell(end)
                    if isinstance(end, Ended):
                        return
                    retry_s = _FIRST_RETRY_S
            self._stopping.wait(retry_s)
            retry_s = min(2 * retry_s, _LONGEST_RETRY_S)

    def _read_until_lost(self, bus: Bus) -> State | None:
        """Return what became of the bus; None when the thread is to stop."""
        import can  # noqa: PLC0415  there is a bus, so it is loaded

        try:
            while not self._stopping.is_set():
                self._send_queued(bus)
                frame = bus.recv(_POLL_S)
                if frame is not None:
                    self._give(frame)
        except SegueError as error:  # only a log's end, or a fault in it, comes as one
            return Ended(str(error))
        except (can.CanError, OSError) as error:
            return Lost(f"The CAN bus {self._spec.name} was lost: {error}.")
        finally:
            bus.shutdown()
        return None

    def _send_queued(self, bus: Bus) -> None:
        import can  # noqa: PLC0415

        while not self._to_send.empty():
            message, taken = self._to_send.get()
            try:
                bus.send(message, _SEND_TIMEOUT_S)
            except (can.CanError, OSError, SegueError) as error:
                refusal = DeviceUnavailable(
                    f"The CAN bus {self._spec.name} did not take the frame: {error}."
                )
                self._call(_settle, taken, refusal)
            else:
                self._call(_settle, taken, None)

    def _give(self, frame: can.Message) -> None:
        with self._lock:
            if len(self._waiting) == _CAPACITY:
                self.dropped += 1
            self._waiting.append(frame)
            if self._told:
                return
            self._told = True
        self._call(self._take)

    def _tell(self, state: State) -> None:
        self._call(self._enter, state)

    def _call(self, call: Callable[..., None], *arguments: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *arguments)

    # ------------------------------------------------------------------ in the loop

    def _take(self) -> None:
        with self._lock:
            frames = list(self._waiting)
            self._waiting.clear()
            self._told = False
        if frames and not self._stopping.is_set():
            self._on_frames(frames)

    def _enter(self, state: State) -> None:
        self._connected = isinstance(state, Connected)
        if not self._connected:
            self._refuse_queued()
        if not self._stopping.is_set():
            self._on_state(state)

    def _refuse_queued(self) -> None:
        while not self._to_send.empty():
            _, taken = self._to_send.get()
            _settle(taken, DeviceUnavailable(f"The CAN bus {self._spec.name} was lost."))


def _settle(taken: asyncio.Future[None], error: DeviceUnavailable | None) -> None:
    """End a send, unless its caller has gone."""
    if taken.done():
        return
    if error is None:
        taken.set_result(None)
    else:
        taken.set_exception(error)
