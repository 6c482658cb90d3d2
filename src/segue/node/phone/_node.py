"""A phone's node in Python: its own key, database and copy of the space, and a link to its car.

    async with open_phone(folder) as phone:
        await phone.pair(url, on_check_code=print)
        await phone.go("Shanghai")
        await phone.move("navigation", "car")

It does what the phone in the browser does, but for sound: it keeps a song's position and plays
nothing. It serves Linux phones, scripts and tests, for a moment or for as long as they like.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from segue.fabric.handoff import HandoffEvent, TransferFailed
from segue.fabric.identity import MAX_NAME_LENGTH
from segue.fabric.link import local_device
from segue.fabric.pairing import PairGranted, parse_pair_url
from segue.kernel import (
    Clock,
    DeviceUnavailable,
    LocalUseError,
    Rejected,
    SystemClock,
    new_id,
)
from segue.node.activities import Activities
from segue.node.jobs import PlanTrip, ResolvePlace
from segue.node.links import KnownCar
from segue.node.phone._link import PhoneLink
from segue.node.phone._memory import PairedCar, PhoneMemory
from segue.node.phone._player import PhonePlayer
from segue.node.phone._status import PhoneStatus, activity_status, read_state
from segue.node.storage import FolderLock, Store, cache_folder, load_or_make_key
from segue.node.worker import Worker
from segue.schema.activity import (
    ACTIVITY_KINDS,
    ActivityState,
    NavigationState,
)
from segue.schema.journey import NoPlan, Place, TripPlan
from segue.schema.link import DeviceInfo
from segue.schema.surface import CarState

MEET_S = 5.0
"""How long a phone that is only there for a moment waits for its car."""
_MOVE_S = 15.0
_PLAN_DEADLINE_S = 30.0


@asynccontextmanager
async def open_phone(
    folder: Path, *, name: str = "", clock: Clock | None = None
) -> AsyncGenerator[PhoneNode, None]:
    """Open the phone that lives in `folder`, made when there is none; close it at the end.

    Raises:
        LocalUseError: Another process has this phone open.
        DataUnusable: Something it stored cannot be read.
    """
    with FolderLock(folder), contextlib.closing(Store.open(folder)) as store:
        phone = PhoneNode(folder, store, name=name or _own_name(), clock=clock or SystemClock())
        await phone.open()
        try:
            yield phone
        finally:
            await phone.close()


class PhoneNode:
    """A phone. Make one with `open_phone`."""

    def __init__(self, folder: Path, store: Store, *, name: str, clock: Clock) -> None:
        key = load_or_make_key(folder)
        self.device_id = key.device_id
        self.name = name
        self.on_change: Callable[[], None] = lambda: None
        """Called whenever something may have changed: the link, a topic, an activity."""
        self._store = store
        self._clock = clock
        self._memory = PhoneMemory(store)
        self._worker = Worker(cache_folder())
        self._activities: Activities | None = None
        self._player: PhonePlayer | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._failures: dict[str, str] = {}
        self._wake = asyncio.Event()
        boot_id = new_id(clock.utc_s(), secrets.token_bytes(10))
        local = local_device(
            key,
            name=name,
            kind="phone",
            static_private=secrets.token_bytes(32),
            boot_id=boot_id,
        )
        self.link = PhoneLink(local, clock, self._changed)
        self.link.on_granted = self._granted
        self.link.on_addresses = self._keep_addresses
        self.link.on_up = self._up
        self.link.on_down = self._down
        self.link.on_message = self._message

    async def open(self) -> None:
        """Go on from what is stored, and begin to link with the car."""
        if car := self._memory.car:
            self._open_activities(car)
        self._dial()

    async def close(self) -> None:
        """Pause the song that is live here, end the link and stop."""
        if self._player is not None:
            await self._player.press("pause")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.link.close()
        await self._worker.close()

    # ------------------------------------------------------------------ the car

    @property
    def car(self) -> DeviceInfo | None:
        """The car this phone is paired with."""
        return self._memory.car.device if self._memory.car else None

    @property
    def car_state(self) -> CarState | None:
        """How the car is, or was when it last said so."""
        return self.link.topic("car") or self._memory.last_seen

    async def pair(self, url: str, *, on_check_code: Callable[[str], None]) -> DeviceInfo:
        """Pair with the car that shows the code in `url`; return once both have stored each other.

        `on_check_code` gets the six digits to compare; then someone in the car must accept.

        Raises:
            LocalUseError: The URL is not a pairing code, or this phone has another car.
            Rejected: The code is old or used, or the person in the car declined.
            PeerError: Another car answers than the one whose code this is.
            DeviceUnavailable: The car cannot be reached.
        """
        code = parse_pair_url(url)
        if self.car is not None and self.car.device_id != code.device_id:
            raise LocalUseError(
                f"This phone is paired with {self.car.name}.",
                do="Give the other car a phone of its own with --data DIR.",
            )
        await self.link.close()
        self.link.on_check_code = on_check_code
        self.link.dial(code)
        try:
            await self.until(lambda: self.link.connected, within_s=None, what="the car's answer")
        except BaseException:
            await self.link.close()
            self._dial()  # the car it had before, if any
            raise
        return self._paired().device

    async def meet(self, within_s: float = MEET_S) -> bool:
        """Wait a moment for the car; return whether it is linked and has said how it is.

        Raises:
            LocalUseError: This phone is not paired.
            Rejected: The car does not know this phone any more.
        """
        self._paired()
        with contextlib.suppress(DeviceUnavailable):
            await self.until(
                lambda: self.link.connected and self.link.topic("car") is not None,
                within_s=within_s,
                what="an answer from the car",
            )
        return self.link.connected

    # ------------------------------------------------------------------ activities

    def live_epochs(self) -> dict[str, int]:
        """Return what is live here at this moment, each with its epoch."""
        if self._activities is None:
            return {}
        return {view.activity: view.epoch for view in self._activities.views() if view.live_here}

    def state(self, activity: str) -> ActivityState | None:
        """Return the newest state known of an activity; None when there is none."""
        return read_state(self._known().view(activity))

    async def go(self, place: str, *, origin: str | None = None) -> TripPlan | NoPlan:
        """Plan a trip here and make it the live route; return the plan, or why there is none.

        Without an origin, from where the car is, or last said that it was.

        Raises:
            LocalUseError: A place is unknown, or the car never said where and what it is.
        """
        activities, car = self._known(), self.car_state
        if car is None:
            raise LocalUseError(
                "The car has not yet said what it is and how full.",
                do="Try again when it answers, or use `segue trip`.",
            )
        start = await self._resolve(origin) if origin else _place_of(car)
        destination = await self._resolve(place)
        job = PlanTrip(origin=start, destination=destination, car=car.model, soc_frac=car.soc_frac)
        plan: TripPlan | NoPlan = await self._worker.run(job, deadline_s=_PLAN_DEADLINE_S)
        if isinstance(plan, TripPlan):
            text = msgspec.json.encode(NavigationState(plan=plan)).decode()
            await activities.do(lambda book, now: book.start("navigation", text, now))
        return plan

    @property
    def player(self) -> PhonePlayer:
        """The music here.

        Raises:
            LocalUseError: This phone is not paired.
        """
        if self._player is None:
            raise _not_paired()
        return self._player

    async def move(self, activity: str, to: str) -> DeviceInfo | None:
        """Move an activity; return the device it is live on then, None for this phone.

        `to` is `car` or `phone`, or the name or id of one of the two.

        Raises:
            LocalUseError: There is no such activity or device.
            Rejected: There is nothing to move, or the move failed; the message says why.
            DeviceUnavailable: The car cannot be reached.
        """
        activities = self._known()
        if activity not in ACTIVITY_KINDS:
            raise LocalUseError(
                f"There is no activity {activity!r}.", do=f"One of: {', '.join(ACTIVITY_KINDS)}."
            )
        car = self._target(to)
        if read_state(activities.view(activity)) is None:
            raise Rejected(f"There is no {activity} to move.")
        holder = self.device_id if car is None else car.device_id
        if activities.view(activity).holder_id != holder:
            self._failures.pop(activity, None)
            if car is None:
                await activities.do(lambda book, now: book.bring_here(activity, now))
            else:
                await activities.do(lambda book, now: book.move_to(activity, holder, now))
            await self.until(
                lambda: self._has_settled(activity, holder),
                within_s=_MOVE_S,
                what=f"{activity} on the other device",
            )
        return car

    def status(self) -> PhoneStatus:
        """Return the phone, its car, and what is live where."""
        car, activities = self.car, self._activities
        found = (
            [activity_status(v, self.device_id, self.name, car) for v in activities.views()]
            if activities is not None and car is not None
            else []
        )
        return PhoneStatus(
            device_id=self.device_id,
            name=self.name,
            car_name=car.name if car else None,
            connected=self.link.connected,
            car=self.car_state,
            activities=tuple(status for status in found if status is not None),
        )

    async def until(self, holds: Callable[[], bool], *, within_s: float | None, what: str) -> None:
        """Return once it is so.

        Raises:
            DeviceUnavailable: It is not so within that time.
            SegueError: There will be no link any more; this says why.
        """
        try:
            async with asyncio.timeout(within_s):
                while not holds():
                    if self.link.trouble is not None:
                        raise self.link.trouble
                    self._wake.clear()
                    await self._wake.wait()
        except TimeoutError as error:
            raise DeviceUnavailable(f"There was not yet {what} after {within_s:g} s.") from error

    # ------------------------------------------------------------------ inside

    def _known(self) -> Activities:
        if self._activities is None:
            raise _not_paired()
        return self._activities

    def _paired(self) -> PairedCar:
        if self._memory.car is None:
            raise _not_paired()
        return self._memory.car

    def _dial(self) -> None:
        if car := self._memory.car:
            self.link.dial(KnownCar(car.device.device_id, car.addresses))

    def _open_activities(self, car: PairedCar) -> None:
        self._activities = Activities(
            self._store,
            space_id=car.space_id,
            device_id=self.device_id,
            keeper_id=car.device.device_id,
            clock=self._clock,
            random_u32=lambda: int.from_bytes(os.urandom(4), "big"),
            send=lambda _device_id, message: self.link.send(message),
            listener=self._heard,
        )
        self._player = PhonePlayer(self._activities, self._clock)
        self._tasks = [
            asyncio.create_task(self._activities.run(), name="phone-activities"),
            asyncio.create_task(self._player.run(), name="phone-player"),
        ]

    def _heard(self, activity: str, event: HandoffEvent) -> None:
        if isinstance(event, TransferFailed):
            self._failures[activity] = event.reason
        self._changed()

    def _changed(self) -> None:
        self._wake.set()
        self.on_change()

    def _has_settled(self, activity: str, holder: str) -> bool:
        if (reason := self._failures.pop(activity, None)) is not None:
            raise Rejected(f"The {activity} stayed where it was: {reason}.", do="Try again.")
        view = self._known().view(activity)
        return view.holder_id == holder and not view.moving

    def _target(self, to: str) -> DeviceInfo | None:
        """Return the car; None for this phone."""
        if to in {"phone", self.device_id, self.name}:
            return None
        car = self.car
        if car is not None and to in {"car", car.device_id, car.name}:
            return car
        name = car.name if car else "car"
        raise LocalUseError(
            f"There is no device {to!r}.", do=f"One of: phone ({self.name}), car ({name})."
        )

    async def _resolve(self, text: str) -> Place:
        return await self._worker.run(ResolvePlace(text=text), deadline_s=_PLAN_DEADLINE_S)

    # ------------------------------------------------------------------ the link's hooks

    async def _granted(self, granted: PairGranted) -> None:
        car = PairedCar(device=granted.car, space_id=granted.space_id, addresses=granted.addresses)
        await self._memory.keep_car(car)
        if self._activities is None:
            self._open_activities(car)

    async def _keep_addresses(self, addresses: tuple[str, ...]) -> None:
        if car := self._memory.car:
            await self._memory.keep_car(msgspec.structs.replace(car, addresses=addresses))

    async def _up(self, device_id: str) -> None:
        await self._known().link_up(device_id)

    async def _down(self, device_id: str) -> None:
        if state := self.link.topic("car"):
            await self._memory.keep_last_seen(state)
        await self._known().link_down(device_id)

    async def _message(self, message: Any, device_id: str) -> None:
        await self._known().receive(message, device_id)


def _not_paired() -> LocalUseError:
    return LocalUseError(
        "This phone is not paired with a car.",
        do="Pair first: `segue phone pair URL`, with what the car's QR code holds.",
    )


def _own_name() -> str:
    return (platform.node() or "Phone")[:MAX_NAME_LENGTH]


def _place_of(car: CarState) -> Place:
    return Place(name="", latitude_deg=car.latitude_deg, longitude_deg=car.longitude_deg)
