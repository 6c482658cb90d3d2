"""What runs fifty times a second, whatever becomes of the planner."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from segue.lanes import LaneMap
from segue.pilot.control import Controller
from segue.pilot.guard import Guard
from segue.pilot.perceive import Perception
from segue.pilot.supervise import (
    Directive,
    Health,
    LaneFacts,
    LaneSense,
    RoadKind,
    SensorHealth,
    Supervisor,
    wishes_of,
)
from segue.schema.drive import (
    Command,
    DriverInput,
    EgoState,
    Inputs,
    NoPlan,
    Objects,
    OwnCar,
    Plan,
    SensorView,
    Verdict,
    Wishes,
)

PLAN_EVERY_S = 0.1
_EARLY_S = 0.01
"""Clocks of sensors differ by so much; estimated."""
_DRIVER_ACCEL_MPS2 = 3.0
_DRIVER_BRAKE_MPS2 = 9.0
"""What a pedal pressed to the floor asks for."""
_RAD_PER_NM = 0.005
"""Of the front wheels, for the driver's torque at the steering wheel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is to be decided on; the answer may come whenever it comes."""

    ego: EgoState
    objects: Objects
    wishes: Wishes
    lights: Mapping[str, Literal["red", "amber", "green"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One step of the executive: what the car is told, and why."""

    command: Command
    directive: Directive
    verdict: Verdict
    ego: EgoState
    objects: Objects
    plan: Plan | None
    """The one that is driven by."""
    ask: Ask | None
    """To be decided on; None between two."""


class Executive:
    """Perceives, controls, guards and supervises.

    Args:
        own_car: What is driven.
        lanes: Where.
        wishes: Where to, and how; the driver may change speed and gap.
        supervisor: Who decides who drives; its state is where the run begins.
        sensors: Those the car should have, and what each sees; one that never speaks is missed.
    """

    def __init__(
        self,
        own_car: OwnCar,
        lanes: LaneMap,
        wishes: Wishes,
        supervisor: Supervisor,
        sensors: tuple[SensorView, ...],
    ) -> None:
        self._own_car = own_car
        self._wishes = wishes
        self._supervisor = supervisor
        self._heard_s: dict[str, float | None] = {view.sensor: None for view in sensors}
        self._perception = Perception(own_car, sensors)
        self._controller = Controller(own_car)
        self._guard = Guard(own_car)
        self._plan: Plan | None = None
        self._no_plan = ""
        self._answered_s: float | None = None
        self._asked_s = -math.inf
        self._began_s: float | None = None
        self._rules: tuple[str, ...] = ()
        self._sense = LaneSense(lanes, own_car)
        self._lane: tuple[LaneFacts, RoadKind] = LaneFacts(), "unknown"

    def step(self, inputs: Inputs, answer: Plan | NoPlan | None = None) -> Output:
        """Return what the car is told now.

        Args:
            inputs: What sensors and driver say.
            answer: What was decided since the last step, if anything was.
        """
        now_s = inputs.time_s
        if self._began_s is None:
            self._began_s = now_s
        self._take(answer)
        for frame in inputs.detections:
            self._hear(frame.sensor, frame.measured_s, now_s)
        ego, objects = self._perception.update(inputs)
        is_due = now_s - self._asked_s >= PLAN_EVERY_S - 1e-6
        if is_due:
            self._lane = self._sense.facts(ego, objects)
        health = self._health(now_s)
        directive = self._supervisor.step(now_s, inputs.driver, ego, health)
        wanted = self._wanted(directive, inputs.driver, ego)
        if directive.source == "driver":
            verdict = Verdict(command=wanted)
        else:
            verdict = self._guard.judge(
                now_s,
                wanted,
                ego,
                objects,
                plan_age_s=now_s - (self._began_s if self._plan is None else self._plan.made_s),
                # One that sees ahead is enough to brake by; that another fails is the supervisor's.
                sensor_age_s=min((sensor.age_s for sensor in health.sensors), default=math.inf),
                grip_share=self._wishes.grip_share,
            )
        self._rules = verdict.rules
        ask = None
        if is_due:
            self._asked_s = now_s
            wishes = wishes_of(directive, self._wishes)
            ask = Ask(ego=ego, objects=objects, wishes=wishes, lights=dict(inputs.lights))
        return Output(
            command=verdict.command,
            directive=directive,
            verdict=verdict,
            ego=ego,
            objects=objects,
            plan=self._plan,
            ask=ask,
        )

    def _hear(self, sensor: str, measured_s: float, now_s: float) -> None:
        """Note when a sensor last looked; a look from the future, or of no time, is none."""
        if math.isfinite(measured_s) and measured_s <= now_s + _EARLY_S:
            heard_s = self._heard_s.get(sensor)
            self._heard_s[sensor] = measured_s if heard_s is None else max(heard_s, measured_s)

    def _take(self, answer: Plan | NoPlan | None) -> None:
        if answer is None:
            return
        self._answered_s = answer.made_s
        if isinstance(answer, Plan):
            self._plan, self._no_plan = answer, ""
        else:
            self._no_plan = answer.reason

    def _health(self, now_s: float) -> Health:
        began_s = now_s if self._began_s is None else self._began_s
        lane, road = self._lane
        return Health(
            sensors=tuple(
                SensorHealth(name=name, age_s=now_s - (began_s if heard_s is None else heard_s))
                for name, heard_s in self._heard_s.items()
            ),
            plan_age_s=now_s - (began_s if self._answered_s is None else self._answered_s),
            no_plan=self._no_plan,
            guard_rules=self._rules,
            lane=lane,
            road=road,
            grip_share=self._wishes.grip_share,
        )

    def _wanted(self, directive: Directive, driver: DriverInput, ego: EgoState) -> Command:
        """Return what is asked of the guard, or of the car where the driver drives."""
        own = _driven_by_hand(driver, ego)
        if directive.source == "driver":
            return replace(own, indicator=directive.indicator, hazards=directive.hazards)
        wanted = self._controller.step(ego.time_s, ego, self._plan)
        accel_mps2 = wanted.accel_mps2
        if directive.largest_brake_mps2 is not None:
            accel_mps2 = max(accel_mps2, -directive.largest_brake_mps2)
        if directive.driver_accelerates:
            accel_mps2 = max(accel_mps2, own.accel_mps2)
        indicator = directive.indicator or (self._plan.indicator if self._plan else "")
        return replace(
            wanted,
            accel_mps2=accel_mps2,
            indicator=indicator,
            hazards=directive.hazards,
            hold=wanted.hold or directive.source == "hold",
        )


def _driven_by_hand(driver: DriverInput, ego: EgoState) -> Command:
    """Return what pedals and hands ask for: the brake pedal goes before the accelerator."""
    accel_mps2 = _DRIVER_ACCEL_MPS2 * _share(driver.accelerator_frac)
    brake_frac = _share(driver.brake_frac)
    if brake_frac > 0.0:
        accel_mps2 = -_DRIVER_BRAKE_MPS2 * brake_frac
    torque_nm = driver.steer_torque_nm if math.isfinite(driver.steer_torque_nm) else 0.0
    return Command(accel_mps2=accel_mps2, steer_rad=ego.steer_rad + _RAD_PER_NM * torque_nm)


def _share(frac: float) -> float:
    return min(max(frac, 0.0), 1.0) if math.isfinite(frac) else 0.0
