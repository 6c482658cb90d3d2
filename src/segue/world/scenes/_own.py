"""The driven car in the world: commands in, a hundred steps of physics a second, and its place."""

from __future__ import annotations

import math
from collections import deque

from segue.schema.drive import Command, EgoState
from segue.vehicle.plant import CarModel, DrivenCar, Surroundings
from segue.world.own_car import ego_of, middle_ahead_m, own_car_of

_PLANT_STEP_S = 0.01
_PLANT_STEPS = 2
_SOC_FRAC = 0.8
_HOLD_MPS2 = -3.0
"""With which a car that is to stand is held."""


class OwnVehicle:
    """A car whose actuators take a command.

    An acceleration is asked of motors and brakes after `brake_delay_s`, and built up with
    `brake_jerk_mps3` at most; the wheels are steered within the car's own rate.

    Args:
        car: Its physics.
        x_m: Place of the middle of its box.
        y_m: As above.
        heading_rad: From the x axis, positive to the left.
        speed_mps: To start with.
        road: What it drives on and through.
    """

    def __init__(
        self,
        car: CarModel,
        *,
        x_m: float,
        y_m: float,
        heading_rad: float,
        speed_mps: float,
        road: Surroundings,
    ) -> None:
        self.own_car = own_car = own_car_of(car)
        self._ahead_m = middle_ahead_m(car)
        self._driven = DrivenCar(
            car,
            soc_frac=_SOC_FRAC,
            speed_mps=speed_mps,
            x_m=x_m - self._ahead_m * math.cos(heading_rad),
            y_m=y_m - self._ahead_m * math.sin(heading_rad),
            heading_rad=heading_rad,
        )
        self.road = road
        """May be another at the next step."""
        self._accel_mps2 = 0.0
        late = round(own_car.brake_delay_s / _PLANT_STEP_S)
        self._asked: deque[float] = deque([0.0] * late, maxlen=late + 1)

    def step(self, command: Command) -> None:
        """Advance by 0.02 s, a step of the pilot's."""
        wanted_mps2 = min(command.accel_mps2, _HOLD_MPS2) if command.hold else command.accel_mps2
        most_mps2 = self.own_car.brake_jerk_mps3 * _PLANT_STEP_S
        for _ in range(_PLANT_STEPS):
            self._asked.append(wanted_mps2)
            change = self._asked[0] - self._accel_mps2
            self._accel_mps2 += min(max(change, -most_mps2), most_mps2)
            pedals = self._driven.pedals_for(self._accel_mps2, self.road)
            self._driven.step(_PLANT_STEP_S, pedals, command.steer_rad, self.road)

    def state(self, time_s: float) -> EgoState:
        """Return where it is and how it moves, exactly."""
        return ego_of(self._driven, time_s)

    @property
    def lateral_accel_mps2(self) -> float:
        """Of its centre of mass."""
        return self._driven.lateral_accel_mps2

    @property
    def side_mps(self) -> float:
        """Across the car at the middle of its box, positive to the left."""
        return self._driven.side_mps + self._ahead_m * self._driven.yaw_rate_radps
