"""A car and a phone in one process: two whole activity books, their disks, and a bad link.

    nodes = TwoNodes(seed=7, faults=LinkFaults(loss=0.2, delay_s=(0.01, 0.5)))
    nodes.connect()
    nodes.phone.book.start("media", '{"song": 1}', nodes.phone.moment())
    nodes.run(5.0)
    nodes.car.book.bring_here("media", nodes.car.moment())
    nodes.run(5.0)
    assert nodes.car.live == {"media"}

Time is simulated: `run` jumps from event to event. A node can be made to lose power just before or
just after a write to its disk, and be started again from what the disk holds.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Literal

from segue.fabric.handoff import (
    ActivityBook,
    ActivityEvent,
    HandoffEvent,
    Moment,
    SaveActivity,
    Started,
    Step,
    Stopped,
    live_facts,
)
from segue.fabric.space import ReplaceLog, Space
from segue.kernel import PeerError
from segue.schema import decode, encode
from segue.schema.link import ChannelMessage
from segue.testing._clock import FakeClock
from segue.testing._lossy_link import PERFECT, LinkFaults, LossyLink

CrashPoint = Literal["before", "after"]


class Node:
    """One device: its book while it has power, its disk always.

    Args:
        keeper_id: The device that keeps the space.
        clock: Shared monotonic time, with this device's own wall clock.
        on_step: Called with every step, once it is stored and before it is sent.
    """

    def __init__(
        self,
        device_id: str,
        *,
        keeper_id: str,
        clock: FakeClock,
        random: Random,
        on_step: Callable[[Node, Step], None],
    ) -> None:
        self.device_id = device_id
        self.clock = clock
        self.saved: dict[str, bytes] = {}
        self.log: list[bytes] = []
        self.writes_done = 0
        self.live: set[str] = set()
        """Activities that play here: what the screen and the loudspeaker do."""
        self.refused: list[str] = []
        """Why messages of the peer were refused."""
        self.crash_at: tuple[int, CrashPoint] | None = None
        """Lose power at the write with this number, before or after it reaches the disk."""
        self._keeper_id = keeper_id
        self._random = random
        self._on_step = on_step
        self._book: ActivityBook | None = None
        self.start()

    @property
    def book(self) -> ActivityBook:
        """The running book.

        Raises:
            RuntimeError: The node has no power.
        """
        if self._book is None:
            raise RuntimeError(f"{self.device_id} has no power")
        return self._book

    @property
    def running(self) -> bool:
        """Whether the node has power."""
        return self._book is not None

    def moment(self) -> Moment:
        """Return now, by this device's clocks."""
        return Moment(now_s=self.clock.monotonic_s(), utc_ms=int(self.clock.utc_s() * 1000))

    def start(self) -> None:
        """Start the node from its disk, without links."""
        space = Space(
            "space",
            self.device_id,
            keeper_id=self._keeper_id,
            client_id=self._random.getrandbits(32),
            keep=live_facts,
        )
        self._book = ActivityBook(space)
        self._book.load(log=self.log, saved=self.saved, now=self.moment())

    def crash(self) -> None:
        """Lose power: everything that is not on the disk is gone, and nothing plays."""
        self._book = None
        self.live.clear()

    def take(self) -> Step | None:
        """Do what a shell does with a step, up to sending; None when power was lost on the way."""
        step = self.book.take(self.moment())
        if step.writes:
            self.writes_done += 1
            number, point = self.crash_at or (0, "before")
            crash_now = number == self.writes_done
            if not (crash_now and point == "before"):
                self._store(step)
            if crash_now:
                self.crash_at = None
                self.crash()
                return None
        for event in step.events:
            if isinstance(event, ActivityEvent):
                self._act(event.activity, event.event)
        self._on_step(self, step)
        return step

    def _store(self, step: Step) -> None:
        for write in step.writes:
            match write:
                case SaveActivity(activity, checkpoint):
                    self.saved[activity] = checkpoint
                case ReplaceLog(entry):
                    self.log[:] = [entry]
                case _:
                    self.log.append(write.entry)

    def _act(self, activity: str, event: HandoffEvent) -> None:
        match event:
            case Started():
                self.live.add(activity)
            case Stopped():
                self.live.discard(activity)
            case _:
                pass


def _ignore(_node: Node, _step: Step) -> None:
    pass


class TwoNodes:
    """A car and a phone over a lossy link, under one simulated clock.

    Args:
        seed: All chance follows from it.
        skew_s: How far the phone's wall clock is ahead of the car's.
        on_step: Called with every step, once it is stored and before it is sent.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        faults: LinkFaults = PERFECT,
        skew_s: float = 0.0,
        on_step: Callable[[Node, Step], None] = _ignore,
    ) -> None:
        self.random = Random(seed)
        self.link = LossyLink(self.random, faults)
        self.connected = False
        self._clock = FakeClock()
        nodes: list[Node] = []
        for device_id, ahead_s in (("car", 0.0), ("phone", skew_s)):
            clock = FakeClock(utc_s=self._clock.utc_s() + ahead_s)
            nodes.append(
                Node(device_id, keeper_id="car", clock=clock, random=self.random, on_step=on_step)
            )
        self.car, self.phone = nodes

    @property
    def nodes(self) -> tuple[Node, Node]:
        """Both."""
        return self.car, self.phone

    def other(self, node: Node) -> Node:
        """Return the node's peer."""
        return self.phone if node is self.car else self.car

    def now_s(self) -> float:
        """Return the simulated monotonic time."""
        return self._clock.monotonic_s()

    def connect(self) -> None:
        """Link the two, if both have power."""
        if not self.connected and self.car.running and self.phone.running:
            self.connected = True
            for node in self.nodes:
                node.book.peer_up(self.other(node).device_id, node.moment())
            self._flush()

    def disconnect(self) -> None:
        """Break the link; what is on its way is lost."""
        if self.connected:
            self.connected = False
            self.link.cut()
            for node in self.nodes:
                if node.running:
                    node.book.peer_down(self.other(node).device_id, node.moment())
            self._flush()

    def crash(self, node: Node) -> None:
        """Take the node's power, and with it the link."""
        node.crash()
        self.disconnect()

    def restart(self, node: Node) -> None:
        """Give the node its power back; the link has to be made again."""
        if not node.running:
            node.start()
            self._flush()

    def run(self, seconds: float) -> None:
        """Let simulated time pass, and everything happen that falls into it."""
        until_s = self.now_s() + seconds
        self._flush()
        while (at_s := self._next_s()) is not None and at_s <= until_s:
            self._advance(max(0.0, at_s - self.now_s()))
            self._deliver()
            self._run_timers()
            self._flush()
        self._advance(until_s - self.now_s())

    def _next_s(self) -> float | None:
        times = [self.link.next_arrival_s()]
        times += [node.book.next_timer_s() for node in self.nodes if node.running]
        return min((at_s for at_s in times if at_s is not None), default=None)

    def _advance(self, seconds: float) -> None:
        for clock in (self._clock, self.car.clock, self.phone.clock):
            clock.advance(max(0.0, seconds))

    def _deliver(self) -> None:
        arrival = self.link.arrive(self.now_s())
        if arrival is None:
            return
        node = self.car if arrival.receiver == "car" else self.phone
        message = decode(arrival.frame, ChannelMessage)
        try:
            node.book.receive(message, arrival.sender, node.moment())
        except PeerError as error:
            node.refused.append(error.message)

    def _run_timers(self) -> None:
        for node in self.nodes:
            due_s = node.book.next_timer_s() if node.running else None
            if due_s is not None and due_s <= self.now_s():
                node.book.on_timer(node.moment())

    def _flush(self) -> None:
        for node in self.nodes:
            if not node.running:
                continue
            step = node.take()
            if step is None:
                self.disconnect()
                continue
            for receiver, message in step.sends:
                if self.connected:
                    self.link.send(node.device_id, receiver, encode(message), self.now_s())
