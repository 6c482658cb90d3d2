"""The simulated car in real time, and how its screens see it."""

from __future__ import annotations

import asyncio
import math

import pytest
from signal_broker import rights, signal_broker

from segue.kernel import LocalUseError, Rejected
from segue.node.car._drive import Drive
from segue.node.car._state import (
    CLIMATE_ON,
    CLIMATE_TARGET,
    LOCK,
    SPEED,
    STATE_OF_CHARGE,
    CarFacts,
    car_state,
)
from segue.testing import FakeClock
from segue.vehicle.orders import Order
from segue.vehicle.plant import load_car
from segue.vehicle.signals import AlreadyClaimed, Filter, SignalStore
from segue.world import SimulatedCar

WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"
FACTS = CarFacts(model="su7-max", title="A car", simulated=True)


def _drive(clock: FakeClock, speedup: float = 1.0) -> Drive:
    car = SimulatedCar(load_car("su7-max"), latitude_deg=39.9, longitude_deg=116.4)
    return Drive(
        car, broker=signal_broker(clock), clock=clock, speedup=speedup, ticked=lambda: None
    )


def _pass(drive: Drive, clock: FakeClock, seconds: float) -> None:
    for _ in range(round(seconds * 10)):
        clock.advance(0.1)
        drive.tick()
        drive._broker.on_timer(clock.monotonic_s())


def _state(drive: Drive, clock: FakeClock):
    state = car_state(drive.signals, FACTS, now_s=clock.monotonic_s(), speedup=drive.speedup)
    assert state is not None
    return state


def test_a_new_car_is_parked_locked_and_whole_on_its_screen():
    """Every field of the screen's car comes from a signal, in SI units."""
    clock = FakeClock()
    state = _state(_drive(clock), clock)
    assert (state.gear, state.parked, state.locked, state.speed_mps) == ("P", True, True, 0.0)
    assert state.soc_frac == pytest.approx(0.8)
    assert (state.latitude_deg, state.longitude_deg) == (39.9, 116.4)
    assert state.cabin_k == pytest.approx(288.15)
    assert state.age_s == 0.0


def test_there_is_no_car_to_show_before_its_first_signals():
    """An empty store is no car, not a car at speed 0."""
    assert car_state(SignalStore(), FACTS, now_s=0.0, speedup=1.0) is None


def test_a_car_that_has_stopped_talking_says_how_old_it_is():
    """A screen can tell a value of now from one of long ago."""
    clock = FakeClock()
    drive = _drive(clock)
    clock.advance(7.0)
    assert _state(drive, clock).age_s == pytest.approx(7.0)


def test_time_runs_at_the_pace_asked_for():
    """Ten times as fast, a person is in and belted in a tenth of the time."""
    clock = FakeClock()
    drive = _drive(clock, speedup=10.0)
    drive.do("get_in")
    _pass(drive, clock, 0.9)
    state = _state(drive, clock)
    assert (state.seat_occupied, state.belted, state.ignition) == (True, True, "on")


def test_a_machine_that_slept_does_not_make_the_car_jump():
    """An hour of sleep is at most a second of the car's time."""
    clock = FakeClock()
    drive = _drive(clock)
    drive.car.set_climate(on=True)
    before = drive.car.plant.soc_frac
    clock.advance(3600.0)
    drive.tick()
    used_wh = (before - drive.car.plant.soc_frac) * drive.car.model.battery_energy_wh
    assert used_wh < 20_000 / 3600


@pytest.mark.parametrize("speedup", [0.99, 600.1, math.nan, math.inf, -1.0])
def test_a_pace_out_of_range_is_refused_and_the_old_one_stays(speedup: float):
    """Nonsense from a slider changes nothing."""
    drive = _drive(FakeClock(), speedup=5.0)
    with pytest.raises(LocalUseError, match="1 to 600"):
        drive.set_speedup(speedup)
    assert drive.speedup == 5.0


async def test_what_is_permitted_is_done_and_shown_at_once():
    """Lock and climate are on the screen with the answer, not a tick later."""
    clock = FakeClock()
    drive = _drive(clock)
    await drive.request({CLIMATE_ON: True, CLIMATE_TARGET: 23.0})
    await drive.request({LOCK: False})
    state = _state(drive, clock)
    assert (state.climate_on, state.locked) == (True, False)
    assert state.climate_target_k == pytest.approx(296.15)


async def test_a_refusal_of_the_car_reaches_who_asked():
    """What the car will not do is a reason to read, and nothing changes."""
    clock = FakeClock()
    drive = _drive(clock)
    with pytest.raises(Rejected, match="16 to 28"):
        await drive.request({CLIMATE_TARGET: 99.0})
    assert _state(drive, clock).climate_target_k == pytest.approx(294.15)


async def _settle() -> None:
    """Let what waits in the loop go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_an_order_to_a_motor_ends_when_it_is_there():
    """A window takes its four seconds; a second order on the way ends the first at once."""
    clock = FakeClock()
    drive = _drive(clock)
    clock.advance(0.5)  # time that passed before the order moves nothing
    opening = asyncio.create_task(drive.request({WINDOW: 100}))
    await _settle()
    _pass(drive, clock, 3.8)
    await _settle()
    assert not opening.done()
    assert drive.signals.get(WINDOW).value == 95
    _pass(drive, clock, 0.3)
    await opening
    closing = asyncio.create_task(drive.request({WINDOW: 0}))
    await _settle()
    _pass(drive, clock, 1.0)
    halfway = asyncio.create_task(drive.request({WINDOW: 50}))
    await _settle()
    with pytest.raises(Rejected, match="Superseded"):
        await closing
    _pass(drive, clock, 1.1)
    await halfway
    assert drive.signals.get(WINDOW).value == 50


async def test_unlocking_is_refused_unless_the_car_is_known_to_stand():
    """A car whose speed is not known is taken to move."""
    clock = FakeClock()
    drive = _drive(clock)
    drive.signals.expire(drive._provider.source, [SPEED], now_s=0.0)
    assert drive.signals.get(SPEED).freshness == "stale"
    with pytest.raises(Rejected, match="stand"):
        await drive.request({LOCK: False})


def test_every_movement_of_a_person_is_told_when_time_is_fast():
    """At 600 times, a door that opens and closes within one tick is still seen open."""
    clock = FakeClock()
    seen: list[tuple[bool, bool]] = []
    car = SimulatedCar(load_car("su7-max"), latitude_deg=39.9, longitude_deg=116.4)
    drive = Drive(
        car,
        broker=signal_broker(clock),
        clock=clock,
        speedup=600.0,
        ticked=lambda: seen.append((car.body.door_open, car.body.seat_occupied)),
    )
    drive.do("get_in")
    _pass(drive, clock, 0.1)
    drive.do("get_out")
    _pass(drive, clock, 0.1)
    assert list(dict.fromkeys(seen)) == [(False, False), (True, False), (True, True), (False, True)]
    assert seen[-1] == (False, False)
    assert (True, False) in seen[seen.index((False, True)) :], "the door was open behind them"


async def test_the_last_value_arrives_when_its_interval_is_over():
    """A subscriber that wants a value a second gets the newest one, not the one before the stop."""
    clock = FakeClock()
    drive = _drive(clock)
    once_a_second = Filter(min_interval_s=1.0)
    heard = drive.signals.subscribe([CLIMATE_TARGET], now_s=0.0, wanted=once_a_second)
    heard.drain()
    for celsius in (22.0, 23.0, 24.0):
        clock.advance(0.1)
        await drive.request({CLIMATE_TARGET: celsius})
    assert [sample.value for sample in heard.drain()] == []
    _pass(drive, clock, 1.0)
    assert [sample.value for sample in heard.drain()] == [24.0]


def test_a_provider_that_fell_silent_is_stale_while_the_car_goes_on():
    """The lease of another provider ends with the ticks; the car's own never does."""
    clock = FakeClock()
    drive = _drive(clock)
    other = drive.signals.register("rain sensor", now_s=0.0, lease_s=1.0)
    drive.signals.set(other, "Vehicle.Body.Raindetection.Intensity", 40, 0.0)
    _pass(drive, clock, 5.0)
    assert drive.signals.get("Vehicle.Body.Raindetection.Intensity").freshness == "stale"
    assert drive.signals.get(SPEED).freshness == "fresh"


def test_a_machine_that_slept_still_has_its_car():
    """The car lives as long as its process: no sleep is a loss of it."""
    clock = FakeClock()
    drive = _drive(clock)
    clock.advance(3600.0)
    drive.tick()
    assert drive.signals.get(SPEED).freshness == "fresh"


ALL = rights("read provide actuate")


def test_the_simulation_gives_way_for_good_when_a_provider_claims_a_signal():
    """What is real is never mixed with what is simulated, not even after the provider has gone."""
    clock = FakeClock()
    drive = _drive(clock)
    sensor = drive._broker.provide(ALL, "speed sensor")
    sensor.claim([SPEED])
    assert drive.signals.get(SPEED).freshness == "stale"  # what was simulated is not its word
    sensor.publish({SPEED: 88.0}, source_utc_s=None)
    _pass(drive, clock, 1.0)
    assert (drive.signals.get(SPEED).value, drive.signals.get(SPEED).provider) == (
        88.0,
        "speed sensor",
    )
    sensor.close()
    _pass(drive, clock, 1.0)
    assert (drive.signals.get(SPEED).value, drive.signals.get(SPEED).freshness) == (88.0, "stale")
    assert drive.signals.get(LOCK).freshness == "fresh"


def test_planning_uses_the_real_charge_when_a_provider_gives_it():
    """A battery that somebody measures counts before the simulated one."""
    clock = FakeClock()
    drive = _drive(clock)
    assert drive.soc_frac == pytest.approx(0.8)
    meter = drive._broker.provide(ALL, "battery")
    meter.claim([STATE_OF_CHARGE])
    meter.publish({STATE_OF_CHARGE: 42.0}, source_utc_s=None)
    _pass(drive, clock, 1.0)
    assert drive.soc_frac == pytest.approx(0.42)


async def test_a_real_lock_is_asked_when_one_is_served():
    """An actuator that a provider serves is no longer moved in the simulation."""
    clock = FakeClock()
    drive = _drive(clock)
    orders: asyncio.Queue[Order] = asyncio.Queue()
    body = drive._broker.provide(ALL, "body computer")
    body.serve([LOCK], orders.put_nowait)
    asking = asyncio.create_task(drive.request({LOCK: True}))
    order = await orders.get()
    body.report(order.request_id)
    await asking
    assert order.targets == {LOCK: True}
    _pass(drive, clock, 1.0)
    assert drive.signals.get(LOCK).freshness == "stale"  # nor does the simulation say how it is
    body.publish({LOCK: True}, source_utc_s=None)
    assert drive.signals.get(LOCK).provider == "body computer"


def test_a_single_value_does_not_displace_the_simulation():
    """Who gives one value without a connection is told who gives that signal."""
    drive = _drive(FakeClock())
    with pytest.raises(AlreadyClaimed, match="simulated car"):
        drive._broker.publish(ALL, {SPEED: 88.0}, source_utc_s=None)


def test_two_real_providers_do_not_displace_each_other():
    """Only a simulation yields."""
    drive = _drive(FakeClock())
    drive._broker.provide(ALL, "first").claim([SPEED])
    with pytest.raises(AlreadyClaimed, match="first"):
        drive._broker.provide(ALL, "second").claim([SPEED])
