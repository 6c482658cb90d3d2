"""How often the pilot brakes in ordinary traffic with nothing there that calls for it.

What calls for braking is told by what truly is there: somebody whom the car, going on along its
lane at its speed, would come close to within 4 s if he went on as he does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segue.bench._comfort import GENTLE_MPS2
from segue.bench._own_box import own_box
from segue.bench._result import Figure
from segue.bench.ncap._drivers import driver_of
from segue.bench.ncap._free_traffic import DURATION_S, SCENES
from segue.lanes import LaneMap
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import LENGTH, VX, VY, WIDTH, OwnCar, X, Y
from segue.world.scenes import STEP_S, Simulation, Truth, overlapping

_AHEAD_S, _EVERY_S = 4.0, 0.4
_CLOSE_S = 1.0
"""Nearer than the way of a second, somebody ahead calls for braking."""
_BESIDE_M = 0.5
_CAUSE_S = 1.0
"""A cause counts this long after it was there."""
_FELT_MPS2, _OVER_MPS2 = 1.0, 0.5
"""Braking counts from, and is over below."""
_KM = 1e-3


@dataclass(frozen=True, slots=True)
class Traffic:
    """A minute of traffic, and how it went."""

    place: str
    seed: int
    km: float
    over_3: int
    """How often it braked harder than 3 m/s² with no cause,"""
    over_1: int
    """and harder than 1 m/s²."""
    crashed: bool


def drives_of(km: float) -> list[tuple[str, int]]:
    """Return as many minutes of motorway and street as make about so many kilometres, half each."""
    speeds_mps = {"motorway": 29.0, "street": 12.5}
    drives: list[tuple[str, int]] = []
    for place, speed_mps in speeds_mps.items():
        each_km = speed_mps * DURATION_S * _KM
        drives += [(place, seed) for seed in range(math.ceil(0.5 * km / each_km))]
    return drives


def drive_traffic(place_and_seed: tuple[str, int], planner: PlannerFactory) -> Traffic:
    """Return how a minute goes."""
    place, seed = place_and_seed
    scenario = SCENES[place](seed)
    simulation = Simulation(scenario, seed)
    own_car, lane = simulation.own_car, scenario.ego.lane
    views = tuple(sensor.view() for sensor in scenario.sensors)
    driver = driver_of(planner, own_car, scenario.lanes, scenario.wishes, views)
    hard, felt = _Counter(GENTLE_MPS2), _Counter(_FELT_MPS2)
    driven_m, caused_s = 0.0, -math.inf
    while not simulation.over:
        simulation.step(driver.step(simulation.inputs()))
        truth = simulation.truth
        driven_m += truth.ego.speed_mps * STEP_S
        brake_mps2 = -truth.ego.accel_mps2
        if brake_mps2 > _OVER_MPS2 and _calls_for_it(truth, own_car, scenario.lanes, lane):
            caused_s = truth.time_s
        caused = truth.time_s - caused_s <= _CAUSE_S
        hard.note(brake_mps2, caused=caused)
        felt.note(brake_mps2, caused=caused)
    return Traffic(
        place,
        seed,
        driven_m * _KM,
        hard.count,
        felt.count,
        crashed=simulation.collision is not None,
    )


def traffic_figures(traffic: Sequence[Traffic]) -> dict[str, Figure]:
    """Return how far was driven, and how often it braked for nothing."""
    return {
        "km": round(sum(drive.km for drive in traffic), 2),
        "false_brakes_over_3_mps2": sum(drive.over_3 for drive in traffic),
        "false_brakes_over_1_mps2": sum(drive.over_1 for drive in traffic),
    }


class _Counter:
    """Counts the times that a braking without cause is harder than a threshold."""

    def __init__(self, over_mps2: float) -> None:
        self.count = 0
        self._over_mps2 = over_mps2
        self._counted = False

    def note(self, brake_mps2: float, *, caused: bool) -> None:
        """Take note of one step."""
        if brake_mps2 < _OVER_MPS2:
            self._counted = False
        elif brake_mps2 > self._over_mps2 and not caused and not self._counted:
            self._counted = True
            self.count += 1


def _calls_for_it(truth: Truth, own_car: OwnCar, lanes: LaneMap, lane: str) -> bool:
    """Return whether somebody is, or is going to be, close ahead."""
    ego, boxes = truth.ego, truth.objects.boxes
    if not len(boxes):
        return False
    line = lanes.path(lane)
    s_m, d_m, _ = line.locate(np.array([[ego.x_m, ego.y_m]]))[0]
    close_m = _CLOSE_S * ego.speed_mps
    then = boxes[:, :7].copy()
    then[:, WIDTH] += 2.0 * _BESIDE_M
    ahead = line.locate(boxes[:, :2])[:, 0] > s_m
    for after_s in np.arange(0.0, _AHEAD_S, _EVERY_S):
        then[:, X] = boxes[:, X] + after_s * boxes[:, VX]
        then[:, Y] = boxes[:, Y] + after_s * boxes[:, VY]
        middle_m = s_m + ego.speed_mps * after_s + 0.5 * close_m
        box = own_box(line.at(middle_m, d_m)[0], ego.speed_mps, own_car)
        box[LENGTH] += close_m
        if (overlapping(box, then) & ahead).any():
            return True
    return False
