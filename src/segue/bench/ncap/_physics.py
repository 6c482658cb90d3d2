"""What physics allows: a brake as hard as the car can, from when the target can be known of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segue.bench._own_box import own_box
from segue.bench.ncap._encounter import Encounter
from segue.bench.ncap._playback import play
from segue.bench.ncap._sensing import first_told_s
from segue.schema.drive import HEADING, Floats, OwnCar, X, Y
from segue.world.scenes import STEP_S, SensorSpec, overlapping

STANDS_MPS = 0.1
"""Slower is standing; there the protocols end a test."""
_BEYOND_S = 4.0
"""After the meeting; by then whoever braked stands."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The best that braking can do."""

    brakes_s: float | None
    """When a perfect driver of this car would ask for the brake; None: it never sees the target."""
    impact_mps: float
    """The test car's own speed as it touches the target; 0: it does not, or stands by then."""

    @property
    def avoids(self) -> bool:
        """Return whether there need be no contact."""
        return self.impact_mps == 0.0


def bound_of(encounter: Encounter, own_car: OwnCar, sensor: SensorSpec) -> Bound:
    """Return what full braking does, begun when the sensor first tells of the danger.

    That is when it first tells of the target, but not before the target has begun to do what the
    test is about and the sensor has had its latency to tell.
    """
    played = play(encounter.lanes, encounter.actors, encounter.meets_s + _BEYOND_S)
    told_s = first_told_s(encounter, played, sensor)
    brakes_s = None
    if told_s is not None:
        brakes_s = max(told_s, encounter.danger_s + sensor.latency_s if encounter.danger_s else 0.0)
    speeds_mps = _speeds_mps(played.times_s, encounter.speed_mps, brakes_s, own_car)
    moved_m = np.concatenate(([0.0], np.cumsum(0.5 * (speeds_mps[1:] + speeds_mps[:-1]) * STEP_S)))
    poses = encounter.line().at(encounter.start_m + moved_m)
    for pose, speed_mps, boxes in zip(poses, speeds_mps, played.boxes, strict=True):
        if speed_mps <= STANDS_MPS:
            break
        if overlapping(own_box(pose, speed_mps, own_car), boxes[:1]).any():
            return Bound(brakes_s, float(speed_mps))
        if _is_past(pose, boxes[0], own_car):
            break
    return Bound(brakes_s, 0.0)


def _speeds_mps(
    times_s: Floats, speed_mps: float, brakes_s: float | None, own_car: OwnCar
) -> Floats:
    """Return the car's speed at each time: after its delay the brake builds up, then holds."""
    if brakes_s is None:
        return np.full(len(times_s), speed_mps)
    braking_s = np.maximum(times_s - brakes_s - own_car.brake_delay_s, 0.0)
    brake_mps2 = np.minimum(own_car.brake_jerk_mps3 * braking_s, own_car.brake_mps2)
    lost_mps = np.concatenate(
        ([0.0], np.cumsum(0.5 * (brake_mps2[1:] + brake_mps2[:-1]) * np.diff(times_s)))
    )
    return np.maximum(speed_mps - lost_mps, 0.0)


def _is_past(pose: Floats, box: Floats, own_car: OwnCar) -> bool:
    """Return whether a box lies wholly behind the car."""
    heading = pose[HEADING]
    ahead_m = (box[X] - pose[X]) * np.cos(heading) + (box[Y] - pose[Y]) * np.sin(heading)
    return bool(ahead_m < -own_car.length_m)
