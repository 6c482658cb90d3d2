"""How well a controller keeps a car of the plant on a way: driven, and measured.

    from segue.testing.tracking import Task, drive

    driven = drive(Task(way=Path(points_m), speed_mps=lambda time_s: 20.0, until_s=10.0))
    assert abs(driven.left_m).max() < 0.2

Needs the extra `pilot`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from segue.lanes import Path
from segue.pilot.control import Controller
from segue.schema.drive import PLAN_STEP_S, PLAN_STEPS, Command, EgoState, Floats, Plan
from segue.vehicle.plant import Surroundings, load_car
from segue.world.scenes import STEP_S, OwnVehicle

_STEPS_A_PLAN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A way to be driven along, and what is in the way of that."""

    way: Path
    speed_mps: Callable[[float], float]
    """Planned at a time, not negative."""
    until_s: float
    car: str = "su7-max"
    from_m: float = 5.0
    """Where along the way the car starts."""
    beside_m: float = 0.0
    """How far to its left."""
    surroundings: Callable[[float], Surroundings] = lambda _time_s: Surroundings()
    """At a time."""
    emergency: bool = False
    plans_off_m: float = 0.0
    """Standard deviation with which each plan lies beside the way."""
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """What came of it. Arrays have a value for each `STEP_S`; `inputs` replay the controller."""

    time_s: Floats
    left_m: Floats
    """Middle of the car to the left of the way."""
    ahead_m: Floats
    """Middle of the car ahead of where it was planned."""
    lateral_mps2: Floats
    egos: tuple[EgoState, ...]
    commands: tuple[Command, ...]
    inputs: tuple[tuple[float, EgoState, Plan], ...] = field(repr=False)

    @property
    def speed_mps(self) -> Floats:
        """Of the car."""
        return np.array([ego.speed_mps for ego in self.egos])

    @property
    def accel_mps2(self) -> Floats:
        """Of the car, along it."""
        return np.array([ego.accel_mps2 for ego in self.egos])

    @property
    def steer_rad(self) -> Floats:
        """Of its front wheels."""
        return np.array([ego.steer_rad for ego in self.egos])


def drive(task: Task) -> Driven:
    """Return how a task was driven, with a plan every tenth of a second."""
    x, y, heading = task.way.at(task.from_m, task.beside_m)[0]
    vehicle = OwnVehicle(
        load_car(task.car),
        x_m=x,
        y_m=y,
        heading_rad=heading,
        speed_mps=task.speed_mps(0.0),
        road=task.surroundings(0.0),
    )
    controller = Controller(vehicle.own_car)
    rng = np.random.default_rng(task.seed)
    planned_m = task.from_m
    plan = _plan(task, 0.0, planned_m, 0.0)
    lefts, aheads, laterals = list[float](), list[float](), list[float]()
    inputs, commands = list[tuple[float, EgoState, Plan]](), list[Command]()
    for step in range(round(task.until_s / STEP_S)):
        now_s = step * STEP_S
        if step % _STEPS_A_PLAN == 0:
            plan = _plan(task, now_s, planned_m, rng.normal(0.0, task.plans_off_m))
        ego = vehicle.state(now_s)
        along_m, left_m, _ = task.way.locate(np.array([[ego.x_m, ego.y_m]]))[0]
        lefts.append(left_m)
        aheads.append(along_m - planned_m)
        laterals.append(vehicle.lateral_accel_mps2)
        inputs.append((now_s, ego, plan))
        command = controller.step(now_s, ego, plan)
        commands.append(command)
        vehicle.road = task.surroundings(now_s)
        vehicle.step(command)
        planned_m += 0.5 * STEP_S * (task.speed_mps(now_s) + task.speed_mps(now_s + STEP_S))
    return Driven(
        time_s=np.array([now_s for now_s, _, _ in inputs]),
        left_m=np.array(lefts),
        ahead_m=np.array(aheads),
        lateral_mps2=np.array(laterals),
        egos=tuple(ego for _, ego, _ in inputs),
        commands=tuple(commands),
        inputs=tuple(inputs),
    )


def _plan(task: Task, made_s: float, from_m: float, beside_m: float) -> Plan:
    speed = np.array([task.speed_mps(made_s + PLAN_STEP_S * at) for at in range(PLAN_STEPS)])
    gained_m = np.cumsum(0.5 * PLAN_STEP_S * (speed[1:] + speed[:-1]))
    along_m = from_m + np.concatenate(([0.0], gained_m))
    accel = np.append(np.diff(speed) / PLAN_STEP_S, 0.0)
    place = task.way.at(along_m, beside_m)
    states = np.column_stack((place, speed, accel, task.way.curvature_at(along_m)))
    return Plan(made_s=made_s, states=states, behaviour="keep_lane", emergency=task.emergency)
