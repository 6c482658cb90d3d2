"""The map as traffic uses it: lanes by number, and how far each is along a way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.lanes import LaneMap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_UPSTREAM_M = 250.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is on which lanes: one row for each object and each lane that it is on, E of them."""

    row: Ints
    """(E,): the object."""
    lane: Ints
    """(E,): the lane's number."""
    s_m: Floats
    """(E,): the object's middle along the lane."""
    offset_m: Floats
    """(E,): and to its left."""
    speed_mps: Floats
    """(E,): along the lane."""
    half_m: Floats
    """(E,): half of what it takes up along the lane."""


class LaneTable:
    """Lanes by number, in the order of the map."""

    def __init__(self, lanes: LaneMap) -> None:
        self.lanes = lanes
        self.ids = tuple(lanes.lanes)
        self.number = {lane_id: number for number, lane_id in enumerate(self.ids)}
        self.lengths_m: Floats = np.array([lanes.path(lane_id).length_m for lane_id in self.ids])
        self.limits_mps: Floats = np.array(
            [lane.speed_limit_mps for lane in lanes.lanes.values()], dtype=np.float64
        )
        self._before: dict[str, Floats] = {}

    def begins_m(self, chain: tuple[str, ...]) -> Floats:
        """Return where each lane of the map begins along a chain of some (L,); NaN: nowhere."""
        begins = np.full(len(self.ids), np.nan)
        at_m = 0.0
        for lane_id in chain:
            number = self.number[lane_id]
            begins[number] = at_m
            at_m += self.lengths_m[number]
        return begins

    def length_m(self, chain: tuple[str, ...]) -> float:
        """Return how long lanes are, one after the other."""
        return float(sum(self.lengths_m[self.number[lane_id]] for lane_id in chain))

    def before_m(self, lane_id: str) -> Floats:
        """Return where the lanes that lead to one begin, as seen from its begin (L,).

        Its own is 0 and theirs are negative; NaN: it does not lead there, or is far away.
        """
        begins = self._before.get(lane_id)
        if begins is None:
            begins = self._before[lane_id] = self.begins_m((lane_id,))
            before = [(lane_id, 0.0)]
            while before:
                at, at_m = before.pop()
                for other in self.lanes[at].predecessors:
                    number = self.number[other]
                    if at_m > -_UPSTREAM_M and np.isnan(begins[number]):
                        begins[number] = at_m - self.lengths_m[number]
                        before.append((other, float(begins[number])))
        return begins

    def standing(self, boxes: Floats) -> Standing:
        """Return who is on which lanes.

        Args:
            boxes: (M, 7) or more columns, as `Objects.boxes`.
        """
        cos, sin = np.cos(boxes[:, 2]), np.sin(boxes[:, 2])
        aside = 0.5 * boxes[:, 6, None] * np.column_stack((-sin, cos))
        middle = boxes[:, :2]
        on, number = self.lanes.lanes_at(np.concatenate((middle, middle + aside, middle - aside)))
        pairs = np.unique(on % len(boxes) * len(self.ids) + number)
        row, lane = pairs // len(self.ids), pairs % len(self.ids)
        where = np.empty((len(pairs), 3))
        for one in map(int, np.unique(lane)):
            of_lane = lane == one
            where[of_lane] = self.lanes.path(self.ids[one]).locate(middle[row[of_lane]])
        turned = boxes[row, 2] - where[:, 2]
        along, across = np.abs(np.cos(turned)), np.abs(np.sin(turned))
        return Standing(
            row=row,
            lane=lane,
            s_m=where[:, 0],
            offset_m=where[:, 1],
            speed_mps=boxes[row, 3] * np.cos(where[:, 2]) + boxes[row, 4] * np.sin(where[:, 2]),
            half_m=0.5 * (boxes[row, 5] * along + boxes[row, 6] * across),
        )
