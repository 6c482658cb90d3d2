"""From a place to the roads around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segue.journey._sphere import arc_m, positions_deg, unit_vectors
from segue.kernel.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from segue.journey._roads import RoadNetwork

ACCESS_LIMIT_M = 100_000.0
"""A place further than this from every road of the network is not joined to it."""

CHOICE_M = 3_000.0
"""Roads up to this much further than the nearest are candidates too: the nearest is often not
the one to take, and often only the other carriageway."""

OTHER_PART_M = 5_000.0
"""Reach to roads of another part of the network: it mends 25 cities of over 400,000 people, and
is less than the narrowest strait that only ferries cross (Messina, Helsingør: 5.4 and 5.7 km)."""

CIRCUITY = 1.3
"""Length of streets over straight line, for the way to the network.

Source: Ballou, Rahardja, Sakai 2002, Transportation Research A 36(9), table 2: Germany 1.32,
China 1.33, United States 1.20.
"""


@dataclass(frozen=True, slots=True)
class Snaps:
    """Ways from one place onto the network, one a row."""

    place_deg: NDArray[np.float64]
    """(2,)"""
    place_xyz: NDArray[np.float64]
    """(3,)"""
    point_deg: NDArray[np.float64]
    """(K, 2) where the network is reached."""
    access_m: NDArray[np.float64]
    """(K,) length of the way there, CIRCUITY applied."""
    edge: NDArray[np.int32]
    """(K,)"""
    from_start_m: NDArray[np.float64]
    """(K,) along the edge to the point reached."""

    def distance_m(self, other: Snaps) -> float:
        """Return the straight distance between the two places [m]."""
        return float(arc_m(self.place_xyz, other.place_xyz))


def nearest_m(network: RoadNetwork, place_deg: tuple[float, float]) -> float:
    """Return the straight distance from a place to the nearest road [m]."""
    everywhere_m = np.pi * EARTH_RADIUS_M
    near = _segments_within(network, unit_vectors(np.array(place_deg)), everywhere_m)
    return float(near.away_m.min())


def snap(network: RoadNetwork, place_deg: tuple[float, float]) -> Snaps | None:
    """Return the ways onto the network; None when no road is within ACCESS_LIMIT_M."""
    position_deg = np.array(place_deg)
    near = _segments_within(network, unit_vectors(position_deg), ACCESS_LIMIT_M)
    if not len(near.away_m):
        return None
    return _snaps(network, position_deg, near.rows(near.away_m <= near.away_m.min() + CHOICE_M))


def snap_to_all_parts(network: RoadNetwork, snaps: Snaps) -> Snaps:
    """Return a place's ways onto every part of the network within OTHER_PART_M as well.

    For when its own part does not lead to the goal: some parts are a few roads that the source
    has cut off from the rest.
    """
    near = _segments_within(network, snaps.place_xyz, ACCESS_LIMIT_M)
    order = np.argsort(near.away_m, kind="stable")
    part = network.component[network.edge_from[network.segment_edge[near.segment[order]]]]
    nearest_of_part = order[np.unique(part, return_index=True)[1]]
    chosen = near.away_m <= near.away_m.min() + CHOICE_M
    chosen[nearest_of_part[near.away_m[nearest_of_part] <= OTHER_PART_M]] = True
    return _snaps(network, snaps.place_deg, near.rows(chosen))


@dataclass(frozen=True, slots=True)
class _Segments:
    """Segments near a place."""

    segment: NDArray[np.int64]
    fraction: NDArray[np.float64]
    """Of each, where it is nearest."""
    away_m: NDArray[np.float64]

    def rows(self, chosen: NDArray[np.bool_]) -> _Segments:
        return _Segments(self.segment[chosen], self.fraction[chosen], self.away_m[chosen])


def _snaps(network: RoadNetwork, place_deg: NDArray[np.float64], near: _Segments) -> Snaps:
    edge = network.segment_edge[near.segment]
    from_start_m = (
        network.segment_begins_m[near.segment] + near.fraction * network.segment_m[near.segment]
    )
    return Snaps(
        place_deg=place_deg,
        place_xyz=unit_vectors(place_deg),
        point_deg=positions_deg(_along(network, near.segment, near.fraction)),
        access_m=near.away_m * CIRCUITY,
        edge=edge,
        from_start_m=np.minimum(from_start_m, network.edge_m[edge]),
    )


def _along(
    network: RoadNetwork, segment: NDArray[np.int64], fraction: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (K, 3) unit vectors at a fraction of each segment's chord."""
    start = network.point_xyz[network.segment_from[segment]]
    end = network.point_xyz[network.segment_to[segment]]
    chord = start + fraction[:, None] * (end - start)
    return chord / np.linalg.norm(chord, axis=1, keepdims=True)


def _segments_within(network: RoadNetwork, place: NDArray[np.float64], reach_m: float) -> _Segments:
    """Return the segments within a distance of a place."""
    middle, half_chord = network.segment_spheres
    step = middle - place.astype(np.float32)
    gap = np.sqrt(np.einsum("ij,ij->i", step, step)) - half_chord
    segment = np.flatnonzero(gap <= reach_m / EARTH_RADIUS_M)
    start = network.point_xyz[network.segment_from[segment]]
    chord = network.point_xyz[network.segment_to[segment]] - start
    along = np.einsum("ij,ij->i", place - start, chord)
    fraction = np.clip(along / np.einsum("ij,ij->i", chord, chord), 0.0, 1.0)
    near = _Segments(segment, fraction, arc_m(_along(network, segment, fraction), place))
    return near.rows(near.away_m <= reach_m)
