"""The ways that a controller is held to: bends, lane changes, gusts and wet roads.

`tests/unit/pilot/control` asserts the promise on them, `benchmarks/control.py` prints the figures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from segue.lanes import Path
from segue.lanes.build import arc, clothoid, straight, trace
from segue.schema.drive import Floats
from segue.testing.tracking import Task
from segue.vehicle.plant import Surroundings

NEAR_M = 0.2
"""What is promised: the middle of the car is as near to its way in 99 of 100 steps."""
CORNERING_MPS2 = 3.0


def line(length_m: float = 900.0) -> Path:
    """Return a straight way."""
    return Path(trace([straight(length_m)])[:, :2])


def bend(radius_m: float, ease_m: float, arc_m: float) -> Path:
    """Return a way into a bend and out of it, over clothoids."""
    pieces = [
        straight(40.0),
        clothoid(ease_m, from_radius_m=math.inf, to_radius_m=radius_m),
        arc(arc_m, radius_m),
        clothoid(ease_m, from_radius_m=radius_m, to_radius_m=math.inf),
        straight(200.0),
    ]
    return Path(trace(pieces)[:, :2])


def fast_bend(speed_mps: float) -> Path:
    """Return a bend that is taken with `CORNERING_MPS2` at a speed, and entered in 3 s."""
    return bend(speed_mps**2 / CORNERING_MPS2, 3.0 * speed_mps, 5.0 * speed_mps)


def there_and_back(across_m: float, within_m: float) -> Path:
    """Return a way to the next lane and back, each within a distance; its jerk is continuous."""
    along = np.arange(0.0, 600.0, 0.5)

    def over(begin_m: float) -> Floats:
        share = np.clip((along - begin_m) / within_m, 0.0, 1.0)
        return across_m * share**3 * (10.0 - 15.0 * share + 6.0 * share**2)

    return Path(np.column_stack((along, over(60.0) - over(90.0 + within_m))))


def steady(speed_mps: float) -> Callable[[float], float]:
    """Return the plan to keep a speed."""
    return lambda _time_s: speed_mps


def braking(speed_mps: float, brake_mps2: float, from_s: float) -> Callable[[float], float]:
    """Return the plan to brake to a stop from a time on."""
    return lambda time_s: max(speed_mps - brake_mps2 * max(time_s - from_s, 0.0), 0.0)


def gust(time_s: float) -> Surroundings:
    """Return side wind of 10 m/s from 3 s on."""
    return Surroundings(wind_y_mps=10.0 if time_s > 3.0 else 0.0)  # noqa: PLR2004 (as said)


def wet(_time_s: float) -> Surroundings:
    """Return a wet road."""
    return Surroundings(grip_share=0.7)


CASES: Mapping[str, Task] = {
    "bend at 10 m/s": Task(way=fast_bend(10), speed_mps=steady(10), until_s=18),
    "bend at 25 m/s": Task(way=fast_bend(25), speed_mps=steady(25), until_s=15),
    "bend at 40 m/s": Task(way=fast_bend(40), speed_mps=steady(40), until_s=14),
    "bend, another car": Task(
        way=fast_bend(25), speed_mps=steady(25), until_s=15, car="model-3-rwd"
    ),
    "bend, wet road": Task(way=fast_bend(25), speed_mps=steady(25), until_s=15, surroundings=wet),
    "bend, gust": Task(way=fast_bend(25), speed_mps=steady(25), until_s=15, surroundings=gust),
    "bend, hard brake": Task(
        way=fast_bend(25), speed_mps=braking(25, 8, 5), until_s=10, emergency=True
    ),
    "straight, gust": Task(way=line(), speed_mps=steady(25), until_s=12, surroundings=gust),
    "double lane change at 25 m/s": Task(
        way=there_and_back(3.5, 60.0), speed_mps=steady(25), until_s=12
    ),
    "swerve at 20 m/s": Task(
        way=there_and_back(2.2, 35.0), speed_mps=steady(20), until_s=12, emergency=True
    ),
    "20 m radius": Task(way=bend(20.0, 6.0, 30.0), speed_mps=steady(7.7), until_s=14),
    "20 m radius at walking pace": Task(
        way=bend(20.0, 6.0, 10.0), speed_mps=steady(1.4), until_s=40
    ),
}
"""A gust comes from the side with 10 m/s, a wet road has 0.7 of a dry one's grip."""
