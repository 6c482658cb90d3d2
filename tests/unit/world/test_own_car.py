"""What the pilot knows of a car is what its file and the plant say."""

from __future__ import annotations

import math

import pytest

from segue.vehicle.plant import DrivenCar, Pedals, car_names, load_car
from segue.world.own_car import ego_of, middle_ahead_m, own_car_of


@pytest.mark.parametrize("name", car_names())
def test_a_car_is_as_large_as_its_maker_says_when_the_pilot_asks(name: str):
    """Body, axles and limits come from the car; the body hangs over its axles."""
    car = load_car(name)
    own = own_car_of(car)
    assert (own.length_m, own.width_m) == (car.length_m, car.width_m)
    assert own.rear_axle_m == pytest.approx(0.5 * car.chassis.wheelbase_m)
    assert 0.5 < 0.5 * (own.length_m - own.wheelbase_m) < 1.2
    assert 9.0 < own.brake_mps2 < 12.0
    assert own.accel_mps2 <= 3.0


def test_a_car_brakes_as_hard_as_the_pilot_is_told_when_it_must():
    """The emergency brake that is promised is the one that the plant has."""
    car = load_car("su7-max")
    driven = DrivenCar(car, soc_frac=0.8, speed_mps=20.0)
    for _ in range(50):
        driven.step(0.01, Pedals(0.0, 1.0), 0.0)
    assert -driven.accel_mps2 == pytest.approx(own_car_of(car).brake_mps2, rel=0.03)


def test_a_car_bends_and_slips_as_the_pilot_is_told_when_it_corners():
    """In a gentle bend, steering and the slip of the rear tyres are those of the two gradients."""
    car = load_car("model-3-rwd")
    own = own_car_of(car)
    driven = DrivenCar(car, soc_frac=0.8, speed_mps=25.0)
    for _ in range(500):
        driven.step(0.01, driven.pedals_for(0.0), 0.01)
    lateral_mps2 = driven.speed_mps * driven.yaw_rate_radps
    over_rad = driven.steer_rad - own.wheelbase_m * driven.yaw_rate_radps / driven.speed_mps
    assert over_rad == pytest.approx(own.understeer_rad_per_mps2 * lateral_mps2, rel=0.1)
    slip = driven.bicycle.rear_slip
    assert -slip == pytest.approx(own.rear_slip_rad_per_mps2 * lateral_mps2, rel=0.1)


def test_the_middle_of_the_box_is_told_when_the_centre_of_mass_is_elsewhere():
    """A car with more weight behind has its middle ahead of its centre of mass."""
    car = load_car("model-3-rwd")
    assert middle_ahead_m(car) == pytest.approx(0.03 * car.chassis.wheelbase_m)
    driven = DrivenCar(car, soc_frac=0.8, x_m=10.0, y_m=-4.0, heading_rad=0.5 * math.pi)
    ego = ego_of(driven, 3.0)
    assert (ego.x_m, ego.y_m) == pytest.approx((10.0, -4.0 + middle_ahead_m(car)))
    assert ego.time_s == 3.0
