"""Geometry on a sphere with unit vectors: no poles, no antimeridian, no special cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from segue.kernel.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray


def unit_vectors(position_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (N, 3) unit vectors of (N, 2) positions [latitude, longitude; deg]."""
    latitude_rad = np.radians(position_deg[..., 0])
    longitude_rad = np.radians(position_deg[..., 1])
    cos_latitude = np.cos(latitude_rad)
    return np.stack(
        [
            cos_latitude * np.cos(longitude_rad),
            cos_latitude * np.sin(longitude_rad),
            np.sin(latitude_rad),
        ],
        axis=-1,
    )


def positions_deg(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (N, 2) positions [latitude, longitude; deg] of (N, 3) vectors of any length."""
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    return np.degrees(np.stack([np.arctan2(z, np.hypot(x, y)), np.arctan2(y, x)], axis=-1))


def arc_m(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle distances between unit vectors [m].

    By the chord, which keeps its precision for neighbours, where the dot product loses it.
    """
    step = first - second
    half_chord = np.sqrt(np.einsum("...i,...i->...", step, step)) / 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(half_chord, 1.0))


def bearing_rad(from_deg: NDArray[np.float64], to_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return initial bearings, clockwise from north, -pi to pi [rad].

    Source: Snyder, Map Projections: A Working Manual, USGS PP 1395, eq. 5-4b.
    """
    start, end = np.radians(from_deg), np.radians(to_deg)
    span = end[..., 1] - start[..., 1]
    return np.arctan2(
        np.cos(end[..., 0]) * np.sin(span),
        np.cos(start[..., 0]) * np.sin(end[..., 0])
        - np.sin(start[..., 0]) * np.cos(end[..., 0]) * np.cos(span),
    )
