"""Candidates that are driven once for several drive as each would by itself."""

from __future__ import annotations

import numpy as np

from segue.pilot.plan import Parameters
from segue.pilot.plan._candidates import line_across, on_sides, policies
from segue.pilot.plan._drive_all import drive_all
from segue.pilot.plan._rollout import COSTS, SIDE, Around, drive, enters
from segue.pilot.plan._traffic import FRONT, LEFT, REAR, RIGHT, SPEED
from segue.schema.drive import FUTURE_STEP_S, FUTURE_STEPS, Floats, OwnCar

_CAR = OwnCar()
_PAR = Parameters()
_START = np.array([50.0, 25.0, 0.0, 0.0])


def _futures(rng: np.random.Generator, count: int) -> Floats:
    """Return boxes of cars ahead and behind, of which some change lanes, out or in."""
    time_s = FUTURE_STEP_S * np.arange(FUTURE_STEPS)
    boxes = np.empty((count, FUTURE_STEPS, 5))
    for row in range(count):
        speed = rng.uniform(5.0, 30.0)
        middle = rng.uniform(30.0, 160.0) + speed * time_s
        across = rng.choice([-3.5, 0.0, 3.5]) + rng.choice([-1.0, 0.0, 1.0]) * time_s
        boxes[row, :, REAR], boxes[row, :, FRONT] = middle - 2.3, middle + 2.3
        boxes[row, :, RIGHT], boxes[row, :, LEFT] = across - 0.9, across + 0.9
        boxes[row, :, SPEED] = speed
    return boxes


def _around(boxes: Floats, rng: np.random.Generator) -> Around:
    count, grid = len(boxes), np.ones(1000)
    return Around(
        limits=30.0 * grid,
        room_left=5.25 * grid,
        room_right=5.25 * grid,
        grid_m=1.0,
        red_m=np.inf,
        boxes=boxes,
        probability=rng.choice([0.05, 0.3, 0.9], count),
        accel_mps2=rng.choice([-2.0, 0.0, 1.0], count),
        behind=boxes[:, 0, FRONT] < _START[0] - 2.35,
        reacts=rng.choice([False, True], count),
        half_length_m=2.35,
        half_width_m=0.95,
    )


def test_every_candidate_drives_as_alone_when_some_cannot_differ() -> None:
    """Who is driven once for several drives and costs, bit for bit, what each alone would."""
    rng = np.random.default_rng(7)
    sides = np.array([line_across((0.0, 0.0, 0.0), end_m, 80.0) for end_m in (0.0, 1.1)])
    table = policies(_PAR, _CAR, speed_mps=30.0, time_gap_s=1.6, to_rest=False)
    candidates = on_sides(table, len(sides))
    for count in (0, 1, 1, 1, 2, 2, 2, 3, 6):
        around = _around(_futures(rng, count), rng)
        in_way = enters(around.boxes, sides, around.half_width_m)
        states, costs = drive_all(candidates, sides, in_way, _START, around, _PAR)
        for row, candidate in enumerate(candidates):
            side = int(candidate[SIDE])
            alone, costs_alone = np.empty((FUTURE_STEPS, 4)), np.empty(len(COSTS))
            drive(
                candidate, sides[side], in_way[side], _START, around, _PAR, alone, costs_alone
            )  # fmt: skip
            assert np.array_equal(states[row], alone)
            assert np.array_equal(costs[row], costs_alone)
