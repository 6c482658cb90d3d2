"""Where objects are on the lanes: which, how far along, how far to the left."""

from __future__ import annotations

import math

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.predict._roads import (
    G_CELL_M,
    G_COLUMNS,
    G_ROWS,
    G_X,
    G_Y,
    L_COUNT,
    L_FIRST,
    P_HEADING,
    P_LEFT,
    P_RIGHT,
    P_S,
    P_X,
    P_Y,
    REACH_M,
    Roads,
)
from segue.schema.drive import Floats

MOST_HITS = 16
H_LANE, H_S, H_D, H_HEADING, H_LEFT, H_RIGHT, H_EXCESS, H_TURN = range(8)
"""Columns of hits: `H_EXCESS` is how far outside the lane, `H_TURN` from it to the heading."""
_OVERSHOOT_M = 1.0
"""Before a lane's begin or after its end, what still counts as on it: gaps between lanes."""
_ALONG_RAD = 0.9
"""From a lane's direction, what still counts as driving along it; estimated."""
_OFF_LANE_M = 1.0
"""Outside a lane, what still counts as driving on it; estimated."""
_RAD_PER_M = 0.4
"""How much of a turn speaks against a lane as much as a metre outside it; estimated."""


@compiled
def angle(rad: float) -> float:
    """Return an angle between -pi and pi."""
    return (rad + math.pi) % (2.0 * math.pi) - math.pi


@compiled
def lanes_at(roads: Roads, x: float, y: float, heading: float, hits: Floats) -> int:
    """Write the lanes near a place into `hits`, (MOST_HITS, 8); return how many there are."""
    column = (x - roads.grid[G_X]) / roads.grid[G_CELL_M]
    row = (y - roads.grid[G_Y]) / roads.grid[G_CELL_M]
    if not (0.0 <= column < roads.grid[G_COLUMNS] and 0.0 <= row < roads.grid[G_ROWS]):
        return 0
    cell = int(row) * int(roads.grid[G_COLUMNS]) + int(column)
    count, lane, nearest = 0, -1, 0.0
    for k in range(roads.cells[cell], roads.cells[cell + 1]):
        p = roads.cell_points[k]
        if roads.lane_of[p] != lane:
            if lane >= 0 and nearest < REACH_M * REACH_M:
                count += 1
            if count == MOST_HITS:
                return count
            lane, nearest = int(roads.lane_of[p]), math.inf
        nearest = _piece(roads, lane, p, x, y, nearest, hits[count])
    if lane >= 0 and nearest < REACH_M * REACH_M:
        count += 1
    for h in range(count):
        side = hits[h, H_LEFT] if hits[h, H_D] > 0.0 else hits[h, H_RIGHT]
        hits[h, H_EXCESS] = max(abs(hits[h, H_D]) - side, 0.0)
        hits[h, H_TURN] = angle(heading - hits[h, H_HEADING])
    return count


@compiled
def _piece(
    roads: Roads, lane: int, p: int, x: float, y: float, nearest: float, hit: Floats
) -> float:
    """Write a place by the piece of lane after point `p` if that is nearer; return the nearest."""
    points = roads.points
    step_x = points[p + 1, P_X] - points[p, P_X]
    step_y = points[p + 1, P_Y] - points[p, P_Y]
    length = math.hypot(step_x, step_y)
    to_x, to_y = x - points[p, P_X], y - points[p, P_Y]
    along = (to_x * step_x + to_y * step_y) / length
    first = roads.lanes[lane, L_FIRST]
    low = -_OVERSHOOT_M if p == first else 0.0
    high = length + _OVERSHOOT_M if p == first + roads.lanes[lane, L_COUNT] - 2 else length
    on = min(max(along, low), high)
    if (on == low and low < 0.0) or (on == high and high > length):
        return nearest
    away_x, away_y = to_x - on * step_x / length, to_y - on * step_y / length
    away = away_x * away_x + away_y * away_y
    if away >= nearest:
        return nearest
    share = on / length
    hit[H_LANE] = lane
    hit[H_S] = points[p, P_S] + on
    hit[H_D] = math.copysign(math.sqrt(away), step_x * to_y - step_y * to_x)
    for column, of in ((H_HEADING, P_HEADING), (H_LEFT, P_LEFT), (H_RIGHT, P_RIGHT)):
        hit[column] = points[p, of] + share * (points[p + 1, of] - points[p, of])
    return away


@compiled
def own_lane(hits: Floats, count: int) -> int:
    """Return which hit is the lane that the object drives on; -1 when it drives on none.

    A vehicle against the traffic of one lane drives on the one beside it that runs its way.
    """
    against = False
    for h in range(count):
        if hits[h, H_EXCESS] == 0.0 and abs(hits[h, H_TURN]) > math.pi - _ALONG_RAD:
            against = True
    best, least = -1, math.inf
    for h in range(count):
        turn = abs(hits[h, H_TURN])
        if turn > _ALONG_RAD or hits[h, H_EXCESS] > (REACH_M if against else _OFF_LANE_M):
            continue
        width = max(hits[h, H_LEFT] + hits[h, H_RIGHT], np.float64(1.0))
        score = hits[h, H_EXCESS] + 0.2 * abs(hits[h, H_D]) / width + turn / _RAD_PER_M
        if score < least:
            best, least = h, score
    return best
