"""Boxes on the ground: whether two touch, and where one was hit."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from segue.world.scenes._boxes import corners_m, overlapping, side_hit

BOX = np.array([3.0, -2.0, 0.4, 0.0, 0.0, 4.7, 1.9])
PLACES = st.tuples(
    st.floats(-6.0, 12.0), st.floats(-9.0, 5.0), st.floats(-math.pi, math.pi), st.floats(0.3, 12.0)
)


@given(st.lists(PLACES, min_size=1, max_size=12))
def test_two_boxes_touch_when_their_areas_do(places: list[tuple[float, float, float, float]]):
    """Against a library's polygons, apart from boxes that touch within a millimetre."""
    boxes = np.array([[x, y, turned, 0.0, 0.0, length, 1.2] for x, y, turned, length in places])
    own = shapely.Polygon(corners_m(BOX[None])[0])
    hit = overlapping(BOX, boxes)
    for row, corners in enumerate(corners_m(boxes)):
        shared = own.intersection(shapely.Polygon(corners))
        if shared.is_empty:
            assert not hit[row]
        elif shared.area > 1e-3:
            assert hit[row]


@pytest.mark.parametrize(
    ("ahead_m", "left_m", "side"),
    [(4.5, 0.8, "front"), (-4.5, -0.8, "rear"), (1.0, 1.8, "left"), (-1.0, -1.8, "right")],
)
@pytest.mark.parametrize("turned_rad", [0.0, 2.0, -2.5])
def test_the_side_is_told_when_a_box_is_hit(
    ahead_m: float, left_m: float, side: str, turned_rad: float
):
    """Where the other has come in the least, whichever way the box is turned."""
    cos, sin = math.cos(turned_rad), math.sin(turned_rad)
    box = np.array([10.0, 5.0, turned_rad, 0.0, 0.0, 4.7, 1.9])
    other = box.copy()
    other[0] += ahead_m * cos - left_m * sin
    other[1] += ahead_m * sin + left_m * cos
    assert overlapping(box, other[None])[0]
    assert side_hit(box, other) == side
