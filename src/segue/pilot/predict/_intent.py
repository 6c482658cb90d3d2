"""How likely a vehicle does what, from how it moves in its lane. Pure functions of numbers."""

from __future__ import annotations

import math

from segue.pilot.compiled import compiled

_CHANGE_PRIOR = 0.03
"""Of the next 8 s: about one change to a side every 5 km at 70 km/h; estimated."""
_WANDER_MPS = 0.2
"""Sideways speed of a car that keeps its lane, one sigma; estimated."""
_WANDER_M = 0.35
"""Its distance from the middle of the lane, one sigma; estimated."""
_CHANGE_MPS = 0.7
"""Sideways speed of a lane change: 3.5 m in 5 s (UN R79 category C: done in 5 s)."""
_CHANGE_SPREAD_MPS = 0.35
_LARGEST_EXPONENT = 20.0
_STOPS_MPS2 = 0.3
_LATE_MPS2, _UNAWARE_MPS2 = 2.0, 4.0
"""Braking that who is behind lacks: up to the first it may yet come, from the second on it does
not; estimated."""
_MOST_UNAWARE = 0.9
_BRAKE_PRIOR = 0.05
"""Of a vehicle that does not brake yet, within the next 8 s; estimated."""
_SURELY_BRAKING_MPS2 = 4.0
_BRAKING_MPS2 = 1.0


@compiled
def change_odds(toward_mps: float, toward_m: float, speed_sigma_mps: float) -> float:
    """Return the odds that a vehicle changes to the lane on one side, against keeping its own.

    Bayes' rule over its sideways speed and its place in the lane, both positive towards that side.
    A faster move than a usual change is not less of a change.
    """
    noise = speed_sigma_mps * speed_sigma_mps
    keep = math.sqrt(_WANDER_MPS * _WANDER_MPS + noise)
    change = math.sqrt(_CHANGE_SPREAD_MPS * _CHANGE_SPREAD_MPS + noise)
    short = (min(toward_mps, _CHANGE_MPS) - _CHANGE_MPS) / change
    usual, off = max(toward_mps, 0.0) / keep, max(toward_m, 0.0) / _WANDER_M
    exponent = 0.5 * (usual * usual - short * short + off * off)
    return _CHANGE_PRIOR * keep / change * math.exp(min(exponent, _LARGEST_EXPONENT))


@compiled
def brake_share(accel_mps2: float) -> float:
    """Return how likely a vehicle brakes to rest, or goes on braking if it does."""
    sure = (-accel_mps2 - _BRAKING_MPS2) / (_SURELY_BRAKING_MPS2 - _BRAKING_MPS2)
    return _BRAKE_PRIOR + (0.9 - _BRAKE_PRIOR) * min(max(sure, 0.0), 1.0)


@compiled
def unaware_share(
    gap_m: float, speed_mps: float, accel_mps2: float, own_mps: float, own_accel_mps2: float
) -> float:
    """Return how likely who drives behind the car does not see it, from how it comes up to it.

    Args:
        gap_m: From its front to the car's rear, above 0.
        speed_mps: Its own.
        accel_mps2: Its own, negative when it brakes.
        own_mps: The car's.
        own_accel_mps2: The car's; what it brakes it is taken to brake to rest.
    """
    brakes = max(-own_accel_mps2, 0.0)
    if brakes > _STOPS_MPS2:
        to_rest_m = own_mps * own_mps / (2.0 * brakes)
        needed = speed_mps * speed_mps / (2.0 * (gap_m + to_rest_m))
    else:
        closing = max(speed_mps - own_mps, 0.0)
        needed = closing * closing / (2.0 * gap_m)
    lacking = needed + accel_mps2
    share = (lacking - _LATE_MPS2) / (_UNAWARE_MPS2 - _LATE_MPS2)
    return _MOST_UNAWARE * min(max(share, 0.0), 1.0)
