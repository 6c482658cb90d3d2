"""What the test car sees with, and when it is told of the target first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from segue.bench.ncap._encounter import Encounter
from segue.bench.ncap._playback import Playback
from segue.schema.drive import LENGTH, WIDTH, EgoState
from segue.world.scenes import SensorSpec
from segue.world.scenes.sensing import ObjectSensor

SENSORS: Mapping[str, SensorSpec] = {
    "perfect": SensorSpec(name="sensor", range_m=200.0, occlusion=True),
    "degraded": SensorSpec(
        name="sensor", range_m=40.0, occlusion=True, confirmation_s=0.3, latency_s=0.2
    ),
}
"""All around, exact, fifty looks a second; also at night. None sees through parked cars."""


def first_told_s(encounter: Encounter, played: Playback, sensor: SensorSpec) -> float | None:
    """Return when the target first comes out of a sensor if nobody brakes; None: never.

    The target is the first of those who are played.
    """
    line = encounter.line()
    looker = ObjectSensor(sensor, len(played.kinds), np.random.default_rng(0))
    there = np.ones(len(played.kinds), dtype=np.bool_)
    size = played.boxes[0, 0, [LENGTH, WIDTH]]
    poses = line.at(encounter.start_m + encounter.speed_mps * played.times_s)
    for now_s, boxes, (x, y, heading) in zip(played.times_s, played.boxes, poses, strict=True):
        ego = EgoState(
            time_s=float(now_s), x_m=x, y_m=y, heading_rad=heading, speed_mps=encounter.speed_mps
        )
        looker.look(float(now_s), ego, boxes, played.kinds, there)
        for told in looker.arrived(float(now_s)):
            if (told.boxes[:, [LENGTH, WIDTH]] == size).all(axis=1).any():
                return float(now_s)
    return None
