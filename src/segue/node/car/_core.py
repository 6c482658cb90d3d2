"""The parts of a running car, joined: what each tells which other."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from segue.fabric.link import LocalDevice
from segue.gateway.web import Methods, Topics
from segue.kernel import Clock, DeviceUnavailable
from segue.node.car._activities import CarActivities
from segue.node.car._assist import Assist
from segue.node.car._can import CanSetup, CarCan
from segue.node.car._drive import Drive
from segue.node.car._methods import CarMethods
from segue.node.car._music import MusicLibrary
from segue.node.car._notices import Notices
from segue.node.car._own_secrets import OwnSecrets
from segue.node.car._people import People
from segue.node.car._phone_feed import PhoneFeed
from segue.node.car._phone_links import PhoneLinks
from segue.node.car._presence import Presence
from segue.node.car._state import SPEED, CarFacts, car_state
from segue.node.car._stored_car import CAR_KEY, stored_form
from segue.node.car.broker import Audit, SignalBroker
from segue.node.links import Links, PairingDesk
from segue.node.storage import Memory, Remembered, Store
from segue.node.worker import Worker
from segue.schema import Message
from segue.schema.link import ByeReason
from segue.schema.surface import Notice, PairingView, PeopleView
from segue.vehicle.access import Gatekeeper
from segue.world import SimulatedCar

_SECOND_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a car's parts stand on: made before them, and closed after them."""

    store: Store
    worker: Worker
    clock: Clock
    local: LocalDevice
    own: OwnSecrets
    gatekeeper: Gatekeeper
    phone_origin: str
    """Where a phone finds this car: `http://host:port`."""


class CarCore:
    """Signals, people, links, activities and topics of one car.

    Args:
        standing: What the screens say whenever they have nothing else to say.
    """

    def __init__(
        self,
        ground: Ground,
        simulated: SimulatedCar,
        *,
        speedup: float,
        can: CanSetup | None = None,
        standing: Notice | None = None,
    ) -> None:
        store, clock, local = ground.store, ground.clock, ground.local
        car = local.proof.device
        self._clock = clock
        self._facts = CarFacts(
            model=simulated.model.name,
            title=simulated.model.title,
            simulated=can is None or SPEED not in can.plan.read_paths,
        )
        self.topics = Topics()
        self.notices = Notices(self.topics, standing)
        self.music = MusicLibrary(ground.own.music_key)
        store.on_trouble = self._on_disk_trouble
        self.broker = SignalBroker(
            gatekeeper=ground.gatekeeper,
            audit=Audit(store, clock.utc_s),
            clock=clock,
            randomness=secrets.token_bytes,
        )
        self._can = can and CarCan(can, broker=self.broker, clock=clock, tell=self.notices.tell)
        self._drive = Drive(
            simulated,
            broker=self.broker,
            clock=clock,
            speedup=speedup,
            ticked=self._on_tick,
            real=can.plan.read_paths | can.plan.write_paths if can else frozenset(),
        )
        self._assist = Assist(
            self._drive,
            broker=self.broker,
            clock=clock,
            simulated=self._facts.simulated,
            changed=partial(self.topics.publish, "assist"),
            tell=self.notices.tell,
        )
        self._people = People(store, clock, self._on_people)
        self._activities = CarActivities(
            store,
            car=car,
            space_id=ground.own.space_id,
            clock=clock,
            random_u32=lambda: secrets.randbits(32),
            drive=self._drive,
            people=self._people,
            notices=self.notices,
            send=self._send,
            library=lambda: self.music.tracks,
            changed=self._on_activities,
        )
        self._presence = Presence(
            car_id=car.device_id,
            signals=self._drive.signals,
            people=self._people,
            activities=self._activities,
        )
        self._desk = PairingDesk(
            device_id=car.device_id,
            space_id=ground.own.space_id,
            addresses=lambda: local.addresses,
            paired=self._people,
            clock=clock,
            randomness=secrets.token_bytes,
            changed=self._on_pairing,
        )
        self.methods: Methods = CarMethods(
            drive=self._drive,
            assist=self._assist,
            activities=self._activities,
            people=self._people,
            desk=self._desk,
            music=self.music,
            worker=ground.worker,
            drop_link=self._drop_link,
            phone_origin=ground.phone_origin,
        ).table()
        self._feed = PhoneFeed(self.topics, self._send)
        self.links = Links(
            local=local,
            paired=self._people,
            desk=self._desk,
            handler=PhoneLinks(
                people=self._people,
                activities=self._activities,
                feed=self._feed,
                methods=self.methods,
                send=self._send,
                came_or_went=self._presence.observe,
            ),
            clock=clock,
            randomness=secrets.token_bytes,
        )
        self._memory = Memory(
            store,
            (
                Remembered("car", CAR_KEY, lambda: stored_form(simulated)),
                Remembered("media", "position", self._activities.media.remembered),
                Remembered("trip", "departure", self._activities.navigation.remembered),
            ),
        )

    async def resume(self) -> None:
        """Go on from what was stored, and have something to show on every topic."""
        await self._activities.resume()
        self._on_people(self._people.view())
        self._on_pairing(self._desk.view())
        self._assist.tell()
        self._on_tick()

    def jobs(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """Return what runs until the node ends."""
        return (
            self._activities.book.run(),
            self._drive.run(),
            self._assist.run(),
            self.broker.run(),
            self.broker.keep_history(),
            self._feed.run(),
            self._memory.run(),
            self._each_second(),
            *(() if self._can is None else (self._can.run(),)),
        )

    async def save(self) -> None:
        """Write what changed since the last second: the node ends."""
        await self._memory.save()

    # ------------------------------------------------------------------ what tells what

    def _send(self, device_id: str, message: Message) -> bool:
        return self.links.send(device_id, message)

    def _drop_link(self, device_id: str, reason: ByeReason) -> None:
        self.links.drop(device_id, reason)

    def _on_tick(self) -> None:
        state = car_state(
            self._drive.signals,
            self._facts,
            now_s=self._clock.monotonic_s(),
            speedup=self._drive.speedup,
        )
        self.topics.publish("car", state)
        self._presence.observe()
        self._assist.refresh()

    def _on_people(self, view: PeopleView) -> None:
        self.topics.publish("people", view)
        self._on_activities()  # they name their holders, and where they can go

    def _on_activities(self) -> None:
        self.topics.publish("activities", self._activities.view())
        self.topics.publish("progress", self._activities.navigation.progress())

    def _on_pairing(self, view: PairingView) -> None:
        self.topics.publish("pairing", view)

    def _on_disk_trouble(self, trouble: DeviceUnavailable | None) -> None:
        notice = trouble and Notice(level="error", code="disk", text=trouble.message, do=trouble.do)
        self.notices.set_lasting(notice)

    async def _each_second(self) -> None:
        """Do what goes by the clock and not by an event."""
        while True:
            await asyncio.sleep(_SECOND_S)
            self.topics.publish("progress", self._activities.navigation.progress())
            await self._activities.keep_playing()
            shown = self.topics.data("pairing")
            now = self._desk.view()
            if isinstance(shown, PairingView) and shown.url != now.url:  # the code has expired
                self._on_pairing(now)
