"""Drives of the pilot on the disk: recorded for Foxglove, and driven again bit for bit.

    with DriveRecording(path, drive, planner="segue") as recording:
        while not drive.over:
            recording.add(drive.step())
    replayed = replay(DriveLog(path), SeguePlanner)

This room needs numpy, so nothing that starts with the car's node imports it.
"""

from segue.node.drives._log import LoggedStart, LoggedStep
from segue.node.drives._reading import DriveLog
from segue.node.drives._recorder import DriveRecording, write_drive_layout
from segue.node.drives._replay import Difference, Replayed, replay

__all__ = [
    "Difference",
    "DriveLog",
    "DriveRecording",
    "LoggedStart",
    "LoggedStep",
    "Replayed",
    "replay",
    "write_drive_layout",
]
