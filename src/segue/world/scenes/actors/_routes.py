"""Which lanes an actor goes along, and the line that they make."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from segue.kernel import LocalUseError
from segue.lanes import LaneMap, Path
from segue.world.scenes.files import ActorSpec

_FAR_M = 5000.0
"""Nobody needs to know further ahead than so."""


def chain_of(lanes: LaneMap, lane: str, route: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the lanes of a route that begins with a lane, and straight on where it ends.

    Raises:
        LocalUseError: A lane is not on the map, or does not follow the one before.
    """
    chain = [*route] if route else [lane]
    if chain[0] != lane:
        raise LocalUseError(f"A route that starts on lane {lane} begins with {chain[0]}.")
    for one, two in pairwise(chain):
        if two not in lanes[one].successors:
            raise LocalUseError(f"Lane {two} does not follow lane {one}.")
    length_m = lanes.path(chain[-1]).length_m
    while length_m < _FAR_M:
        onward = [lane_id for lane_id in lanes[chain[-1]].successors if lane_id not in chain]
        if not onward:
            break
        chain.append(min(onward, key=lambda lane_id: _turned_rad(lanes, lane_id)))
        length_m += lanes.path(chain[-1]).length_m
    return tuple(chain)


def path_of(lanes: LaneMap, actor: ActorSpec) -> Path:
    """Return the line that an actor moves along.

    Raises:
        LocalUseError: It has neither lane nor path, or both, or they cannot be gone along.
    """
    if bool(actor.lane) == bool(actor.path):
        raise LocalUseError("An actor has either a lane or a path.")
    if actor.path:
        return Path(np.array(actor.path))
    return lanes.line(chain_of(lanes, actor.lane, actor.route))


def _turned_rad(lanes: LaneMap, lane_id: str) -> float:
    heading = lanes.path(lane_id).heading_rad
    return abs(math.remainder(heading[-1] - heading[0], math.tau))
