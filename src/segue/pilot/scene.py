"""What a planner is given and what it answers with: the Protocol for planners of your own.

    from segue.pilot.scene import Scene
    from segue.schema.drive import NoPlan, Plan

    class MyPlanner:
        def plan(self, scene: Scene) -> Plan | NoPlan: ...

A factory that takes an `OwnCar` and returns one is what `--planner my_module:factory` names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from segue.lanes import LaneMap
from segue.schema.drive import EgoState, Futures, NoPlan, Objects, OwnCar, Plan, Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The world as it is believed to be, at `time_s`."""

    time_s: float
    ego: EgoState
    own_car: OwnCar
    objects: Objects
    futures: Futures
    lanes: LaneMap
    wishes: Wishes
    lights: Mapping[str, Literal["red", "amber", "green"]] = field(
        default_factory=dict[str, Literal["red", "amber", "green"]]
    )


class Planner(Protocol):
    """Decides where the car goes. Called ten times a second; may remember what it did before."""

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return the next 8 s, or why there are none."""
        ...


class PlannerFactory(Protocol):
    """Makes a planner for a car; what a dotted path names."""

    def __call__(self, own_car: OwnCar, /) -> Planner:
        """Return a planner that has not driven yet."""
        ...


class Predictor(Protocol):
    """Says what the objects may do."""

    def predict(
        self, ego: EgoState, objects: Objects, lanes: LaneMap, lights: Mapping[str, str]
    ) -> Futures:
        """Return the futures of all objects, 8 s of them."""
        ...
