"""A scenario driven by the pilot: the closed loop, and how it went.

    drive = ScenarioDrive(load_scenario("follow"), seed=1, planner=SeguePlanner)
    while not drive.over:
        step = drive.step()
    report = drive.report()

`DriveStart` is all that a pilot is given before its first step: with it and every step's `Inputs`
the same pilot drives again, without the world.

This room needs numpy and the pilot's compiler, so nothing that starts with the car's node imports
it.
"""

from segue.world.drives._drive import DriveStep, ScenarioDrive, drive_scenario
from segue.world.drives._golden import (
    Change,
    GoldenEvent,
    GoldenHead,
    GoldenRow,
    GoldenRun,
    changes,
    drive_golden,
)
from segue.world.drives._report import CycleTimes, DriveReport, RideFigures
from segue.world.drives._start import DriveStart, pilot_from, start_of

__all__ = [
    "Change",
    "CycleTimes",
    "DriveReport",
    "DriveStart",
    "DriveStep",
    "GoldenEvent",
    "GoldenHead",
    "GoldenRow",
    "GoldenRun",
    "RideFigures",
    "ScenarioDrive",
    "changes",
    "drive_golden",
    "drive_scenario",
    "pilot_from",
    "start_of",
]
