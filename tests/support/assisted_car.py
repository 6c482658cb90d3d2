"""A simulated car on a motorway, its assistance, and a clock that a test moves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from signal_broker import signal_broker

from segue.node.car._assist import Assist
from segue.node.car._drive import Drive
from segue.schema.assist import AssistDrive, AssistView
from segue.schema.surface import Notice
from segue.testing import FakeClock
from segue.vehicle.plant import load_car
from segue.world import Route, SimulatedCar

STEP_S = 0.5
"""Of the clock, at once; the world takes 25 steps in it."""
_ANSWERS_S = 120.0
"""A failure, not a goal: code may be compiled first."""
_POINTS = [(40.0 + 0.01 * row, 116.0 + 0.002 * (row % 3)) for row in range(30)]
"""32 km to the north, bending a little, as the highways of the map do."""


class AssistedCar:
    """What a test needs of a car node: drive, assistance, and the views that screens get."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.broker = signal_broker(self.clock)
        self.car = SimulatedCar(load_car("su7-max"), latitude_deg=40.0, longitude_deg=116.0)
        self.drive = Drive(
            self.car,
            broker=self.broker,
            clock=self.clock,
            speedup=1.0,
            ticked=lambda: None,
        )
        self.views: list[AssistView] = []
        self.notices: list[Notice] = []
        self._changed = asyncio.Event()
        self.assist = Assist(
            self.drive,
            broker=self.broker,
            clock=self.clock,
            simulated=True,
            changed=self._take,
            tell=self.notices.append,
            waits=True,
        )
        self.does = AssistDrive()

    @property
    def view(self) -> AssistView:
        """What the screens show now."""
        return self.assist.view

    def set_off(self) -> None:
        """Get in, and drive to the motorway until the car is as fast as the driver wants."""
        self.car.follow(Route(_POINTS), cruise_mps=29.0)
        self.drive.do("get_in")
        self.car.advance(15.0)
        self.drive.do("drive")
        self.car.advance(60.0)
        self.assist.refresh()

    async def look(self) -> None:
        """Want assistance, and wait until it shows what it sees."""
        self.assist.press("engage")
        await self.shows(lambda: self.assist.process is not None)
        await self.shows(lambda: bool(self.view.lines) or self.assist.process is None)
        await self.pass_time(1.0)

    async def engage(self) -> None:
        """As above, and let the pilot drive."""
        await self.look()
        self.assist.press("engage")
        await self.pass_time(STEP_S)

    async def pass_time(self, for_s: float) -> None:
        """Let time pass for the node and for the world, as long as assistance runs."""
        while for_s > 1e-9:
            step_s = min(STEP_S, for_s)
            for_s -= step_s
            if self.assist.process is None:
                return
            until_s = self.view.time_s + 0.9 * step_s
            self.clock.advance(step_s)
            self.assist.drive(self.does)
            await self.shows(
                lambda until_s=until_s: self.view.time_s > until_s or self.assist.process is None
            )
            self.drive.tick()

    def value(self, path: str) -> object:
        """Return what a signal says now."""
        return self.broker.signals.get(path).value

    def _take(self, view: AssistView) -> None:
        self.views.append(view)
        self._changed.set()

    async def ended(self) -> None:
        """Wait until assistance has ended, of itself or because it was told to."""
        await self.shows(lambda: self.assist.process is None)

    async def shows(self, is_so: Callable[[], bool]) -> None:
        """Wait until the screens have been shown what makes it so."""
        async with asyncio.timeout(_ANSWERS_S):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()


@contextlib.asynccontextmanager
async def assisted_car() -> AsyncIterator[AssistedCar]:
    """Give a car on the motorway, and end what it started."""
    car = AssistedCar()
    running = asyncio.create_task(car.assist.run())
    car.set_off()
    try:
        yield car
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
