"""What a pilot is given before its first step."""

from __future__ import annotations

from dataclasses import dataclass

from segue.lanes import LaneMap
from segue.pilot.pipeline import Pilot
from segue.pilot.predict import LanePredictor
from segue.pilot.scene import PlannerFactory
from segue.pilot.supervise import Drive, Engaged, Off, Supervisor
from segue.schema.drive import OwnCar, SensorView, Wishes
from segue.world.scenes import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveStart:
    """Where a drive begins."""

    own_car: OwnCar
    lanes: LaneMap
    wishes: Wishes
    sensors: tuple[SensorView, ...]
    """Those the car should have: one that never speaks is missed."""
    engaged: bool
    """Whether the pilot drives from the first step on; else the driver engages it."""


def start_of(scenario: Scenario, own_car: OwnCar) -> DriveStart:
    """Return where a scenario begins for a pilot.

    It begins in the middle of a drive, with assistance on, unless its driver engages it later.
    """
    engages_s = [done.at_s for done in scenario.driver if done.button == "engage"]
    return DriveStart(
        own_car=own_car,
        lanes=scenario.lanes,
        wishes=scenario.wishes,
        sensors=tuple(sensor.view() for sensor in scenario.sensors),
        engaged=min(engages_s, default=0.0) <= 0.0,
    )


def pilot_from(start: DriveStart, planner: PlannerFactory) -> Pilot:
    """Return a pilot that has not driven yet."""
    preset = Drive(set_speed_mps=start.wishes.set_speed_mps, time_gap_s=start.wishes.time_gap_s)
    return Pilot(
        start.own_car,
        start.lanes,
        start.wishes,
        planner=planner(start.own_car),
        predictor=LanePredictor(),
        supervisor=Supervisor(
            start.own_car, state=Engaged(drive=preset) if start.engaged else Off(), preset=preset
        ),
        sensors=start.sensors,
    )
