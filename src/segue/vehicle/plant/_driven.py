"""A car driven by pedals and steering, a hundred times a second: where it is and how it moves.

    accelerator, brake ─▶ force, within motors, brakes and grip ─▶ Plant ─▶ speed, charge
    steering ─▶ rack, within its rate ─▶ Bicycle ─▶ sway, yaw ─▶ place and heading

The two share each axle's grip: what one uses, the other lacks. Cornering takes from the pull along
the car, and acceleration shifts load between the axles. The car has no reverse: one that spins
further than a right angle slides to rest sideways.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from segue.kernel import LocalUseError
from segue.vehicle.plant._battery import ROOM_K, Battery
from segue.vehicle.plant._bicycle import Bicycle
from segue.vehicle.plant._car import GRAVITY_MPS2, CarModel
from segue.vehicle.plant._forward import Plant
from segue.vehicle.plant._limits import COLDEST_K, HOTTEST_K, refuse_beyond
from segue.vehicle.plant._tyre import side_force_n

_LONGEST_STEP_S = 0.1
"""In a longer one a car that spins would turn further than place and speed are turned with it."""
_LEAST_LOAD_SHARE = 0.05
"""Of the weight, that stays on an axle however the car pulls or brakes."""

_STEERED_SHARE = 0.8
"""Estimated: of grip, what a full brake leaves for steering; 0.6 of it then still brakes."""
_STEEPEST_SINE = 0.95
"""Of slope and cornering together: more than tyres can hold."""


@dataclass(frozen=True, slots=True)
class Pedals:
    """How far the pedals are pressed, each 0 to 1; the brake overrides the accelerator."""

    accelerator_frac: float = 0.0
    brake_frac: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The road and the air around a car.

    Raises:
        LocalUseError: A value is not finite, the road has no grip at all, or the air is such as no
            car is driven in.
    """

    grade: float = 0.0
    """Rise over run, positive uphill."""
    grip_share: float = 1.0
    """Of a dry road's grip: about 0.7 wet, 0.3 on snow, 0.1 on ice."""
    wind_x_mps: float = 0.0
    """Where the air goes, on the axes of the car's place."""
    wind_y_mps: float = 0.0
    air_k: float = ROOM_K

    def __post_init__(self) -> None:
        sum_of_all = self.grade + self.grip_share + self.wind_x_mps + self.wind_y_mps + self.air_k
        if not (math.isfinite(sum_of_all) and self.grip_share > 0.0):
            raise LocalUseError(
                f"A car cannot drive in {self}: all must be finite and grip_share above 0."
            )
        refuse_beyond(COLDEST_K, HOTTEST_K, "K", air_k=self.air_k)


CALM = Surroundings()
"""A level dry road in still air at 25 °C."""


class DrivenCar:
    """A car on a plane, with its driver's hands and feet as inputs.

    Args:
        car: Its parameters.
        soc_frac: Charge to start with, 0 to 1.
        speed_mps: Speed to start with, not negative.
        x_m: Place to start at; y is to the left of x.
        y_m: As above.
        heading_rad: From the x axis, positive to the left.
        battery_k: Temperature of the battery to start with.

    Raises:
        LocalUseError: A value is out of range or not finite.
    """

    __slots__ = ("_accel_mps2", "bicycle", "heading_rad", "plant", "steer_rad", "x_m", "y_m")

    def __init__(
        self,
        car: CarModel,
        *,
        soc_frac: float,
        speed_mps: float = 0.0,
        x_m: float = 0.0,
        y_m: float = 0.0,
        heading_rad: float = 0.0,
        battery_k: float = ROOM_K,
    ) -> None:
        if not math.isfinite(x_m + y_m + heading_rad):
            raise LocalUseError(f"A car cannot stand at {x_m}, {y_m} with heading {heading_rad}.")
        self._accel_mps2 = 0.0
        self.bicycle = Bicycle(car.chassis)
        self.heading_rad = heading_rad
        self.plant = Plant(car, soc_frac=soc_frac, speed_mps=speed_mps, battery_k=battery_k)
        self.steer_rad = 0.0
        """Of the front wheels, positive to the left."""
        self.x_m = x_m
        self.y_m = y_m

    @property
    def car(self) -> CarModel:
        """Its parameters."""
        return self.plant.car

    @property
    def battery(self) -> Battery:
        """Its battery: charge, temperature, voltage, current."""
        return self.plant.battery

    @property
    def speed_mps(self) -> float:
        """Along the car, 0 or more."""
        return self.plant.speed_mps

    @property
    def side_mps(self) -> float:
        """Across the car at its centre of mass, positive to the left."""
        return self.bicycle.side_mps

    @property
    def yaw_rate_radps(self) -> float:
        """Positive to the left."""
        return self.bicycle.yaw_rate_radps

    @property
    def accel_mps2(self) -> float:
        """Along the car, in the last step, as an accelerometer on the level feels it."""
        return self._accel_mps2

    @property
    def lateral_accel_mps2(self) -> float:
        """Of the centre of mass, positive to the left, in the last step."""
        return self.bicycle.accel_mps2

    @property
    def steering_wheel_rad(self) -> float:
        """Angle of the steering wheel, positive to the left."""
        return self.steer_rad * self.car.chassis.steering_ratio

    def step(
        self,
        dt_s: float,
        pedals: Pedals,
        steer_rad: float,
        surroundings: Surroundings = CALM,
        *,
        climate_w: float = 0.0,
    ) -> None:
        """Advance by `dt_s`.

        Args:
            dt_s: Time to advance; 0.01 s is meant, 0.1 s is most.
            pedals: How far they are pressed; beyond 0 to 1 counts as the end.
            steer_rad: Wanted of the front wheels; they follow within their rate and limit.
            surroundings: Road and air.
            climate_w: Electric power of heating or cooling.

        Raises:
            LocalUseError: The time is out of range, or an input is not finite; the car has not
                moved.
        """
        asked = steer_rad + pedals.accelerator_frac + pedals.brake_frac
        if not (0.0 < dt_s <= _LONGEST_STEP_S and math.isfinite(asked + climate_w)):
            raise LocalUseError(
                f"The car is driven for {dt_s} s with {pedals}, steer_rad {steer_rad} and "
                f"climate_w {climate_w}."
            )
        plant, bicycle, chassis = self.plant, self.bicycle, self.plant.car.chassis
        self._turn_rack(dt_s, steer_rad)

        headwind_mps, across_mps = self._wind_mps(surroundings)
        weight_n = chassis.mass_kg * GRAVITY_MPS2
        front_n, rear_n = self._loads_n(weight_n)
        grip = chassis.grip * surroundings.grip_share
        front_grip_n, rear_grip_n = grip * front_n, grip * rear_n

        before_mps = plant.speed_mps
        grade = self._steeper(surroundings.grade)
        against_n = self._against_n(grade, headwind_mps)
        plant.step(
            dt_s,
            self._accel_wanted_mps2(pedals, against_n, front_grip_n, rear_grip_n),
            grade=grade,
            headwind_mps=headwind_mps,
            climate_w=climate_w,
            ambient_k=surroundings.air_k,
        )
        speed_mps = plant.speed_mps
        self._accel_mps2 = accel_mps2 = (speed_mps - before_mps) / dt_s

        along_n = chassis.mass_kg * accel_mps2 + against_n if speed_mps > 0.0 else 0.0
        front_share = self._front_share(along_n, front_n / weight_n)
        side_n = 0.0
        if across_mps and speed_mps > 0.0:
            air_mps = math.hypot(speed_mps + headwind_mps, across_mps)
            side_n = chassis.side_wind_kg_m * air_mps * (across_mps - bicycle.side_mps)
        bicycle.step(
            dt_s,
            speed_mps=speed_mps,
            steer_rad=self.steer_rad,
            front_grip_n=front_grip_n,
            rear_grip_n=rear_grip_n,
            front_along_n=front_share * along_n,
            rear_along_n=(1.0 - front_share) * along_n,
            side_n=side_n,
            yaw_nm=side_n * chassis.side_wind_lever_m,
        )
        turned_mps = bicycle.side_mps * bicycle.yaw_rate_radps * dt_s
        plant.speed_mps = max(speed_mps + turned_mps, 0.0)  # its velocity, on axes that turn
        self._move(dt_s, 0.5 * (before_mps + plant.speed_mps))

    def pedals_for(self, accel_mps2: float, surroundings: Surroundings = CALM) -> Pedals:
        """Return the pedals that give an acceleration now, as far as the car can."""
        plant, car = self.plant, self.plant.car
        headwind_mps, _ = self._wind_mps(surroundings)
        against_n = self._against_n(self._steeper(surroundings.grade), headwind_mps)
        accel_mps2 -= self.bicycle.side_mps * self.bicycle.yaw_rate_radps
        force_n = car.inertial_mass_kg * accel_mps2 + against_n
        if force_n >= 0.0:
            return Pedals(min(force_n / _drive_force_n(car, plant.speed_mps), 1.0), 0.0)
        return Pedals(0.0, min(-force_n / car.max_brake_force_n, 1.0))

    def _turn_rack(self, dt_s: float, wanted_rad: float) -> None:
        chassis = self.plant.car.chassis
        largest_rad = chassis.largest_steer_rad
        wanted_rad = min(max(wanted_rad, -largest_rad), largest_rad)
        most_rad = chassis.steer_rate_radps * dt_s
        self.steer_rad += min(max(wanted_rad - self.steer_rad, -most_rad), most_rad)

    def _wind_mps(self, surroundings: Surroundings) -> tuple[float, float]:
        """Return the wind against the car and across it, to the left."""
        wind_x_mps, wind_y_mps = surroundings.wind_x_mps, surroundings.wind_y_mps
        if not wind_x_mps and not wind_y_mps:
            return 0.0, 0.0
        cos, sin = math.cos(self.heading_rad), math.sin(self.heading_rad)
        return -(wind_x_mps * cos + wind_y_mps * sin), wind_y_mps * cos - wind_x_mps * sin

    def _loads_n(self, weight_n: float) -> tuple[float, float]:
        """Return the load on front and rear axle, as the last step's acceleration shifts it."""
        chassis = self.plant.car.chassis
        shifted_m = chassis.height_m * self._accel_mps2 / GRAVITY_MPS2
        front_n = weight_n * (chassis.rear_m - shifted_m) / chassis.wheelbase_m
        least_n = _LEAST_LOAD_SHARE * weight_n
        front_n = min(max(front_n, least_n), weight_n - least_n)
        return front_n, weight_n - front_n

    def _steeper(self, grade: float) -> float:
        """Return the grade at which the slope pulls as this one and cornering together do."""
        sine = grade / math.sqrt(1.0 + grade * grade)
        sine += self.bicycle.drag_n / (self.plant.car.mass_kg * GRAVITY_MPS2)
        sine = min(max(sine, -_STEEPEST_SINE), _STEEPEST_SINE)
        return sine / math.sqrt(1.0 - sine * sine)

    def _against_n(self, grade: float, headwind_mps: float) -> float:
        """Return the force that road, air and slope put against the car."""
        car = self.plant.car
        against_n = car.road_load_at_n(self.plant.speed_mps, headwind_mps)
        return against_n + car.mass_kg * GRAVITY_MPS2 * grade / math.sqrt(1.0 + grade * grade)

    def _accel_wanted_mps2(
        self, pedals: Pedals, against_n: float, front_grip_n: float, rear_grip_n: float
    ) -> float:
        """Return the acceleration that the pedals ask for, within what cornering leaves of grip."""
        car, bicycle = self.plant.car, self.bicycle
        chassis = car.chassis
        front_n = _left_along_n(chassis.front_stiffness_n, front_grip_n, bicycle.front_slip)
        rear_n = _left_along_n(chassis.rear_stiffness_n, rear_grip_n, bicycle.rear_slip)
        if pedals.brake_frac > 0.0:
            most_n = car.max_brake_force_n
            dry_n = chassis.grip * car.mass_kg * GRAVITY_MPS2
            brake_n = min(pedals.brake_frac, 1.0) * most_n
            brake_n = min(brake_n, (front_n + rear_n) * most_n / dry_n)
            return -(brake_n + against_n) / car.inertial_mass_kg
        force_n = _drive_force_n(car, self.plant.speed_mps)
        force_n *= min(max(pedals.accelerator_frac, 0.0), 1.0)
        driven = chassis.driven_axles
        grip_n = front_n + rear_n if driven == "all" else rear_n if driven == "rear" else front_n
        return min((force_n - against_n) / car.inertial_mass_kg, (grip_n - against_n) / car.mass_kg)

    def _front_share(self, along_n: float, load_share: float) -> float:
        """Return what the front tyres do of a force along the car.

        Brakes and all-wheel drive go by load.
        """
        driven = self.plant.car.chassis.driven_axles
        if along_n < 0.0 or driven == "all":
            return load_share
        return 1.0 if driven == "front" else 0.0

    def _move(self, dt_s: float, speed_mps: float) -> None:
        bicycle = self.bicycle
        turned_rad = bicycle.yaw_rate_radps * dt_s
        middle_rad = self.heading_rad + 0.5 * turned_rad
        cos, sin = math.cos(middle_rad), math.sin(middle_rad)
        self.x_m += (speed_mps * cos - bicycle.side_mps * sin) * dt_s
        self.y_m += (speed_mps * sin + bicycle.side_mps * cos) * dt_s
        self.heading_rad = math.remainder(self.heading_rad + turned_rad, math.tau)


def _left_along_n(stiffness_n: float, grip_n: float, slip: float) -> float:
    """Return what anti-lock brakes and traction control let an axle do along the car.

    It leaves the tyres the side force that they would have at their slip, up to a share of grip.
    """
    side_n = min(side_force_n(stiffness_n, grip_n, slip), _STEERED_SHARE * grip_n)
    return math.sqrt(grip_n * grip_n - side_n * side_n)


def _drive_force_n(car: CarModel, speed_mps: float) -> float:
    """Return the force of a floored accelerator, before cornering and battery limit it."""
    grip_n = car.max_grip_force_n * car.inertial_mass_kg / car.mass_kg  # the wheels' own included
    force_n = min(car.max_force_n, grip_n)
    if speed_mps * force_n > car.max_power_w:
        return car.max_power_w / speed_mps
    return force_n
