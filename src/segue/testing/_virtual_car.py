"""A whole car for a test: physics, the person in it, and its signals, on a clock moved by hand."""

from __future__ import annotations

import json
from collections.abc import Callable

from segue.testing._clock import FakeClock
from segue.vehicle.plant import load_car
from segue.vehicle.signals import SignalStore, Value
from segue.world import Action, Route, SimulatedCar, publish, restore, save

_TICK_S = 0.1
_SHANGHAI = (31.2304, 121.4737)


class VirtualCar:
    """A simulated car that publishes to a signal store ten times a second.

    ```python
    car = VirtualCar()
    car.set_route(to_north_m=5_000)
    car.do("get_in")
    car.advance(10)
    car.do("drive")
    car.advance(60)
    assert car.value("Vehicle.Speed") > 50
    ```

    Args:
        name: Which car, as `load_car` knows it.
        at: Where it stands, latitude and longitude [deg].
        soc_frac: Its charge.
        clock: To share with other parts of the test; its own when None.
    """

    def __init__(
        self,
        name: str = "su7-max",
        *,
        at: tuple[float, float] = _SHANGHAI,
        soc_frac: float = 0.8,
        clock: FakeClock | None = None,
    ) -> None:
        self.clock = clock or FakeClock()
        self.car = SimulatedCar(
            load_car(name), latitude_deg=at[0], longitude_deg=at[1], soc_frac=soc_frac
        )
        self.store = SignalStore()
        self._provider = self.store.register(name, now_s=self.clock.monotonic_s(), lease_s=1.0)
        self._publish()

    def do(self, action: Action) -> None:
        """Begin what a person would do.

        Raises:
            Rejected: It makes no sense now.
        """
        self.car.do(action)

    def set_route(self, *, to_north_m: float, cruise_mps: float = 30.0) -> None:
        """Give the car a straight road from where it is."""
        here = (self.car.latitude_deg, self.car.longitude_deg)
        there = (here[0] + to_north_m / 111_195.0, here[1])
        self.car.follow(Route([here, there]), cruise_mps=cruise_mps)

    def value(self, path: str) -> Value | None:
        """Return a signal's value, in its own unit; None before there was any."""
        return self.store.get(path).value

    def advance(self, seconds: float) -> None:
        """Let time pass for the clock, the car and the store."""
        for _ in range(round(seconds / _TICK_S)):
            self.clock.advance(_TICK_S)
            self.car.advance(_TICK_S)
            self._publish()

    def advance_until(self, reached: Callable[[], bool], *, within_s: float) -> float:
        """Let time pass until something is so; return how long it took [s].

        Raises:
            AssertionError: It did not come about in time.
        """
        start_s = self.clock.monotonic_s()
        while not reached():
            waited_s = self.clock.monotonic_s() - start_s
            if waited_s >= within_s:
                raise AssertionError(f"not reached within {within_s} simulated seconds")
            self.advance(_TICK_S)
        return self.clock.monotonic_s() - start_s

    def restart(self) -> None:
        """Lose the car's process and go on from what it had saved, as JSON text would keep it."""
        route = self.car.driver and self.car.driver.route
        cruise_mps = self.car.driver.cruise_mps if self.car.driver else 0.0
        self.car = restore(json.loads(json.dumps(save(self.car))))
        if route is not None:
            self.car.follow(route, cruise_mps=cruise_mps)

    def _publish(self) -> None:
        now_s = self.clock.monotonic_s()
        self.store.on_timer(now_s)
        publish(self.car, self.store, self._provider, now_s=now_s, utc_s=self.clock.utc_s())
