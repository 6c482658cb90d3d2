"""The controller: how long a step takes, and how near it keeps a car of the plant to its way.

python benchmarks/control.py
"""

from __future__ import annotations

import time

import numpy as np

from _report import report
from segue.pilot.control import Controller
from segue.testing.tracking import drive
from segue.testing.tracking_cases import CASES, NEAR_M
from segue.vehicle.plant import load_car
from segue.world.own_car import own_car_of

_GOAL_STEP_US = 1000.0
"""A twentieth of the 20 ms between two steps."""
_ROUNDS = 5
_TIMED = "bend at 25 m/s"


def _steps_us() -> list[float]:
    """Return how long each step of a drive takes."""
    task = CASES[_TIMED]
    inputs = drive(task).inputs
    steps_us = list[float]()
    for _ in range(_ROUNDS):
        controller = Controller(own_car_of(load_car(task.car)))
        for now_s, ego, plan in inputs:
            start_s = time.perf_counter()
            controller.step(now_s, ego, plan)
            steps_us.append((time.perf_counter() - start_s) * 1e6)
    return steps_us


def main() -> None:
    """Measure and print."""
    for name, task in CASES.items():
        away_m = np.abs(drive(task).left_m)
        report(
            f"control: away from the way, {name}",
            away_m.tolist(),
            "m",
            goal=f"p99 ≤ {NEAR_M}",
            met=bool(np.percentile(away_m, 99) <= NEAR_M),
        )
    steps_us = _steps_us()
    p99_us = float(np.percentile(steps_us, 99))
    report(
        "control: one step",
        steps_us,
        "µs",
        goal=f"p99 ≤ {_GOAL_STEP_US:g}",
        met=p99_us <= _GOAL_STEP_US,
        note="speed by a quadratic program, steering by preview; 50 a second",
    )


if __name__ == "__main__":
    main()
