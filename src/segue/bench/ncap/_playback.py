"""Where everybody is, step by step, by the world's own scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segue.lanes import LaneMap
from segue.schema.drive import EgoState, Floats, Ints
from segue.world.scenes import STEP_S, ActorSpec
from segue.world.scenes.actors import Crowd, Scripts, Ways, path_of


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
