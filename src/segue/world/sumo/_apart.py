"""SUMO in a process of its own, as many at once as one likes."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import weakref
from typing import IO

from segue.kernel import DeviceUnavailable
from segue.kernel.frames import wait_for_body
from segue.schema.drive import EgoState
from segue.world.sumo._traffic import require_libsumo
from segue.world.sumo._wire import Failed, Seen, Setup, frame

_COMMAND = (sys.executable, "-m", "segue.world.sumo._main")
_ENDS_WITHIN_S = 5.0
"""After its input was closed."""


class TrafficApart:
    """SUMO's traffic around a car, in steps of `STEP_S`.

    The process ends with this value, by `close` or with the process that started it, whatever
    comes first.

    Args:
        setup: What it is started with.

    Raises:
        LocalUseError: SUMO is not installed.
        DeviceUnavailable: SUMO does not start; says why.
    """

    def __init__(self, setup: Setup) -> None:
        require_libsumo()
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in a terminal is the starter's to handle
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self._end = weakref.finalize(self, _end, self._process)
        self.seen = self._asked(setup)
        """How it is around the car now."""

    @property
    def process_id(self) -> int:
        """The child's."""
        return self._process.pid

    def step(self, ego: EgoState) -> None:
        """Let all drive on for a step, after which the car is where it says.

        Raises:
            DeviceUnavailable: SUMO is gone; says why.
        """
        self.seen = self._asked(ego)

    def close(self) -> None:
        """End the process."""
        self._end()

    def _asked(self, message: Setup | EgoState) -> Seen:
        to_child, from_child = self._process.stdin, self._process.stdout
        assert to_child is not None  # noqa: S101  (both are pipes)
        assert from_child is not None  # noqa: S101
        body = None
        with contextlib.suppress(BrokenPipeError, ValueError):  # ended, or closed
            to_child.write(frame(message))
            to_child.flush()
            body = wait_for_body(from_child)
        answer: Seen | Failed = pickle.loads(body) if body else Failed("its process ended")  # noqa: S301 (our own child wrote it)
        if isinstance(answer, Failed):
            self.close()
            raise DeviceUnavailable(f"SUMO drives no more: {answer.why}.")
        return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close a child's pipes and see it end."""
    for pipe in (process.stdin, process.stdout):
        _close(pipe)
    try:
        process.wait(_ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with contextlib.suppress(BrokenPipeError):  # something was not written yet
            pipe.close()
