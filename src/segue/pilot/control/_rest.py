"""Coming to rest and starting again: how a good driver stops, and no creeping."""

from __future__ import annotations

import math

from segue.schema.drive import Floats

ENDS_MPS2 = 0.3
"""Of braking, when the wheels stop: hardly felt; estimated."""
_EASE_MPS3 = 2.0
"""With which the brake is eased off before; estimated."""
_SLOW_MPS = 0.1
_REST_M = 0.15
_SOON = 10
"""Knots of a plan, 1 s, in which it comes to rest."""
_START_M = 0.3
_START_MPS = 0.3
"""A plan that gains less in 2 s is no start."""
_LATER = 20


def stopping_mps2(speed_mps: float) -> float:
    """Return the brake that, eased off from here on, ends with the car at rest."""
    return math.sqrt(ENDS_MPS2**2 + 2.0 * _EASE_MPS3 * max(speed_mps, 0.0))


def is_rest(speed_mps: float, motion: Floats) -> bool:
    """Return whether a car nearly stands, and its plan ends here.

    Args:
        speed_mps: Of the car.
        motion: (N, 3): distance, speed and acceleration of the plan, every `PLAN_STEP_S`.
    """
    gained_m = motion[_SOON, 0] - motion[0, 0]
    return bool(speed_mps < _SLOW_MPS and gained_m < _REST_M) and not goes_on(motion)


def goes_on(motion: Floats) -> bool:
    """Return whether the plan starts a car that stands; `motion` as above."""
    gained_m = motion[_LATER, 0] - motion[0, 0]
    return bool(gained_m >= _START_M and motion[_LATER, 1] >= _START_MPS)
