"""What is around the car on one corridor, and how a candidate that is driven there is told."""

from __future__ import annotations

from typing import NamedTuple

from segue.pilot.plan._traffic import Bools
from segue.schema.drive import Floats

S, V, A, D = range(4)
"""Columns of a driven candidate."""


class Around(NamedTuple):
    """What is around the car on one corridor, for all candidates alike."""

    limits: Floats
    """Speed allowed along the corridor, every `grid_m` from its begin."""
    room_left: Floats
    """To the border of the road."""
    room_right: Floats
    grid_m: float
    red_m: float
    """A line that the front of the car may not cross; infinite when there is none."""
    boxes: Floats
    """(F, T, 5): as `Traffic.boxes`."""
    probability: Floats
    accel_mps2: Floats
    """(F,): its owner's acceleration now."""
    behind: Bools
    """(F,): who is behind in the same lane."""
    reacts: Bools
    """(F,): who minds us when we are before it; the others go their way."""
    half_length_m: float
    half_width_m: float
