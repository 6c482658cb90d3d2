"""Rows for those who come and go: sensors remember a row, so it is somebody's for a while.

Who leaves gives his row up. It stays empty until every sensor has looked at it once, and has
forgotten him; then somebody else may have it.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from segue.schema.drive import Floats, Ints


class Rows:
    """Gives rows away.

    Args:
        count: How many there are.
        empty_s: How long one is empty between two.
    """

    def __init__(self, count: int, empty_s: float) -> None:
        self._row_of: dict[int, int] = {}
        self._free: deque[tuple[float, int]] = deque((0.0, row) for row in range(count))
        """From when, and which; the first that may be used comes first."""
        self._empty_s = empty_s

    def of(self, ids: Ints, away_m: Floats, now_s: float) -> dict[int, int]:
        """Return the row of each of those who are there now; the nearest come first.

        Args:
            ids: (N,): who is there.
            away_m: (N,): how far from the ego.
            now_s: When.
        """
        there = {int(ids[which]): None for which in np.argsort(away_m, kind="stable")}
        for gone in [one for one in self._row_of if one not in there]:
            self._free.append((now_s + self._empty_s, self._row_of.pop(gone)))
        for one in there:
            if one not in self._row_of and self._free and self._free[0][0] <= now_s:
                self._row_of[one] = self._free.popleft()[1]
        return dict(self._row_of)
