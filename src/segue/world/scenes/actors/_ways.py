"""The lines that actors move along, all of them in one table, so that all move at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segue.lanes import Path

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_APART_M = 1.0
"""Between the end of one way and the begin of the next in the table."""


class Ways:
    """Paths by number. Beyond an end, a way stands still there."""

    def __init__(self) -> None:
        self.lengths_m: Floats = np.empty(0)
        """(W,)."""
        self._begins: Floats = np.empty(0)
        self._along: Floats = np.empty(0)
        self._columns: Floats = np.empty((0, 4))

    def add(self, path: Path) -> int:
        """Return the number of a new way."""
        begin = self._along[-1] + _APART_M if len(self._along) else 0.0
        columns = np.column_stack((path.points_m, path.heading_rad, path.curvature_per_m))
        self._begins = np.append(self._begins, begin)
        self._along = np.concatenate((self._along, begin + path.s_m))
        self._columns = np.concatenate((self._columns, columns))
        self.lengths_m = np.append(self.lengths_m, path.length_m)
        return len(self.lengths_m) - 1

    def at(self, ways: Ints, s_m: Floats) -> Floats:
        """Return (N, 4): x, y, heading, curvature of N ways, each at its own distance along."""
        along = self._begins[ways] + np.clip(s_m, 0.0, self.lengths_m[ways])
        after = np.clip(np.searchsorted(self._along, along), 1, len(self._along) - 1)
        low, high = self._along[after - 1], self._along[after]
        share = ((along - low) / (high - low))[:, None]
        return (1.0 - share) * self._columns[after - 1] + share * self._columns[after]
