"""A recording driven again: the same bits, or the first step that differs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from segue.kernel import DataUnusable
from segue.node.drives import DriveLog, replay
from segue.node.mcap import McapFile
from segue.pilot.plan import SeguePlanner
from segue.pilot.scene import Scene
from segue.schema.drive import NoPlan, OwnCar, Plan

GAVE_UP_S = 1.05


class GivesUp:
    """Segue's planner, which has no plan from some time on."""

    def __init__(self, own_car: OwnCar) -> None:
        self._planner = SeguePlanner(own_car)

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return Segue's plan, or none."""
        if scene.time_s > GAVE_UP_S:
            return NoPlan(made_s=scene.time_s, reason="Enough.")
        return self._planner.plan(scene)


def test_every_command_is_the_same_when_the_same_pilot_drives_again(recording: Path) -> None:
    """Noise, ghosts and all: a hundred steps, and not a bit differs."""
    result = replay(DriveLog(recording), SeguePlanner)
    assert (result.difference, result.steps, result.cut_short) == (None, 100, False)
    assert (result.start.scenario, result.start.seed) == ("following", 1)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_every_command_is_the_same_when_another_process_drives_again(
    recording: Path, hash_seed: str
) -> None:
    """Neither a process's order of sets nor what it did before has a say."""
    done = subprocess.run(
        [sys.executable, "-m", "segue", "pilot", "replay", str(recording)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "100 commands, the same in every bit." in done.stdout


def test_first_step_that_differs_is_named_when_another_planner_drives(recording: Path) -> None:
    """It is the first one after the planner did otherwise, and what differs is said."""
    difference = replay(DriveLog(recording), GivesUp).difference
    assert difference is not None
    assert difference.time_s > GAVE_UP_S
    assert difference.step == round(difference.time_s / 0.02)
    (name, was, now), *_ = difference.fields
    assert name == "accel_mps2"
    assert was != now


def test_beginning_is_replayed_when_the_recording_is_cut(recording: Path, tmp_path: Path) -> None:
    """What was flushed before a kill drives again, and that the rest is missing is known."""
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(recording.read_bytes()[: recording.stat().st_size // 2])
    log = DriveLog(cut)
    steps = [step.inputs.time_s for step in log]
    assert log.cut_short
    assert 0 < len(steps) < 100


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "is no MCAP file"), (b"not a recording", "is no MCAP file"), (None, "No such file")],
)
def test_file_is_refused_when_it_is_no_recording(
    tmp_path: Path, data: bytes | None, says: str
) -> None:
    """The error names the file and what is wrong with it."""
    path = tmp_path / "drive.mcap"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(DataUnusable, match=says) as caught:
        DriveLog(path)
    assert str(path) in caught.value.message


def test_file_is_refused_when_it_records_signals(tmp_path: Path) -> None:
    """A recording of something else says what to give instead."""
    path = tmp_path / "signals.mcap"
    with McapFile(path, "segue.signals") as file:
        file.add(file.channel("/Vehicle/Speed", "s", lambda: b"{}"), b"{}", 0)
    with pytest.raises(DataUnusable, match="holds no drive") as caught:
        DriveLog(path)
    assert "segue pilot drive --record" in caught.value.do
