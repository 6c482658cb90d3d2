"""From objects to a plan: what runs ten times a second, and may take its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from segue.lanes import LaneMap
from segue.pilot.scene import Planner, Predictor, Scene
from segue.schema.drive import EgoState, NoPlan, Objects, OwnCar, Plan, Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """Predicts, then plans."""

    own_car: OwnCar
    lanes: LaneMap
    predictor: Predictor
    planner: Planner

    def decide(
        self,
        ego: EgoState,
        objects: Objects,
        wishes: Wishes,
        lights: Mapping[str, Literal["red", "amber", "green"]],
    ) -> tuple[Plan | NoPlan, Scene]:
        """Return what to do next, and the scene that it was decided on."""
        scene = Scene(
            time_s=ego.time_s,
            ego=ego,
            own_car=self.own_car,
            objects=objects,
            futures=self.predictor.predict(ego, objects, self.lanes, lights),
            lanes=self.lanes,
            wishes=wishes,
            lights=lights,
        )
        return self.planner.plan(scene), scene
