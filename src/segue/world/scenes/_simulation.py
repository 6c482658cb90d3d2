"""The closed loop, in lockstep: what the sensors say, a command, and the world a step further.

    inputs() ─▶ a driver ─▶ step(command): car by physics, actors, sensors ─▶ inputs() ...

Nothing reads a clock; chance comes from one seed, to each sensor its own. So the same scenario,
seed and commands give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from segue.schema.drive import VX, VY, Command, EgoState, Inputs, Objects, OwnCar
from segue.vehicle.plant import CarModel, Surroundings, load_car
from segue.world.scenes._boxes import Side, overlapping, side_hit
from segue.world.scenes._driver import ScriptedDriver
from segue.world.scenes._lights import states_at
from segue.world.scenes._own import OwnVehicle
from segue.world.scenes._scenario import Scenario
from segue.world.scenes.actors import (
    Around,
    Crowd,
    LaneTable,
    Scripts,
    Traffic,
    Ways,
    cast,
    path_of,
)
from segue.world.scenes.sensing import SOON_S, ObjectSensor, OwnSensors

Floats = NDArray[np.float64]

STEP_S = 0.02


class Driver(Protocol):
    """Drives: the pilot, or anything that answers every step."""

    def step(self, inputs: Inputs) -> Command:
        """Return what is asked of the car for the next 0.02 s."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """How it really is."""

    time_s: float
    ego: EgoState
    objects: Objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """The first touch of the ego and something else."""

    time_s: float
    object_id: int
    name: str
    impact_mps: float
    """Speed of one relative to the other."""
    ego_mps: float
    side: Side
    """Of the ego."""


class Simulation:
    """A scenario that is driven.

    Args:
        scenario: What there is.
        seed: All chance comes from it.
        car: The driven car's physics; the scenario's when None.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        *,
        car: CarModel | None = None,
    ) -> None:
        self.scenario = scenario
        self.collision: Collision | None = None
        """The first one; None so far."""
        start = scenario.ego
        x_m, y_m, heading_rad = scenario.lanes.path(start.lane).at(start.s_m, start.offset_m)[0]
        self.vehicle = OwnVehicle(
            car or load_car(start.car),
            x_m=float(x_m),
            y_m=float(y_m),
            heading_rad=float(heading_rad),
            speed_mps=start.speed_mps,
            road=Surroundings(grip_share=scenario.grip_share),
        )
        self._steps = 0
        casting, wanting, own, *looking = np.random.default_rng(seed).spawn(
            3 + len(scenario.sensors)
        )
        actors = (*scenario.actors, *cast(scenario.traffic, casting))
        self._names = [actor.name for actor in actors]
        ways = Ways()
        way_of = [ways.add(path_of(scenario.lanes, actor)) for actor in actors]
        self._crowd = Crowd(actors, ways, way_of)
        self._scripts = Scripts(actors)
        table = LaneTable(scenario.lanes)
        self._traffic = Traffic(actors, self._crowd, table, scenario.grip_share, wanting)
        self._around: Around | None = None
        if scenario.traffic_within_m is not None:
            self._around = Around(
                self._crowd,
                self._traffic.rows,
                scenario.lanes,
                scenario.traffic_within_m,
                casting,
                self._traffic.set_down,
            )
        self._driver = ScriptedDriver(scenario.driver)
        self._own_sensors = OwnSensors(scenario.own_sensors, own)
        self._sensors = [
            ObjectSensor(spec, len(self._crowd), chance)
            for spec, chance in zip(scenario.sensors, looking, strict=True)
        ]
        self._ego = self.vehicle.state(0.0)
        self._inputs = self._sense()

    @property
    def own_car(self) -> OwnCar:
        """What the pilot knows of the driven car."""
        return self.vehicle.own_car

    @property
    def time_s(self) -> float:
        """Since the scenario began."""
        return self._steps * STEP_S

    @property
    def over(self) -> bool:
        """Whether its time is up or something was hit."""
        return self.collision is not None or self.time_s >= self.scenario.duration_s - SOON_S

    @property
    def truth(self) -> Truth:
        """How it really is now."""
        return Truth(time_s=self.time_s, ego=self._ego, objects=self._crowd.objects())

    def inputs(self) -> Inputs:
        """Return what sensors and driver say now; the same until the next step."""
        return self._inputs

    def step(self, command: Command) -> None:
        """Advance by 0.02 s.

        Raises:
            LocalUseError: The command is not finite; nothing has moved.
        """
        self.vehicle.step(command)
        self._scripts.step(self.time_s, self._crowd, self._ego)
        if self._around:
            self._around.step(self.time_s, self._ego)
        lights = dict(states_at(self.scenario.lights, self.time_s))
        self._traffic.step(self.time_s, self._ego_box(), self._ego.accel_mps2, lights)
        self._steps += 1
        self._crowd.step(self.time_s, STEP_S)
        self._ego = self.vehicle.state(self.time_s)
        if self.collision is None:
            self.collision = self._touch()
        self._inputs = self._sense()

    def _sense(self) -> Inputs:
        crowd, now_s = self._crowd, self.time_s
        for sensor in self._sensors:
            sensor.look(now_s, self._ego, crowd.boxes, crowd.kinds, crowd.there)
        return Inputs(
            time_s=now_s,
            own=self._own_sensors.read(self._ego),
            detections=tuple(said for sensor in self._sensors for said in sensor.arrived(now_s)),
            driver=self._driver.at(now_s),
            lights=states_at(self.scenario.lights, now_s),
        )

    def _ego_box(self) -> Floats:
        """Return the ego as objects are told: (7,)."""
        ego, side_mps, size = self._ego, self.vehicle.side_mps, self.own_car
        cos, sin = np.cos(ego.heading_rad), np.sin(ego.heading_rad)
        vx_mps, vy_mps = ego.speed_mps * cos - side_mps * sin, ego.speed_mps * sin + side_mps * cos
        return np.array(
            [ego.x_m, ego.y_m, ego.heading_rad, vx_mps, vy_mps, size.length_m, size.width_m]
        )

    def _touch(self) -> Collision | None:
        """Return what the ego touches now."""
        box, boxes = self._ego_box(), self._crowd.boxes
        hits = np.flatnonzero(overlapping(box, boxes) & self._crowd.there)
        if not len(hits):
            return None
        hit = int(hits[0])
        return Collision(
            time_s=self.time_s,
            object_id=int(self._crowd.ids[hit]),
            name=self._names[hit],
            impact_mps=float(np.hypot(*(boxes[hit, [VX, VY]] - box[[VX, VY]]))),
            ego_mps=self._ego.speed_mps,
            side=side_hit(box, boxes[hit]),
        )
