"""How fast the simulated world runs beside the clock, on one core.

Thirty vehicles that drive by themselves on a motorway of three lanes with a bend, two sensors with
occlusion, latency, noise and misses, and the ego by physics at 100 Hz, in steps of 0.02 s.
Processor time is taken, so that others on the machine count less.

python benchmarks/world.py
"""

from __future__ import annotations

import math
import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import time

from _report import report
from segue.lanes.build import CrossSection, arc, clothoid, road, straight
from segue.schema.drive import Command, Wishes
from segue.world.scenes import (
    STEP_S,
    EgoStart,
    Scenario,
    SensorSpec,
    Simulation,
    TrafficSpec,
)

_RUNS = 5
_WARM_S = 2.0
_MEASURED_S = 20.0
_GOAL = 20.0


def _scenario() -> Scenario:
    lanes = road(
        [
            straight(800.0),
            clothoid(100.0, from_radius_m=math.inf, to_radius_m=800.0),
            arc(400.0, 800.0),
            clothoid(100.0, from_radius_m=800.0, to_radius_m=math.inf),
            straight(2000.0),
        ],
        CrossSection(lanes=3, shoulder_m=2.5, speed_limit_mps=33.3),
    )
    rows = tuple(
        TrafficSpec(
            lane=f"main.{lane}",
            from_m=60.0 + 7.0 * lane,
            count=10,
            spacing_m=55.0,
            speed_mps=34.0 - 3.0 * lane,
            truck_share=0.3 if lane == 3 else 0.0,
        )
        for lane in (1, 2, 3)
    )
    look = {"occlusion": True, "period_s": 0.04, "latency_s": 0.1, "confirmation_s": 0.12}
    return Scenario(
        name="thirty",
        title="Thirty who drive by themselves",
        lanes=lanes,
        ego=EgoStart(lane="main.3", s_m=20.0, speed_mps=24.0),
        wishes=Wishes(set_speed_mps=24.0),
        duration_s=_WARM_S + _MEASURED_S,
        traffic=rows,
        sensors=(
            SensorSpec(
                name="radar",
                range_m=180.0,
                field_of_view_rad=0.7,
                mount_x_m=2.3,
                position_sigma_m=0.3,
                miss_share=0.02,
                ghosts_per_s=0.1,
                **look,
            ),
            SensorSpec(
                name="camera", range_m=120.0, field_of_view_rad=1.7, position_sigma_m=0.6, **look
            ),
        ),
    )


def _times_real(scenario: Scenario, seed: int) -> float:
    sim, roll = Simulation(scenario, seed), Command(accel_mps2=0.0, steer_rad=0.0)
    for _ in range(round(_WARM_S / STEP_S)):
        sim.step(roll)
    began_s = time.process_time()
    steps = round(_MEASURED_S / STEP_S)
    for _ in range(steps):
        sim.step(roll)
    return steps * STEP_S / (time.process_time() - began_s)


def main() -> None:
    """Measure."""
    scenario = _scenario()
    values = [_times_real(scenario, seed) for seed in range(_RUNS)]
    report(
        "simulated world, 30 vehicles, 50 Hz",
        values,
        "times real time",
        goal=f">= {_GOAL:g}",
        met=min(values) >= _GOAL,
        note="one core's processor time; two sensors with occlusion; each run another seed",
    )


if __name__ == "__main__":
    main()
