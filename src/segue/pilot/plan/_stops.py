"""Where along a way the car has to stop, and where it may have to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from segue.lanes import LaneMap
from segue.pilot.plan._corridors import Option
from segue.schema.drive import EgoState, OwnCar, Wishes

_BEFORE_LINE_M = 1.0
"""The car stops so far before a line."""
_AMBER_BRAKE_MPS2 = 3.0
"""Who would have to brake harder for amber drives on."""
_STOPPED_MPS = 0.2
_AT_LINE_M = 5.0
"""Who stands so near before a stop sign's line has stopped for it."""
_ROOM_AT_END_M = 2.0
"""That is left where the road ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """For the front of the car, along the option's corridor; infinite where there is none."""

    must_m: float
    """A red light, a stop sign, the end of the road."""
    red_m: float
    """Of these, what may not be crossed in any case."""
    goal_m: float
    yield_m: float
    """The next line before which others may have to be let pass."""

    @property
    def first_m(self) -> float:
        """Where the car stops whatever the others do."""
        return min(self.must_m, self.goal_m)


class StopSigns:
    """Remembers at which stop signs the car has stopped."""

    def __init__(self) -> None:
        self._done: set[str] = set()

    def is_done(self, lane_id: str, ahead_m: float, speed_mps: float) -> bool:
        """Return whether the car has stopped at the end of a lane."""
        if 0.0 <= ahead_m < _AT_LINE_M and speed_mps < _STOPPED_MPS:
            self._done.add(lane_id)
        return lane_id in self._done


def stops_along(
    option: Option,
    ego: EgoState,
    own_car: OwnCar,
    lanes: LaneMap,
    wishes: Wishes,
    lights: Mapping[str, str],
    signs: StopSigns,
) -> Stops:
    """Return where the car stops along an option."""
    corridor = option.way.corridor
    front_m = option.s_m + 0.5 * own_car.length_m
    red_m = yield_m = goal_m = math.inf
    must_m = option.way.ends_m - _ROOM_AT_END_M
    for row, lane_id in enumerate(corridor.lanes):
        lane, begin_m = lanes[lane_id], corridor.begins_m[row]
        line_m = begin_m - _BEFORE_LINE_M
        if begin_m > front_m:
            state = lights.get(lane.light or "")
            brake = ego.speed_mps**2 / (2.0 * max(line_m - front_m, 0.1))
            if state == "red" or (state == "amber" and brake < _AMBER_BRAKE_MPS2):
                red_m = min(red_m, line_m)
            if lane.yields_to:  # at green, too: who turns left lets pass who comes
                yield_m = min(yield_m, line_m)
        if lane.stop_sign and row + 1 < len(corridor.lanes):
            end_m = corridor.begins_m[row + 1]
            line_m = end_m - _BEFORE_LINE_M
            if end_m > front_m and not signs.is_done(lane_id, line_m - front_m, ego.speed_mps):
                red_m = min(red_m, line_m)
        if wishes.goal_s_m is not None and wishes.route and lane_id == wishes.route[-1]:
            goal_m = begin_m + wishes.goal_s_m + 0.5 * own_car.length_m
    return Stops(must_m=min(must_m, red_m), red_m=red_m, goal_m=goal_m, yield_m=yield_m)
