"""How far behind another car a planner of its own accord drives."""

from __future__ import annotations

import numpy as np

from segue.bench.r157._loop import drive
from segue.bench.r157._pilot_driver import PilotDriver
from segue.bench.r157._traffic import LENGTH_M, STEP_S, Motion, Traffic
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import Wishes

_SETTLING_S = 60.0
_WOULD_BE_FASTER = 1.5
"""By its set speed, so that it follows: at its set speed it would fall back, if only slowly."""
_BEGIN_M = 4.0
"""Beside the time gap that is wished for: about where planners settle, so that they do soon."""


def steady_gap_m(speed_mps: float, planner: PlannerFactory) -> float:
    """Return the gap that a planner keeps to a slower car at this speed.

    It is let settle for a minute, from about the gap of its wishes.
    """
    steps = round(_SETTLING_S / STEP_S)
    begin_m = speed_mps * Wishes(set_speed_mps=speed_mps).time_gap_s + _BEGIN_M
    x_m = begin_m + LENGTH_M + speed_mps * STEP_S * np.arange(float(steps))
    zeros = np.zeros(steps)
    lead = Motion(
        x_m=x_m,
        y_m=zeros,
        along_mps=np.full(steps, speed_mps),
        sideways_mps=zeros,
        accel_mps2=zeros,
        seen=np.ones(steps, dtype=np.bool_),
    )
    traffic = Traffic(ego_m=0.0, steps=steps, others=(lead,), needed_mps2=0.0, never_enters=True)
    pilot = PilotDriver(planner, traffic, _WOULD_BE_FASTER * speed_mps)
    went = drive(traffic, pilot, speed_mps, to_the_end=True)
    driven_m = sum(went.speeds_mps[1:-1]) * STEP_S
    return float(x_m[-1]) - driven_m - LENGTH_M
