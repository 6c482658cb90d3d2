"""The car sideways: a dynamic bicycle model with brush tyres, at any speed from standstill.

    steering ──▶ slip of each axle ──▶ side force, within grip ──▶ sway and yaw

The two axles' side forces are stiff when the car is slow: force is stiffness times side speed over
rolling speed. So each step is solved backwards in time (implicit Euler): the forces are those at
the step's end. Then no step is too long, and as the speed goes to nothing the wheels roll without
slip: the kinematic bicycle, without a switch from one model to another.

The front tyres turn the car no harder than the rear can hold: stability control, which cars must
have (UN Regulation 140), as its outcome and not as brakes on single wheels.

Source: R. Rajamani, Vehicle Dynamics and Control, 2nd ed., section 2.3 (dynamic bicycle model).
Left is positive: side speed, side force, steering and yaw.
"""

from __future__ import annotations

import math

from segue.vehicle.plant._chassis import Chassis
from segue.vehicle.plant._tyre import side_grip_n, side_stiffness_n

_SLOWEST_MPS = 0.1
"""Below it tyres roll as if at it, which keeps slip finite; too slow to move a car by it."""
_ROUNDS = 4
"""Tyre stiffness and slip are found in turns, from the last step's on; one or two are enough
unless the tyres begin to slide."""
_NEAR = 0.01
"""They agree when stiffness changes by less than this share."""


class Bicycle:
    """A car's sway and yaw, stepped in time.

    Args:
        chassis: Its parameters.
    """

    __slots__ = (
        "_front_n_rad",
        "_rear_n_rad",
        "accel_mps2",
        "chassis",
        "drag_n",
        "front_n",
        "front_slip",
        "rear_n",
        "rear_slip",
        "side_mps",
        "yaw_rate_radps",
    )

    def __init__(self, chassis: Chassis) -> None:
        self._front_n_rad = chassis.front_stiffness_n
        self._rear_n_rad = chassis.rear_stiffness_n
        self.chassis = chassis
        self.side_mps = 0.0
        """Of the centre of mass, across the car."""
        self.yaw_rate_radps = 0.0
        self.accel_mps2 = 0.0
        """Lateral acceleration of the centre of mass, as an accelerometer on the level feels it."""
        self.drag_n = 0.0
        """What the front tyres' side force takes of the pull along the car."""
        self.front_n = 0.0
        """Side force of the front tyres, across them."""
        self.rear_n = 0.0
        self.front_slip = 0.0
        """Side speed over rolling speed of the front tyres."""
        self.rear_slip = 0.0
        """As above."""

    def step(
        self,
        dt_s: float,
        *,
        speed_mps: float,
        steer_rad: float,
        front_grip_n: float,
        rear_grip_n: float,
        front_along_n: float = 0.0,
        rear_along_n: float = 0.0,
        side_n: float = 0.0,
        yaw_nm: float = 0.0,
    ) -> None:
        """Advance by `dt_s`.

        Args:
            dt_s: Time to advance.
            speed_mps: Along the car, not negative.
            steer_rad: Of the front wheels.
            front_grip_n: Of the front tyres in any direction, above 0: friction times load.
            rear_grip_n: Of the rear tyres.
            front_along_n: With which the front tyres pull; negative brakes.
            rear_along_n: As above.
            side_n: Force from outside, as of wind.
            yaw_nm: Moment from outside.
        """
        chassis = self.chassis
        front_m, rear_m = chassis.front_m, chassis.rear_m
        mass_kg, inertia = chassis.mass_kg, chassis.yaw_inertia_kg_m2
        side_mps, yaw_rate = self.side_mps, self.yaw_rate_radps
        cos, sin = math.cos(steer_rad), math.sin(steer_rad)
        rear_side_n = side_grip_n(rear_grip_n, rear_along_n)
        front_side_n = chassis.front_grip_share * min(
            side_grip_n(front_grip_n, front_along_n), rear_side_n * rear_m / front_m
        )

        across_mps = side_mps + front_m * yaw_rate
        front_roll_mps = max(abs(speed_mps * cos + across_mps * sin), _SLOWEST_MPS)
        rear_roll_mps = max(speed_mps, _SLOWEST_MPS)
        front_mps = across_mps * cos - speed_mps * sin
        rear_mps = side_mps - rear_m * yaw_rate
        side_n += front_along_n * sin
        yaw_nm += front_m * front_along_n * sin

        front_n_rad, rear_n_rad = self._front_n_rad, self._rear_n_rad
        front_n = rear_n = front_slip = rear_slip = 0.0
        for _ in range(_ROUNDS):
            front = front_n_rad / front_roll_mps  # N for each m/s of side speed
            rear = rear_n_rad / rear_roll_mps
            # [a11 a12; a21 a22] times the changes of side speed and yaw rate is [b1; b2].
            front_level, front_free = front * cos * cos, front * cos * front_mps
            a11 = 1.0 + dt_s * (front_level + rear) / mass_kg
            a12 = dt_s * ((front_level * front_m - rear * rear_m) / mass_kg + speed_mps)
            a21 = dt_s * (front_level * front_m - rear * rear_m) / inertia
            a22 = 1.0 + dt_s * (front_level * front_m**2 + rear * rear_m**2) / inertia
            b1 = dt_s * ((side_n - front_free - rear * rear_mps) / mass_kg - speed_mps * yaw_rate)
            b2 = dt_s * (yaw_nm - front_m * front_free + rear_m * rear * rear_mps) / inertia
            scale = 1.0 / (a11 * a22 - a12 * a21)
            more_side_mps = (b1 * a22 - a12 * b2) * scale
            more_yaw = (a11 * b2 - a21 * b1) * scale
            front_after_mps = front_mps + cos * (more_side_mps + front_m * more_yaw)
            rear_after_mps = rear_mps + more_side_mps - rear_m * more_yaw
            front_n, rear_n = -front * front_after_mps, -rear * rear_after_mps
            front_before, rear_before = front_n_rad, rear_n_rad
            front_slip = front_after_mps / front_roll_mps
            rear_slip = rear_after_mps / rear_roll_mps
            front_n_rad = side_stiffness_n(chassis.front_stiffness_n, front_side_n, front_slip)
            rear_n_rad = side_stiffness_n(chassis.rear_stiffness_n, rear_side_n, rear_slip)
            if (
                abs(front_n_rad - front_before) < _NEAR * front_before
                and abs(rear_n_rad - rear_before) < _NEAR * rear_before
            ):
                break
        self._front_n_rad, self._rear_n_rad = front_n_rad, rear_n_rad
        self.front_slip, self.rear_slip = front_slip, rear_slip

        front_n = min(max(front_n, -front_side_n), front_side_n)
        rear_n = min(max(rear_n, -rear_side_n), rear_side_n)
        self.front_n, self.rear_n = front_n, rear_n
        across_n = front_n * cos + rear_n + side_n
        yaw_rate += dt_s * (front_m * front_n * cos - rear_m * rear_n + yaw_nm) / inertia
        self.accel_mps2 = across_n / mass_kg
        self.side_mps = side_mps + dt_s * (self.accel_mps2 - speed_mps * yaw_rate)
        self.yaw_rate_radps = yaw_rate
        self.drag_n = front_n * sin
