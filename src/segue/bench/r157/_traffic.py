"""What the other cars of a case do: it depends on nobody, so it is known beforehand.

Time is discrete, 10 Hz. Row 0 of everything is the first step that is judged; a box's place is its
middle. The pilot begins at x = `ego_m`, y = 0 and drives along x.

Source: the scenarios of UN Regulation 157, Annex 4, Appendix 3, as the European Commission's Joint
Research Centre simulates them (JRC-FSM).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.bench.r157._grids import GridCase
from segue.kernel.units import mps_from_kmh

STEP_S = 0.1
LENGTH_M = 4.3
WIDTH_M = 1.9
STEPS = 350
_GRAVITY_MPS2 = 9.81
_SIDE_GAP_M = 1.6
_SIDE_ACCEL_MPS2 = 1.5
_REVEALED_M = 0.375
"""How far off the centre line the car in front no longer hides what stands ahead of it."""
_LANE_M = 4.0
"""How far the car that moves out goes sideways."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Motion:
    """Where another car is at each step, and how fast; (T,) each."""

    x_m: Floats
    y_m: Floats
    along_mps: Floats
    sideways_mps: Floats
    accel_mps2: Floats
    seen: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a case puts on the road."""

    ego_m: float
    """Where the pilot begins."""
    steps: int
    others: tuple[Motion, ...]
    needed_mps2: float
    """The constant braking from the first sight on that would just do, without a delay; 0: none."""
    never_enters: bool
    """Whether nothing comes into the pilot's lane, however long it takes."""


def traffic_of(case: GridCase, gap_m: float) -> Traffic:
    """Return the traffic of a case.

    Args:
        case: Which.
        gap_m: The pilot's own following gap at its speed; a cut-in does not ask for it.
    """
    if case.kind == "cut_in":
        return _cut_in(case)
    return _cut_out(case, gap_m) if case.kind == "cut_out" else _following(case, gap_m)


def _cut_in(case: GridCase) -> Traffic:
    """The other car comes over from the left lane."""
    speed_mps = mps_from_kmh(case.values["cut_in_kmh"])
    lateral_mps = case.values["lateral_mps"]
    ramp_mps = _SIDE_ACCEL_MPS2 * STEP_S * np.arange(_ramp_steps(lateral_mps))
    before = len(ramp_mps)
    steps = before + STEPS
    side_m = _SIDE_GAP_M + WIDTH_M
    moves = int(side_m / STEP_S // lateral_mps) + 1 if lateral_mps else 0
    # At each step before time 0 its speed is that of the way to the next; after, of the last way.
    to_come = np.concatenate((np.cumsum(ramp_mps[::-1])[::-1] * STEP_S, [0.0]))
    after_mps = np.where(np.arange(STEPS - 1) < moves, lateral_mps, 0.0)
    y_m = side_m + np.concatenate((to_come, -np.cumsum(after_mps) * STEP_S))
    sideways_mps = -np.concatenate((ramp_mps, [lateral_mps], after_mps))
    since_0_s = (np.arange(steps) - before) * STEP_S
    gap_0_m = case.values["gap_m"]
    closing_mps = case.ego_mps - speed_mps
    other = Motion(
        x_m=np.asarray(gap_0_m + LENGTH_M + speed_mps * since_0_s, dtype=np.float64),
        y_m=y_m,
        along_mps=np.full(steps, speed_mps),
        sideways_mps=sideways_mps,
        accel_mps2=np.zeros(steps),
        seen=np.ones(steps, dtype=np.bool_),
    )
    needed = 0.0
    if lateral_mps and closing_mps > 0.0:
        needed = closing_mps**2 / (2.0 * (gap_0_m + closing_mps * before * STEP_S))
    return Traffic(
        ego_m=-case.ego_mps * before * STEP_S,
        steps=steps,
        others=(other,),
        needed_mps2=needed,
        never_enters=not lateral_mps,
    )


def _ramp_steps(lateral_mps: float) -> int:
    """Return how many steps the sideways speed takes, from 0 on, to reach its own."""
    in_steps = lateral_mps / (_SIDE_ACCEL_MPS2 * STEP_S)
    return math.ceil(in_steps - 1e-9)  # so that three times a half is no more than one and a half


def _cut_out(case: GridCase, gap_m: float) -> Traffic:
    """The car in front moves out before one that stands, which it may hit."""
    speed_mps, lateral_mps = case.ego_mps, case.values["lateral_mps"]
    at = np.arange(1, STEPS)
    begin_m = gap_m + LENGTH_M
    standing_m = begin_m + case.values["front_gap_m"] + LENGTH_M
    moves = int(_LANE_M / STEP_S // abs(lateral_mps)) + 1 if lateral_mps else 0
    x_m: Floats = begin_m + speed_mps * STEP_S * at.astype(np.float64)
    y_m: Floats = lateral_mps * STEP_S * np.minimum(at, moves).astype(np.float64)
    hits = np.flatnonzero((np.abs(standing_m - x_m) < LENGTH_M) & (np.abs(y_m) < WIDTH_M))
    stands_from = int(hits[0]) if len(hits) else STEPS
    last = np.minimum(np.arange(STEPS - 1), stands_from)
    drives = np.arange(STEPS - 1) < stands_from
    lead = Motion(
        x_m=x_m[last],
        y_m=y_m[last],
        along_mps=np.where(drives, speed_mps, 0.0),
        sideways_mps=np.where(drives & (at <= moves), lateral_mps, 0.0),
        accel_mps2=np.zeros(STEPS - 1),
        seen=np.ones(STEPS - 1, dtype=np.bool_),
    )
    revealed = np.abs(lead.y_m) > _REVEALED_M
    standing = Motion(
        x_m=np.full(STEPS - 1, standing_m),
        y_m=np.zeros(STEPS - 1),
        along_mps=np.zeros(STEPS - 1),
        sideways_mps=np.zeros(STEPS - 1),
        accel_mps2=np.zeros(STEPS - 1),
        seen=revealed,
    )
    begun_m = speed_mps * STEP_S
    sight = min(int(np.argmax(revealed)) if revealed.any() else STEPS, stands_from)
    obstacle_m = standing_m if sight < stands_from else float(lead.x_m[-1])
    left_m = obstacle_m - LENGTH_M - begun_m - speed_mps * STEP_S * sight
    return Traffic(
        ego_m=begun_m,
        steps=STEPS - 1,
        others=(lead, standing),
        needed_mps2=speed_mps**2 / (2.0 * left_m) if left_m > 0.0 else math.inf,
        never_enters=False,
    )


def _following(case: GridCase, gap_m: float) -> Traffic:
    """The car in front brakes at once, to a standstill."""
    brake_mps2 = case.values["lead_decel_g"] * _GRAVITY_MPS2
    speed_mps = np.maximum(case.ego_mps - brake_mps2 * STEP_S * np.arange(STEPS - 1), 0.0)
    lead = Motion(
        x_m=gap_m + LENGTH_M + np.cumsum(speed_mps) * STEP_S,
        y_m=np.zeros(STEPS - 1),
        along_mps=speed_mps,
        sideways_mps=np.zeros(STEPS - 1),
        accel_mps2=np.where(speed_mps > 0.0, -brake_mps2, 0.0),
        seen=np.ones(STEPS - 1, dtype=np.bool_),
    )
    way_m = case.ego_mps**2 / (2.0 * brake_mps2) + gap_m if brake_mps2 > 0.0 else math.inf
    return Traffic(
        ego_m=case.ego_mps * STEP_S,
        steps=STEPS - 1,
        others=(lead,),
        needed_mps2=case.ego_mps**2 / (2.0 * way_m),
        never_enters=False,
    )
