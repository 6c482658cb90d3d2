"""Carries out what the activity book decides: durable first, then acted on, then sent.

When the disk fails, nothing of that step may show: the book is read again from what is on disk,
the links are told anew, and whoever asked gets the error. So a full disk leaves the car as it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from segue.fabric.handoff import (
    ActivityBook,
    ActivityEvent,
    ActivitySnapshot,
    BookWrite,
    FactRefused,
    HandoffEvent,
    Moment,
    SaveActivity,
    live_facts,
)
from segue.fabric.space import AppendLog, ReplaceLog, Space
from segue.kernel import Clock, DeviceUnavailable, PeerError
from segue.node.storage import Append, Put, Rewrite, Store, WriteOp
from segue.schema import Message

_log = logging.getLogger(__name__)

_SPACE_LOG = "space"
_RETRY_S = 5.0
"""After a failed disk: free space comes back by a person's hand."""

Action = Callable[[ActivityBook, Moment], None]
Listener = Callable[[str, HandoffEvent], None]
"""(activity, event): called when the event's step is durable, before anything is sent."""


class Activities:
    """The activities of one device, on one store.

    Args:
        device_id: This device.
        keeper_id: The device that keeps the space: the car.
        random_u32: Draws a Yjs client id, anew for every load.
        send: Queues a message for a device; False when it is not linked.
        listener: Hears what happens to activities here.
    """

    def __init__(
        self,
        store: Store,
        *,
        space_id: str,
        device_id: str,
        keeper_id: str,
        clock: Clock,
        random_u32: Callable[[], int],
        send: Callable[[str, Message], bool],
        listener: Listener,
    ) -> None:
        self._store = store
        self._space_id = space_id
        self._device_id = device_id
        self._keeper_id = keeper_id
        self._clock = clock
        self._random_u32 = random_u32
        self._send = send
        self._listener = listener
        self._linked: set[str] = set()
        self._turn = asyncio.Lock()
        self._wake = asyncio.Event()
        self._loads = 0
        self._steps: set[asyncio.Task[None]] = set()
        self._book = self._load()

    def moment(self) -> Moment:
        """Return now, on both clocks."""
        return Moment(now_s=self._clock.monotonic_s(), utc_ms=round(self._clock.utc_s() * 1000))

    def views(self) -> tuple[ActivitySnapshot, ...]:
        """Return every activity as it is now."""
        return self._book.views()

    def view(self, activity: str) -> ActivitySnapshot:
        """Return one activity as it is now."""
        return self._book.view(activity)

    async def do(self, action: Action) -> None:
        """Let `action` act on the book; return when that is durable, acted on and sent.

        Raises:
            SegueError: The book refused, or the disk failed. Nothing has changed then.
        """
        load = self._loads
        action(self._book, self.moment())
        # Once taken, a step goes on to its end whatever becomes of the caller: a book read again
        # while the write is on its way would be older than the disk.
        step = asyncio.create_task(self._carry_out(load))
        self._steps.add(step)
        step.add_done_callback(self._steps.discard)
        await asyncio.shield(step)

    async def link_up(self, device_id: str) -> None:
        """Note that a device is linked."""
        self._linked.add(device_id)
        await self._try(lambda book, now: book.peer_up(device_id, now))

    async def link_down(self, device_id: str) -> None:
        """Note that a device is no longer linked."""
        self._linked.discard(device_id)
        await self._try(lambda book, now: book.peer_down(device_id, now))

    async def receive(self, message: Message, sender: str) -> None:
        """Take a message about the space or a handoff; a bad one is logged and changes nothing."""
        try:
            await self._try(lambda book, now: book.receive(message, sender, now))  # pyright: ignore[reportArgumentType]
        except PeerError as error:
            _log.warning("from %s: %s", sender, error)

    async def run(self) -> None:
        """Do what time asks for, until cancelled."""
        acted = 0
        while True:
            if acted != self._loads:  # what a load says anew is acted on, too
                acted = self._loads
                await self._try(lambda _book, _now: None)
                if acted != self._loads:
                    await asyncio.sleep(_RETRY_S)
                continue
            self._wake.clear()
            due_s = self._book.next_timer_s()
            wait_s = None if due_s is None else max(0.0, due_s - self._clock.monotonic_s())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            due_s = self._book.next_timer_s()
            if due_s is not None and due_s <= self._clock.monotonic_s():
                await self._try(lambda book, now: book.on_timer(now))

    async def _try(self, action: Action) -> None:
        """Do what nobody waits for: a failed disk is on the screen already, and peers ask again."""
        with contextlib.suppress(DeviceUnavailable):
            await self.do(action)

    async def _carry_out(self, load: int) -> None:
        async with self._turn:
            if load != self._loads:
                raise DeviceUnavailable("The disk failed; nothing was changed.", do="Try again.")
            step = self._book.take(self.moment())
            try:
                if step.writes:
                    await self._store.write([_op(write) for write in step.writes])
            except DeviceUnavailable:
                self._book = self._load()
                self._wake.set()
                raise
            self._act(step.events)
            for device_id, message in step.sends:
                self._send(device_id, message)
        self._wake.set()

    def _act(self, events: tuple[object, ...]) -> None:
        for event in events:
            match event:
                case ActivityEvent(activity=activity, event=what):
                    try:
                        self._listener(activity, what)
                    except Exception:  # noqa: BLE001 (a state comes from a phone)
                        # It is durable already: raised, it would also end every start from now on.
                        _log.exception("%s: %s could not be acted on", activity, type(what))
                case FactRefused(author=author, reason=reason):
                    _log.warning("a fact of %s was refused: %s", author, reason)
                case _:
                    pass  # facts that only screens of other devices show

    def _load(self) -> ActivityBook:
        self._loads += 1
        space = Space(
            self._space_id,
            self._device_id,
            keeper_id=self._keeper_id,
            client_id=self._random_u32(),
            keep=live_facts,
        )
        book = ActivityBook(space)
        now = self.moment()
        book.load(log=self._store.entries(_SPACE_LOG), saved=self._store.items("handoff"), now=now)
        for device_id in self._linked:
            book.peer_up(device_id, now)
        return book


def _op(write: BookWrite) -> WriteOp:
    match write:
        case SaveActivity(activity=activity, checkpoint=checkpoint):
            return Put("handoff", activity, checkpoint)
        case AppendLog(entry=entry):
            return Append(_SPACE_LOG, entry)
        case ReplaceLog(entry=entry):
            return Rewrite(_SPACE_LOG, (entry,))
