"""Plans join where the car's middle goes, not where its nose points."""

from __future__ import annotations

import math

import numpy as np
import pytest
from driving import CAR

from segue.lanes.build import CrossSection, road, straight
from segue.pilot.plan._joining import joined_to
from segue.pilot.scene import Scene
from segue.schema.drive import FUTURE_STEPS, EgoState, Futures, Objects, Wishes

ROAD = road([straight(100.0)], CrossSection(lanes=1))
NOBODY = Objects.exact(0.0, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 9)))
NO_FUTURES = Futures(
    objects=np.zeros(0, np.int64),
    probability=np.zeros(0),
    kinds=(),
    states=np.zeros((0, FUTURE_STEPS, 4)),
)


@pytest.mark.parametrize(("speed_mps", "radius_m"), [(0.5, 8.0), (5.0, 8.0), (20.0, 200.0)])
def test_heading_is_that_of_the_way_when_the_car_turns(speed_mps: float, radius_m: float) -> None:
    """In a bend the nose points aside of the way: the rear axle cuts it, less the tyres' slip."""
    yaw_rate = speed_mps / radius_m
    inwards = math.atan(CAR.rear_axle_m / radius_m)
    if speed_mps > 1.0:
        inwards -= CAR.rear_slip_rad_per_mps2 * speed_mps * yaw_rate
    ego = EgoState(
        time_s=0.0,
        x_m=10.0,
        y_m=0.0,
        heading_rad=-inwards,
        speed_mps=speed_mps,
        yaw_rate_radps=yaw_rate,
        steer_rad=math.atan(CAR.wheelbase_m / radius_m),
    )
    scene = Scene(
        time_s=0.0,
        ego=ego,
        own_car=CAR,
        objects=NOBODY,
        futures=NO_FUTURES,
        lanes=ROAD,
        wishes=Wishes(set_speed_mps=speed_mps),
    )
    start, _ = joined_to(None, scene)
    assert start.heading_rad == pytest.approx(0.0, abs=1e-9)
