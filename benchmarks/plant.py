"""The simulated car's speed: steps of the plant alone, and of the whole car on a route.

python benchmarks/plant.py
"""

from __future__ import annotations

import math
import time

from _report import report
from segue.vehicle.plant import Plant, load_car
from segue.world import Route, SimulatedCar

_RUNS = 7
_STEPS = 100_000
_STEP_S = 0.1
_GOAL_US = 5.0
_GOAL_SPEEDUP = 600


def _plant_step_us() -> float:
    plant = Plant(load_car("su7-max"), soc_frac=0.9)
    start_s = time.perf_counter()
    for step in range(_STEPS):
        plant.step(_STEP_S, 0.5 if step % 400 < 200 else -0.5, climate_w=500.0)
    return (time.perf_counter() - start_s) / _STEPS * 1e6


def _speedup() -> float:
    """Return simulated over real seconds on a winding road, on one core."""
    points = [(31.0 + 0.002 * i, 121.0 + 0.003 * math.sin(i / 4)) for i in range(3_000)]
    car = SimulatedCar(
        load_car("su7-max"), latitude_deg=points[0][0], longitude_deg=points[0][1], soc_frac=1.0
    )
    car.follow(Route(points), cruise_mps=33.0)
    car.do("get_in")
    car.do("drive")
    car.set_climate(on=True)
    simulated_s = 0.1 * _STEPS
    start_s = time.perf_counter()
    car.advance(simulated_s)
    return simulated_s / (time.perf_counter() - start_s)


def main() -> None:
    """Print both."""
    steps_us = [_plant_step_us() for _ in range(_RUNS)]
    report(
        "plant: one forward step",
        steps_us,
        "µs",
        goal=f"≤ {_GOAL_US:g}",
        met=max(steps_us) <= _GOAL_US,
    )
    speedups = [_speedup() for _ in range(_RUNS)]
    report(
        "world: simulated over real time, 10 Hz on a winding road",
        speedups,
        "times",
        goal=f"≥ {_GOAL_SPEEDUP}",
        met=min(speedups) >= _GOAL_SPEEDUP,
        note="one core, whole car: sequence, driver, plant, cabin, range",
    )


if __name__ == "__main__":
    main()
