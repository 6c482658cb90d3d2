"""What screens and phones ask of the car, carried out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from signal_broker import signal_broker

from segue.node.car._assist import Assist
from segue.node.car._drive import Drive
from segue.node.car._methods import CarMethods
from segue.node.car._music import MusicLibrary
from segue.node.car._people import People
from segue.node.jobs import PlanTrip, SearchPlaces
from segue.node.links import PairingDesk
from segue.node.storage import Store
from segue.schema.journey import NoPlan, Place
from segue.schema.link import DeviceInfo, Request, Response
from segue.schema.surface import METHODS
from segue.testing import FakeClock
from segue.vehicle.plant import load_car
from segue.world import SimulatedCar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PHONE = DeviceInfo(device_id="p" * 22, public_key=b"k" * 32, name="Ada's phone", kind="phone")
SHANGHAI = {"name": "Shanghai", "latitude_deg": 31.2, "longitude_deg": 121.5}
NO_ROAD = NoPlan(code="no_road", reason="There is no road.")


class _Activities:
    """Stands in for the activities: notes what was ended."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    async def end(self, activity: str) -> None:
        self.ended.append(activity)


class _Worker:
    """Stands in for the worker: notes the jobs, finds one place and no plan."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []

    async def run(self, job: object, *, deadline_s: float) -> object:  # noqa: ARG002
        self.jobs.append(job)
        if isinstance(job, SearchPlaces):
            return (Place(name="Found", latitude_deg=0.0, longitude_deg=0.0),)
        return NO_ROAD


class _World:
    def __init__(self, store: Store) -> None:
        self.clock = FakeClock()
        self.worker = _Worker()
        self.activities = _Activities()
        self.dropped: list[tuple[str, str]] = []
        car = SimulatedCar(load_car("su7-max"), latitude_deg=39.9, longitude_deg=116.4)
        broker = signal_broker(self.clock)
        self.drive = Drive(
            car,
            broker=broker,
            clock=self.clock,
            speedup=1.0,
            ticked=lambda: None,
        )
        self.people = People(store, self.clock, lambda _view: None)
        self.desk = PairingDesk(
            device_id="c" * 22,
            space_id="s",
            addresses=lambda: (),
            paired=self.people,
            clock=self.clock,
            randomness=os.urandom,
            changed=lambda _view: None,
        )
        self.methods = CarMethods(
            drive=self.drive,
            assist=Assist(
                self.drive,
                broker=broker,
                clock=self.clock,
                simulated=True,
                changed=lambda _view: None,
                tell=lambda _notice: None,
            ),
            activities=self.activities,  # type: ignore[arg-type]
            people=self.people,
            desk=self.desk,
            music=MusicLibrary(b"k" * 16),
            worker=self.worker,  # type: ignore[arg-type]
            drop_link=lambda device_id, reason: self.dropped.append((device_id, reason)),
            phone_origin="http://localhost:8420",
        ).table()

    async def call(self, method: str, **params: object) -> Response:
        return await self.methods.answer(Request(request_id=1, method=method, params=params))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[_World]:
    """Return a car's methods over a real drive, desk and people."""
    store = Store.open(tmp_path)
    yield _World(store)
    store.close()


async def test_every_method_of_the_schema_is_carried_out(world: _World):
    """A screen never meets a method that the schema has and the car does not."""
    for method in METHODS:
        answer = await world.call(method, nonsense=[])
        assert answer.error_code != "unknown_method", method


@pytest.mark.parametrize(("asked", "given"), [(-5, 1), (0, 1), (6, 6), (10_000, 20)])
async def test_a_search_is_near_the_car_and_of_a_bounded_size(
    world: _World, asked: int, given: int
):
    """However much a phone asks for, one search is one screen."""
    answer = await world.call("places.search", query="sh", limit=asked)
    assert answer.error is None
    (job,) = world.worker.jobs
    assert job.limit == given
    assert (job.near.latitude_deg, job.near.longitude_deg) == (39.9, 116.4)


async def test_a_plan_starts_at_the_car_with_its_charge_and_climate(world: _World):
    """Without an origin, from here; what the cabin takes counts once it is on."""
    await world.call("trip.plan", destination=SHANGHAI)
    await world.call("car.climate", on=True, target_k=300.0)
    await world.call("trip.plan", destination=SHANGHAI, origin={**SHANGHAI, "name": "There"})
    off, on = world.worker.jobs
    assert isinstance(off, PlanTrip)
    assert (off.origin.latitude_deg, off.origin.longitude_deg) == (39.9, 116.4)
    assert off.soc_frac == world.drive.car.plant.soc_frac
    assert off.climate_w == 0.0
    assert on.origin.name == "There"
    assert on.climate_w > 0.0


async def test_no_plan_is_an_answer_and_not_an_error(world: _World):
    """A place across the sea comes back with its reason."""
    answer = await world.call("trip.plan", destination=SHANGHAI)
    assert answer.error is None
    assert answer.result is not None
    assert answer.result.plan == NO_ROAD  # type: ignore[attr-defined]


async def test_climate_takes_kelvin_and_changes_only_what_was_given(world: _World):
    """Off stays off when only the target changes, and the target stays when it is turned on."""
    await world.call("car.climate", target_k=297.15)
    assert (world.drive.car.climate.on, world.drive.car.climate.target_k) == (False, 297.15)
    await world.call("car.climate", on=True)
    assert (world.drive.car.climate.on, world.drive.car.climate.target_k) == (True, 297.15)


async def test_what_the_car_refuses_comes_back_as_a_reason(world: _World):
    """A target that no cabin has is a sentence to read, with the code for it."""
    answer = await world.call("car.climate", target_k=400.0)
    assert answer.error_code == "rejected"
    assert "16 to 28" in (answer.error or "")


async def test_two_screens_that_open_pairing_show_one_code(world: _World):
    """The second one does not void the first; an old code is replaced before it runs out."""
    await world.call("pairing.open")
    first = world.desk.view().url
    world.clock.advance(30.0)
    await world.call("pairing.open")
    assert world.desk.view().url == first
    world.clock.advance(31.0)
    await world.call("pairing.open")
    assert world.desk.view().url not in ("", first)


async def test_unpairing_forgets_the_phone_and_ends_its_link(world: _World):
    """Both, and again is an error that says so."""
    await world.people.add(PHONE)
    await world.call("pairing.unpair", device_id=PHONE.device_id)
    assert not world.people.is_paired(PHONE.device_id)
    assert world.dropped == [(PHONE.device_id, "unpaired")]
    again = await world.call("pairing.unpair", device_id=PHONE.device_id)
    assert again.error_code == "bad_request"


async def test_an_activity_that_does_not_exist_is_named(world: _World):
    """A screen of a later version asks for one: nothing happens, and it reads why."""
    await world.call("activity.end", activity="media")
    answer = await world.call("activity.end", activity="karaoke")
    assert world.activities.ended == ["media"]
    assert answer.error_code == "rejected"
    assert "karaoke" in (answer.error or "")


@pytest.mark.parametrize(
    ("method", "params"), [("assist.press", {"button": "engage"}), ("assist.drive", {})]
)
async def test_assistance_that_does_not_run_is_refused_with_what_to_do(
    world: _World, method: str, params: dict[str, object]
):
    """A button that can do nothing says why, in words a driver may read."""
    answer = await world.call(method, **params)
    assert answer.error_code == "rejected"
    assert answer.error == "Assisted driving begins on a motorway. Drive there first."
