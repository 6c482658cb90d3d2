"""Navigation in the car: the route that is live here is what it drives and forecasts."""

from __future__ import annotations

import msgspec
import polyline
import pytest
from signal_broker import signal_broker

from segue.node.car._drive import Drive
from segue.node.car._navigation import Navigation
from segue.schema.activity import NavigationState
from segue.schema.journey import Place, TripPlan
from segue.schema.surface import Notice
from segue.testing import FakeClock
from segue.vehicle.plant import load_car
from segue.world import SimulatedCar

LENGTH_M = 111_195.0


def _plan(latitude_deg: float = 39.9) -> TripPlan:
    end = latitude_deg + 1.0
    return TripPlan(
        origin=Place(name="A", latitude_deg=latitude_deg, longitude_deg=116.4),
        destination=Place(name="B", latitude_deg=end, longitude_deg=116.4),
        car="su7-max",
        distance_m=LENGTH_M,
        duration_s=3_600.0,
        energy_wh=20_000.0,
        departure_soc_frac=0.8,
        arrival_soc_frac=0.6,
        arrival_soc_sigma_frac=0.02,
        reachable=True,
        geometry=polyline.encode([(latitude_deg, 116.4), (end, 116.4)], 5),
    )


def _text(plan: TripPlan) -> str:
    return msgspec.json.encode(NavigationState(plan=plan)).decode()


class _World:
    def __init__(self, stored: bytes | None = None, soc_frac: float = 0.8) -> None:
        self.clock = FakeClock()
        car = SimulatedCar(
            load_car("su7-max"), latitude_deg=39.9, longitude_deg=116.4, soc_frac=soc_frac
        )
        self.drive = Drive(
            car,
            broker=signal_broker(self.clock),
            clock=self.clock,
            speedup=60.0,
            ticked=lambda: None,
        )
        self.notices: list[Notice] = []
        self.navigation = Navigation(self.drive, stored=stored, tell=self.notices.append)

    def drive_off(self, seconds: int) -> None:
        self.drive.do("get_in")
        self.drive.do("drive")
        for _ in range(seconds * 10):
            self.clock.advance(0.1)
            self.drive.tick()


def test_without_a_route_there_is_no_progress():
    """Nothing live here means nothing to show, to keep or to hand on."""
    navigation = _World().navigation
    assert navigation.progress() is None
    assert navigation.state_now() is None
    assert navigation.remembered() is None


def test_the_car_drives_the_route_and_hands_on_how_far_it_is():
    """Progress follows the car, and the state that leaves it says where it was."""
    world = _World()
    world.navigation.started(1, _text(_plan()))
    world.drive_off(20)
    progress = world.navigation.progress()
    assert progress is not None
    assert 15_000 < progress.progress_m < LENGTH_M
    assert progress.remaining_m == pytest.approx(LENGTH_M - progress.progress_m)
    assert progress.arrival_soc_frac < 0.8
    state = msgspec.json.decode(world.navigation.state_now() or "", type=NavigationState)
    assert state.progress_m == progress.progress_m


def test_consumption_before_a_restart_still_counts_after_it():
    """The forecast of a restarted node is that of one that ran on."""
    world = _World()
    world.navigation.started(3, _text(_plan()))
    world.drive_off(20)
    before = world.navigation.progress()
    again = Navigation(world.drive, stored=world.navigation.remembered(), tell=lambda _: None)
    again.started(3, _text(_plan()))
    after = again.progress()
    assert before is not None
    assert after is not None
    assert after.progress_m == pytest.approx(before.progress_m, abs=1.0)
    assert after.arrival_soc_frac == pytest.approx(before.arrival_soc_frac, abs=1e-5)
    assert after.arrival_soc_sigma_frac == pytest.approx(before.arrival_soc_sigma_frac, rel=1e-3)


@pytest.mark.parametrize("stored", [b"\xff", b'{"epoch":2,"progress_m":0,"soc_frac":1.0}'])
def test_a_departure_of_another_trip_is_not_taken(stored: bytes):
    """What was stored for another epoch, or cannot be read, starts the count anew."""
    world = _World(stored, soc_frac=0.5)
    world.navigation.started(3, _text(_plan()))
    progress = world.navigation.progress()
    assert progress is not None
    assert progress.arrival_soc_frac == pytest.approx(
        0.5 - 20_000 / world.drive.car.model.battery_energy_wh
    )


def test_a_route_far_from_the_car_is_shown_and_not_driven():
    """The person is told why the car will not set off, and keeps the route."""
    world = _World()
    world.navigation.started(1, _text(_plan(latitude_deg=10.0)))
    assert world.navigation.progress() is not None
    assert [notice.code for notice in world.notices] == ["no_drive"]
    assert world.drive.car.driver is None


def test_a_state_that_is_no_route_stops_the_old_one():
    """A state from a later version that cannot be read is named, and nothing is driven."""
    world = _World()
    world.navigation.started(1, _text(_plan()))
    world.navigation.started(2, '{"type":"navigation"}')
    assert world.navigation.progress() is None
    assert [notice.code for notice in world.notices] == ["bad_route"]


def test_a_car_whose_route_leaves_comes_to_rest():
    """When the route goes to the phone, a moving car brakes and stops."""
    world = _World()
    world.navigation.started(1, _text(_plan()))
    world.drive_off(20)
    assert world.drive.car.plant.speed_mps > 10
    world.navigation.stopped()
    for _ in range(20):
        world.clock.advance(0.1)
        world.drive.tick()
    assert world.drive.car.plant.speed_mps == 0.0
    assert world.navigation.progress() is None
