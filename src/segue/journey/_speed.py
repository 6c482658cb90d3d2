"""How fast a calm driver covers a route: a cruising speed, slower in bends and at the ends.

The network has no speed limits. The cruising speed of 110 km/h is an assumption of ours for
motorways with a general limit of 120 to 130 km/h; with bends and ends, the mean of the trips
measured comes out at 107 to 109 km/h. Bends and the ends are taken with the accelerations that the
simulated driver keeps (`segue.world`), so that a plan and its simulation take the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segue.journey._sphere import arc_m, bearing_rad, unit_vectors
from segue.kernel.units import mps_from_kmh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from segue.journey._route import Route

CRUISE_MPS = mps_from_kmh(110.0)
STREET_MPS = mps_from_kmh(50.0)
"""Between a place and the network: the urban limit of most countries."""
LATERAL_MPS2 = 2.0
"""Sideways acceleration in bends."""
SPEED_CHANGE_MPS2 = 1.2
"""Accelerating and braking."""

_STATION_M = 100.0
_BEND_WINDOW_M = 120.0
"""Bends are judged over this length each way: the network's grid is 111 m."""
_SLOWEST_BEND_MPS = 8.0


@dataclass(frozen=True, slots=True)
class SpeedProfile:
    """Speeds along a route at stations at most 100 m apart."""

    along_m: NDArray[np.float64]
    """(N,)"""
    speed_mps: NDArray[np.float64]
    """(N,) at the stations; 0 at both ends."""

    @property
    def step_m(self) -> NDArray[np.float64]:
        """(N - 1,) lengths between stations."""
        return np.diff(self.along_m)

    @property
    def step_mps(self) -> NDArray[np.float64]:
        """(N - 1,) mean speeds between stations, in time: speed changes evenly."""
        return (self.speed_mps[:-1] + self.speed_mps[1:]) / 2

    @property
    def duration_s(self) -> float:
        """Time for the whole route."""
        return float((self.step_m / self.step_mps).sum())


def speed_profile(route: Route, *, cruise_mps: float = CRUISE_MPS) -> SpeedProfile:
    """Return how a calm driver covers a route."""
    stations_m = np.union1d(
        route.along_m, np.linspace(0, route.length_m, int(route.length_m / _STATION_M) + 2)
    )
    limit_mps = np.full(len(stations_m), cruise_mps)
    on_street = (stations_m <= route.along_m[1]) | (stations_m >= route.along_m[-2])
    limit_mps[on_street] = min(STREET_MPS, cruise_mps)
    vertex = np.searchsorted(stations_m, route.along_m[1:-1])
    limit_mps[vertex] = np.minimum(limit_mps[vertex], _bend_mps(route))
    limit_mps[[0, -1]] = 0.0
    gain_m2ps2 = 2 * SPEED_CHANGE_MPS2 * stations_m
    square = np.square(limit_mps)
    speeding_up = np.minimum.accumulate(square - gain_m2ps2) + gain_m2ps2
    braking = np.minimum.accumulate((square + gain_m2ps2)[::-1])[::-1] - gain_m2ps2
    return SpeedProfile(stations_m, np.sqrt(np.maximum(np.minimum(speeding_up, braking), 0.0)))


def _bend_mps(route: Route) -> NDArray[np.float64]:
    """Return (N - 2,) speeds at which the bend at each inner position pulls with LATERAL_MPS2."""
    along_m = route.along_m[1:-1]
    window_m = np.stack([along_m - _BEND_WINDOW_M, along_m, along_m + _BEND_WINDOW_M])
    at_deg = np.stack(
        [np.interp(window_m, route.along_m, route.position_deg[:, axis]) for axis in (0, 1)],
        axis=-1,
    )
    turn_rad = bearing_rad(at_deg[1], at_deg[2]) - bearing_rad(at_deg[0], at_deg[1])
    turn_rad = np.abs((turn_rad + np.pi) % (2 * np.pi) - np.pi)
    xyz = unit_vectors(at_deg)
    half_m = (arc_m(xyz[0], xyz[1]) + arc_m(xyz[1], xyz[2])) / 2
    with np.errstate(divide="ignore"):
        radius_m = half_m / turn_rad
    return np.maximum(np.sqrt(LATERAL_MPS2 * radius_m), _SLOWEST_BEND_MPS)
