"""The physics' speed: a test cycle backward, a car by its pedals, and the whole simulated car.

python benchmarks/plant.py
"""

from __future__ import annotations

import math
import time
from pathlib import Path

from _report import report
from segue.vehicle.plant import (
    DrivenCar,
    Pedals,
    Plant,
    car_names,
    fleet_energy_wh,
    load_car,
    read_cycle,
    trace_energy_wh,
)
from segue.world import Route, SimulatedCar

_UDDS = Path(__file__).parents[2] / "shared" / "data" / "cycles" / "fastsim2_udds.csv"

_RUNS = 7
_STEPS = 100_000
_STEP_S = 0.1
_GOAL_US = 5.0
_GOAL_SPEEDUP = 600
_CYCLES = 300
_FLEET = 10_000
_GOAL_CYCLE_MS = 0.2
_GOAL_FLEET_S = 2.0
_DRIVEN_STEP_S = 0.01
_DRIVEN_STEPS = 20_000
_GOAL_DRIVEN = 500


def _cycle_ms() -> float:
    """Return the time of one UDDS, backward."""
    import numpy as np  # noqa: PLC0415 - beside what is measured

    trace = read_cycle(_UDDS)
    speed_mps = np.array(trace.speed_mps)
    car = load_car("su7-max")
    start_s = time.perf_counter()
    for _ in range(_CYCLES):
        trace_energy_wh(car, speed_mps, dt_s=trace.step_s)
    return (time.perf_counter() - start_s) / _CYCLES * 1e3


def _fleet_s() -> float:
    """Return the time of ten thousand cars' UDDS."""
    trace = read_cycle(_UDDS)
    models = [load_car(name) for name in car_names()]
    cars = [models[at % len(models)] for at in range(_FLEET)]
    start_s = time.perf_counter()
    fleet_energy_wh(cars, trace.speed_mps, dt_s=trace.step_s)
    return time.perf_counter() - start_s


def _driven_speedup() -> float:
    """Return simulated over real seconds of a car that is driven through bends at 100 Hz."""
    car = DrivenCar(load_car("su7-max"), soc_frac=0.9, speed_mps=15.0)
    start_s = time.perf_counter()
    for step in range(_DRIVEN_STEPS):
        pedals = Pedals(0.3) if step % 800 < 400 else Pedals(0.0, 0.2)
        car.step(_DRIVEN_STEP_S, pedals, 0.02 * math.sin(step / 200))
    return _DRIVEN_STEPS * _DRIVEN_STEP_S / (time.perf_counter() - start_s)


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
    """Print them all."""
    cycles_ms = [_cycle_ms() for _ in range(_RUNS)]
    report(
        "plant: UDDS backward, one car",
        cycles_ms,
        "ms",
        goal=f"≤ {_GOAL_CYCLE_MS:g}",
        met=max(cycles_ms) <= _GOAL_CYCLE_MS,
    )
    fleets_s = [_fleet_s() for _ in range(_RUNS)]
    report(
        "plant: UDDS backward, 10,000 cars",
        fleets_s,
        "s",
        goal=f"≤ {_GOAL_FLEET_S:g}",
        met=max(fleets_s) <= _GOAL_FLEET_S,
    )
    driven = [_driven_speedup() for _ in range(_RUNS)]
    report(
        "plant: simulated over real time, by pedals and steering at 100 Hz",
        driven,
        "times",
        goal=f"≥ {_GOAL_DRIVEN}",
        met=min(driven) >= _GOAL_DRIVEN,
        note="one core: tyres, grip shared, battery, heat",
    )
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
