"""Curve logging: the fewest of a series' points that still draw its curve.

The points between two that are kept are no further than the allowed error from the line that joins
these, measured along the value. That is the Douglas-Peucker reduction, with the distance taken
upright as time and value have no common unit.

Source: Douglas and Peucker, Cartographica 10(2), 1973; COVESA VISS version 2 CORE, Curve Logging
Filter Operation.
"""

from __future__ import annotations

from collections.abc import Sequence


def essential(times_s: Sequence[float], values: Sequence[float], max_error: float) -> list[int]:
    """Return which points to keep, ascending; the first and the last are always among them."""
    keep = {0, len(times_s) - 1}
    spans = [(0, len(times_s) - 1)]
    while spans:
        start, end = spans.pop()
        worst, error = start, max_error
        for index in range(start + 1, end):
            off = abs(values[index] - _between(times_s, values, start, end, index))
            if off > error:
                worst, error = index, off
        if worst != start:
            keep.add(worst)
            spans += [(start, worst), (worst, end)]
    return sorted(keep)


def _between(
    times_s: Sequence[float], values: Sequence[float], start: int, end: int, index: int
) -> float:
    """Return the value of the line from start to end at a point's time."""
    length_s = times_s[end] - times_s[start]
    if length_s <= 0.0:  # a source's clock that stands still or goes back
        return values[start]
    share = (times_s[index] - times_s[start]) / length_s
    return values[start] + share * (values[end] - values[start])
