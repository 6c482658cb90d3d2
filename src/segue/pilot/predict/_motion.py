"""How vehicles move along a way and sideways on it, step by step."""

from __future__ import annotations

import math

from segue.pilot.compiled import compiled
from segue.pilot.predict._chains import Chains, allowed_speed
from segue.pilot.predict._locate import angle
from segue.schema.drive import (
    ACCEL,
    FUTURE_STEP_S,
    FUTURE_STEPS,
    HEADING,
    VX,
    VY,
    YAW_RATE,
    Floats,
    X,
    Y,
)

ACCEL_FADES_S = 1.5
"""How long what a driver does with the pedals lasts: time constant; estimated."""
_TOUCH_M = 0.3
"""Nearer nobody drives up to the one ahead."""
_USUAL_ACCEL_MPS2, _USUAL_BRAKE_MPS2 = 1.5, 2.0
"""Of the Intelligent Driver Model (Treiber et al. 2000, Phys. Rev. E 62, 1805), as is the gap."""
_STANDING_GAP_M = 2.0
_STOP_LINE_GAP_M = 0.5
_TIME_GAP_S = 1.2
_HARDEST_BRAKE_MPS2 = 9.0
_BEND_BRAKE_MPS2 = 3.0
_BEND_S = 1.0
"""In which a speed too high for a bend is taken off, if the brake suffices; estimated."""
_SETTLE_PER_S = 1.0
"""How fast a lane keeper takes off what it moves sideways: natural frequency; estimated."""
_SIDEWAYS_MPS2 = 1.5
"""How fast a lane change begins and ends: JRC's cut-ins for UN R157 ramp up with this."""
_SLOWEST_CHANGE_MPS = 0.5
_STILL_MPS = 0.1
"""Slower than this a velocity has no direction."""
_MOST_ASKEW_RAD = 0.35
"""20 degrees: what stands more across its way than this is about to turn."""
_LARGEST_SLOPE = 0.35
"""Sideways over ahead: what a car's steering and tyres make of a lane change; estimated."""


@compiled
def own_time_gap(gap: float, speed: float) -> float:
    """Return the time gap a follower keeps: the usual, or its own if it keeps less."""
    return min(max((gap - _STANDING_GAP_M) / max(speed, 1.0), 0.2), _TIME_GAP_S)


@compiled
def _interaction(gap: float, speed: float, closing: float, time_gap: float, stand: float) -> float:
    """Return what the Intelligent Driver Model accelerates with for what is ahead."""
    dynamic = speed * closing / (2.0 * math.sqrt(_USUAL_ACCEL_MPS2 * _USUAL_BRAKE_MPS2))
    wanted = stand + max(speed * time_gap + dynamic, 0.0)
    ratio = wanted / max(gap, 0.1)
    return _USUAL_ACCEL_MPS2 * (1.0 - ratio * ratio)


@compiled
def along_accel(
    chains: Chains, row: int, away: float, speed: float, wished: float,
    gap: float, closing: float, time_gap: float,
) -> float:  # fmt: skip
    """Return the wished acceleration, less what is left of it by bends, a light and a leader.

    `row` is the chain, -1 when there is none; `gap` is to the leader, inf when there is none.
    """
    accel = wished
    if row >= 0:
        too_fast = speed - allowed_speed(chains, row, away)
        if too_fast > 0.0:
            accel = min(accel, -min(too_fast / _BEND_S, _BEND_BRAKE_MPS2))
        stop = chains.stops_m[row]
        if stop < math.inf:
            accel = min(accel, _interaction(stop - away, speed, speed, 0.0, _STOP_LINE_GAP_M))
    if gap < math.inf:
        accel = min(accel, _interaction(gap, speed, closing, time_gap, _STANDING_GAP_M))
    return max(accel, -_HARDEST_BRAKE_MPS2)


@compiled
def advance(away: float, speed: float, accel: float) -> tuple[float, float]:
    """Return how far and how fast a step later; nobody starts to roll back."""
    later = max(speed + accel * FUTURE_STEP_S, 0.0)
    return away + 0.5 * (speed + later) * FUTURE_STEP_S, later


@compiled
def brake_to_rest(speed: float, brake: float, travel: Floats, speeds: Floats) -> None:
    """Write the way of a vehicle that brakes evenly."""
    for t in range(FUTURE_STEPS):
        lasts = min(t * FUTURE_STEP_S, speed / brake)
        travel[t] = (speed - 0.5 * brake * lasts) * lasts
        speeds[t] = speed - brake * lasts


@compiled
def settle(left: float, rate: float, hold: float, lefts: Floats) -> None:
    """Write the sideways way of a lane keeper: critically damped, to where it holds itself."""
    off = left - hold
    for t in range(FUTURE_STEPS):
        time = t * FUTURE_STEP_S
        fade = math.exp(-_SETTLE_PER_S * time)
        lefts[t] = hold + (off + (rate + _SETTLE_PER_S * off) * time) * fade


@compiled
def shift(left: float, rate: float, target: float, speeds: Floats, lefts: Floats) -> None:
    """Write the sideways way of a lane change: at the speed it has, then gently into the lane."""
    sign = 1.0 if target > left else -1.0
    cruise = max(rate * sign, _SLOWEST_CHANGE_MPS)
    for t in range(FUTURE_STEPS):
        lefts[t] = left
        remaining = (target - left) * sign
        wanted = min(cruise, math.sqrt(2.0 * _SIDEWAYS_MPS2 * max(remaining, 0.0)))
        wanted = min(wanted, _LARGEST_SLOPE * speeds[t]) * sign
        most = _SIDEWAYS_MPS2 * FUTURE_STEP_S
        rate += min(max(wanted - rate, -most), most)
        step = rate * FUTURE_STEP_S
        left = target if sign * step > remaining >= 0.0 else left + step


@compiled
def headings(states: Floats, heading: float) -> None:
    """Write the heading of each state: along its way, but for what it is off its way now.

    A box that moves sideways without turning is taken to go on so.
    """
    states[0, 2] = course = heading
    off = 0.0
    for t in range(1, FUTURE_STEPS):
        step_x = states[t, 0] - states[t - 1, 0]
        step_y = states[t, 1] - states[t - 1, 1]
        if math.hypot(step_x, step_y) > 0.5 * FUTURE_STEP_S:
            turn = angle(math.atan2(step_y, step_x) - course)
            course += turn
            if t == 1 and abs(turn) < _MOST_ASKEW_RAD:
                off = -turn
        states[t, 2] = course + off


@compiled
def free(box: Floats, stop_s: float, states: Floats) -> None:
    """Write the way of what is bound to no lane: what it does now with speed and turn fades out.

    `box` is a row of `Objects.boxes`; in `stop_s` it comes to rest, inf when it does not.
    """
    x, y, heading = box[X], box[Y], box[HEADING]
    ahead = box[VX] * math.cos(heading) + box[VY] * math.sin(heading)
    left = box[VY] * math.cos(heading) - box[VX] * math.sin(heading)
    course = math.atan2(left, abs(ahead)) if math.hypot(ahead, left) > _STILL_MPS else 0.0
    sign = 1.0 if ahead >= 0.0 else -1.0
    start = speed = math.hypot(ahead, left)
    states[0, 0], states[0, 1], states[0, 2], states[0, 3] = x, y, heading, sign * speed
    for t in range(1, FUTURE_STEPS):
        time = (t - 0.5) * FUTURE_STEP_S
        fade = math.exp(-time / ACCEL_FADES_S)
        heading += box[YAW_RATE] * fade * FUTURE_STEP_S
        if stop_s < math.inf:
            later = start * max(1.0 - t * FUTURE_STEP_S / stop_s, 0.0)
        else:
            later = max(speed + box[ACCEL] * fade * FUTURE_STEP_S, 0.0)
        step = 0.5 * (speed + later) * FUTURE_STEP_S
        along = heading + sign * course
        x += sign * step * math.cos(along)
        y += sign * step * math.sin(along)
        speed = later
        states[t, 0], states[t, 1], states[t, 2], states[t, 3] = x, y, heading, sign * speed


@compiled
def hold_behind(travel: Floats, speed: Floats, t: int, furthest: float, ahead: float) -> None:
    """Take back what the step to `t` brought a vehicle into the one ahead of it."""
    reached = max(furthest - _TOUCH_M, travel[t - 1])
    if travel[t] > reached:
        travel[t] = reached
        speed[t] = min(speed[t], max(ahead, 0.0))
