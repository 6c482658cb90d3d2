"""One case, driven in a closed loop until it is over as the protocols say."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from segue.bench._comfort import hardest_brake_mps2, largest_jerk_mps3
from segue.bench.ncap._drivers import driver_of
from segue.bench.ncap._encounter import Encounter
from segue.bench.ncap._physics import STANDS_MPS
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import ACCEL, VX, VY, Wishes, X, Y
from segue.vehicle.plant import CarModel
from segue.world.scenes import (
    STEP_S,
    DriverMoment,
    EgoStart,
    Scenario,
    SensorSpec,
    Simulation,
    Truth,
)

CAR = "su7-max"
_AFTER_S = 5.0
"""A case ends so long after the meeting at the latest."""
_FOR_S = 1.0
"""Slower than the target for so long, the test car will not run into it."""
_STEADY_MPS2 = 0.05
"""With less a target keeps its speed."""
_BRAKES_MPS2 = 1.0
"""Harder than what an electric car does when its accelerator is let go."""
_PAST_M = 8.0
"""Between the middles of two that have passed each other."""


@dataclass(frozen=True, slots=True)
class Went:
    """How a case went."""

    touched: bool
    impact_mps: float
    """The test car's own speed at the touch; 0 without one, or when it stood."""
    brake_mps2: float
    jerk_mps3: float
    brakes_s: float | None
    """When it first braked harder than 1 m/s²..."""
    meets_s: float
    """...and when it would have met the target."""
    speeds_mps: tuple[float, ...]
    cycles_s: tuple[float, ...]
    """Of the steps that predict and plan, all of the pilot in them."""

    @property
    def passed(self) -> bool:
        """Return whether it touched nothing while it moved."""
        return self.impact_mps == 0.0


def drive(encounter: Encounter, sensor: SensorSpec, planner: PlannerFactory, car: CarModel) -> Went:
    """Return how a planner drives a case."""
    scenario = _scenario(encounter, sensor)
    simulation = Simulation(scenario, seed=0, car=car)
    driver = driver_of(
        planner, simulation.own_car, encounter.lanes, scenario.wishes, (sensor.view(),)
    )
    end = _End(encounter)
    speeds_mps, cycles_s = [encounter.speed_mps], list[float]()
    while not simulation.over and not end.is_reached(simulation.truth):
        inputs = simulation.inputs()
        began_s = perf_counter()
        command = driver.step(inputs)
        if driver.decides:
            cycles_s.append(perf_counter() - began_s)
        simulation.step(command)
        speeds_mps.append(simulation.truth.ego.speed_mps)
    hit = simulation.collision
    impact_mps = 0.0 if hit is None or hit.ego_mps <= STANDS_MPS else hit.ego_mps
    braking = np.flatnonzero(-np.diff(speeds_mps) / STEP_S > _BRAKES_MPS2)
    return Went(
        touched=hit is not None,
        impact_mps=impact_mps,
        brake_mps2=hardest_brake_mps2(speeds_mps, STEP_S),
        jerk_mps3=largest_jerk_mps3(speeds_mps, STEP_S),
        brakes_s=float(braking[0]) * STEP_S if len(braking) else None,
        meets_s=encounter.meets_s,
        speeds_mps=tuple(speeds_mps),
        cycles_s=tuple(cycles_s),
    )


def _scenario(encounter: Encounter, sensor: SensorSpec) -> Scenario:
    return Scenario(
        name="ncap",
        title="A test of Euro NCAP's",
        duration_s=encounter.meets_s + _AFTER_S,
        lanes=encounter.lanes,
        wishes=Wishes(set_speed_mps=encounter.speed_mps, route=encounter.route),
        ego=EgoStart(
            lane=encounter.route[0],
            s_m=encounter.start_m,
            speed_mps=encounter.speed_mps,
            car=CAR,
        ),
        driver=(DriverMoment(at_s=0.0),),
        actors=encounter.actors,
        sensors=(sensor,),
    )


class _End:
    """Whether a case is over: the car stands, falls back behind the target, or past the target."""

    def __init__(self, encounter: Encounter) -> None:
        self._danger_s = encounter.danger_s
        self._falls_back_since_s: float | None = None

    def is_reached(self, truth: Truth) -> bool:
        """Return whether nothing more is to come."""
        ego, target = truth.ego, truth.objects.boxes[0]
        if truth.time_s < self._danger_s:
            return False
        along = np.array([np.cos(ego.heading_rad), np.sin(ego.heading_rad)])
        ahead_m = float((target[[X, Y]] - [ego.x_m, ego.y_m]) @ along)
        falls_back = (
            ahead_m > 0.0
            and float(target[[VX, VY]] @ along) > ego.speed_mps
            and abs(target[ACCEL]) <= _STEADY_MPS2
        )
        if not falls_back:
            self._falls_back_since_s = None
        elif self._falls_back_since_s is None:
            self._falls_back_since_s = truth.time_s
        return (
            ego.speed_mps <= STANDS_MPS
            or ahead_m < -_PAST_M
            or (
                self._falls_back_since_s is not None
                and truth.time_s - self._falls_back_since_s >= _FOR_S
            )
        )
