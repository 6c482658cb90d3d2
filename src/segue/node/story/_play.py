"""The drive of the design, played in one go without screens, each step checked as a test would.

A car node runs as a process of its own, a phone node in this one, and nothing between them is
left out: sockets, encryption, databases and, in the last step, SIGKILL.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from segue.kernel import SegueError
from segue.node.story._cast import Cast, StepFailedError
from segue.node.story._steps import CAR, ORIGIN, STEPS

Report = Callable[["StepResult"], None]


@dataclass(frozen=True, slots=True)
class StepResult:
    """How one step went."""

    step: str
    ok: bool
    ms: int
    """Wall time of the step, checks included."""
    detail: str
    """What was found, or why it failed."""


async def play(report: Report, *, command: Sequence[str]) -> bool:
    """Play the story and return whether every step went as it should.

    It stops at the first step that does not. Everything it started and wrote is gone afterwards.

    Args:
        report: Gets each step's result as soon as it is known.
        command: The words that run a car node, before its options.
    """
    with tempfile.TemporaryDirectory(prefix="segue-story-") as folder:
        car = (*command, "--car", CAR, "--at", ORIGIN)
        async with Cast(car, Path(folder)) as cast:
            for name, step in STEPS:
                started_s = time.monotonic()
                try:
                    detail, ok = await step(cast), True
                except (SegueError, StepFailedError) as error:
                    detail, ok = str(error), False
                report(StepResult(name, ok, round((time.monotonic() - started_s) * 1000), detail))
                if not ok:
                    return False
    return True


STEP_NAMES = tuple(name for name, _ in STEPS)
"""Every step, in order."""
