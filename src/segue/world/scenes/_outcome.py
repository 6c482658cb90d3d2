"""Whether a drive was as the scenario asks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from segue.schema.drive import EgoState
from segue.world.scenes._simulation import Driver, Simulation
from segue.world.scenes.files import Place

_LOOKS_EVERY = 5
"""Steps, from one look at where the car is on the map to the next."""
_STANDS_MPS = 0.1
_BESIDE_M = 3.0
"""Farther from the middle of a lane, the car has not passed a place on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a drive ended."""

    failures: tuple[str, ...]
    """What it should have fulfilled and did not, one sentence each."""
    duration_s: float
    hardest_brake_mps2: float
    farthest_off_m: float | None
    """From the middle of the nearest lane; None: it was on none."""

    @property
    def passed(self) -> bool:
        """Whether it was as the scenario asks."""
        return not self.failures


class Examiner:
    """Watches a drive, step by step."""

    def __init__(self, sim: Simulation) -> None:
        self._sim = sim
        self._steps = 0
        self._hardest_mps2 = 0.0
        self._farthest_m = 0.0
        self._passed_limit = False
        self._reached = False
        self._front_on: frozenset[str] = frozenset()
        self._ran: str | None = None
        self._look()

    def watch(self) -> None:
        """Look at the drive; to be called after every step."""
        self._steps += 1
        self._hardest_mps2 = max(self._hardest_mps2, -self._sim.truth.ego.accel_mps2)
        if self._steps % _LOOKS_EVERY == 0:
            self._look()

    def outcome(self) -> Outcome:
        """Return how it ended."""
        sim, wants = self._sim, self._sim.scenario.passes
        failures: list[str] = []
        hit = sim.collision
        if wants.no_collision and hit is not None:
            failures.append(
                f"Hit {hit.name} at {hit.time_s:.2f} s with {hit.impact_mps:.1f} m/s ({hit.side})."
            )
        if wants.obeys_lights and self._ran is not None:
            failures.append(f"Entered {self._ran} at a red light.")
        if wants.stands_at_end and sim.truth.ego.speed_mps > _STANDS_MPS:
            failures.append(f"Does not stand at the end: {sim.truth.ego.speed_mps:.1f} m/s.")
        if wants.stays_before is not None and self._passed_limit:
            failures.append(f"Passed {wants.stays_before.s_m:g} m of {wants.stays_before.lane}.")
        if wants.reaches is not None and not self._reached:
            failures.append(f"Never reached {wants.reaches.s_m:g} m of {wants.reaches.lane}.")
        most_mps2, within_m = wants.brakes_at_most_mps2, wants.keeps_within_m
        if most_mps2 is not None and self._hardest_mps2 > most_mps2:
            failures.append(f"Braked with {self._hardest_mps2:.1f} m/s², over {most_mps2:g}.")
        off_m = self._farthest_m if math.isfinite(self._farthest_m) else None
        if within_m is not None and off_m is None:
            failures.append("Left the road.")
        elif within_m is not None and self._farthest_m > within_m:
            failures.append(f"Came {self._farthest_m:.2f} m off its lane, over {within_m:g}.")
        return Outcome(
            failures=tuple(failures),
            duration_s=sim.time_s,
            hardest_brake_mps2=self._hardest_mps2,
            farthest_off_m=off_m,
        )

    def _look(self) -> None:
        ego, lanes = self._sim.truth.ego, self._sim.scenario.lanes
        wants = self._sim.scenario.passes
        here = np.array([[ego.x_m, ego.y_m]])
        on = lanes.at(ego.x_m, ego.y_m)
        off_m = [abs(float(lanes.path(lane_id).locate(here)[0, 1])) for lane_id in on]
        self._farthest_m = max(self._farthest_m, min(off_m, default=np.inf))
        self._look_at_lights(ego)
        if wants.reaches is not None and wants.reaches.lane in on:
            self._reached |= self._is_past(wants.reaches, ego, ahead_m=0.0)
        if wants.stays_before is not None:
            front_m = 0.5 * self._sim.own_car.length_m
            self._passed_limit |= self._is_past(wants.stays_before, ego, ahead_m=front_m)

    def _look_at_lights(self, ego: EgoState) -> None:
        lanes, front_m = self._sim.scenario.lanes, 0.5 * self._sim.own_car.length_m
        cos, sin = np.cos(ego.heading_rad), np.sin(ego.heading_rad)
        front_on = frozenset(lanes.at(ego.x_m + front_m * cos, ego.y_m + front_m * sin))
        lights = dict(self._sim.inputs().lights)
        for lane_id in sorted(front_on - self._front_on):
            lane = lanes[lane_id]
            if lane.light and lights.get(lane.light) == "red" and self._ran is None:
                self._ran = lane_id
        self._front_on = front_on

    def _is_past(self, place: Place, ego: EgoState, *, ahead_m: float) -> bool:
        path = self._sim.scenario.lanes.path(place.lane)
        s_m, offset_m, _ = path.locate(np.array([[ego.x_m, ego.y_m]]))[0]
        return bool(abs(offset_m) < _BESIDE_M and s_m + ahead_m > place.s_m)


def examine(sim: Simulation, driver: Driver) -> Outcome:
    """Let somebody drive a scenario to its end, and return how that was."""
    examiner = Examiner(sim)
    while not sim.over:
        sim.step(driver.step(sim.inputs()))
        examiner.watch()
    return examiner.outcome()
