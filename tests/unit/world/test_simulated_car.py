"""The simulated car: what a person can do with it, in what order, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from segue.kernel import DataUnusable, LocalUseError, Rejected
from segue.testing import VirtualCar
from segue.vehicle.signals import Filter, vss_catalogue
from segue.world import Body, actuator_paths, carry_out, restore, save, signal_paths

LOCK = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
CLIMATE = "Vehicle.Cabin.HVAC.IsAirConditioningActive"
SPEED = "Vehicle.Speed"


def seated(**options: float) -> VirtualCar:
    """Return a car with a person in it and 5 km of road ahead."""
    car = VirtualCar(**options)  # pyright: ignore[reportArgumentType]
    car.set_route(to_north_m=5_000)
    car.do("get_in")
    car.advance(10)
    return car


def test_getting_in_takes_its_steps_in_order():
    """Unlock, open, sit, close, belt, start: each seen in the signals before the next."""
    car = VirtualCar()
    seen = [car.car.body]
    car.do("get_in")
    for _ in range(100):
        car.advance(0.1)
        if car.car.body != seen[-1]:
            seen.append(car.car.body)
    assert seen == [
        Body(),
        Body(locked=False),
        Body(locked=False, door_open=True),
        Body(locked=False, door_open=True, seat_occupied=True, ignition="accessory"),
        Body(locked=False, seat_occupied=True, ignition="accessory"),
        Body(locked=False, seat_occupied=True, belted=True, ignition="accessory"),
        Body(locked=False, seat_occupied=True, belted=True, ignition="on"),
    ]


def test_getting_out_leaves_the_car_as_it_was():
    """Belt, door, seat, door, lock: parked, off and locked again."""
    car = seated()
    car.do("get_out")
    car.advance(2.0)
    assert not car.car.body.belted
    assert car.car.body.seat_occupied
    car.advance(15)
    assert car.car.body == Body()


@pytest.mark.parametrize(
    ("prepare", "action", "said"),
    [
        (VirtualCar, "drive", "Get in first"),
        (VirtualCar, "get_out", "Get in first"),
        (VirtualCar, "stop", "stands already"),
        (seated, "get_in", "sits in the driver's seat already"),
        (lambda: cleared(seated()), "drive", "Choose a destination first"),
        (lambda: seated(soc_frac=0.0), "drive", "battery is empty"),
        (lambda: driven(seated()), "get_out", "Stop first"),
        (lambda: driven(seated(), seconds=600), "drive", "there already"),
    ],
)
def test_what_makes_no_sense_is_rejected_with_what_to_do(
    prepare: Callable[[], VirtualCar], action: str, said: str
):
    """The reason can be shown to the person as it is, and nothing changes."""
    car = prepare()
    before = save(car.car)
    with pytest.raises(Rejected) as caught:
        car.do(action)  # pyright: ignore[reportArgumentType]
    assert said in str(caught.value)
    assert save(car.car) == before


def driven(car: VirtualCar, seconds: float = 20) -> VirtualCar:
    """Return the car after it was driven for some time."""
    car.do("drive")
    car.advance(seconds)
    return car


def cleared(car: VirtualCar) -> VirtualCar:
    """Return the car without its route."""
    car.car.clear_route()
    return car


def test_a_drive_ends_parked_at_the_destination():
    """The car goes at cruising speed, uses charge, arrives, stops and goes into park."""
    car = seated()
    start_deg = car.value("Vehicle.CurrentLocation.Latitude")
    car.do("drive")
    car.advance(60)
    assert car.value(SPEED) == pytest.approx(108, abs=1)
    assert car.value("Vehicle.Powertrain.Transmission.CurrentGear") == 1
    assert car.value("Vehicle.Powertrain.TractionBattery.CurrentPower") < 0
    assert car.value("Vehicle.Powertrain.TractionBattery.StateOfCharge.Current") < 80
    car.advance_until(lambda: car.car.body.gear == "P", within_s=300)
    car.advance(1)
    assert car.value(SPEED) == 0
    assert car.value("Vehicle.IsMoving") is False
    moved_deg = car.value("Vehicle.CurrentLocation.Latitude") - start_deg
    assert moved_deg * 111_195 == pytest.approx(5_000, abs=3)
    assert car.value("Vehicle.TraveledDistance") == pytest.approx(5_000, abs=3)


def test_acceleration_is_that_of_the_speed_when_the_car_sets_off_and_stops():
    """Summed up it gives the speed; in a parked car it is nothing."""
    car = seated()
    car.do("drive")
    speed_mps = 0.0
    for _ in range(100):
        car.advance(0.1)
        accel = car.value("Vehicle.Acceleration.Longitudinal")
        assert isinstance(accel, float)
        speed_mps += 0.1 * accel
    assert speed_mps == pytest.approx(car.car.plant.speed_mps)
    assert speed_mps > 3
    car.do("stop")
    car.advance_until(lambda: car.car.body.gear == "P", within_s=60)
    car.do("get_out")
    car.advance(15)
    assert car.value("Vehicle.Acceleration.Longitudinal") == 0


def test_driving_may_be_asked_for_while_getting_in():
    """What comes later waits until the person sits and the car is on."""
    car = VirtualCar()
    car.set_route(to_north_m=5_000)
    car.do("get_in")
    car.do("drive")
    car.advance(6)
    assert car.value(SPEED) == 0
    car.advance(20)
    assert car.value(SPEED) > 30


def test_stopping_brakes_to_rest_and_driving_goes_on():
    """A stop on the way is comfortable, ends in park, and the route is still there."""
    car = driven(seated(), 30)
    car.do("stop")
    car.advance_until(lambda: car.car.body.gear == "P", within_s=60)
    stopped_m = car.car.plant.distance_m
    car.advance(5)
    assert car.car.plant.distance_m == stopped_m
    driven(car, 30)
    assert car.value(SPEED) > 60


def test_the_car_stops_straight_on_when_its_route_is_taken_away():
    """Without a route the car brakes where it is, its position still moving with it."""
    car = driven(seated(), 30)
    before_deg = car.car.latitude_deg
    before_m = car.car.plant.distance_m
    cleared(car).advance_until(lambda: car.car.body.gear == "P", within_s=60)
    moved_m = car.car.plant.distance_m - before_m
    assert moved_m > 100
    assert (car.car.latitude_deg - before_deg) * 111_195 == pytest.approx(moved_m, rel=1e-3)


def test_an_empty_battery_ends_the_drive():
    """The car rolls to rest, parks, and will not go again; the climate goes off with it."""
    car = seated(soc_frac=0.004)
    car.car.set_climate(on=True)
    driven(car, 400)
    assert car.value("Vehicle.Powertrain.TractionBattery.StateOfCharge.Current") == 0
    assert car.value(SPEED) == 0
    assert car.car.body.gear == "P"
    assert car.car.driver is not None
    assert car.car.driver.remaining_m > 500
    assert car.value(CLIMATE) is False
    with pytest.raises(Rejected, match="empty"):
        car.car.set_climate(on=True)


def test_a_parked_car_that_is_off_uses_nothing():
    """Over a night the charge stays."""
    car = VirtualCar()
    car.car.advance(8 * 3600)
    assert car.car.plant.soc_frac == 0.8


def test_preconditioning_warms_a_parked_car_and_costs_charge():
    """The climate works without anyone in the car."""
    car = VirtualCar()
    car.car.outside_k = 268.15
    carry_out(car.car, "1", {CLIMATE: True, TEMPERATURE: 21.0})
    car.advance(600)
    assert car.value("Vehicle.Cabin.HVAC.AmbientAirTemperature") == pytest.approx(21, abs=0.5)
    assert car.value("Vehicle.Powertrain.TractionBattery.StateOfCharge.Current") < 80


def test_a_night_of_heating_takes_charge_and_not_the_range_of_the_rest():
    """Parked with the climate on, range falls as charge does, and no further."""
    car = VirtualCar(soc_frac=0.8).car
    car.set_climate(on=True)
    before_m = car.range_m
    car.advance(4 * 3600)
    assert car.plant.soc_frac < 0.79
    assert car.range_m / before_m == pytest.approx(car.plant.soc_frac / 0.8, rel=1e-6)


def test_range_falls_by_what_is_driven():
    """At a steady speed the estimate falls about as fast as the road passes."""
    car = VirtualCar()
    car.set_route(to_north_m=200_000, cruise_mps=25.0)
    car.do("get_in")
    car.do("drive")
    car.car.advance(3600)
    before_m, at_m = car.car.range_m, car.car.plant.distance_m
    car.car.advance(600)
    assert before_m - car.car.range_m == pytest.approx(car.car.plant.distance_m - at_m, rel=0.1)
    assert 300_000 < before_m < 700_000


def test_simulated_time_does_not_depend_on_how_it_is_cut():
    """Ten real ticks of a minute each drive as far as six thousand of a tenth of a second."""
    one, other = seated(), seated()
    one.do("drive")
    other.do("drive")
    for _ in range(10):
        one.car.advance(12.0)
    for _ in range(2400):
        other.car.advance(0.05)
    assert one.car.plant.distance_m == pytest.approx(other.car.plant.distance_m, abs=5)


def test_a_far_route_is_rejected():
    """A route somewhere else cannot be driven from here."""
    car = VirtualCar()
    elsewhere = VirtualCar(at=(48.1, 11.6))
    elsewhere.set_route(to_north_m=1000)
    assert elsewhere.car.driver is not None
    with pytest.raises(Rejected, match="from where the car is"):
        car.car.follow(elsewhere.car.driver.route, cruise_mps=30)


def test_every_signal_exists_and_is_published():
    """Each row names a VSS 6 signal and its value fits it, destination and all."""
    car = driven(seated())
    for path in signal_paths():
        sample = car.store.get(path)
        assert (path, sample.freshness) == (path, "fresh")
        assert sample.source_utc_s == car.clock.utc_s()
    assert set(actuator_paths()) <= set(signal_paths())
    assert all(vss_catalogue().lookup(path).entry == "actuator" for path in actuator_paths())


def test_positions_change_together():
    """A reader of the place gets latitude and longitude of one moment."""
    car = driven(seated())
    latitude, longitude = (
        car.store.subscribe(
            [f"Vehicle.CurrentLocation.{axis}"],
            now_s=car.clock.monotonic_s(),
            wanted=Filter(min_change=None),
        )
        for axis in ("Latitude", "Longitude")
    )
    car.advance(2)
    moments = [sample.received_s for sample in latitude.drain()]
    assert len(moments) >= 20
    assert [sample.received_s for sample in longitude.drain()] == moments


def test_locking_needs_closed_doors():
    """The lock actuator locks all doors, and says why when it will not."""
    car = VirtualCar()
    carry_out(car.car, "1", {LOCK: False})
    car.advance(0.1)
    assert car.value("Vehicle.Cabin.Door.Row2.PassengerSide.IsLocked") is False
    car.do("get_in")
    car.advance(2)
    assert car.car.body.door_open
    with pytest.raises(Rejected, match="door is open"):
        carry_out(car.car, "1", {CLIMATE: True, LOCK: True})
    assert car.car.climate.on is False
    with pytest.raises(LocalUseError, match="Horn"):
        carry_out(car.car, "1", {"Vehicle.Body.Horn.IsActive": True})


@pytest.mark.parametrize("celsius", [15.0, 29.0])
def test_the_climate_has_limits(celsius: float):
    """A target that the car does not offer is rejected with the range."""
    with pytest.raises(Rejected, match="16 to 28"):
        carry_out(VirtualCar().car, "1", {TEMPERATURE: celsius})


@pytest.mark.parametrize("seconds", [0.0, 2.0, 5.0, 12.0, 40.0, 600.0])
def test_a_restarted_car_goes_on_as_if_nothing_had_happened(seconds: float):
    """Killed at any moment of getting in and driving, the drive ends as it would have."""
    straight, killed = VirtualCar(), VirtualCar()
    for car in (straight, killed):
        car.set_route(to_north_m=3_000)
        car.do("get_in")
        car.do("drive")
        car.advance(seconds)
    killed.restart()
    before, after = save(straight.car), save(killed.car)
    assert after.pop("progress_m") == pytest.approx(before.pop("progress_m"))
    assert after == before
    for car in (straight, killed):
        car.advance(200)
    assert killed.car.body == straight.car.body
    assert killed.car.latitude_deg == pytest.approx(straight.car.latitude_deg, abs=5e-5)
    assert killed.car.plant.soc_frac == pytest.approx(straight.car.plant.soc_frac, abs=1e-4)


def test_the_saved_state_is_small():
    """It can be written ten times a second without a thought."""
    assert len(json.dumps(save(driven(seated()).car))) < 1_000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("soc_frac", 1.5),
        ("soc_frac", "full"),
        ("body", {"gear": "X"}),
        ("latitude_deg", None),
        ("outside_k", 20.0),
    ],
)
def test_a_broken_saved_state_is_named(field: str, value: object):
    """What cannot be used is said with the field, and no half car is made."""
    with pytest.raises(DataUnusable, match=field):
        restore({**save(VirtualCar().car), field: value})
