"""The car's CAN bus as a provider of the broker: it gives what is mapped and does what is listed.

    bus ──frames──▶ receiver ──values──▶ broker
    bus ◀──frames── writer ◀──orders─── broker (rights, guard and audit are before this)

What the mapping gives is the bus's alone: the simulated car neither publishes nor carries it out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segue.kernel import Clock, SegueError
from segue.node.canbus import BusSpec, BusThread, Connected, Ended, LogSpec, Lost, parse_spec
from segue.node.car.broker import SignalBroker
from segue.schema.surface import Notice
from segue.vehicle.access import ACTIONS, Grant, Rights
from segue.vehicle.actuate import allowances
from segue.vehicle.can import CanPlan, CanReceiver, CanWriter, OutFrame, load_plan
from segue.vehicle.orders import Order
from segue.vehicle.signals import Value

if TYPE_CHECKING:
    import can

_log = logging.getLogger(__name__)

_BUS = Rights("the car's CAN bus", map(Grant, ACTIONS))


@dataclass(frozen=True, slots=True, kw_only=True)
class CanOptions:
    """Which bus a car listens to, and what its frames mean.

    Args:
        bus: `interface:channel[@bitrate]` or `log:PATH[@speed]`.
        dbc: The DBC file.
        mapping: The mapping file.
    """

    bus: str
    dbc: Path
    mapping: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CanSetup:
    """Options that were found to be good."""

    spec: BusSpec | LogSpec
    plan: CanPlan


def load_can_plan(dbc: Path, mapping: Path) -> CanPlan:
    """Return what a DBC and a mapping say to do; only what `vehicle.actuate` allows is written.

    Raises:
        LocalUseError: A file is not there; `MappingMisfits` when they do not fit.
        DataUnusable: A file is broken, and where.
    """
    return load_plan(dbc, mapping, writable=allowances().keys())


def load_can_setup(options: CanOptions) -> CanSetup:
    """Return the options, read and checked; the bus itself may come later.

    Raises:
        LocalUseError: They name no bus, or files that are not there or do not fit.
        DataUnusable: A file is broken, and where.
    """
    return CanSetup(spec=parse_spec(options.bus), plan=load_can_plan(options.dbc, options.mapping))


class CarCan:
    """One bus of the car.

    Args:
        setup: Which bus, and what to take and send.
        broker: Where signals go and orders come from.
        clock: The node's.
        tell: Shows a notice on the screens.
    """

    def __init__(
        self,
        setup: CanSetup,
        *,
        broker: SignalBroker,
        clock: Clock,
        tell: Callable[[Notice], None],
    ) -> None:
        plan = setup.plan
        self._spec = setup.spec
        self._broker = broker
        self._clock = clock
        self._tell = tell
        self._read_paths = plan.read_paths
        self._provider = broker.provide(_BUS, setup.spec.name)
        self._provider.claim(plan.read_paths)
        if plan.write_paths:
            self._provider.serve(plan.write_paths, self._carry_out)
        self._receiver = CanReceiver(plan, self)
        self._writer = CanWriter(plan.commands, known=self._known)
        self._thread: BusThread | None = None
        self._lost = False
        self._earlier = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Read the bus until cancelled."""
        self._thread = BusThread(self._spec, on_frames=self._on_frames, on_state=self._on_state)
        try:
            while True:
                await self._until_next_timer()
                self._receiver.on_timer(self._clock.monotonic_s())
        finally:
            await self._thread.close()
            self._provider.close()

    async def _until_next_timer(self) -> None:
        self._earlier.clear()
        due_s = self._receiver.next_timer_s()
        wait_s = None if due_s is None else max(0.0, due_s - self._clock.monotonic_s())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._earlier.wait()

    # ------------------------------------------------------------------ from the bus

    def _on_frames(self, frames: list[can.Message]) -> None:
        before_s = self._receiver.next_timer_s()
        self._receiver.receive(frames, self._clock.monotonic_s())
        after_s = self._receiver.next_timer_s()
        if after_s is not None and (before_s is None or after_s < before_s):
            self._earlier.set()

    def _on_state(self, state: Connected | Lost | Ended) -> None:
        match state:
            case Connected():
                _log.info("CAN bus %s: connected", self._spec.name)
                if self._lost:
                    self._tell(
                        Notice(level="info", code="can_back", text="The car's CAN bus is back.")
                    )
                self._lost = False
            case Lost(reason=reason) | Ended(reason=reason):
                self._receiver.bus_lost(self._clock.monotonic_s())
                _log.warning("%s", reason)
                self._lost = isinstance(state, Lost)
                do = "It is tried again by itself." if self._lost else ""
                self._tell(Notice(level="warning", code="can_lost", text=reason, do=do))

    def give(self, values: Mapping[str, Value], now_s: float, source_utc_s: float | None) -> None:
        """Take values of one frame, and with them the word that an order was carried out."""
        del now_s  # the broker's clock is this one
        self._provider.publish(values, source_utc_s=source_utc_s)

    def expire(self, paths: Collection[str], now_s: float) -> None:
        """Take note that these are no longer known."""
        self._broker.signals.expire(self._provider.source, paths, now_s=now_s)

    # ------------------------------------------------------------------ to the bus

    def _known(self, path: str) -> Value | None:
        sample = self._broker.signals.get(path)
        return sample.value if sample.freshness == "fresh" else None

    def _carry_out(self, order: Order) -> None:
        """Begin to send; refuse what cannot be sent whole.

        Raises:
            Rejected: A value has no place in the frames, or one beside it is not known.
        """
        frames = self._writer.frames(order.targets)
        task = asyncio.get_running_loop().create_task(self._send(order, frames))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, order: Order, frames: list[OutFrame]) -> None:
        assert self._thread is not None  # noqa: S101  orders come once the node runs
        try:
            for frame in frames:
                await self._thread.send(frame)
        except SegueError as error:
            self._provider.report(order.request_id, refused=error.message)
            return
        if not self._read_paths.issuperset(order.targets):
            # Nothing on the bus says what became of it: that the bus took it is all there is.
            self._provider.report(order.request_id)
