"""Presence: which phone the rules look at, and that a lost link is not a person who left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from segue.kernel import Rejected, SystemClock
from segue.node.car._people import People
from segue.node.car._presence import Presence
from segue.node.storage import Store
from segue.schema.link import DeviceInfo
from segue.vehicle.signals import SignalStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CAR = "c" * 22
ADA, BEN = (
    DeviceInfo(device_id=name * 22, public_key=b"k" * 32, name=name, kind="phone") for name in "ab"
)
SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide.OccupancyStatus"
DOOR = "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen"


class _Moves:
    """Stands in for the car's activities: media is live on a phone, and moves are noted."""

    def __init__(self) -> None:
        self.holder = ADA.device_id
        self.moves: list[tuple[str, str]] = []
        self.refuses = False

    def holders(self) -> dict[str, str]:
        return {"media": self.holder}

    async def pull(self, activity: str) -> None:
        if self.refuses:
            raise Rejected("Not now.")
        self.moves.append(("pull", activity))

    async def hand_back(self, activity: str, phone: str) -> None:
        self.moves.append((phone, activity))


class _World:
    def __init__(self, people: People) -> None:
        self.people = people
        self.signals = SignalStore()
        self._provider = self.signals.register("test", now_s=0.0)
        self.moves = _Moves()
        self.presence = Presence(
            car_id=CAR,
            signals=self.signals,
            people=people,
            activities=self.moves,  # type: ignore[arg-type]
        )

    async def cabin(self, *, seated: bool, open_door: bool) -> None:
        values = {SEAT: "OCCUPIED" if seated else "EMPTY", DOOR: open_door}
        self.signals.set_many(self._provider, values, 0.0)
        await self.look()

    async def look(self) -> None:
        self.presence.observe()
        await asyncio.sleep(0)

    async def near(self, device: DeviceInfo) -> None:
        await self.people.linked(device)
        self.people.set_near(device.device_id, near=True)
        await self.look()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[_World]:
    """Return a car at rest with two paired phones, neither linked."""
    store = Store.open(tmp_path)
    people = People(store, SystemClock(), lambda _view: None)
    for device in (ADA, BEN):
        await people.add(device)
    made = _World(people)
    await made.cabin(seated=False, open_door=False)
    yield made
    store.close()


async def test_what_is_on_the_phone_comes_along_when_its_owner_gets_in(world: _World):
    """Seat taken, door closed, phone near: pulled once, not at every look."""
    await world.near(ADA)
    await world.cabin(seated=True, open_door=True)
    assert world.moves.moves == []
    await world.cabin(seated=True, open_door=False)
    await world.look()
    assert world.moves.moves == [("pull", "media")]


async def test_it_goes_back_to_the_phone_when_its_owner_gets_out(world: _World):
    """Door opened and seat empty: handed to the phone that is near."""
    await world.near(ADA)
    world.moves.holder = CAR
    await world.cabin(seated=True, open_door=False)
    await world.cabin(seated=True, open_door=True)
    await world.cabin(seated=False, open_door=True)
    assert world.moves.moves == [(ADA.device_id, "media")]


async def test_a_link_that_comes_back_during_the_drive_pulls_nothing(world: _World):
    """What a person took back to the phone by hand stays there when the link flickers."""
    await world.near(ADA)
    await world.cabin(seated=True, open_door=False)
    world.moves.moves.clear()
    await world.people.unlinked(ADA.device_id)
    await world.look()
    await world.near(ADA)
    assert world.moves.moves == []


async def test_of_two_phones_the_one_that_came_last_is_the_drivers(world: _World):
    """With both near, the music goes to the phone of who came last."""
    await world.near(BEN)
    await world.near(ADA)
    world.moves.holder = CAR
    await world.cabin(seated=True, open_door=False)
    await world.cabin(seated=False, open_door=True)
    assert world.moves.moves == [(ADA.device_id, "media")]


async def test_a_move_that_is_refused_is_no_defect(world: _World):
    """A rule that cannot be carried out leaves things where they are."""
    world.moves.refuses = True
    await world.near(ADA)
    await world.cabin(seated=True, open_door=False)
    assert world.moves.moves == []
