"""What it costs that others have to brake because of the car, most of all those behind it."""

from __future__ import annotations

import math

from segue.pilot.compiled import compiled
from segue.pilot.plan._around import Around, S
from segue.pilot.plan._following import needed_brake_mps2
from segue.pilot.plan._parameters import Parameters
from segue.pilot.plan._traffic import FRONT, SPEED
from segue.schema.drive import FUTURE_STEP_S, FUTURE_STEPS, Floats


@compiled
def followers_worth(states: Floats, around: Around, par: Parameters) -> float:
    """Return what it costs that those behind in our lane, who see us, brake for a candidate.

    Args:
        states: (T, 4), of the candidate.
        around: The others.
        par: The planner's.
    """
    worth = 0.0
    for row in range(len(around.probability)):
        if around.behind[row] and around.reacts[row]:
            brake = _least_brake_mps2(row, states, around, par)
            worth += around.probability[row] * _braking_worth(brake, par)
    return worth


@compiled
def made_to_brake_worth(room_m: float, speed_mps: float, v: float, par: Parameters) -> float:
    """Return what it costs that somebody has to brake down to our speed within some room."""
    return _braking_worth(needed_brake_mps2(room_m, max(speed_mps, 0.0), v, 0.0), par)


@compiled
def _braking_worth(brake_mps2: float, par: Parameters) -> float:
    if brake_mps2 > par.last_brake_mps2:
        return par.hit_from_behind
    more = max(brake_mps2 - par.courtesy_free_mps2, 0.0)
    return par.courtesy * more * more


@compiled
def _least_brake_mps2(row: int, states: Floats, around: Around, par: Parameters) -> float:
    """Return the least even braking with which who is behind us stays so; infinite: none does.

    It goes on as it does now until it has reacted.
    """
    front, speed = around.boxes[row, 0, FRONT], max(around.boxes[row, 0, SPEED], 0.0)
    accel, react_s = around.accel_mps2[row], par.react_s
    now_m = states[0, S] - around.half_length_m - front
    keeps_m = min(par.close_m, 0.5 * now_m)
    reacted_mps = max(speed + accel * react_s, 0.0)
    reacted_m = 0.5 * (speed + reacted_mps) * react_s
    most = 0.0
    for step in range(1, FUTURE_STEPS):
        time_s = step * FUTURE_STEP_S
        room_m = states[step, S] - around.half_length_m - keeps_m - front
        if time_s <= react_s:
            if (speed + 0.5 * accel * time_s) * time_s > room_m + keeps_m:
                return math.inf
            continue
        brakes_s, left_m = time_s - react_s, room_m - reacted_m
        brake = 2.0 * (reacted_mps * brakes_s - left_m) / (brakes_s * brakes_s)
        if brake * brakes_s > reacted_mps:  # it stands before then
            brake = reacted_mps * reacted_mps / (2.0 * left_m) if left_m > 0.0 else math.inf
        most = max(most, brake)
    return most
