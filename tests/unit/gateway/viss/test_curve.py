"""Curve logging keeps the points that draw the curve."""

from __future__ import annotations

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from segue.gateway.viss._curve import essential

_VALUES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60)


def test_corners_are_kept_when_a_curve_is_straight_between_them() -> None:
    """Up, level, down: four points of nine."""
    values = [0.0, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0, 1.5, 0.0]
    assert essential(range(9), values, 0.01) == [0, 3, 6, 8]


def test_a_bump_is_kept_when_it_is_larger_than_the_error() -> None:
    """And left out when it is not."""
    assert essential(range(3), [0.0, 0.4, 0.0], 0.5) == [0, 2]
    assert essential(range(3), [0.0, 0.6, 0.0], 0.5) == [0, 1, 2]


def test_nothing_breaks_when_a_clock_stands_still() -> None:
    """Equal times have no line between them; what is far off is kept."""
    assert essential([1.0, 1.0, 1.0], [0.0, 9.0, 0.0], 1.0) == [0, 1, 2]


@given(values=_VALUES, max_error=st.floats(0.0, 1e3))
def test_no_point_is_further_off_than_the_error(values: list[float], max_error: float) -> None:
    """The line through the kept points passes every other within the allowed error."""
    kept = essential(range(len(values)), values, max_error)
    assert kept[0] == 0
    assert kept[-1] == len(values) - 1
    for index, value in enumerate(values):
        end = min(bisect_right(kept, index), len(kept) - 1)
        left, right = kept[end - 1], kept[end]
        line = values[left] + (index - left) / (right - left) * (values[right] - values[left])
        assert abs(value - line) <= max_error * (1 + 1e-9) + 1e-6
