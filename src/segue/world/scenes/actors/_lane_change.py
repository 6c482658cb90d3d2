"""When people change lanes: MOBIL, the gain of one against the trouble of those behind.

Source: A. Kesting, M. Treiber, D. Helbing, General Lane-Changing Model MOBIL for Car-Following
Models, Transportation Research Record 1999 (2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.world.scenes.actors._idm import Styles

Floats = NDArray[np.float64]

_SAFE_MPS2 = 4.0
"""Nobody is made to brake harder; as in the source."""
_POLITENESS = 0.3
"""Weight of what those behind lose; the source has 0 to 0.5."""
_THRESHOLD_MPS2 = 0.2
_KEEP_RIGHT_MPS2 = 0.3
"""The source's, with 0.1 more against changing to and fro."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Who is on the lane beside, and on those before and after it: E of them."""

    at_m: Floats
    """(E,): ahead of the driver's middle, along that lane."""
    half_m: Floats
    speed_mps: Floats
    accel_mps2: Floats
    wanted_mps: Floats
    styles: Styles


def worth_changing(
    beside: Beside,
    *,
    style: Styles,
    half_m: float,
    speed_mps: float,
    accel_mps2: float,
    free_mps2: float,
    to_the_right: bool,
) -> bool:
    """Return whether a driver changes lanes.

    Args:
        beside: Who is there.
        style: The driver's, one row.
        half_m: Of the driver's length.
        speed_mps: The driver's.
        accel_mps2: The driver's on the lane it is on.
        free_mps2: The driver's on the lane beside, were it empty.
        to_the_right: Where traffic keeps to.
    """
    gaps_m = np.abs(beside.at_m) - half_m - beside.half_m
    if (gaps_m < style.stand_gap_m).any():
        return False
    ahead = beside.at_m > 0.0
    speed = np.array([speed_mps])
    taken = style.behind(speed, gaps_m[None, ahead], beside.speed_mps[None, ahead])
    after_mps2 = free_mps2 - taken.max(initial=0.0)
    if after_mps2 < -_SAFE_MPS2:
        return False
    trouble_mps2 = 0.0
    if not ahead.all():
        follower = int(np.argmax(np.where(ahead, -np.inf, beside.at_m)))
        theirs = beside.styles.of(follower)
        their_speed = beside.speed_mps[follower : follower + 1]
        theirs_mps2 = float(
            theirs.free(their_speed, beside.wanted_mps[follower : follower + 1])[0]
            - theirs.behind(their_speed, gaps_m[None, follower : follower + 1], speed[None])[0, 0]
        )
        if theirs_mps2 < -_SAFE_MPS2:
            return False
        trouble_mps2 = max(float(beside.accel_mps2[follower]) - theirs_mps2, 0.0)
    gain_mps2 = after_mps2 - accel_mps2 - _POLITENESS * trouble_mps2
    return gain_mps2 > _THRESHOLD_MPS2 + (-1.0 if to_the_right else 1.0) * _KEEP_RIGHT_MPS2
