"""The planner's process, as the node sees it: questions go in, the newest plan comes out.

    started ──ready──▶ working ──ended, broke off or hung──▶ lost, with the reason

Nothing here waits once it is started: both pipes are read and written as far as they go, and a
question is asked only when the last one was answered.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from typing import Self

from segue.kernel import DeviceUnavailable
from segue.kernel.frames import take_body
from segue.node.pilot._wire import Setup, frame
from segue.pilot.pipeline import Ask
from segue.schema.drive import NoPlan, Plan

HANGS_S = 1.0
"""Without an answer. A plan takes 0.02 s; the guard stops the car from 0.5 s on. Estimated."""
_COMMAND = (sys.executable, "-m", "segue.node.pilot._planner_main")
_AT_ONCE = 1 << 16


class PlannerProcess:
    """Predicts and plans in a child process, which is started once.

    Args:
        setup: What it plans with.

    Raises:
        DeviceUnavailable: The child made no planner; its standard error says why.
    """

    def __init__(self, setup: Setup) -> None:
        child_in, self._to_child = os.pipe()
        self._from_child, child_out = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own module)
                _COMMAND,
                stdin=child_in,
                stdout=child_out,
                start_new_session=True,  # Ctrl-C in a terminal is the node's to handle
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            )
        finally:
            os.close(child_in)
            os.close(child_out)
        self._outgoing = bytearray(frame(setup))
        self._incoming = bytearray()
        self._newest: Plan | NoPlan | None = None
        self._asked_s: float | None = None
        self._has_answered = False
        self.lost = ""
        """Why there will be no more plans; empty while there may."""
        self._wait_until_ready()

    @property
    def process_id(self) -> int:
        """The child's."""
        return self._process.pid

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked_s is not None and not self.lost

    def ask(self, ask: Ask) -> None:
        """Ask for a plan, unless the child has not answered the last question yet.

        One that does not answer for `HANGS_S`, told by the times of `ask.ego`, is ended. Its first
        answer may take longer: code may be compiled for it.
        """
        self._exchange()
        if self.lost:
            return
        if self._asked_s is None:
            self._asked_s = ask.ego.time_s
            self._outgoing += frame(ask)
            self._exchange()
        elif self._has_answered and ask.ego.time_s - self._asked_s > HANGS_S:
            self._lose(f"The planner did not answer for {HANGS_S:g} s.")

    def newest(self) -> Plan | NoPlan | None:
        """Return the last answer; None before the first. `made_s` in it says how old it is."""
        self._exchange()
        return self._newest

    def close(self) -> None:
        """End the child."""
        self._lose("The planner's process was ended.")
        self._process.wait()
        os.close(self._to_child)
        os.close(self._from_child)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait_until_ready(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            while self._outgoing:
                del self._outgoing[: os.write(self._to_child, self._outgoing)]
        while take_body(self._incoming) is None:
            received = os.read(self._from_child, _AT_ONCE)
            if not received:
                self.close()
                raise DeviceUnavailable(
                    "The planner's process ended before it had made its planner.",
                    do="What it wrote before says why.",
                )
            self._incoming += received
        os.set_blocking(self._to_child, False)
        os.set_blocking(self._from_child, False)

    def _exchange(self) -> None:
        """Write and read what goes without waiting."""
        if self.lost:
            return
        try:
            with contextlib.suppress(BlockingIOError):
                while self._outgoing:
                    del self._outgoing[: os.write(self._to_child, self._outgoing)]
            with contextlib.suppress(BlockingIOError):
                while received := os.read(self._from_child, _AT_ONCE):
                    self._incoming += received
                self._lose("The planner's process ended.")
        except BrokenPipeError:
            self._lose("The planner's process ended.")
        while (body := take_body(self._incoming)) is not None:
            self._newest = pickle.loads(body)  # noqa: S301 (our own child wrote it)
            self._asked_s = None
            self._has_answered = True

    def _lose(self, reason: str) -> None:
        self.lost = self.lost or reason
        self._process.kill()
