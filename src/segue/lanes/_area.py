"""The ground between two borders."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray


def area_between(left_m: NDArray[np.float64], right_m: NDArray[np.float64]) -> shapely.Polygon:
    """Return the area between borders (N, 2), valid also where they cross each other."""
    return shapely.Polygon(np.concatenate((left_m, right_m[::-1]))).buffer(0.0)
