"""A straight road of three lanes with the pilot in the middle one, for suites of numbers."""

from __future__ import annotations

import numpy as np

from segue.lanes import Lane, LaneMap

LANE_WIDTH_M = 3.5
_BEHIND_M, _AHEAD_M = 300.0, 4000.0
_LIMIT_MPS = 60.0
"""None, that is: the suites say how fast the pilot may go by its set speed."""


def straight_road() -> LaneMap:
    """Return the road, along x; the pilot's lane lies around y = 0 and is not to be left.

    The suites measure what braking does: the models that the pilot is compared with do not swerve.
    """
    names = ("right", "own", "left")
    lanes = {
        name: Lane(
            lane_id=name,
            centre_m=_line(LANE_WIDTH_M * row),
            left_m=_line(LANE_WIDTH_M * (row + 0.5)),
            right_m=_line(LANE_WIDTH_M * (row - 0.5)),
            speed_limit_mps=_LIMIT_MPS,
            left=names[row + 2] if row < 1 else None,
            right=names[row] if row > -1 else None,
            may_change_left=False,
            may_change_right=False,
        )
        for row, name in enumerate(names, start=-1)
    }
    return LaneMap(lanes, name="straight road")


def _line(y_m: float) -> np.ndarray:
    return np.array([[-_BEHIND_M, y_m], [_AHEAD_M, y_m]])
