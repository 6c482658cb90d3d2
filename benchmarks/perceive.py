"""Perception and prediction: time a step, and how right tracks are at stated faults of sensors.

python benchmarks/perceive.py
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from _report import report
from segue.pilot.perceive import Perception, TrackScore
from segue.pilot.predict import LanePredictor
from segue.schema.drive import OwnCar, SensorView

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import small_roads as roads  # noqa: E402 - found by the path above
from sensed_traffic import Faults, SensedTraffic, busy_road  # noqa: E402

_OBJECTS = 30
_SEEDS = 5
_DRIVE_S = 20.0
_FARTHEST_M = 500.0
_SETTLED_S = 2.0
_CALLS = 2000
_LEVELS = {
    "noise": (Faults(position_sigma_m=0.3, speed_sigma_mps=0.3),),
    "noise, late, gaps, ghosts": (
        Faults(
            position_sigma_m=0.3, speed_sigma_mps=0.3, latency_s=0.2, dropout=0.1, ghosts=0.5
        ),
    ),
    "the same and a camera without speeds": (
        Faults(
            position_sigma_m=0.3, speed_sigma_mps=0.3, latency_s=0.1, dropout=0.1, ghosts=0.5
        ),
        Faults(
            name="camera", period_s=0.06, with_speed=False, position_sigma_m=0.8, latency_s=0.2,
            dropout=0.2, ghosts=0.2,
        ),
    ),
}  # fmt: skip


def _drive(level: str, seed: int) -> tuple[TrackScore, list[float]]:
    """Return how right the tracks of a drive are, and how long each step with a look took [ms]."""
    traffic = SensedTraffic(
        movers=busy_road(_OBJECTS, seed=seed),
        sensors=_LEVELS[level],
        seed=seed,
        ego_speed_mps=20.0,
        gnss_sigma_m=1.0,
    )
    views = tuple(
        SensorView(
            sensor=sensor.name,
            range_m=_FARTHEST_M,
            sees_through=True,
            period_s=sensor.period_s,
            detection_share=1.0 - sensor.dropout,
            false_per_s=sensor.ghosts / sensor.period_s,
            false_s=0.0,
        )
        for sensor in _LEVELS[level]
    )
    perception, score, taken_ms = Perception(OwnCar(), views), TrackScore(), list[float]()
    for inputs, truth in traffic.run(_DRIVE_S):
        start_s = time.perf_counter()
        _, objects = perception.update(inputs)
        step_ms = 1e3 * (time.perf_counter() - start_s)
        if inputs.time_s >= _SETTLED_S:
            score.add(truth, objects)
            if inputs.detections:
                taken_ms.append(step_ms)
    return score, taken_ms


def _predict_us(count: int) -> list[float]:
    """Return how long a prediction of some cars on a motorway takes, call by call [µs]."""
    rng = np.random.default_rng(0)
    lanes, predictor = roads.motorway(), LanePredictor()
    cars = roads.objects(
        [(100.0 + 18.0 * k, 3.5 * (k % 2), 0.0, float(rng.uniform(5, 25))) for k in range(count)],
        sideways_mps=0.4,
    )
    predictor.predict(roads.EGO, cars, lanes, {})
    taken_us: list[float] = []
    for _ in range(_CALLS):
        start_s = time.perf_counter()
        predictor.predict(roads.EGO, cars, lanes, {})
        taken_us.append(1e6 * (time.perf_counter() - start_s))
    return taken_us


def main() -> None:
    """Print what was measured."""
    for level, sensors in _LEVELS.items():
        drives = [_drive(level, seed) for seed in range(_SEEDS)]
        taken_ms = [value for _, taken in drives for value in taken]
        faults = "; ".join(
            f"{sensor.name} every {sensor.period_s:g} s: {sensor.position_sigma_m:g} m, "
            f"{sensor.speed_sigma_mps:g} m/s, {sensor.latency_s:g} s late, "
            f"{sensor.dropout:.0%} missed, {sensor.ghosts:g} ghosts"
            for sensor in sensors
        )
        if level == "noise, late, gaps, ghosts":
            met = float(np.median(taken_ms)) <= 0.5
            report(
                f"Perception, a step with a look, {_OBJECTS} cars", taken_ms, "ms",
                goal="≤ 0.5 ms", met=met, note="other steps take a third of it",
            )  # fmt: skip
        scores = [score for score, _ in drives]
        report(f"Tracks, {level}: GOSPA (3 m)", [s.gospa_m for s in scores], "m", note=faults)
        report(f"Tracks, {level}: MOTA", [s.mota for s in scores], "")
        report(f"Tracks, {level}: identities switched in 20 s", [s.switches for s in scores], "")
        report(f"Tracks, {level}: objects missed", [s.missed / s.present for s in scores], "")
    for count, goal_us in ((1, 60.0), (60, 1500.0)):
        taken_us = _predict_us(count)
        report(
            f"Prediction, {count} cars on a motorway", taken_us, "µs",
            goal=f"≤ {goal_us:,.0f} µs", met=float(np.median(taken_us)) <= goal_us,
        )  # fmt: skip


if __name__ == "__main__":
    main()
