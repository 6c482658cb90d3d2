"""A lane map as tables that compiled code reads: what is asked of it a thousand times a second."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.lanes import Lane, LaneMap, Path
from segue.pilot.compiled import compiled
from segue.schema.drive import Floats, Ints

_SPACING_M = 2.0
"""Between the points that a lane is told by: the chord of a 10 m bend then errs by 5 cm."""
REACH_M = 6.0
"""How far from a lane's centre its cells know it."""
_CELL_M = 16.0
_MOST_CELLS = 1_000_000
_BEND_ACCEL_MPS2 = 3.0
"""Sideways, what drivers take a bend with: 85th percentile on rural bends (FHWA-SA-07-002)."""

P_X, P_Y, P_HEADING, P_S, P_LEFT, P_RIGHT, P_SPEED = range(7)
"""Columns of `Roads.points`: half widths to the left and right, and the speed its bend allows."""
(
    L_FIRST, L_COUNT, L_LEFT, L_RIGHT, L_NEXT, L_NEXT_COUNT, L_LIGHT, L_YIELD, L_YIELD_COUNT,
) = range(9)  # fmt: skip
"""Columns of `Roads.lanes`: rows of other lanes or -1; where points, successors, yields begin."""
M_LENGTH, M_TURN, M_SLOWEST = range(3)
"""Columns of `Roads.measures`: metres, whole turn, speed of its sharpest bend."""
G_X, G_Y, G_CELL_M, G_COLUMNS, G_ROWS = range(5)
"""Entries of `Roads.grid`."""


class Roads(NamedTuple):
    """All lanes that vehicles drive on, flattened."""

    points: Floats
    """(P, 7)."""
    lane_of: Ints
    """(P,): the lane that a point belongs to."""
    lanes: Ints
    """(L, 9)."""
    measures: Floats
    """(L, 3)."""
    successors: Ints
    yields: Ints
    """Lanes that go first, by lane."""
    grid: Floats
    """(5,): corner, cell size and number of cells."""
    cells: Ints
    """(cells + 1,): where each cell's points begin in `cell_points`."""
    cell_points: Ints
    """Points whose piece of lane, up to the next point, comes near the cell."""


def roads_of(lanes: LaneMap) -> tuple[Roads, tuple[str, ...]]:
    """Return a map's tables, and the ids of its traffic lights as `L_LIGHT` counts them."""
    ids = sorted(lane_id for lane_id, lane in lanes.lanes.items() if lane.kind != "walk")
    rows = {lane_id: row for row, lane_id in enumerate(ids)}
    chosen = [lanes[lane_id] for lane_id in ids]
    lights = tuple(sorted({lane.light for lane in chosen if lane.light is not None}))
    points = [_points(lane) for lane in chosen]
    counts = np.array([len(part) for part in points], dtype=np.int64)
    onward = [[rows[other] for other in lane.successors if other in rows] for lane in chosen]
    first_ones = [sorted(rows[one] for one in lane.yields_to if one in rows) for lane in chosen]
    yield_firsts = np.concatenate(([0], np.cumsum([len(part) for part in first_ones])))
    firsts = np.concatenate(([0], np.cumsum(counts)))
    next_firsts = np.concatenate(([0], np.cumsum([len(part) for part in onward])))
    table = np.full((len(ids), 9), -1, dtype=np.int64)
    for row, lane in enumerate(chosen):
        table[row, L_FIRST], table[row, L_COUNT] = firsts[row], counts[row]
        table[row, L_LEFT] = rows.get(lane.left or "", -1)
        table[row, L_RIGHT] = rows.get(lane.right or "", -1)
        table[row, L_NEXT], table[row, L_NEXT_COUNT] = next_firsts[row], len(onward[row])
        table[row, L_LIGHT] = -1 if lane.light is None else lights.index(lane.light)
        table[row, L_YIELD], table[row, L_YIELD_COUNT] = yield_firsts[row], len(first_ones[row])
    joined = np.concatenate(points) if points else np.empty((0, 7))
    lane_of = np.repeat(np.arange(len(ids), dtype=np.int64), counts)
    grid = _grid(joined)
    cells, cell_points = _fill_cells(joined, lane_of, grid)
    return Roads(
        points=joined,
        lane_of=lane_of,
        lanes=table,
        measures=np.array(
            [
                (
                    part[-1, P_S],
                    part[-1, P_HEADING] - part[0, P_HEADING],
                    part[:, P_SPEED].min(),
                )
                for part in points
            ]
        ).reshape(-1, 3),
        successors=np.array([row for part in onward for row in part], dtype=np.int64),
        yields=np.array([row for part in first_ones for row in part], dtype=np.int64),
        grid=grid,
        cells=cells,
        cell_points=cell_points,
    ), lights


def _points(lane: Lane) -> Floats:
    """Return a lane's points, (N, 7)."""
    given = Path(lane.centre_m)
    line = Path.resampled(lane.centre_m, spacing_m=_SPACING_M)
    at_m = line.s_m * (given.length_m / line.length_m)
    bend = np.maximum(np.abs(line.curvature_per_m), 1e-6)
    return np.column_stack((
        line.points_m,
        line.heading_rad,
        line.s_m,
        np.interp(at_m, given.s_m, _apart_m(lane.left_m, lane.centre_m)),
        np.interp(at_m, given.s_m, _apart_m(lane.right_m, lane.centre_m)),
        np.sqrt(_BEND_ACCEL_MPS2 / bend),
    ))  # fmt: skip


def _apart_m(one: Floats, other: Floats) -> Floats:
    """Return how far the points of two lines are apart, pair by pair."""
    step = other - one
    return np.hypot(step[:, 0], step[:, 1])


def _grid(points: Floats) -> Floats:
    """Return the grid that covers all points and their reach."""
    if not len(points):
        return np.array([0.0, 0.0, _CELL_M, 0.0, 0.0])
    low = points[:, :2].min(axis=0) - REACH_M
    size = points[:, :2].max(axis=0) + REACH_M - low
    cell_m = max(_CELL_M, float(np.sqrt(size[0] * size[1] / _MOST_CELLS)))
    columns, rows = np.ceil(size / cell_m)
    return np.array([low[0], low[1], cell_m, columns, rows])


@compiled
def _fill_cells(
    points: Floats, lane_of: Ints, grid: Floats
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each cell's points begin, and the points, in order of the points."""
    columns, rows, cell_m = int(grid[G_COLUMNS]), int(grid[G_ROWS]), grid[G_CELL_M]
    begins = np.zeros(columns * rows + 1, np.int64)
    found = np.empty(0, np.int64)
    fill = np.empty(0, np.int64)
    for counting in (True, False):
        for p in range(len(points) - 1):
            if lane_of[p] != lane_of[p + 1]:
                continue
            low_x = min(points[p, P_X], points[p + 1, P_X]) - REACH_M - grid[G_X]
            high_x = max(points[p, P_X], points[p + 1, P_X]) + REACH_M - grid[G_X]
            low_y = min(points[p, P_Y], points[p + 1, P_Y]) - REACH_M - grid[G_Y]
            high_y = max(points[p, P_Y], points[p + 1, P_Y]) + REACH_M - grid[G_Y]
            for row in range(max(int(low_y / cell_m), 0), min(int(high_y / cell_m) + 1, rows)):
                for column in range(
                    max(int(low_x / cell_m), 0), min(int(high_x / cell_m) + 1, columns)
                ):
                    cell = row * columns + column
                    if counting:
                        begins[cell + 1] += 1
                    else:
                        found[fill[cell]] = p
                        fill[cell] += 1
        if counting:
            begins = np.cumsum(begins)
            found = np.empty(begins[-1], np.int64)
            fill = begins[:-1].copy()
    return begins, found
