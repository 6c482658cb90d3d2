"""Every method of `schema.surface.METHODS`, as the car carries it out."""

from __future__ import annotations

from collections.abc import Callable

from segue.gateway.web import Methods
from segue.kernel import LocalUseError
from segue.kernel.units import celsius_from_kelvin
from segue.node.car._activities import CarActivities, known_activity
from segue.node.car._assist import Assist
from segue.node.car._drive import Drive
from segue.node.car._music import MusicLibrary
from segue.node.car._people import People
from segue.node.car._state import CLIMATE_ON, CLIMATE_TARGET, LOCK
from segue.node.jobs import PlanTrip, SearchPlaces
from segue.node.links import PairingDesk
from segue.node.worker import Worker
from segue.schema.assist import AssistDrive, AssistPress
from segue.schema.journey import NoPlan, Place, TripPlan
from segue.schema.link import ByeReason
from segue.schema.surface import (
    ActivityEnd,
    ActivityMove,
    ActivityStart,
    ClimateParams,
    Empty,
    LockParams,
    MediaControl,
    MediaPosition,
    PairAnswer,
    PlacesResult,
    PlanParams,
    PlanResult,
    SearchParams,
    SimParams,
    SpeedupParams,
    TracksResult,
    Unpair,
)
from segue.vehicle.plant import climate_power_w
from segue.vehicle.signals import Value

_SEARCH_DEADLINE_S = 30.0
"""A failure, not a goal: the first search of all may have to build the index."""
_PLAN_DEADLINE_S = 30.0
_MAX_PLACES = 20
_MAX_QUERY_CHARS = 200
"""The longest place name in the world has 85."""
_CODE_GOOD_FOR_S = 60.0
"""A code that lives for this long yet is shown again, so that two screens do not void each
other's."""


class CarMethods:
    """The car's own handlers.

    Args:
        drop_link: Ends a device's link at once.
        phone_origin: Where a phone finds this car: `http://host:port`.
    """

    def __init__(
        self,
        *,
        drive: Drive,
        assist: Assist,
        activities: CarActivities,
        people: People,
        desk: PairingDesk,
        music: MusicLibrary,
        worker: Worker,
        drop_link: Callable[[str, ByeReason], None],
        phone_origin: str,
    ) -> None:
        self._drive = drive
        self._assist = assist
        self._activities = activities
        self._people = people
        self._desk = desk
        self._music = music
        self._worker = worker
        self._drop_link = drop_link
        self._phone_origin = phone_origin

    def table(self) -> Methods:
        """Return the methods by name."""
        return Methods(
            {
                "places.search": self._search,
                "trip.plan": self._plan,
                "activity.start": self._start,
                "activity.move": self._move,
                "activity.end": self._end,
                "media.library": self._library,
                "media.control": self._control,
                "media.position": self._position,
                "pairing.open": self._open_pairing,
                "pairing.answer": self._answer_pairing,
                "pairing.unpair": self._unpair,
                "car.lock": self._lock,
                "car.climate": self._climate,
                "sim.do": self._sim_do,
                "sim.speedup": self._sim_speedup,
                "assist.press": self._assist_press,
                "assist.drive": self._assist_drive,
            }
        )

    # ------------------------------------------------------------------ places and trips

    async def _search(self, params: SearchParams) -> PlacesResult:
        job = SearchPlaces(
            query=params.query[:_MAX_QUERY_CHARS],
            limit=min(max(params.limit, 1), _MAX_PLACES),
            near=self._here(),
        )
        places: list[Place] = await self._worker.run(job, deadline_s=_SEARCH_DEADLINE_S)
        return PlacesResult(places=tuple(places))

    async def _plan(self, params: PlanParams) -> PlanResult:
        for place in (params.origin, params.destination):
            if place is not None and not _is_on_earth(place):
                raise LocalUseError("That is no place on Earth.", do="Search for it by name.")
        car = self._drive.car
        job = PlanTrip(
            origin=params.origin or self._here(),
            destination=params.destination,
            car=car.model.name,
            soc_frac=self._drive.soc_frac,
            climate_w=self._climate_w(),
        )
        plan: TripPlan | NoPlan = await self._worker.run(job, deadline_s=_PLAN_DEADLINE_S)
        return PlanResult(plan=plan)

    def _climate_w(self) -> float:
        """Return what the climate takes once the cabin is as wanted; 0 while it is off."""
        car = self._drive.car
        if not car.climate.on:
            return 0.0
        return climate_power_w(car.model, outside_k=car.outside_k, target_k=car.climate.target_k)

    def _here(self) -> Place:
        latitude_deg, longitude_deg = self._drive.place_deg
        return Place(name="", latitude_deg=latitude_deg, longitude_deg=longitude_deg)

    # ------------------------------------------------------------------ activities

    async def _start(self, params: ActivityStart) -> Empty:
        await self._activities.start(params.state)
        return Empty()

    async def _move(self, params: ActivityMove) -> Empty:
        await self._activities.move(known_activity(params.activity), params.to)
        return Empty()

    async def _end(self, params: ActivityEnd) -> Empty:
        await self._activities.end(known_activity(params.activity))
        return Empty()

    async def _library(self, _params: Empty) -> TracksResult:
        return TracksResult(tracks=self._music.tracks)

    async def _control(self, params: MediaControl) -> Empty:
        await self._activities.media.control(params)
        return Empty()

    async def _position(self, params: MediaPosition) -> Empty:
        await self._activities.media.report(params)
        return Empty()

    # ------------------------------------------------------------------ people

    async def _open_pairing(self, _params: Empty) -> Empty:
        view = self._desk.view()
        if not view.url or view.waiting_device or view.expires_in_s < _CODE_GOOD_FOR_S:
            self._desk.open(self._phone_origin)
        return Empty()

    async def _answer_pairing(self, params: PairAnswer) -> Empty:
        await self._desk.answer(accept=params.accept)
        return Empty()

    async def _unpair(self, params: Unpair) -> Empty:
        try:
            await self._people.remove(params.device_id)
        finally:  # a full disk may bring the device back at the next start, but not keep it here
            self._drop_link(params.device_id, "unpaired")
        return Empty()

    # ------------------------------------------------------------------ the car

    async def _lock(self, params: LockParams) -> Empty:
        await self._drive.request({LOCK: params.locked})
        return Empty()

    async def _climate(self, params: ClimateParams) -> Empty:
        targets: dict[str, Value] = {}
        if params.on is not None:
            targets[CLIMATE_ON] = params.on
        if params.target_k is not None:
            targets[CLIMATE_TARGET] = celsius_from_kelvin(params.target_k)
        await self._drive.request(targets)
        return Empty()

    async def _sim_do(self, params: SimParams) -> Empty:
        self._drive.do(params.action)
        return Empty()

    async def _sim_speedup(self, params: SpeedupParams) -> Empty:
        self._assist.refuse_speedup()
        self._drive.set_speedup(params.speedup)
        return Empty()

    # ------------------------------------------------------------------ assisted driving

    async def _assist_press(self, params: AssistPress) -> Empty:
        self._assist.press(params.button)
        return Empty()

    async def _assist_drive(self, params: AssistDrive) -> Empty:
        self._assist.drive(params)
        return Empty()


def _is_on_earth(place: Place) -> bool:
    return abs(place.latitude_deg) <= 90.0 and abs(place.longitude_deg) <= 180.0  # noqa: PLR2004
