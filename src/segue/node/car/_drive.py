"""The simulated car in real time: it moves, says so in signals, and does what is permitted.

Ten times a second while anything is on or about to happen, twice a second in a car at rest.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from segue.kernel import Clock, LocalUseError, Rejected
from segue.kernel.units import mps_from_kmh
from segue.node.car._state import SPEED
from segue.vehicle.actuate import Actuations, Conditions, permit
from segue.vehicle.orders import Order, Outcome
from segue.vehicle.signals import SignalStore
from segue.world import STEP_S, Action, SimulatedCar, actuator_paths, carry_out, publish

if TYPE_CHECKING:
    from segue.vehicle.signals import Value

MIN_SPEEDUP, MAX_SPEEDUP = 1.0, 600.0
_AWAKE_TICK_S = 0.1
_ASLEEP_TICK_S = 0.5
_LONGEST_TICK_S = 1.0
"""A machine that slept does not make the car jump by the hours it slept."""
_PROVIDER = "simulated car"
_LEASE_S = 2.0


class Drive:
    """One simulated car and its signals.

    Args:
        ticked: Called after every tick, when the signals say what is.
    """

    def __init__(
        self, car: SimulatedCar, *, clock: Clock, speedup: float, ticked: Callable[[], None]
    ) -> None:
        self.car = car
        self.signals = SignalStore()
        self.speedup = checked_speedup(speedup)
        self._clock = clock
        self._ticked = ticked
        self._wake = asyncio.Event()
        self._last_s = clock.monotonic_s()
        self._provider = self.signals.register(_PROVIDER, now_s=self._last_s, lease_s=_LEASE_S)
        self._actuations = Actuations()
        self._actuations.serve(_PROVIDER, actuator_paths(), self._carry_out)
        self._publish()

    def do(self, action: Action) -> None:
        """Begin what a person does in or with the car.

        Raises:
            Rejected: It makes no sense now; says what to do first.
        """
        self.car.do(action)
        self._wake.set()

    def set_speedup(self, speedup: float) -> None:
        """Make simulated time run faster or slower.

        Raises:
            LocalUseError: It is not within 1 to 600.
        """
        self.tick()  # what has passed has passed at the old pace
        self.speedup = checked_speedup(speedup)
        self._wake.set()

    def request(self, targets: Mapping[str, Value]) -> None:
        """Have the car's actuators take these values, if that is permitted now.

        Raises:
            Rejected: It is not, or the car refused; the reason may be shown to a user.
        """
        speed = self.signals.get(SPEED)
        known = speed.freshness == "fresh" and isinstance(speed.value, float | int)
        conditions = Conditions(speed_mps=mps_from_kmh(float(speed.value)) if known else None)  # pyright: ignore[reportArgumentType]
        permitted = permit(targets, conditions)
        request_id = self._actuations.request(permitted, now_s=self._clock.monotonic_s())
        outcome = self._outcome(request_id)
        self._publish()
        self._ticked()
        if outcome.status != "done":
            raise Rejected(outcome.reason)

    def tick(self) -> None:
        """Let the time since the last tick pass for the car."""
        now_s = self._clock.monotonic_s()
        passed_s = min(now_s - self._last_s, _LONGEST_TICK_S)
        self._last_s = now_s
        left_s = passed_s * self.speedup
        # While a person moves, each movement is told: a door that opens and closes within one
        # tick of fast time is what hands the route back.
        while self.car.pending and left_s > STEP_S:
            before = self.car.body
            self.car.advance(STEP_S)
            left_s -= STEP_S
            if self.car.body != before:
                self._publish()
                self._ticked()
        self.car.advance(left_s)
        self._report_ended()
        self._publish()  # before leases are looked at: a machine that slept keeps its car
        self.signals.on_timer(now_s)
        self._ticked()

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            self.tick()
            await self._pause(_AWAKE_TICK_S if self.car.busy else _ASLEEP_TICK_S)

    async def _pause(self, tick_s: float) -> None:
        """Let a tick's time pass, less when somebody acts; the store's timers go on meanwhile."""
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(tick_s):
                while not self._wake.is_set():
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(self._until_timer_s()):
                            await self._wake.wait()
                    self.signals.on_timer(self._clock.monotonic_s())

    def _until_timer_s(self) -> float | None:
        due_s = self.signals.next_timer_s()
        return None if due_s is None else max(0.0, due_s - self._clock.monotonic_s())

    def _publish(self) -> None:
        publish(
            self.car,
            self.signals,
            self._provider,
            now_s=self._clock.monotonic_s(),
            utc_s=self._clock.utc_s(),
        )

    def _carry_out(self, order: Order) -> None:
        carry_out(self.car, order.request_id, order.targets)
        self._report_ended()
        self._wake.set()

    def _report_ended(self) -> None:
        """Tell the orders that the car has ended: a motor may end one long after it began."""
        while (ended := self.car.orders.next_event()) is not None:
            self._actuations.report(ended.order_id, _PROVIDER, refused=ended.refused)

    def _outcome(self, request_id: str) -> Outcome:
        """Return the outcome of a request; the simulated car carries it out while it is given."""
        while (outcome := self._actuations.next_event()) is not None:
            if outcome.request_id == request_id:
                return outcome
        raise Rejected("The car did not answer.", do="Try again.")


def checked_speedup(speedup: float) -> float:
    """Return the speedup, or raise LocalUseError when it is not within 1 to 600."""
    if not MIN_SPEEDUP <= speedup <= MAX_SPEEDUP:
        raise LocalUseError(f"A speedup of {speedup:g} is not within 1 to 600.")
    return speedup
