"""The driven car as objects are told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segue.schema.drive import Floats, OwnCar


def own_box(pose: Sequence[float] | Floats, speed_mps: float, own_car: OwnCar) -> Floats:
    """Return the driven car's box, its columns as those of `Detections`: (7,).

    Args:
        pose: Three: x, y, heading.
        speed_mps: Along the heading.
        own_car: Its size.
    """
    x, y, heading = pose
    velocity = speed_mps * np.array([np.cos(heading), np.sin(heading)])
    return np.array([x, y, heading, *velocity, own_car.length_m, own_car.width_m])
