"""What may be done: lines across the road, and policies for the speed."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from segue.pilot.plan._parameters import Parameters
from segue.pilot.plan._rollout import SIDE, STOP, TIME_GAP, V_DES
from segue.schema.drive import (
    Floats,
    OwnCar,
)

_SPEED_SHARES = (1.0, 0.9, 0.75, 0.6, 0.45, 0.3, 0.15, 0.0)
_ANTICIPATE_S = (0.0, 2.0, 4.5)
_P_MIN = (0.5, 0.1)
_BRAKES_MPS2 = (1.0, 2.0, 3.0, 3.9, 5.0, 6.5, 8.0)
_PUSHES_MPS2 = (1.0, 2.0, 3.0)
_PUSH_S = 2.0
"""To speed up for so long, whatever is ahead: out of the way of who comes from behind."""
_REST_BRAKES_MPS2, _REST_MOST_MPS2 = (1.5, 2.0, 3.0), 3.9
"""To come to rest, or harder behind who is ahead; UN R157, 5.5.1, aims at no more than 4.0."""


@cache
def _policies(par: Parameters, own_car: OwnCar, *, to_rest: bool, pressed: bool) -> Floats:
    """Return (P, 11) with speeds as shares of the wanted one; nothing to stop at."""
    rows: list[list[float]] = []

    def add(
        share: float, brake: float, ahead_s: float, p_min: float, constant: float,
        hold_s: float = math.inf,
    ) -> None:  # fmt: skip
        firm = brake > par.comfort_brake_mps2
        jerk = own_car.brake_jerk_mps3 if firm else par.firm_jerk_mps3
        accel = min(float(np.fmax(par.comfort_accel_mps2, constant)), own_car.accel_mps2)
        rows.append(
            [share, 0.0, brake, accel, ahead_s, p_min, constant, math.inf, jerk, hold_s, 0.0]
        )

    most = own_car.brake_mps2
    if not to_rest:
        for share in _SPEED_SHARES:
            for ahead_s in _ANTICIPATE_S:
                for p_min in _P_MIN:
                    add(share, par.comfort_brake_mps2, ahead_s, p_min, math.nan)
        for ahead_s in _ANTICIPATE_S:
            for p_min in _P_MIN:
                add(1.0, most, ahead_s, p_min, math.nan)
        for push in _PUSHES_MPS2 if pressed else ():
            add(1.0, most, 0.0, 0.5, push, _PUSH_S)
    else:
        for brake in _REST_BRAKES_MPS2:
            for p_min in _P_MIN:
                add(0.0, par.comfort_brake_mps2, _ANTICIPATE_S[1], p_min, -brake)
    brakes = _BRAKES_MPS2 if not to_rest else (_REST_MOST_MPS2, *_BRAKES_MPS2[4:])
    for brake in (*(one for one in brakes if one < most), most):
        add(0.0, brake, 0.0, 1.0, -brake)
    return np.array(rows)


def policies(
    par: Parameters,
    own_car: OwnCar,
    *,
    speed_mps: float,
    time_gap_s: float,
    to_rest: bool,
    pressed: bool = False,
) -> Floats:
    """Return (P, 11): ways to choose the speed; `_rollout` names the columns.

    Args:
        par: The planner's.
        own_car: What it can do.
        speed_mps: Wanted, if nothing is in the way.
        time_gap_s: Wanted.
        to_rest: Only those that come to rest.
        pressed: Somebody behind may not see the car: also those that get out of its way.
    """
    table = _policies(par, own_car, to_rest=to_rest, pressed=pressed).copy()
    table[:, V_DES] *= speed_mps
    table[:, TIME_GAP] = time_gap_s
    return table


def stopping_at(table: Floats, stop_m: float) -> Floats:
    """Return policies that stop there at the latest."""
    table = table.copy()
    table[:, STOP] = np.minimum(table[:, STOP], stop_m)
    return table


def on_sides(table: Floats, sides: int) -> Floats:
    """Return each policy on each of so many sides."""
    both = np.tile(table, (sides, 1))
    both[:, SIDE] = np.repeat(np.arange(sides, dtype=np.float64), len(table))
    return both


def line_across(
    start: tuple[float, float, float], end_m: float, length_m: float, delay_m: float = 0.0
) -> Floats:
    """Return a side (9,): straight on for `delay_m`, then a quintic to rest at `end_m`.

    Args:
        start: Place, slope and bend across the road now (d, d', d'').
        end_m: Where it ends.
        length_m: Of the quintic.
        delay_m: Before it begins.
    """
    d, slope, bend = start
    if delay_m > 0.0:
        d, bend = d + slope * delay_m, 0.0
    u = length_m
    rest = np.array([end_m - d - slope * u - 0.5 * bend * u * u, -slope - bend * u, -bend])
    powers = np.array(
        [[u**3, u**4, u**5], [3 * u**2, 4 * u**3, 5 * u**4], [6 * u, 12 * u**2, 20 * u**3]]
    )
    return np.array(
        [d, slope, 0.5 * bend, *np.linalg.solve(powers, rest), end_m, length_m, delay_m]
    )
