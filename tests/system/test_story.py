"""`segue demo --story`: the whole drive, as a newcomer and CI run it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from segue.node.story import STEP_NAMES, OneHolder, StepResult, play
from segue.schema.surface import ActivitiesView, ActivityView

if TYPE_CHECKING:
    from pathlib import Path


def test_every_step_passes_when_the_drive_is_played(tmp_path: Path) -> None:
    """From pairing to SIGKILL and back, each step holds; one JSON object a line, nothing left."""
    result = subprocess.run(
        [sys.executable, "-m", "segue", "demo", "--story", "--json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    steps = [json.loads(line) for line in result.stdout.splitlines()]
    assert [step for step in steps if not step["ok"]] == []
    assert [step["step"] for step in steps] == list(STEP_NAMES)
    assert all(set(step) == {"step", "ok", "ms", "detail"} for step in steps)
    assert result.returncode == 0
    assert result.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_story_stops_with_the_reason_when_a_step_fails() -> None:
    """A car that cannot start fails the first step with its last words, and no other is played."""
    results: list[StepResult] = []
    command = (sys.executable, "-c", "raise SystemExit('the car is on fire')")
    assert asyncio.run(play(results.append, command=command)) is False
    (failed,) = results
    assert (failed.step, failed.ok) == (STEP_NAMES[0], False)
    assert "the car is on fire" in failed.detail


def _in_car(epoch: int) -> ActivitiesView:
    return ActivitiesView(
        items=(
            ActivityView(
                activity="media",
                epoch=epoch,
                holder_id="car",
                holder_name="Car",
                holder_kind="car",
                live_here=True,
                moving="",
                can_move_to=(),
            ),
        )
    )


def test_witness_sees_it_when_two_devices_hold_one_epoch() -> None:
    """The check that the story rests on can fail: one epoch, two holders."""
    phone_epochs = {"media": 3}
    watch = OneHolder("phone", lambda: phone_epochs)
    watch.on_phone()
    assert watch.conflict is None
    watch.on_car("car", _in_car(3))
    assert watch.conflict is not None


def test_witness_sees_it_when_the_phone_goes_on_after_the_car_began() -> None:
    """A phone that is still live under an older epoch than the car shows is a second holder."""
    phone_epochs = {"media": 3}
    watch = OneHolder("phone", lambda: phone_epochs)
    watch.on_car("car", _in_car(4))
    assert watch.conflict is not None


def test_witness_is_content_when_the_holder_changes() -> None:
    """A handoff is not a conflict."""
    phone_epochs = {"media": 3}
    watch = OneHolder("phone", lambda: phone_epochs)
    watch.on_phone()
    phone_epochs.clear()
    watch.on_car("car", _in_car(4))
    phone_epochs["media"] = 5
    watch.on_phone()
    assert watch.conflict is None
