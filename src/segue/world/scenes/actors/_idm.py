"""How people follow: the Intelligent Driver Model, for all followers and leaders at once.

Source: M. Treiber, A. Kesting, Traffic Flow Dynamics (2013), ch. 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.schema.drive import Kind

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_EXPONENT = 4.0
_LEAST_GAP_M = 0.1
HARDEST_BRAKE_MPS2 = 8.0
"""Of anybody, on a dry road."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one drives. Accelerations are magnitudes."""

    accel_mps2: float
    brake_mps2: float
    """Comfortable."""
    time_gap_s: float
    stand_gap_m: float
    fastest_mps: float


STYLES = {
    Kind.CAR: Style(
        accel_mps2=1.4, brake_mps2=2.0, time_gap_s=1.2, stand_gap_m=2.0, fastest_mps=45.0
    ),
    Kind.TRUCK: Style(
        accel_mps2=0.7, brake_mps2=1.5, time_gap_s=1.7, stand_gap_m=3.0, fastest_mps=24.0
    ),
    Kind.MOTORCYCLE: Style(
        accel_mps2=2.0, brake_mps2=2.0, time_gap_s=1.2, stand_gap_m=2.0, fastest_mps=45.0
    ),
    Kind.BICYCLE: Style(
        accel_mps2=0.6, brake_mps2=1.5, time_gap_s=1.0, stand_gap_m=1.0, fastest_mps=5.5
    ),
}
"""Estimated about table 11.2 of the source (1.0 and 1.5 m/s², 1.0 s, 2 m for cars). Lorries are
governed to 90 km/h (Directive 92/6/EEC); the rest differs as their weight and riders do."""


@dataclass(frozen=True, slots=True)
class Styles:
    """Those of N drivers, as columns (N,)."""

    accel_mps2: Floats
    brake_mps2: Floats
    time_gap_s: Floats
    stand_gap_m: Floats

    def of(self, rows: Ints | int) -> Styles:
        """Return those of some drivers."""
        which = np.atleast_1d(rows)
        return Styles(
            self.accel_mps2[which],
            self.brake_mps2[which],
            self.time_gap_s[which],
            self.stand_gap_m[which],
        )

    def free(self, speed_mps: Floats, wanted_mps: Floats) -> Floats:
        """Return the acceleration on an empty road (N,); too fast, it brakes in comfort."""
        free = self.accel_mps2 * (1.0 - (speed_mps / np.maximum(wanted_mps, 0.1)) ** _EXPONENT)
        return np.maximum(free, -self.brake_mps2)

    def behind(self, speed_mps: Floats, gap_m: Floats, leader_mps: Floats) -> Floats:
        """Return what leaders take from the acceleration: (N, M), 0 or more.

        Args:
            speed_mps: (N,).
            gap_m: (N, M), bumper to bumper; not above 0 is as close as can be.
            leader_mps: (N, M), along the follower's way.
        """
        own_mps = speed_mps[:, None]
        slow_m = own_mps * (own_mps - leader_mps)
        slow_m /= 2.0 * np.sqrt(self.accel_mps2 * self.brake_mps2)[:, None]
        wanted_m = np.maximum(own_mps * self.time_gap_s[:, None] + slow_m, 0.0)
        wanted_m += self.stand_gap_m[:, None]
        return self.accel_mps2[:, None] * (wanted_m / np.maximum(gap_m, _LEAST_GAP_M)) ** 2


def styles_of(kinds: Sequence[Kind]) -> Styles:
    """Return how drivers of such vehicles drive; whoever has no style of his own, as in a car."""
    styles = [STYLES.get(kind, STYLES[Kind.CAR]) for kind in kinds]
    return Styles(
        np.array([style.accel_mps2 for style in styles]),
        np.array([style.brake_mps2 for style in styles]),
        np.array([style.time_gap_s for style in styles]),
        np.array([style.stand_gap_m for style in styles]),
    )
