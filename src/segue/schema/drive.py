"""What crosses the pilot's borders: what sensors and a driver say, what is planned, what is asked.

Places are on a flat map in metres, x east and y north unless a map says otherwise; headings are
from the x axis, positive to the left. A car's place is the middle of its box. Arrays are columns of
one quantity each, as the column names below say: what is done to one object is done to all at once.

This module needs numpy, so nothing that starts with the car's node may import it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segue.schema.assist import Behaviour

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Kind(IntEnum):
    """What an object is, as far as it can be told."""

    UNKNOWN = 0
    CAR = 1
    TRUCK = 2
    MOTORCYCLE = 3
    BICYCLE = 4
    PEDESTRIAN = 5
    OBSTACLE = 6
    """Stands, and is nobody's: a lost load, a barrier."""


# ---------------------------------------------------------------- what is said of the world

X, Y, HEADING, VX, VY, LENGTH, WIDTH = range(7)
"""Columns of `Detections.boxes` and the first of `Objects.boxes`. Velocity is over ground."""
ACCEL, YAW_RATE = 7, 8
"""The two more of `Objects.boxes`: acceleration along the velocity, and turning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detections:
    """One sensor's look, all of it as of `measured_s`.

    Places and velocities are on the car's own axes at that time (x ahead, y to the left, from the
    middle of the car); velocities are over ground.
    """

    sensor: str
    measured_s: float
    boxes: Floats
    """(N, 7): X, Y, HEADING, VX, VY, LENGTH, WIDTH. A value the sensor does not give is NaN."""
    kinds: Ints
    """(N,): `Kind`."""
    position_sigma_m: float = 0.0
    speed_sigma_mps: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorView:
    """What a sensor of objects is said to see, so that its silence tells something as well.

    As its maker says; what is left out is what is supposed of a sensor of which nothing is known.
    """

    sensor: str
    """As `Detections.sensor`."""
    range_m: float | None = None
    """None: not said. Its silence then tells only of what it has seen before."""
    field_of_view_rad: float = 2.0 * math.pi
    """All of it, half to either side."""
    mount_x_m: float = 0.0
    """Where it looks from: ahead of the middle of the car,"""
    mount_y_m: float = 0.0
    """to its left,"""
    mount_heading_rad: float = 0.0
    """and where to."""
    sees_through: bool = False
    """Whether it sees what is behind others."""
    period_s: float = 0.1
    """From look to look."""
    confirmation_s: float = 0.0
    """For which it sees an object without a break before it says so."""
    detection_share: float = 0.9
    """How likely one look sees what is in view."""
    false_per_s: float = 0.2
    """How often something appears that is not there..."""
    false_s: float = 0.07
    """...and for how long, on average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMotion:
    """What the car's own sensors say of it. None where a sensor says nothing now."""

    time_s: float
    speed_mps: float
    accel_mps2: float
    yaw_rate_radps: float
    steer_rad: float
    """Of the front wheels."""
    x_m: float | None = None
    """GNSS, on the map."""
    y_m: float | None = None
    heading_rad: float | None = None
    position_sigma_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverInput:
    """What the person in the driver's seat does; what is not known is as if not done."""

    accelerator_frac: float = 0.0
    brake_frac: float = 0.0
    steer_torque_nm: float = 0.0
    """Of the hands on the wheel, positive to the left."""
    hands_on: bool = True
    attentive: bool = True
    seated: bool = True
    belted: bool = True
    button: Literal["", "engage", "cancel", "left", "right", "faster", "slower", "gap"] = ""
    """Pressed since the last step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that a step of the pilot is given; a log of these replays the drive."""

    time_s: float
    own: OwnMotion
    detections: tuple[Detections, ...] = ()
    driver: DriverInput = field(default_factory=DriverInput)
    lights: tuple[tuple[str, Literal["red", "amber", "green"]], ...] = ()
    """Traffic lights whose state is known: (id on the lane map, state)."""


# ---------------------------------------------------------------- what the pilot makes of it


@dataclass(frozen=True, slots=True, kw_only=True)
class EgoState:
    """The car itself, estimated."""

    time_s: float
    x_m: float
    y_m: float
    heading_rad: float
    speed_mps: float
    accel_mps2: float = 0.0
    yaw_rate_radps: float = 0.0
    steer_rad: float = 0.0
    position_sigma_m: float = 0.0

    @property
    def is_known(self) -> bool:
        """Whether place, heading and speed are numbers."""
        return all(map(math.isfinite, (self.x_m, self.y_m, self.heading_rad, self.speed_mps)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """Everything around the car that is believed to be there, on the map, at `time_s`."""

    time_s: float
    ids: Ints
    """(N,): the same object keeps its id."""
    kinds: Ints
    """(N,): `Kind`."""
    boxes: Floats
    """(N, 9): X, Y, HEADING, VX, VY, LENGTH, WIDTH, ACCEL, YAW_RATE."""
    existence: Floats
    """(N,): probability that it is really there."""
    age_s: Floats
    """(N,): since it was first seen."""
    unseen_s: Floats
    """(N,): since it was last seen."""
    position_sigma_m: Floats
    """(N,)."""
    speed_sigma_mps: Floats
    """(N,)."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ids)

    @classmethod
    def exact(cls, time_s: float, ids: Ints, kinds: Ints, boxes: Floats) -> Objects:
        """Return objects as they truly are, all known for sure since time 0."""
        zeros = np.zeros(len(ids))
        return cls(
            time_s=time_s,
            ids=ids,
            kinds=kinds,
            boxes=boxes,
            existence=np.ones(len(ids)),
            age_s=np.full(len(ids), time_s),
            unseen_s=zeros,
            position_sigma_m=zeros,
            speed_sigma_mps=zeros,
        )


FUTURE_STEP_S = 0.2
FUTURE_STEPS = 41
"""Now and 8 s ahead."""
FutureKind = Literal["keep_lane", "follow", "cut_in", "brake", "cross", "stand", "free"]
"""`free` goes its way whatever the car does: bound to no lane, or not aware of the car."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Futures:
    """What the objects may do: several futures of each, every `FUTURE_STEP_S`."""

    objects: Ints
    """(F,): whose it is, a row of `Objects`."""
    probability: Floats
    """(F,): those of one object add up to 1."""
    kinds: tuple[FutureKind, ...]
    """F of them."""
    states: Floats
    """(F, FUTURE_STEPS, 4): x, y, heading, speed; the first is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is wanted of the drive."""

    set_speed_mps: float
    time_gap_s: float = 1.6
    lane_change: Literal["", "left", "right"] = ""
    overtake: bool = False
    """Whether lanes may be changed for the sake of progress."""
    route: tuple[str, ...] = ()
    """Lanes to follow, in order; empty: straight on."""
    goal_s_m: float | None = None
    """Where on the last lane of the route to stop; None: drive on."""
    manoeuvre: Literal["drive", "stop_in_lane", "pull_over"] = "drive"
    grip_share: float = 1.0
    """Of a dry road's grip."""


PLAN_STEP_S = 0.1
PLAN_STEPS = 81
"""Now and 8 s ahead."""
PLAN_X, PLAN_Y, PLAN_HEADING, PLAN_SPEED, PLAN_ACCEL, PLAN_CURVATURE = range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where the car will be, every `PLAN_STEP_S` from `made_s`."""

    made_s: float
    states: Floats
    """(PLAN_STEPS, 6): x, y, heading, speed, acceleration, curvature."""
    behaviour: Behaviour
    follows: int | None = None
    """Id of the object that the speed is kept for."""
    indicator: Literal["", "left", "right"] = ""
    emergency: bool = False
    """Whether comfort was given up."""
    reason: str = ""
    """One sentence a driver may read."""
    costs: tuple[tuple[str, float], ...] = ()
    """What the choice weighed, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlan:
    """There is none, which is an answer."""

    made_s: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the car's actuators are asked for."""

    accel_mps2: float
    steer_rad: float
    """Of the front wheels."""
    indicator: Literal["", "left", "right"] = ""
    hazards: bool = False
    hold: bool = False
    """Stand still with the brake on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the guard lets through, and what it changed."""

    command: Command
    rules: tuple[str, ...] = ()
    """The rules that changed it; empty when it passed as it was."""

    @property
    def intervened(self) -> bool:
        """Whether anything was changed."""
        return bool(self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCar:
    """What the pilot knows of the car it drives. Limits are magnitudes, on a dry road."""

    length_m: float = 4.7
    width_m: float = 1.9
    wheelbase_m: float = 2.9
    rear_axle_m: float = 1.45
    """From the middle of the car back to the rear axle."""
    largest_steer_rad: float = 0.6
    steer_rate_radps: float = 0.8
    understeer_rad_per_mps2: float = 0.0
    """Steering beyond wheelbase over radius, for each m/s² of gentle cornering."""
    rear_slip_rad_per_mps2: float = 0.0085
    """Slip of the rear tyres for each m/s² of gentle cornering: how late the car answers."""
    top_speed_mps: float = 50.0
    accel_mps2: float = 3.0
    """Most it is asked to speed up."""
    brake_mps2: float = 9.0
    """What its tyres hold in an emergency."""
    brake_delay_s: float = 0.1
    """From asking to braking."""
    brake_jerk_mps3: float = 30.0
    """How fast an emergency brake builds up."""
