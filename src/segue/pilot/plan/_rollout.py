"""Candidates driven ahead in time among the others' futures, and what each of them costs.

A candidate is a way of driving along one corridor: a line across it (`sides`) and a policy for the
speed (`policies`). Each is driven for 8 s, every `FUTURE_STEP_S`, and weighed at each step.
"""

from __future__ import annotations

import math

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.plan._around import A, Around, Bools, D, S, V
from segue.pilot.plan._followers import followers_worth, made_to_brake_worth
from segue.pilot.plan._following import (
    eased_mps2,
    follow_accel_mps2,
    needed_brake_mps2,
    stopping_brake_mps2,
)
from segue.pilot.plan._parameters import Parameters
from segue.pilot.plan._traffic import FRONT, LEFT, REAR, RIGHT, SPEED
from segue.schema.drive import (
    FUTURE_STEP_S,
    FUTURE_STEPS,
    Floats,
    Ints,
)

V_DES, TIME_GAP, BRAKE_CAP, ACCEL_CAP, ANTICIPATE, P_MIN = range(6)
CONSTANT, STOP, JERK, HOLD, SIDE = range(6, 11)
"""Columns of a candidate: what speed is wanted [m/s], time gap [s], bounds [m/s²], how far ahead
who enters the lane is taken for who is in it [s], how probable a future must be to be heeded,
an acceleration instead of what the road allows, and of what the others do where it brakes with all
that the candidate may [m/s², NaN: none], where to stop [m, infinite: nowhere], jerk [m/s³], how
long that acceleration is held [s], and a row of `sides`."""

END_M, LENGTH_M, DELAY_M = 6, 7, 8
"""Columns of a side after six coefficients: where it ends, after how far, and where it begins."""

HIT, CLOSE, COMFORT, PROGRESS, PLACE, COURTESY, RULE = range(7)
COSTS = ("hit", "close", "comfort", "progress", "place", "courtesy", "rule")
"""Columns of the costs."""

_SLOW_MPS = 0.3
"""Who is slower than this and brakes, comes to rest."""
_ROOM_M = 0.5
"""With less ahead of the car, an object is beside it rather than ahead."""
_LIKELY = 0.8
"""Less sure than this may be waited for."""
_LEAST_SHARE = 0.005
"""Of a risk that may be waited for, what counts all the same."""
_TOUCH_M = 0.3
"""Who comes nearer than this beside counts as in the way."""
_PASSING_MPS = 10.0
"""Slower than this, being close beside counts less."""
_MOST_BRAKE_MPS2 = 10.0
_FAR_M = 1.0e9


@compiled
def side_at(side: Floats, run_m: float) -> tuple[float, float, float]:
    """Return place, slope and bend (d, d', d'') of a line across the road after some distance."""
    u = run_m - side[DELAY_M]
    if u >= side[LENGTH_M]:
        return side[END_M], 0.0, 0.0
    if u < 0.0:  # straight on until it begins
        return side[0] + u * side[1], side[1], 0.0
    d = side[0] + u * (side[1] + u * (side[2] + u * (side[3] + u * (side[4] + u * side[5]))))
    slope = side[1] + u * (
        2.0 * side[2] + u * (3.0 * side[3] + u * (4.0 * side[4] + u * 5.0 * side[5]))
    )
    bend = 2.0 * side[2] + u * (6.0 * side[3] + u * (12.0 * side[4] + u * 20.0 * side[5]))
    return d, slope, bend


@compiled
def sides_at(side: Floats, runs_m: Floats) -> Floats:
    """Return (N, 3): `side_at` after each of N distances."""
    told = np.empty((len(runs_m), 3))
    for row in range(len(runs_m)):
        told[row] = side_at(side, runs_m[row])
    return told


@compiled
def enters(boxes: Floats, sides: Floats, half_width_m: float) -> Ints:
    """Return (sides, F, T): from each step on, the first at which a future is in the way.

    T if it never is. In the way is what touches the car where the side ends.
    """
    futures, steps = boxes.shape[0], boxes.shape[1]
    found = np.empty((sides.shape[0], futures, steps), dtype=np.int64)
    for side in range(sides.shape[0]):
        low = sides[side, END_M] - half_width_m - _TOUCH_M
        high = sides[side, END_M] + half_width_m + _TOUCH_M
        for row in range(futures):
            following = steps
            for step in range(steps - 1, -1, -1):
                if boxes[row, step, RIGHT] < high and boxes[row, step, LEFT] > low:
                    following = step
                found[side, row, step] = following
    return found


@compiled
def _for_road_mps2(here: Floats, candidate: Floats, around: Around, par: Parameters) -> float:
    """Return the acceleration that speed limits and the place to stop allow."""
    s, v, a = here[S], here[V], here[A]
    last = len(around.limits) - 1
    soon = min(max(int((s + v * par.speed_time_s) / around.grid_m), 0), last)
    now = min(max(int(s / around.grid_m), 0), last)
    allowed = min(candidate[V_DES], around.limits[soon], around.limits[now])
    accel = min(max((allowed - v) / par.speed_time_s, -par.slow_brake_mps2), candidate[ACCEL_CAP])
    gap = candidate[STOP] - (s + around.half_length_m)
    if gap > _FAR_M:
        return accel
    if gap <= 0.0:
        return min(accel, -v / FUTURE_STEP_S)
    brake = stopping_brake_mps2(max(gap, 0.1), v, par)
    if brake >= par.begin_brake_mps2 or a < -0.5 * par.begin_brake_mps2:
        accel = min(accel, -brake)
    # Speed up only as far as can be stopped from gently.
    return min(accel, 2.0 * (math.sqrt(2.0 * par.begin_brake_mps2 * gap) - v))


@compiled
def _for_others_mps2(
    step: int, here: Floats, candidate: Floats, in_way: Ints, around: Around, par: Parameters
) -> float:
    """Return the acceleration that those ahead allow, who are in the way or soon will be."""
    s, v, a, d = here[S], here[V], here[A], here[D]
    boxes, probabilities, behind = around.boxes, around.probability, around.behind
    front, rear = s + around.half_length_m, s - around.half_length_m
    reach = around.half_width_m + _TOUCH_M
    soon = step + int(candidate[ANTICIPATE] / FUTURE_STEP_S)
    accel, p_min = candidate[ACCEL_CAP], candidate[P_MIN]
    for row in range(boxes.shape[0]):
        if behind[row] or probabilities[row] < p_min or boxes[row, step, FRONT] < rear:
            continue
        beside = boxes[row, step, RIGHT] < d + reach and boxes[row, step, LEFT] > d - reach
        entry = step if beside else in_way[row, step]
        if entry > soon or entry >= boxes.shape[1]:
            continue
        gap = boxes[row, step, REAR] - front
        if gap > _ROOM_M or entry == step:
            lead = max(boxes[row, entry, SPEED], 0.0)
            time_gap_s = candidate[TIME_GAP]
            asked = follow_accel_mps2(gap, v, a, lead, around.accel_mps2[row], time_gap_s, par)
        else:  # it is beside us yet: be behind it when it comes in
            in_s = (entry - step) * FUTURE_STEP_S
            behind_m = boxes[row, entry, REAR] - par.standstill_gap_m - front
            asked = 2.0 * (behind_m - v * in_s) / (in_s * in_s)
        accel = min(accel, asked)
    return accel


@compiled
def _moved(
    here: Floats, asked: float, candidate: Floats, par: Parameters
) -> tuple[float, float, float]:
    """Return way, speed and acceleration of the next step, within the candidate's jerk."""
    v, a, dt = here[V], here[A], FUTURE_STEP_S
    jerk = candidate[JERK]
    if asked < 0.0 and v < _SLOW_MPS:
        asked = min(asked, -par.rest_brake_mps2)
    accel = min(max(asked, a - jerk * dt), a + max(jerk, par.firm_jerk_mps3) * dt)
    speed = v + 0.5 * (a + accel) * dt
    if speed <= 0.0:  # it stops within the step
        return 0.5 * v * dt * v / max(v - speed, _SLOW_MPS * dt), 0.0, 0.0
    return 0.5 * (v + speed) * dt, speed, accel


@compiled
def _foresee(here: Floats, then: Floats) -> None:
    """Fill `then` with the state a step later if the acceleration stays."""
    then[:] = here
    then[V] = max(here[V] + here[A] * FUTURE_STEP_S, 0.0)
    then[S] = here[S] + 0.5 * (here[V] + then[V]) * FUTURE_STEP_S


@compiled
def _asked_mps2(
    step: int, then: Floats, candidate: Floats, in_way: Ints, around: Around, par: Parameters
) -> float:
    """Return the acceleration that a candidate asks for at a step, where the car will be then."""
    constant, brake_cap = candidate[CONSTANT], candidate[BRAKE_CAP]
    if math.isnan(constant) or step * FUTURE_STEP_S > candidate[HOLD]:
        asked, heeds = _for_road_mps2(then, candidate, around, par), True
    elif constant >= 0.0:
        asked, heeds = constant, False
    else:
        eased = max(constant, -eased_mps2(then[V], par))
        asked = eased if -constant <= par.comfort_brake_mps2 else constant
        heeds = -constant < brake_cap
    if heeds:
        asked = min(asked, _for_others_mps2(step, then, candidate, in_way, around, par))
    return min(max(asked, -brake_cap), candidate[ACCEL_CAP])


@compiled
def _too_late_by_then(room_m: float, v: float, speed_mps: float, par: Parameters) -> float:
    """Return how much of a risk is one now: 1 if braking once it is sure would be too late."""
    if room_m <= 0.0:
        return 1.0
    brake = max(v * v - max(speed_mps, 0.0) ** 2, 0.0) / (2.0 * room_m)
    late = (brake - par.late_brake_mps2) / (par.last_brake_mps2 - par.late_brake_mps2)
    return min(max(late, _LEAST_SHARE), 1.0)


@compiled
def _meet(
    step: int, before: Floats, here: Floats, waited: Floats, around: Around, ended: Bools,
    par: Parameters, costs: Floats,
) -> None:  # fmt: skip
    """Add what being near the others costs, and hitting one.

    Args:
        step: Of the others' futures: where the car is now.
        before: State of the car at the step before.
        here: State of the car now.
        waited: State of the car after `par.wait_s`.
        around: The others.
        ended: (F,): with whom it has come to an end; changed here.
        par: The planner's.
        costs: Added to.
    """
    dt, s, v, d = FUTURE_STEP_S, here[S], here[V], here[D]
    half_m = around.half_length_m
    front, rear, before_s = s + half_m, s - half_m, before[S]
    left, right = d + around.half_width_m, d - around.half_width_m
    boxes, probabilities = around.boxes, around.probability
    for row in range(len(probabilities)):
        if ended[row]:
            continue
        o_rear, o_front = boxes[row, step, REAR], boxes[row, step, FRONT]
        if around.behind[row] and around.reacts[row]:
            continue  # it sees us: `followers_worth`
        apart = max(boxes[row, step, RIGHT] - left, right - boxes[row, step, LEFT])
        if apart >= par.side_room_m:
            continue
        probability, speed = probabilities[row], boxes[row, step, SPEED]
        was_ahead = boxes[row, step - 1, REAR] >= before_s + half_m
        was_behind = boxes[row, step - 1, FRONT] <= before_s - half_m
        along = o_rear < front and o_front > rear
        through = (was_ahead and o_front <= rear) or (was_behind and o_rear >= front)
        if apart > 0.0:
            if along:
                less = 1.0 - apart / par.side_room_m
                moving = min((abs(v - speed) + v) / _PASSING_MPS, 1.0)
                costs[CLOSE] += probability * par.close * less * less * moving * dt
        elif along or through:
            ended[row] = True
            share = 1.0
            if was_ahead and probability < _LIKELY:
                share = _too_late_by_then(o_rear - (waited[S] + half_m), waited[V], speed, par)
            if around.behind[row]:
                share = math.exp(-step * dt / par.notice_s)
            closing = v - speed
            costs[HIT] += probability * share * (par.hit + par.hit_per_m2ps2 * closing * closing)
        elif o_front <= rear:  # we have come in before it, and it has to see to it
            if not around.reacts[row]:
                continue
            ended[row] = True
            room = max(rear - o_front - 1.0, 0.2)
            costs[COURTESY] += probability * made_to_brake_worth(room, speed, v, par)
        else:
            gap, need = o_rear - front, par.close_m + par.close_gap_s * v
            if gap < need and v > speed - 1.0:
                less = 1.0 - gap / need
                costs[CLOSE] += probability * par.close * less * less * dt


@compiled
def _go_on(
    here: Floats, stop: float, ended: Bools, around: Around, par: Parameters, costs: Floats
) -> float:
    """Return how fast it can go on after the last step, and add what slowing to that costs.

    Braking evenly from v by b takes v/b, so it costs b² times that.
    """
    v, d, front = here[V], here[D], here[S] + around.half_length_m
    boxes, step = around.boxes, FUTURE_STEPS - 1
    onward = v
    reach = par.standstill_gap_m + par.beyond_s * 0.5 * v
    if stop - front < reach:
        brake = needed_brake_mps2(max(stop - front, 0.5), v, 0.0, 0.0)
        costs[COMFORT] += par.brake * brake * v
        onward = 0.0
    for row in range(len(around.probability)):
        if ended[row] or around.behind[row] or v <= boxes[row, step, SPEED]:
            continue
        gap = boxes[row, step, REAR] - front
        if not 0.0 <= gap < reach:
            continue
        if (
            boxes[row, step, RIGHT] < d + around.half_width_m
            and boxes[row, step, LEFT] > d - around.half_width_m
        ):
            lead = max(boxes[row, step, SPEED], 0.0)
            room = max(gap - par.standstill_gap_m, 0.5)
            brake = min(needed_brake_mps2(room, v, lead, 0.0), _MOST_BRAKE_MPS2)
            hard = max(brake - par.hard_mps2, 0.0)
            worth = par.brake * brake * brake + par.brake_hard * hard * hard
            costs[COMFORT] += around.probability[row] * worth * (v - lead) / max(brake, 0.1)
            onward -= around.probability[row] * (v - lead)
    return max(onward, 0.0)


@compiled
def drive(
    candidate: Floats, side: Floats, in_way: Ints, start: Floats, around: Around, par: Parameters,
    states: Floats, costs: Floats,
) -> None:  # fmt: skip
    """Drive one candidate: fill `states` (T, 4) and `costs` (7,)."""
    dt = FUTURE_STEP_S
    costs[:] = 0.0
    states[0] = start
    then = np.empty(4)
    states[0, D] = side_at(side, 0.0)[0]
    ended = np.zeros(len(around.probability), dtype=np.bool_)
    wait = int(par.wait_s / dt + 0.5)
    last = len(around.limits) - 1
    red = around.red_m - around.half_length_m
    for step in range(1, FUTURE_STEPS):
        before, here = states[step - 1], states[step]
        _foresee(before, then)
        asked = _asked_mps2(step, then, candidate, in_way, around, par)
        way, here[V], here[A] = _moved(before, asked, candidate, par)
        here[S] = before[S] + way
        d, _, bend = side_at(side, here[S] - start[S])
        here[D] = d

        jerk, across = (here[A] - before[A]) / dt, here[V] * here[V] * bend
        gained = (here[V] - before[V]) / dt  # not `here[A]`, which a stop leaves at 0
        hard = min(gained + par.hard_mps2, 0.0)
        costs[COMFORT] += dt * (
            par.brake * gained * gained + par.brake_hard * hard * hard
            + par.jerk * jerk * jerk + par.sideways * across * across
        )  # fmt: skip
        at = min(max(int(here[S] / around.grid_m), 0), last)
        over = around.half_width_m + max(d - around.room_left[at], -d - around.room_right[at])
        costs[PLACE] += dt * (par.off_road * min(max(over, 0.0), 1.0) + par.off_centre * d * d)
        too_fast = max(here[V] - around.limits[at], 0.0)
        costs[RULE] += par.too_fast * too_fast * too_fast * dt
        if here[S] > red and start[S] <= red:
            costs[RULE] += par.rule * dt
        waited = states[min(step, wait)]
        _meet(step, before, here, waited, around, ended, par, costs)
    costs[COURTESY] += followers_worth(states, around, par)
    onward_mps = _go_on(states[-1], candidate[STOP], ended, around, par, costs)
    way = states[-1, S] - start[S] + onward_mps * par.beyond_s
    costs[PROGRESS] = -par.progress_per_m * way
