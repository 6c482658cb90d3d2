"""A car with a bus: what the mapping names is the bus's alone, read and, if listed, written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import can
import pytest
from can_car import ANGLE, CHARGE, DBC, GEAR, LOCK, LOG, MAP, SPEED, frame
from cantools.database import load_file
from signal_broker import MemoryAudit, rights, signal_broker

from segue.kernel import LocalUseError, Rejected, SystemClock
from segue.node.canbus import BusSpec, LogSpec, _thread
from segue.node.car import CanOptions, CarNode, CarOptions
from segue.node.car._can import CarCan, load_can_setup
from segue.node.car._drive import Drive
from segue.node.car._state import LATITUDE, CarFacts, car_state
from segue.node.car.broker import SignalBroker
from segue.schema.surface import Notice
from segue.vehicle.can import MappingMisfits
from segue.vehicle.plant import load_car
from segue.vehicle.signals import NoProvider
from segue.world import SimulatedCar

_ALL = rights("read actuate")
_READ_ONLY = MAP.read_text().partition("[messages.DOOR_COMMAND")[0]


@dataclass
class _Car:
    """A car's bus, broker and simulation, and the other end of its bus."""

    broker: SignalBroker
    drive: Drive
    bus: can.BusABC
    audit: MemoryAudit
    notices: list[Notice] = field(default_factory=list)

    def freshness(self, path: str) -> str:
        return self.broker.signals.get(path).freshness

    def provider(self, path: str) -> str:
        return self.broker.signals.get(path).provider

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds; a test that hangs has failed."""
        async with asyncio.timeout(30):
            while not true():  # noqa: ASYNC110  the bus's other end has no event to wait for
                await asyncio.sleep(0.005)

    async def sent(self) -> can.Message:
        """Return the next frame that the car sent."""
        frames: list[can.Message] = []

        def heard() -> bool:
            frames.extend(each for each in (self.bus.recv(0),) if each is not None)
            return bool(frames)

        await self.until(heard)
        return frames[0]


@asynccontextmanager
async def _car(channel: str, mapping: Path = MAP) -> AsyncIterator[_Car]:
    clock = SystemClock()
    audit = MemoryAudit()
    broker = signal_broker(clock, audit=audit)
    setup = load_can_setup(CanOptions(bus=f"virtual:{channel}", dbc=DBC, mapping=mapping))
    notices: list[Notice] = []
    bus = can.Bus(interface="virtual", channel=channel)
    of_car = CarCan(setup, broker=broker, clock=clock, tell=notices.append)
    drive = Drive(
        SimulatedCar(load_car("su7-max"), latitude_deg=39.9, longitude_deg=116.4),
        broker=broker,
        clock=clock,
        speedup=1.0,
        ticked=lambda: None,
        real=setup.plan.read_paths | setup.plan.write_paths,
    )
    jobs = [asyncio.create_task(job) for job in (of_car.run(), broker.run(), drive.run())]
    try:
        yield _Car(broker, drive, bus, audit, notices)
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        bus.shutdown()


@pytest.fixture
async def car(request: pytest.FixtureRequest) -> AsyncIterator[_Car]:
    """The guide's car, on a virtual bus of the test's own, connected."""
    async with _car(request.node.name) as made:
        # Connected once it hears something.
        await made.until(lambda: _hears(made))
        yield made


def _hears(car: _Car) -> bool:
    car.bus.send(frame("GEAR", {"GEAR": 0}))
    return car.freshness(GEAR) == "fresh"


async def test_mapped_signals_are_the_buss_alone(car: _Car):
    """Nothing simulated stands in for them, before or after; the rest is simulated as before."""
    assert car.freshness(SPEED) == "never"
    car.drive.tick()
    assert car.freshness(SPEED) == "never"
    car.bus.send(frame("SPEED", {"SPEED": 42.5}))
    await car.until(lambda: car.freshness(SPEED) == "fresh")
    car.drive.tick()
    assert car.broker.signals.get(SPEED).value == pytest.approx(42.5)
    assert car.provider(SPEED).startswith("virtual:")
    assert car.provider(LATITUDE) == "simulated car"


async def test_a_silent_message_turns_stale_by_itself(car: _Car):
    """Nobody has to ask: the car keeps each message's time."""
    car.bus.send(frame("STEERING", {"ANGLE": 5.0, "COUNTER": 1}))
    await car.until(lambda: car.freshness(ANGLE) == "fresh")
    await car.until(lambda: car.freshness(ANGLE) == "stale")


async def test_the_screens_have_no_car_before_the_bus_said_what_they_show(car: _Car):
    """A speed that nobody measured is not shown as 0."""

    def state():
        facts = CarFacts(model="m", title="t", simulated=False)
        return car_state(car.broker.signals, facts, now_s=0.0, speedup=1.0)

    assert state() is None
    car.bus.send(frame("SPEED", {"SPEED": 36.0}))
    car.bus.send(frame("BATTERY", {"CHARGE": 55.5}))
    await car.until(lambda: state() is not None)
    assert state().speed_mps == pytest.approx(10.0)
    assert state().soc_frac == pytest.approx(0.555)


async def test_trips_are_planned_with_the_real_charge(car: _Car):
    """The simulated car's until the bus has said it, and then the last it said."""
    assert car.drive.soc_frac == pytest.approx(0.8)
    car.bus.send(frame("BATTERY", {"CHARGE": 33.0}))
    await car.until(lambda: car.freshness(CHARGE) == "fresh")
    assert car.drive.soc_frac == pytest.approx(0.33)
    await car.until(lambda: car.freshness(CHARGE) == "stale")
    assert car.drive.soc_frac == pytest.approx(0.33)


async def test_a_lock_is_done_when_the_car_says_so(car: _Car):
    """The frame goes out right, and the outcome waits for the status that shows it."""
    asked = asyncio.create_task(car.broker.actuate(_ALL, {LOCK: True}))
    heard = await car.sent()
    decoded = load_file(DBC).decode_message(heard.arbitration_id, heard.data)
    assert (heard.arbitration_id, str(decoded["LOCK"])) == (1568, "LOCK")
    car.bus.send(frame("DOORS", {"LOCK_STATE": 0}))  # not yet
    await car.until(lambda: car.freshness(LOCK) == "fresh")
    assert not asked.done()
    car.bus.send(frame("DOORS", {"LOCK_STATE": 1}))
    outcome = await asked
    assert (outcome.status, outcome.reason) == ("done", "")
    assert [row[0] for row in car.audit.rows][:1] == ["asked"]


async def test_a_lock_times_out_when_the_car_never_says_so(car: _Car):
    """That a frame left is no proof that a door is locked."""
    outcome = await car.broker.actuate(_ALL, {LOCK: True}, deadline_s=0.3)
    assert outcome.status == "timed_out"


async def test_a_write_is_done_when_the_bus_took_it_and_nothing_reads_it_back(
    tmp_path: Path, request: pytest.FixtureRequest
):
    """Without a status there is no more to know."""
    mapping = tmp_path / "a.toml"
    status = MAP.read_text().index("[messages.DOORS.signals.LOCK_STATE]")
    door = MAP.read_text().index("[messages.DOORS.signals.DRIVER_DOOR]")
    mapping.write_text(MAP.read_text()[:status] + MAP.read_text()[door:])
    async with _car(request.node.name, mapping) as car:
        await car.until(lambda: _hears(car))
        outcome = await car.broker.actuate(_ALL, {LOCK: True})
    assert outcome.status == "done"


async def test_nothing_is_sent_when_the_mapping_lists_nothing(
    tmp_path: Path, request: pytest.FixtureRequest
):
    """A real door's lock is not locked in simulation instead, and the bus stays silent."""
    mapping = tmp_path / "a.toml"
    mapping.write_text(_READ_ONLY)
    async with _car(request.node.name, mapping) as car:
        await car.until(lambda: _hears(car))
        with pytest.raises(NoProvider):
            await car.broker.actuate(_ALL, {LOCK: True})
        assert car.bus.recv(0.1) is None


async def test_unlocking_is_refused_when_the_real_speed_is_not_known(car: _Car):
    """The guard looks at the bus's speed: silent, the car is taken to move."""
    with pytest.raises(Rejected, match="not known to stand still"):
        await car.broker.actuate(_ALL, {LOCK: False})
    car.bus.send(frame("SPEED", {"SPEED": 30.0}))
    await car.until(lambda: car.freshness(SPEED) == "fresh")
    with pytest.raises(Rejected, match="not known to stand still"):
        await car.broker.actuate(_ALL, {LOCK: False})
    assert car.bus.recv(0.1) is None


async def test_all_is_stale_and_a_person_is_told_when_the_bus_is_lost(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
):
    """A pulled plug is said at once, a write is refused, and the bus comes back by itself."""
    monkeypatch.setattr(_thread, "_FIRST_RETRY_S", 0.2)
    broken = False
    opened = _thread.open_bus

    def breakable(spec: BusSpec | LogSpec):
        if broken:
            raise _thread.DeviceUnavailable("No such device.")
        bus = opened(spec)
        recv = bus.recv

        def receive(timeout: float | None = None):
            if broken:
                raise can.CanOperationError("Network is down")
            return recv(timeout)

        bus.recv = receive
        return bus

    monkeypatch.setattr(_thread, "open_bus", breakable)
    async with _car(request.node.name) as car:
        await car.until(lambda: _hears(car))
        broken = True
        await car.until(lambda: bool(car.notices))
        assert car.freshness(GEAR) == "stale"
        assert (car.notices[0].level, car.notices[0].code) == ("warning", "can_lost")
        assert "Network is down" in car.notices[0].text
        outcome = await car.broker.actuate(_ALL, {LOCK: True})
        assert (outcome.status, "is not connected" in outcome.reason) == ("rejected", True)
        broken = False
        await car.until(lambda: _hears(car))
        assert car.notices[-1].code == "can_back"


async def test_a_node_does_not_start_when_its_mapping_does_not_fit(tmp_path: Path):
    """Half a mapping is none: every misfit is said, and nothing was made."""
    mapping = tmp_path / "a.toml"
    mapping.write_text("[messages.NONE.signals.A]\npath = 'Vehicle.Speed'\n")
    options = CanOptions(bus=f"log:{LOG}", dbc=DBC, mapping=mapping)
    with pytest.raises(MappingMisfits):
        async with CarNode(CarOptions(folder=tmp_path / "car", port=0, can=options)):
            pass
    assert not (tmp_path / "car").exists()


def test_a_bus_that_no_interface_has_is_refused():
    """A typo is not a bus that may come later."""
    with pytest.raises(LocalUseError, match="no CAN interface"):
        load_can_setup(CanOptions(bus="sockercan:can0", dbc=DBC, mapping=MAP))
