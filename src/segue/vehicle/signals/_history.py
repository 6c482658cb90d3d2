"""What signals were: the last hour's changes, in bounded memory.

Three bounds, each of which drops the oldest: how long ago, how many points of one signal, and how
many bytes of all signals, where the signal with most gives way. A point of a real-valued signal
takes 16 bytes, any other 16 and what its value takes.
"""

from __future__ import annotations

import sys
from array import array
from typing import NamedTuple

from segue.vehicle.signals._check import Value

HISTORY_SPAN_S = 3600.0
HISTORY_POINTS = 3600
"""Of one signal: one a second for the whole span."""
HISTORY_BYTES = 8 * 1024 * 1024
"""Of all signals: 145 real-valued ones that change every second of the hour."""

_POINT_BYTES = 16
_YIELDED_SHARE = 4


class Point(NamedTuple):
    """A value that a signal had."""

    utc_s: float
    """When it was true."""
    value: Value


class History:
    """The values that signals had, oldest first.

    Args:
        span_s: How long ago a value may have been true, as of its signal's newest one.
        points: How many are kept of one signal.
        max_bytes: How many bytes the points of all signals may take.
    """

    def __init__(
        self,
        *,
        span_s: float = HISTORY_SPAN_S,
        points: int = HISTORY_POINTS,
        max_bytes: int = HISTORY_BYTES,
    ) -> None:
        self._span_s = span_s
        self._points = points
        self._max_bytes = max_bytes
        self._tracks: dict[str, _Track] = {}
        self.size_bytes = 0
        """What the points take now."""

    def add(self, path: str, utc_s: float, value: Value) -> None:
        """Keep one value."""
        track = self._tracks.get(path)
        if track is None:
            track = self._tracks[path] = _Track(of_floats=type(value) is float)
        self.size_bytes += track.append(utc_s, value)
        if len(track.times) > self._points:
            self.size_bytes -= track.drop(len(track.times) - self._points)
        self.size_bytes -= track.drop(track.older_than(utc_s - self._span_s))
        while self.size_bytes > self._max_bytes:
            widest = max(self._tracks.values(), key=lambda it: it.size_bytes)
            self.size_bytes -= widest.drop(max(1, len(widest.times) // _YIELDED_SHARE))

    def since(self, path: str, utc_s: float) -> list[Point]:
        """Return what is kept of a signal from that time on; empty when nothing is."""
        track = self._tracks.get(path)
        if track is None:
            return []
        pairs = zip(track.times, track.values, strict=True)
        return [Point(time_s, value) for time_s, value in pairs if time_s >= utc_s]


class _Track:
    """One signal's points."""

    __slots__ = ("size_bytes", "times", "values")

    def __init__(self, *, of_floats: bool) -> None:
        self.times = array("d")
        self.values: array[float] | list[Value] = array("d") if of_floats else []
        self.size_bytes = 0

    def append(self, utc_s: float, value: Value) -> int:
        """Add a point; return how many bytes it takes."""
        self.times.append(utc_s)
        self.values.append(value)  # type: ignore[arg-type]  # a signal keeps its datatype
        added = self._bytes_of(value)
        self.size_bytes += added
        return added

    def older_than(self, utc_s: float) -> int:
        """Return how many of the first points are older than that."""
        return next((i for i, time_s in enumerate(self.times) if time_s >= utc_s), len(self.times))

    def drop(self, count: int) -> int:
        """Forget the first points; return how many bytes that frees."""
        freed = sum(self._bytes_of(value) for value in self.values[:count])
        del self.times[:count]
        del self.values[:count]
        self.size_bytes -= freed
        return freed

    def _bytes_of(self, value: Value) -> int:
        if isinstance(self.values, array):
            return _POINT_BYTES
        items = value if isinstance(value, tuple) else ()
        return _POINT_BYTES + sys.getsizeof(value) + sum(map(sys.getsizeof, items))
