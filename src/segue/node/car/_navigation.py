"""The navigation activity in the car: its route is what the car drives, and how far it is."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from segue.journey.forecast import Departure, progress_at
from segue.kernel import SegueError
from segue.node.car._drive import Drive
from segue.schema.activity import NavigationState
from segue.schema.surface import Notice, Progress

_log = logging.getLogger(__name__)

ACTIVITY = "navigation"


class _StoredDeparture(msgspec.Struct, frozen=True, kw_only=True):
    """Since when consumption counts, for the activity of one epoch."""

    epoch: int
    progress_m: float
    soc_frac: float


class Navigation:
    """Follows the navigation activity while it is live here.

    Args:
        stored: What `remembered` gave before the last restart.
        tell: Shows a notice.
    """

    def __init__(
        self, drive: Drive, *, stored: bytes | None, tell: Callable[[Notice], None]
    ) -> None:
        self._drive = drive
        self._tell = tell
        self._state: NavigationState | None = None
        self._departure = Departure(progress_m=0.0, soc_frac=0.0)
        self._epoch = 0
        self._stored = stored

    def started(self, epoch: int, text: str) -> None:
        """Drive the route of a state that is live here now."""
        try:
            state = msgspec.json.decode(text, type=NavigationState)
        except msgspec.MsgspecError as error:
            _log.warning("the route cannot be read: %s", error)
            self._tell(Notice(level="error", code="bad_route", text="The route cannot be read."))
            self.stopped()
            return
        same_route = self._state is not None and self._state.plan == state.plan
        self._state = state
        if same_route and epoch == self._epoch:
            return
        car = self._drive.car
        try:
            car.set_route(state.plan.geometry, length_m=state.plan.distance_m)
        except SegueError as error:
            car.clear_route()
            self._tell(Notice(level="warning", code="no_drive", text=error.message, do=error.do))
        self._epoch = epoch
        self._departure = self._stored_departure(epoch) or Departure(
            progress_m=self._progress_m(), soc_frac=self._drive.soc_frac
        )

    def stopped(self) -> None:
        """Forget the route; a moving car comes to rest."""
        self._state = None
        self._drive.car.clear_route()

    def progress(self) -> Progress | None:
        """Return how far the trip is and how it will end; None without a route."""
        if self._state is None:
            return None
        car = self._drive.car
        return progress_at(
            self._state.plan,
            self._departure,
            progress_m=self._progress_m(),
            soc_frac=self._drive.soc_frac,
            battery_energy_wh=car.model.battery_energy_wh,
        )

    def state_now(self) -> str | None:
        """Return the state with the progress of now, to hand on; None without a route."""
        if self._state is None:
            return None
        return msgspec.json.encode(replace(self._state, progress_m=self._progress_m())).decode()

    def remembered(self) -> bytes | None:
        """Return what a restart must know."""
        if self._state is None:
            return None
        departure = self._departure
        return msgspec.json.encode(
            _StoredDeparture(
                epoch=self._epoch,
                progress_m=departure.progress_m,
                soc_frac=departure.soc_frac,
            )
        )

    def _progress_m(self) -> float:
        driver = self._drive.car.driver
        if driver is not None:
            return driver.progress_m
        return self._state.progress_m if self._state else 0.0

    def _stored_departure(self, epoch: int) -> Departure | None:
        if self._stored is None:
            return None
        try:
            stored = msgspec.json.decode(self._stored, type=_StoredDeparture)
        except msgspec.MsgspecError:
            return None  # a forecast from here on is right too, only less sure
        if stored.epoch != epoch:
            return None
        return Departure(progress_m=stored.progress_m, soc_frac=stored.soc_frac)
