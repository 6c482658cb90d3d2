"""A driven candidate as places on the map, a tenth of a second apart."""

from __future__ import annotations

import math

import numpy as np

from segue.lanes import Path
from segue.pilot.plan._around import A, S, V
from segue.pilot.plan._rollout import sides_at
from segue.schema.drive import (
    FUTURE_STEP_S,
    PLAN_STEPS,
    Floats,
)

_LEAST_STRETCH = 0.2
"""Inside a bend tighter than the car's distance from its middle, a corridor says nothing."""


def trajectory(path: Path, driven: Floats, side: Floats) -> Floats:
    """Return (PLAN_STEPS, 6), as `Plan.states`, of a driven candidate.

    Args:
        path: The corridor's.
        driven: (FUTURE_STEPS, 4), as `_rollout.drive` fills it.
        side: Its line across the road.
    """
    speed, accel, along = _finer(driven)
    run = along - driven[0, S]
    d, slope, bend = sides_at(side, run).T
    bends = np.interp(np.clip(along, 0.0, path.length_m), path.s_m, path.curvature_per_m)
    stretch = np.maximum(1.0 - bends * d, _LEAST_STRETCH)
    turned = np.arctan2(slope, stretch)
    places = path.at(along, d)
    faster = stretch / np.cos(turned)
    curvature = (bends * np.cos(turned) / stretch) + bend * np.cos(turned) ** 3 / stretch**2
    return np.column_stack(
        (
            places[:, 0],
            places[:, 1],
            np.remainder(places[:, 2] + turned + math.pi, math.tau) - math.pi,
            speed * faster,
            accel * faster,
            curvature,
        )
    )


def _finer(driven: Floats) -> tuple[Floats, Floats, Floats]:
    """Return speed, acceleration and way of a driven candidate at twice as many times."""
    v, a, s, dt = driven[:, V], driven[:, A].copy(), driven[:, S], FUTURE_STEP_S
    stops = np.flatnonzero((v[1:] == 0.0) & (v[:-1] > 0.0))
    a[stops] = np.minimum(a[stops], -v[stops] / dt)  # evenly, until it stands within the step
    middle_v = 0.5 * (v[1:] + v[:-1]) + 0.125 * dt * (a[:-1] - a[1:])
    middle_a = 0.5 * (a[1:] + a[:-1])
    middle_v[stops] = np.maximum(v[stops] + 0.5 * dt * a[stops], 0.0)
    middle_a[stops] = a[stops]
    middle_s = s[:-1] + 0.25 * dt * (v[:-1] + middle_v)
    return _woven(v, middle_v), _woven(a, middle_a), _woven(s, middle_s)


def _woven(ends: Floats, middles: Floats) -> Floats:
    both = np.empty(PLAN_STEPS)
    both[::2], both[1::2] = ends, middles
    return both
