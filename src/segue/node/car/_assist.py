"""Assisted driving of the simulated car: when it may be, who drives, and how it ends.

    idle ──engage──▶ preparing ──ready──▶ running ──parked, cancelled, a fault──▶ idle

While it runs, the car goes at the speed of the car in the drive process, whoever drives there: one
number, so that route, energy and screens stay one thing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from importlib.util import find_spec

from segue.kernel import Clock, Rejected, SegueError
from segue.kernel.units import mps_from_kmh
from segue.node.assist import (
    DRIVES,
    PILOT_PACKAGES,
    PILOT_PATHS,
    Begin,
    DriveProcess,
    Over,
    Seat,
    Start,
    signals_of,
)
from segue.node.car._drive import Drive
from segue.node.car._wake import Wake
from segue.node.car.broker import SignalBroker
from segue.schema.assist import AssistButton, AssistDrive, AssistView
from segue.schema.surface import Notice
from segue.vehicle.access import Grant, Rights
from segue.world import RouteDriver

_HAZARDS = "Vehicle.Body.Lights.Hazard.IsSignaling"
_TICK_S = 0.04
"""25 times a second, as often as a screen is told."""
_LONGEST_TICK_S = 1.0
"""A machine that slept does not make the world run for hours."""
_STRETCH_M = 25_000.0
_BEHIND_M = 500.0
_LEAST_AHEAD_M = 3_500.0
_SLOWEST_MPS = mps_from_kmh(60.0)
_DRIVEN_BY_PILOT = (*DRIVES, "standstill")
_MAY_CANCEL = ("off", "ready", "fault")
"""The states in which cancel ends the preview; in others it is the pilot's button."""
_STOPS_FRAC = 0.2
"""How hard the brake is pressed by a person who was asked to stop; estimated."""
_PILOT = Rights("the pilot", [Grant("provide", path) for path in PILOT_PATHS])

_UNAVAILABLE = AssistView(
    state="unavailable",
    why="Assisted driving is not installed here. To have it: pip install 'segue[pilot]'",
)
_REAL = AssistView(
    state="unavailable", why="Assisted driving is for simulation. This car's bus is a real one."
)
_NO_MOTORWAY = "Assisted driving begins on a motorway. Drive there first."
_SLOW = "Assisted driving begins at 60 km/h. Drive on."
_OFFER = "Press to have assisted driving look at the road."
_LOCKED = "Assisted driving is over for this drive. Park, and start a new run."
_PREPARING = "Getting ready; the very first time takes up to a minute."


class Assist:
    """Offers assisted driving where it can be, and runs it in a process of its own.

    Args:
        simulated: Whether the car's motion is.
        changed: Is told what the screens are to show.
        tell: Shows a notice on the screens.
        waits: Whether the world waits for each plan, for tests: then a drive is the same each time.
    """

    def __init__(
        self,
        drive: Drive,
        *,
        broker: SignalBroker,
        clock: Clock,
        simulated: bool,
        changed: Callable[[AssistView], None],
        tell: Callable[[Notice], None],
        waits: bool = False,
    ) -> None:
        self._drive, self._clock, self._waits = drive, clock, waits
        self._changed, self._tell = changed, tell
        self._never = None
        if not simulated:
            self._never = _REAL
        elif not all(map(find_spec, PILOT_PACKAGES)):
            self._never = _UNAVAILABLE
        self._provider = broker.provide(_PILOT, "pilot", yields=True)
        self._provider.claim(PILOT_PATHS)
        self._ended: AssistView | None = None
        """How the last drive ended, where that lasts until the car is parked."""
        self._does = AssistDrive()
        self._button: AssistButton | None = None
        self._wanted = False
        self._wake = Wake()
        self.process: DriveProcess | None = None
        """While it prepares or runs."""
        self.view = self._idle()

    # ------------------------------------------------------------------ what screens ask

    def press(self, button: AssistButton) -> None:
        """Press a button; the first `engage` starts the process.

        Raises:
            Rejected: It can do nothing now; says why, and what to do.
        """
        if self.process is None:
            offered = self._idle().why
            if button != "engage" or offered != _OFFER:
                raise Rejected(offered)
            self._wanted = True
            self._drive.set_speedup(1.0)
        elif button == "cancel" and self.view.state in _MAY_CANCEL:
            self._wanted = False
        else:
            self._button = button
        self._wake.set()

    def drive(self, does: AssistDrive) -> None:
        """Do something in the driver's seat, until told otherwise.

        Raises:
            Rejected: Assistance is not running; says why, and what to do.
        """
        if self.process is None:
            raise Rejected(self.view.why)
        self._does = does
        self._wake.set()

    def refuse_speedup(self) -> None:
        """Raise Rejected while the world that is driven in keeps the pace of real time."""
        if self.process is not None:
            raise Rejected("Assisted driving goes at the pace of real time.", do="Cancel it first.")

    # ------------------------------------------------------------------ running

    def refresh(self) -> None:
        """Show what is offered now, while nothing runs."""
        if self._drive.car.body.gear == "P":
            self._ended = None
        if self.process is None:
            self._show(self._idle())

    async def run(self) -> None:
        """Serve until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self._wanted:
                await self._one_drive()

    async def _one_drive(self) -> None:
        self.process = process = DriveProcess()
        self._show(AssistView(state="off", why=_PREPARING))
        try:
            over = await self._driven(process)
        except SegueError as error:  # also what the process says that cannot be
            over = Over(why=error.message, is_fault=True)
        finally:
            await process.close()  # a tick may come while that waits: until then it runs
            self.process, self._wanted = None, False
            self._does, self._button = AssistDrive(), None
            self._drive.car.led_mps = None
        self._end(over)

    async def _driven(self, process: DriveProcess) -> Over:
        """Run one drive; return how it ended."""
        car = self._drive.car
        route_driver = car.driver
        if route_driver is None:
            return Over(why=_NO_MOTORWAY, is_fault=False)
        from_m = max(route_driver.progress_m - _BEHIND_M, 0.0)
        to_m = min(from_m + _STRETCH_M, route_driver.route.highway_m[1])
        over = await process.begin(
            Begin(
                points_deg=route_driver.route.between(from_m, to_m),
                car=car.model.name,
                seed=int(from_m),
                waits=self._waits,
            )
        )
        if over is not None:
            return over
        at_m = route_driver.progress_m - from_m
        process.start(Start(at_m=at_m, speed_mps=car.plant.speed_mps))
        last_s = self._clock.monotonic_s()
        loop = asyncio.get_running_loop()
        while (over := self._over(route_driver)) is None:
            next_s = loop.time() + _TICK_S
            now_s = self._clock.monotonic_s()
            button, self._button = self._button, None
            answer = await process.advance(
                min(now_s - last_s, _LONGEST_TICK_S), self._seat(button, route_driver)
            )
            last_s = now_s
            if isinstance(answer, Over):
                return answer
            self._take(answer.view)
            await self._wake.pause(next_s - loop.time())
        return over

    def _over(self, route_driver: RouteDriver) -> Over | None:
        car = self._drive.car
        if not self._wanted or car.body.gear == "P" or self.view.state == "locked":
            return Over(why="", is_fault=False)
        if car.driver is not None and car.driver is not route_driver:
            return Over(why="The route has changed. You drive.", is_fault=False)
        return None

    def _seat(self, button: AssistButton | None, route_driver: RouteDriver) -> Seat:
        car, does = self._drive.car, self._does
        if not car.driving:  # somebody asked for a stop
            brake_frac = max(does.brake_frac, _STOPS_FRAC)
            does = AssistDrive(brake_frac=brake_frac, hands_on=True, attentive=True)
        return Seat(
            does=does,
            button=button,
            seated=car.body.seat_occupied,
            belted=car.body.belted,
            wants_mps=route_driver.cruise_mps if car.driving else 0.0,
        )

    def _take(self, view: AssistView) -> None:
        car = self._drive.car
        car.led_mps = max(view.speed_mps, 0.0)
        if view.hazards != self.view.hazards:
            with contextlib.suppress(Rejected):  # an empty battery blinks no more
                car.set(_HAZARDS, view.hazards)
        self._show(view)

    def _end(self, over: Over) -> None:
        before = self.view
        if over.is_fault:
            why = over.why
            if before.state in _DRIVEN_BY_PILOT:
                why = f"{why} The car brakes to rest."
                with contextlib.suppress(Rejected):  # it stands already
                    self._drive.do("stop")
            self._ended = AssistView(state="fault", why=why)
        elif before.state == "locked":
            self._ended = AssistView(state="locked", why=_LOCKED)
        elif over.why:
            self._tell(Notice(level="warning", code="assist_over", text=over.why))
        self._show(self._idle())

    # ------------------------------------------------------------------ what is shown

    def _idle(self) -> AssistView:
        return self._never or self._ended or AssistView(state="off", why=self._offer())

    def _offer(self) -> str:
        """Return what to press, or why that can do nothing here and now."""
        car = self._drive.car
        if car.driver is None or not car.driving:
            return _NO_MOTORWAY
        from_m, to_m = car.driver.route.highway_m
        if not from_m <= car.driver.progress_m <= to_m - _LEAST_AHEAD_M:
            return _NO_MOTORWAY
        return _SLOW if car.plant.speed_mps < _SLOWEST_MPS else _OFFER

    def _show(self, view: AssistView) -> None:
        if view is not self.view and view != self.view:
            self.view = view
            self.tell()

    def tell(self) -> None:
        """Tell screens and signals what there is to show now."""
        values = signals_of(self.view)
        yielded = self._provider.source.yielded
        mine = {path: value for path, value in values.items() if path not in yielded}
        self._provider.publish(mine, source_utc_s=self._clock.utc_s())
        self._changed(self.view)
