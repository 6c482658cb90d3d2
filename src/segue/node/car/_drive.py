"""The simulated car in real time: it moves, says so in signals, and does what is permitted.

Ten times a second while anything is on or about to happen, twice a second in a car at rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from segue.kernel import Clock, LocalUseError, Rejected
from segue.node.car._state import LATITUDE, LONGITUDE, STATE_OF_CHARGE
from segue.node.car._wake import Wake
from segue.node.car.broker import SignalBroker
from segue.vehicle.access import ACTIONS, Grant, Rights
from segue.vehicle.orders import Order
from segue.world import (
    STEP_S,
    Action,
    SimulatedCar,
    actuator_paths,
    carry_out,
    publish,
    signal_paths,
)

if TYPE_CHECKING:
    from segue.vehicle.signals import Value

MIN_SPEEDUP, MAX_SPEEDUP = 1.0, 600.0
_AWAKE_TICK_S = 0.1
_ASLEEP_TICK_S = 0.5
_LONGEST_TICK_S = 1.0
"""A machine that slept does not make the car jump by the hours it slept."""
_PROVIDER = "simulated car"
_SCREENS = Rights("the car's screens and paired phones", map(Grant, ACTIONS))


class Drive:
    """One simulated car and its signals.

    Args:
        broker: Through which it gives its signals and is asked for things.
        ticked: Called after every tick, when the signals say what is.
        real: Paths that a real car's bus gives or takes: they are not simulated.
    """

    def __init__(
        self,
        car: SimulatedCar,
        *,
        broker: SignalBroker,
        clock: Clock,
        speedup: float,
        ticked: Callable[[], None],
        real: frozenset[str] = frozenset(),
    ) -> None:
        self.car = car
        self._real = real
        self.signals = broker.signals
        self.speedup = checked_speedup(speedup)
        self._clock = clock
        self._ticked = ticked
        self._wake = Wake()
        self._last_s = clock.monotonic_s()
        self._broker = broker
        # No lease: it lives as long as the process, and a machine that slept keeps its car.
        self._provider = broker.provide(_SCREENS, _PROVIDER, yields=True)
        self._provider.claim([path for path in signal_paths() if path not in real])
        self._provider.serve(
            [path for path in actuator_paths() if path not in real], self._carry_out
        )
        self._publish()

    @property
    def _not_simulated(self) -> AbstractSet[str]:
        """Paths that the bus gives, or that a provider has claimed since."""
        return self._real | self._provider.source.yielded

    @property
    def soc_frac(self) -> float:
        """The charge: the real car's, once it was said."""
        percent = self._real_number(STATE_OF_CHARGE)
        return self.car.plant.soc_frac if percent is None else percent / 100.0

    @property
    def place_deg(self) -> tuple[float, float]:
        """Latitude and longitude: the real car's, once both were said."""
        latitude_deg, longitude_deg = map(self._real_number, (LATITUDE, LONGITUDE))
        if latitude_deg is None or longitude_deg is None:
            return self.car.latitude_deg, self.car.longitude_deg
        return latitude_deg, longitude_deg

    def _real_number(self, path: str) -> float | None:
        """Return the last that was really said; old is nearer to the truth than simulated."""
        value = self.signals.get(path).value if path in self._not_simulated else None
        return float(value) if isinstance(value, int | float) else None

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

    async def request(self, targets: Mapping[str, Value]) -> None:
        """Have the car's actuators take these values, if that is permitted now.

        Raises:
            Rejected: It is not, or the car refused; the reason may be shown to a user.
            DeviceUnavailable: Nothing carries it out, or the audit's disk is full.
        """
        outcome = await self._broker.actuate(_SCREENS, targets)
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
        self._publish()
        self._report_ended()
        self._ticked()

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            self.tick()
            await self._wake.pause(_AWAKE_TICK_S if self.car.busy else _ASLEEP_TICK_S)

    def _publish(self) -> None:
        publish(
            self.car,
            self.signals,
            self._provider.source,
            now_s=self._clock.monotonic_s(),
            utc_s=self._clock.utc_s(),
            without=self._not_simulated,
        )

    def _carry_out(self, order: Order) -> None:
        self.tick()  # the time before the order moves no motor of it
        carry_out(self.car, order.request_id, order.targets)
        self._publish()
        self._report_ended()
        self._ticked()
        self._wake.set()

    def _report_ended(self) -> None:
        """Tell the orders that the car has ended: a motor may end one long after it began."""
        while (ended := self.car.orders.next_event()) is not None:
            self._provider.report(ended.order_id, refused=ended.refused)


def checked_speedup(speedup: float) -> float:
    """Return the speedup, or raise LocalUseError when it is not within 1 to 600."""
    if not MIN_SPEEDUP <= speedup <= MAX_SPEEDUP:
        raise LocalUseError(f"A speedup of {speedup:g} is not within 1 to 600.")
    return speedup
