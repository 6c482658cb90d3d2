"""What cannot be: a scenario that begins off the road, inside another's box, or too fast."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.kernel import LocalUseError
from segue.lanes import LaneMap
from segue.schema.drive import Kind
from segue.vehicle.plant import load_car
from segue.world.scenes._boxes import overlapping
from segue.world.scenes.actors import SIZES_M, STYLES, longest_of, path_of
from segue.world.scenes.files import KINDS, ActorSpec, EgoStart, TrafficSpec

Floats = NDArray[np.float64]

_FASTEST_MPS = {
    Kind.CAR: 90.0,
    Kind.TRUCK: 45.0,
    Kind.MOTORCYCLE: 90.0,
    Kind.BICYCLE: 25.0,
    Kind.PEDESTRIAN: 12.0,
    Kind.OBSTACLE: 0.0,
}
"""Estimated: what is sold for the road, downhill, or runs the 100 m."""
_MOST_OTHERS = 1000


def refuse_impossible(
    lanes: LaneMap, ego: EgoStart, actors: Sequence[ActorSpec], traffic: Sequence[TrafficSpec]
) -> None:
    """Refuse a start that cannot be.

    Raises:
        LocalUseError: Says whose it is and why.
    """
    others = len(actors) + sum(row.count for row in traffic)
    if others > _MOST_OTHERS:
        raise LocalUseError(f"{others} others are there; {_MOST_OTHERS} is the most.")
    _refuse_speed("ego", ego.speed_mps, load_car(ego.car).top_speed_mps)
    names, boxes = ["ego"], [_ego_box(lanes, ego)]
    for actor in (*actors, *longest_of(traffic)):
        kind = KINDS[actor.kind]
        if actor.drives == "traffic" and (actor.acts or not actor.lane or kind not in STYLES):
            raise LocalUseError(
                f"{actor.name} is a {actor.kind} on {actor.lane or 'no lane'} with "
                f"{len(actor.acts)} acts, and drives as traffic; that takes a vehicle on a lane, "
                "without acts."
            )
        if actor.name in names:
            raise LocalUseError(f"Two are called {actor.name}.")
        _refuse_speed(actor.name, actor.speed_mps, _FASTEST_MPS[kind])
        names.append(actor.name)
        boxes.append(_box(lanes, actor, kind))
    together = np.stack(boxes)
    for row in range(len(boxes) - 1):
        for hit in np.flatnonzero(overlapping(together[row], together[row + 1 :])):
            raise LocalUseError(
                f"{names[row]} and {names[row + 1 + hit]} begin in the same place, "
                f"{together[row, 0]:.1f}, {together[row, 1]:.1f}."
            )


def _ego_box(lanes: LaneMap, ego: EgoStart) -> Floats:
    path = lanes.path(ego.lane)
    if not 0.0 <= ego.s_m <= path.length_m:
        raise LocalUseError(
            f"ego begins at s_m {ego.s_m:g}; lane {ego.lane} is {path.length_m:.1f} m long."
        )
    x_m, y_m, heading_rad = path.at(ego.s_m, ego.offset_m)[0]
    if not lanes.at(x_m, y_m):
        raise LocalUseError(
            f"ego begins {ego.offset_m:g} m beside the middle of lane {ego.lane}, off the road."
        )
    car = load_car(ego.car)
    return np.array([x_m, y_m, heading_rad, 0.0, 0.0, car.length_m, car.width_m])


def _box(lanes: LaneMap, actor: ActorSpec, kind: Kind) -> Floats:
    try:
        path = path_of(lanes, actor)
    except LocalUseError as error:
        raise LocalUseError(f"{actor.name}: {error.message}", do=error.do) from error
    if not 0.0 <= actor.s_m <= path.length_m:
        raise LocalUseError(
            f"{actor.name} begins at s_m {actor.s_m:g}; its way is {path.length_m:.1f} m long."
        )
    length_m, width_m = SIZES_M[kind]
    x_m, y_m, heading_rad = path.at(actor.s_m, actor.offset_m)[0]
    length_m, width_m = actor.length_m or length_m, actor.width_m or width_m
    return np.array([x_m, y_m, heading_rad, 0.0, 0.0, length_m, width_m])


def _refuse_speed(name: str, speed_mps: float, most_mps: float) -> None:
    if not 0.0 <= speed_mps <= most_mps:
        raise LocalUseError(f"{name} begins at {speed_mps:g} m/s; it can do 0 to {most_mps:g} m/s.")
