"""Actors that do what their script says, when its moment comes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from segue.schema.drive import EgoState
from segue.world.scenes.actors._crowd import Crowd
from segue.world.scenes.files import Act, ActorSpec


class Scripts:
    """What is still to be done by whom.

    Args:
        actors: Those of the crowd, row by row.
    """

    def __init__(self, actors: Sequence[ActorSpec]) -> None:
        self._left = {row: list(actor.acts) for row, actor in enumerate(actors) if actor.acts}

    def step(self, now_s: float, crowd: Crowd, ego: EgoState) -> None:
        """Begin the acts whose moment has come."""
        for row, acts in list(self._left.items()):
            while acts and _due(acts[0], now_s, row, crowd, ego):
                _begin(acts.pop(0), row, crowd)
            if not acts:
                del self._left[row]


def _due(act: Act, now_s: float, row: int, crowd: Crowd, ego: EgoState) -> bool:
    if now_s < act.at_s - 1e-9:  # times are multiples of a step, but not exactly
        return False
    if act.ego_within_m is None and act.ego_within_s is None:
        return True
    away_m = math.dist(crowd.boxes[row, :2], (ego.x_m, ego.y_m))
    if act.ego_within_m is not None and away_m > act.ego_within_m:
        return False
    return act.ego_within_s is None or away_m <= act.ego_within_s * ego.speed_mps


def _begin(act: Act, row: int, crowd: Crowd) -> None:
    if act.speed_mps is not None:
        faster = act.speed_mps > crowd.speed_mps[row]
        crowd.accel_mps2[row] = act.accel_mps2 if faster else -act.accel_mps2
        crowd.end_speed_mps[row] = act.speed_mps
    if act.offset_m is not None:
        way_m = abs(act.offset_m - crowd.offset_m[row])
        crowd.shift(row, act.offset_m, way_m / act.lateral_mps)
