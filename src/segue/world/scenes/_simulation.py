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
from segue.world.scenes._company import Company
from segue.world.scenes._driver import ScriptedDriver
from segue.world.scenes._others import STEP_S, Others
from segue.world.scenes._own import OwnVehicle
from segue.world.scenes._scenario import Scenario
from segue.world.scenes.sensing import SOON_S, ObjectSensor, OwnSensors

Floats = NDArray[np.float64]


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
        self._ego = self.vehicle.state(0.0)
        self._others: Others = self._who_is_there(casting, wanting)
        self._driver = ScriptedDriver(scenario.driver)
        self._own_sensors = OwnSensors(scenario.own_sensors, own)
        self._sensors = [
            ObjectSensor(spec, len(self._others), chance)
            for spec, chance in zip(scenario.sensors, looking, strict=True)
        ]
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
        return Truth(time_s=self.time_s, ego=self._ego, objects=self._others.objects())

    def inputs(self) -> Inputs:
        """Return what sensors and driver say now; the same until the next step."""
        return self._inputs

    def step(self, command: Command) -> None:
        """Advance by 0.02 s.

        Raises:
            LocalUseError: The command is not finite; nothing has moved.
        """
        self.vehicle.step(command)
        now_s = self.time_s
        self._steps += 1
        self._others.step(now_s, self.time_s, self._ego, self._ego_box())
        self._ego = self.vehicle.state(self.time_s)
        if self.collision is None:
            self.collision = self._touch()
        self._inputs = self._sense()

    def _sense(self) -> Inputs:
        others, now_s = self._others, self.time_s
        for sensor in self._sensors:
            sensor.look(now_s, self._ego, others.boxes, others.kinds, others.there)
        return Inputs(
            time_s=now_s,
            own=self._own_sensors.read(self._ego),
            detections=tuple(said for sensor in self._sensors for said in sensor.arrived(now_s)),
            driver=self._driver.at(now_s),
            lights=others.lights,
        )

    def _who_is_there(self, casting: np.random.Generator, wanting: np.random.Generator) -> Others:
        scenario = self.scenario
        if scenario.ambient is None or scenario.network is None:
            return Company(scenario, casting, wanting)
        from segue.world.scenes._ambient import Ambient  # noqa: PLC0415  (few scenarios need SUMO)

        return Ambient(
            scenario, scenario.ambient, scenario.network, self.own_car, self._ego, casting
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
        box, boxes = self._ego_box(), self._others.boxes
        hits = np.flatnonzero(overlapping(box, boxes) & self._others.there)
        if not len(hits):
            return None
        hit = int(hits[0])
        return Collision(
            time_s=self.time_s,
            object_id=int(self._others.ids[hit]),
            name=self._others.name_of(hit),
            impact_mps=float(np.hypot(*(boxes[hit, [VX, VY]] - box[[VX, VY]]))),
            ego_mps=self._ego.speed_mps,
            side=side_hit(box, boxes[hit]),
        )
