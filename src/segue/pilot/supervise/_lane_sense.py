"""The lane facts, from the map, the car and what is around it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from segue.lanes import LaneMap, Path
from segue.pilot.supervise._health import LaneFacts, RoadKind, Side
from segue.schema.drive import LENGTH, VX, VY, EgoState, Floats, Objects, OwnCar, X, Y

MOTORWAY_ABOVE_MPS = 25.0
"""Roads on which more than 90 km/h is allowed are built like motorways; estimated."""
STREET_BELOW_MPS = 14.0
"""Roads on which 50 km/h or less is allowed are streets; estimated."""
OTHERS_BRAKE_MPS2 = 3.0
"""Most that a change may ask of who comes from behind (UN R79, 5.6.4.7)."""
OTHERS_DELAY_S = 0.4
"""Until they brake (UN R79, 5.6.4.7)."""
OTHERS_GAP_S = 1.0
"""What is left between the two (UN R79, 5.6.4.7)."""


def critical_gap_m(behind_mps: float, ahead_mps: float) -> float:
    """Return the gap below which one lane's two cars are too close for one to have moved in.

    Source: UN R79, 5.6.4.7; who falls behind needs no distance to brake.
    """
    closing_mps = max(behind_mps - ahead_mps, 0.0)
    braking_m = closing_mps * OTHERS_DELAY_S + closing_mps**2 / (2.0 * OTHERS_BRAKE_MPS2)
    return braking_m + ahead_mps * OTHERS_GAP_S


def _kind_of(speed_limit_mps: float) -> RoadKind:
    if speed_limit_mps > MOTORWAY_ABOVE_MPS:
        return "motorway"
    return "street" if speed_limit_mps < STREET_BELOW_MPS else "road"


@dataclass(slots=True)
class LaneSense:
    """Looks the lane up that the car is in."""

    lanes: LaneMap
    own_car: OwnCar
    _borders: dict[str, tuple[Path, Path]] = field(default_factory=dict[str, tuple[Path, Path]])
    _chains: dict[str, Path] = field(default_factory=dict[str, Path])

    def facts(self, ego: EgoState, objects: Objects) -> tuple[LaneFacts, RoadKind]:
        """Return the facts and the kind of road, as far as its speed limit tells.

        Off every lane, or at a place that is no number, nothing is known.
        """
        if not ego.is_known:
            return LaneFacts(), "unknown"
        here = [
            lane_id
            for lane_id in self.lanes.at(ego.x_m, ego.y_m, ego.heading_rad)
            if self.lanes[lane_id].kind == "driving"
        ]
        if not here:
            return LaneFacts(), "unknown"
        lane = self.lanes[here[0]]
        place = np.array([[ego.x_m, ego.y_m]])
        along_m, _, lane_heading_rad = self.lanes.path(lane.lane_id).locate(place)[0]
        turned_rad = ego.heading_rad - lane_heading_rad
        half_m = 0.5 * (
            self.own_car.width_m * abs(math.cos(turned_rad))
            + self.own_car.length_m * abs(math.sin(turned_rad))
        )
        left, right = self._borders_of(lane.lane_id)
        beside: dict[Side, str | None] = {
            "left": lane.left if lane.may_change_left else None,
            "right": lane.right if lane.may_change_right else None,
        }
        facts = LaneFacts(
            known=True,
            to_left_m=-float(left.locate(place)[0, 1]) - half_m,
            to_right_m=float(right.locate(place)[0, 1]) - half_m,
            curvature_per_m=float(self.lanes.path(lane.lane_id).curvature_at(along_m)[0]),
            free=frozenset(
                side
                for side, lane_id in beside.items()
                if lane_id is not None and self._is_free(lane_id, ego, objects)
            ),
        )
        return facts, _kind_of(lane.speed_limit_mps)

    def _borders_of(self, lane_id: str) -> tuple[Path, Path]:
        if lane_id not in self._borders:
            lane = self.lanes[lane_id]
            self._borders[lane_id] = Path(lane.left_m), Path(lane.right_m)
        return self._borders[lane_id]

    def _is_free(self, lane_id: str, ego: EgoState, objects: Objects) -> bool:
        if self.lanes[lane_id].kind != "driving":
            return False
        if len(objects) == 0:
            return True
        chain = self._chain_of(lane_id)
        own_along_m = chain.locate(np.array([[ego.x_m, ego.y_m]]))[0, 0]
        boxes: Floats = objects.boxes
        there = chain.locate(boxes[:, [X, Y]])
        left, right = self._borders_of(lane_id)
        half_width_m = 0.5 * float(np.hypot(*(left.points_m[0] - right.points_m[0])))
        for (along_m, aside_m, _), box in zip(there, boxes, strict=True):
            if abs(aside_m) > half_width_m:
                continue
            gap_m = abs(along_m - own_along_m) - 0.5 * (box[LENGTH] + self.own_car.length_m)
            other_mps = float(np.hypot(box[VX], box[VY]))
            ahead = along_m >= own_along_m
            behind_mps, ahead_mps = (
                (ego.speed_mps, other_mps) if ahead else (other_mps, ego.speed_mps)
            )
            if not gap_m > critical_gap_m(behind_mps, ahead_mps):
                return False
        return True

    def _chain_of(self, lane_id: str) -> Path:
        """Return the lane with the one before it and the one after it, as one line."""
        if lane_id not in self._chains:
            lane = self.lanes[lane_id]
            before = [
                before_id
                for before_id in lane.predecessors
                if lane_id in self.lanes[before_id].successors
            ]
            chain = (*before[:1], lane_id, *lane.successors[:1])
            self._chains[lane_id] = self.lanes.corridor(chain).path
        return self._chains[lane_id]
