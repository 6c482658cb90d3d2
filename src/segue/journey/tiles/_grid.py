"""Where tiles are: the Web Mercator square from 0 to 1, x east, y south.

Source: Mapbox Vector Tile Specification 2.1 and EPSG:3857.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXTENT = 4096
"""Steps across a tile."""
BUFFER = 64
"""Steps around a tile that its layers reach into, so that lines meet across the seam."""
_MAX_LATITUDE_DEG = 85.051128779806604


def mercator(position_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (N, 2) x and y in the unit square of (N, 2) [latitude, longitude; deg]."""
    latitude_deg = np.clip(position_deg[:, 0], -_MAX_LATITUDE_DEG, _MAX_LATITUDE_DEG)
    north = np.arcsinh(np.tan(np.radians(latitude_deg)))
    return np.stack([position_deg[:, 1] / 360.0 + 0.5, 0.5 - north / (2 * np.pi)], axis=1)


@dataclass(frozen=True, slots=True)
class Tile:
    """One square of the map."""

    zoom: int
    column: int
    row: int

    @property
    def exists(self) -> bool:
        """Whether the numbers name a tile."""
        side = 1 << self.zoom if self.zoom >= 0 else 0
        return 0 <= self.column < side and 0 <= self.row < side

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, north, east and south of the tile with its buffer, in the unit square."""
        side = 1 << self.zoom
        margin = BUFFER / EXTENT
        return (
            (self.column - margin) / side,
            (self.row - margin) / side,
            (self.column + 1 + margin) / side,
            (self.row + 1 + margin) / side,
        )

    def steps(self, unit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (N, 2) positions of the unit square in steps from the tile's corner."""
        return (unit * (1 << self.zoom) - (self.column, self.row)) * EXTENT
