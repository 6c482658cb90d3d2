"""`LanePredictor`: what objects may do, told along their lanes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import get_args

import numpy as np

from segue.lanes import LaneMap
from segue.pilot.predict._futures import futures_of
from segue.pilot.predict._roads import Roads, roads_of
from segue.schema.drive import (
    FUTURE_STEPS,
    EgoState,
    FutureKind,
    Futures,
    Ints,
    Kind,
    Objects,
    OwnCar,
)

_KINDS: tuple[FutureKind, ...] = get_args(FutureKind)
_OWN = OwnCar()
"""Whose size the car itself has, as others see it; only who drives behind it asks."""


class LanePredictor:
    """Says what the objects may do, and how likely: several futures each.

    Vehicles move along the chain of lanes they are on: they keep it, follow who is ahead, bend off
    at junctions, change lanes, brake. Who is bound to no lane goes on straight, or stops. It
    remembers nothing but the tables of the map it was asked about last.
    """

    def __init__(self) -> None:
        self._lanes: LaneMap | None = None
        self._roads: Roads
        self._lights: tuple[str, ...] = ()

    def predict(
        self, ego: EgoState, objects: Objects, lanes: LaneMap, lights: Mapping[str, str]
    ) -> Futures:
        """Return the futures of all objects, 8 s of them, by object."""
        if lanes is not self._lanes:
            self._roads, self._lights = roads_of(lanes)
            self._lanes = lanes
        count = len(objects)
        if count == 0:
            return _NONE
        boxes = np.empty((count + 1, 9))
        boxes[:count] = objects.boxes
        boxes[count] = (
            ego.x_m, ego.y_m, ego.heading_rad,
            ego.speed_mps * math.cos(ego.heading_rad), ego.speed_mps * math.sin(ego.heading_rad),
            _OWN.length_m, _OWN.width_m, ego.accel_mps2, ego.yaw_rate_radps,
        )  # fmt: skip
        kinds = np.empty(count + 1, dtype=np.int64)
        kinds[:count], kinds[count] = objects.kinds, Kind.CAR
        owner, probability, kind, states = futures_of(
            self._roads, self._holding(lights), boxes, kinds, objects.speed_sigma_mps
        )
        return Futures(
            objects=owner,
            probability=probability,
            kinds=tuple([_KINDS[int(code)] for code in kind]),
            states=states,
        )

    def _holding(self, lights: Mapping[str, str]) -> Ints:
        """Return which traffic lights hold who comes to them."""
        held = [lights.get(light) in {"red", "amber"} for light in self._lights]
        return np.array(held, dtype=np.int64)


_NONE = Futures(
    objects=np.empty(0, dtype=np.int64),
    probability=np.empty(0),
    kinds=(),
    states=np.empty((0, FUTURE_STEPS, 4)),
)
