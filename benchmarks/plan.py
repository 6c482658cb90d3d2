"""How long a plan takes: alone on a road, and among thirty others with lanes to change to.

Processor time is taken, on one core, so that others on the machine count less.

python benchmarks/plan.py
"""

from __future__ import annotations

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import math
import sys
import time
from pathlib import Path

from _report import report
from segue.lanes.build import CrossSection, arc, clothoid, road, straight
from segue.pilot.plan import SeguePlanner
from segue.pilot.scene import Scene
from segue.schema.drive import EgoState, NoPlan, Objects, Plan, Wishes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from driving import CAR, Drive, nobody, objects_of  # noqa: E402 - found by the path above

_WARM_CYCLES = 20
_DRIVE_S = 32.0
_GOAL_MS = 20.0
_LANES = road(
    [
        straight(600.0),
        clothoid(100.0, from_radius_m=math.inf, to_radius_m=600.0),
        arc(500.0, 600.0),
        clothoid(100.0, from_radius_m=600.0, to_radius_m=math.inf),
        straight(2500.0),
    ],
    CrossSection(lanes=3, speed_limit_mps=36.1),
)


def _thirty(time_s: float, ego: EgoState) -> Objects:
    """Return three lanes of ten cars each around the car, slower to the right."""
    del ego
    rows: list[list[float]] = []
    for lane, speed_mps in ((1, 31.0), (2, 27.0), (3, 23.0)):
        path = _LANES.path(f"main.{lane}")
        for car in range(10):
            x, y, heading = path.at(10.0 + 14.0 * lane + 55.0 * car + speed_mps * time_s)[0]
            rows.append([x, y, heading, speed_mps, 4.6, 1.9])
    return objects_of(rows, time_s=time_s)


class _Timed:
    """Segue's planner, and how long each plan took."""

    def __init__(self) -> None:
        self._planner = SeguePlanner(CAR)
        self.taken_ms: list[float] = []

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return the plan."""
        start_s = time.process_time()
        plan = self._planner.plan(scene)
        self.taken_ms.append(1e3 * (time.process_time() - start_s))
        return plan


def main() -> None:
    """Measure and print."""
    x_m, y_m, heading_rad = _LANES.path("main.2").at(200.0)[0]
    ego = EgoState(time_s=0.0, x_m=x_m, y_m=y_m, heading_rad=heading_rad, speed_mps=28.0)
    for name, traffic, overtake in (
        ("alone on three lanes", nobody, False),
        ("thirty cars, lanes may be changed", _thirty, True),
    ):
        wishes = Wishes(set_speed_mps=33.0, overtake=overtake)
        planner = _Timed()
        Drive(lanes=_LANES, planner=planner, wishes=wishes, ego=ego, traffic=traffic).run(_DRIVE_S)
        values = sorted(planner.taken_ms[_WARM_CYCLES:])
        p99_ms = values[math.ceil(0.99 * len(values)) - 1]
        report(
            f"plan: one cycle, {name}",
            values,
            "ms",
            goal=f"p99 ≤ {_GOAL_MS:g}",
            met=p99_ms <= _GOAL_MS,
            note="8 s ahead, prediction apart; processor time of one core",
        )


if __name__ == "__main__":
    main()
