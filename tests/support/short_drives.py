"""Scenario files of a few seconds, for tests that drive one."""

from __future__ import annotations

from pathlib import Path

from segue.node.drives import DriveRecording
from segue.pilot.plan import SeguePlanner
from segue.world.drives import ScenarioDrive
from segue.world.scenes import load_scenario

_ROAD = """
[road]
kind = "line"
lanes = 2
pieces = [{ length_m = 600 }]

[ego]
lane = "main.2"
s_m = 50
speed_mps = 20

[wishes]
set_speed_mps = 20
"""
_LEAD = """
[[actors]]
name = "lead"
lane = "main.2"
s_m = 100
speed_mps = 18
"""
NOISY_RADAR = """
[[sensors]]
name = "radar"
period_s = 0.04
latency_s = 0.06
position_sigma_m = 0.5
ghosts_per_s = 2.0
"""
_WALL = """
[[actors]]
name = "wall"
kind = "obstacle"
lane = "main.2"
s_m = 62
"""


def recorded(path: Path, *, seed: int = 1) -> Path:
    """Record two seconds of following somebody, seen by a bad radar; return the file."""
    scenario = load_scenario(following(path.parent, more=NOISY_RADAR))
    drive = ScenarioDrive(scenario, seed, SeguePlanner)
    with DriveRecording(path, drive, planner="segue") as recording:
        while not drive.over:
            recording.add(drive.step())
        recording.end(drive.report())
    return path


def following(folder: Path, *, duration_s: float = 2.0, more: str = "") -> Path:
    """Write a scenario in which somebody drives ahead; return its file."""
    return _written(folder / "following.toml", duration_s, _ROAD + _LEAD + more)


def walled(folder: Path) -> Path:
    """Write a scenario in which nobody can stop in time; return its file."""
    return _written(folder / "walled.toml", 2.0, _ROAD + _WALL)


def _written(path: Path, duration_s: float, rest: str) -> Path:
    path.write_text(f'title = "Short"\nduration_s = {duration_s}\n{rest}')
    return path
