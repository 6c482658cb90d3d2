"""Where everybody is, step by step, by the world's own scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.lanes import LaneMap
from segue.schema.drive import EgoState, OwnCar
from segue.world.scenes import STEP_S, ActorSpec
from segue.world.scenes.actors import Crowd, Scripts, Ways, path_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Playback:
    """T steps of N actors."""

    times_s: Floats
    """(T,)."""
    boxes: Floats
    """(T, N, 9): as `Objects.boxes`."""
    kinds: Ints
    """(N,): `Kind`."""


def play(lanes: LaneMap, actors: Sequence[ActorSpec], until_s: float) -> Playback:
    """Return what everybody does whatever the test car does."""
    ways = Ways()
    way_of = [ways.add(path_of(lanes, actor)) for actor in actors]
    crowd, scripts = Crowd(actors, ways, way_of), Scripts(actors)
    nobody = EgoState(time_s=0.0, x_m=0.0, y_m=0.0, heading_rad=0.0, speed_mps=0.0)
    times_s = np.arange(0.0, until_s + STEP_S, STEP_S)
    boxes = np.empty((len(times_s), len(actors), 9))
    boxes[0] = crowd.boxes
    for step, now_s in enumerate(times_s[:-1]):
        scripts.step(float(now_s), crowd, nobody)
        crowd.step(float(times_s[step + 1]), STEP_S)
        boxes[step + 1] = crowd.boxes
    return Playback(times_s, boxes, crowd.kinds)


def own_box(pose: Floats, speed_mps: float, own_car: OwnCar) -> Floats:
    """Return the test car as objects are told: (7,).

    Args:
        pose: (3,): x, y, heading.
        speed_mps: Along the heading.
        own_car: Its size.
    """
    x, y, heading = pose
    velocity = speed_mps * np.array([np.cos(heading), np.sin(heading)])
    return np.array([x, y, heading, *velocity, own_car.length_m, own_car.width_m])
