"""The worker process, as the node sees it: routes, tiles and other heavy work.

It is started on first need and leaves when idle, so the node itself never loads numpy or the road
graph: a car at rest is one small process. It ends with the node however that ends, because its
input then closes. One job runs at a time; a person's request goes before the map's.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from segue.kernel import DataUnusable, DeviceUnavailable, LocalUseError, Rejected, SegueError
from segue.kernel.frames import next_body
from segue.node.jobs import (
    AnyJob,
    Failed,
    Outcome,
    decode_outcome,
    frame,
    result_of,
)

_log = logging.getLogger(__name__)

IDLE_S = 60.0
_TRIES = 2
_COMMAND = (sys.executable, "-m", "segue.node.jobs._main")
"""Is given its cache folder as its only argument."""
_ERRORS: dict[str, type[SegueError]] = {
    kind.__name__: kind for kind in (DataUnusable, DeviceUnavailable, LocalUseError, Rejected)
}


@dataclass(order=True, slots=True)
class _Waiting:
    rank: int
    turn: int
    job: AnyJob = field(compare=False)
    deadline_s: float = field(compare=False)
    done: asyncio.Future[Any] = field(compare=False)


class Worker:
    """Runs jobs in a child process that comes and goes by need.

    Args:
        cache: Folder for what the child may make anew at any time.
        command: Starts the child.
        idle_s: How long the child may have nothing to do before it leaves.
    """

    def __init__(
        self, cache: Path, *, command: tuple[str, ...] = _COMMAND, idle_s: float = IDLE_S
    ) -> None:
        self._command = (*command, str(cache))
        self._idle_s = idle_s
        self._waiting: asyncio.PriorityQueue[_Waiting] = asyncio.PriorityQueue()
        self._turns = count()
        self._process: asyncio.subprocess.Process | None = None
        self._runner: asyncio.Task[None] | None = None

    @property
    def process_id(self) -> int | None:
        """The child's process id; None while there is no child."""
        return self._process.pid if self._process else None

    async def run(self, job: AnyJob, *, deadline_s: float, urgent: bool = True) -> Any:
        """Return the result of a job.

        Args:
            job: What to do.
            deadline_s: Once the job has begun; then the child is ended and begun anew.
            urgent: A person waits for it.

        Raises:
            DeviceUnavailable: It took too long, or the child ended twice over it.
            SegueError: What the job itself raised.
        """
        if self._runner is None:
            self._runner = asyncio.create_task(self._run_jobs(), name="worker")
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(
            _Waiting(0 if urgent else 1, next(self._turns), job, deadline_s, done)
        )
        return await done

    async def close(self) -> None:
        """End the child; jobs that wait fail."""
        if self._runner:
            self._runner.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._runner
        while not self._waiting.empty():
            waiting = self._waiting.get_nowait()
            if not waiting.done.done():
                waiting.done.set_exception(DeviceUnavailable("The node is ending."))
        await self._stop()

    async def _run_jobs(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._idle_s if self._process else None):
                    waiting = await self._waiting.get()
            except TimeoutError:
                await self._stop()
                continue
            if waiting.done.done():  # whoever asked has gone
                continue
            try:
                result = await self._try(waiting)
            except SegueError as error:
                if not waiting.done.done():
                    waiting.done.set_exception(error)
            except asyncio.CancelledError:
                waiting.done.cancel()
                raise
            else:
                if not waiting.done.done():
                    waiting.done.set_result(result)

    async def _try(self, waiting: _Waiting) -> Any:
        name = type(waiting.job).__name__
        for attempt in range(1, _TRIES + 1):
            try:
                async with asyncio.timeout(waiting.deadline_s):
                    outcome = await self._exchange(waiting.job)
            except TimeoutError as error:
                await self._stop()
                raise DeviceUnavailable(
                    f"{name} took over {waiting.deadline_s:g} s and was ended.", do="Try again."
                ) from error
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                await self._stop()
                _log.warning("the worker ended during %s (try %d)", name, attempt)
                if attempt == _TRIES:
                    raise DeviceUnavailable(
                        f"The worker process ended twice during {name}.",
                        do="Try again; the log says what it was doing.",
                    ) from error
                continue
            if isinstance(outcome, Failed):
                raise _ERRORS.get(outcome.kind, SegueError)(outcome.message, do=outcome.do)
            return result_of(waiting.job, outcome)
        raise AssertionError("unreachable")

    async def _exchange(self, job: AnyJob) -> Outcome:
        process = self._process
        if process is None:
            process = self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,  # Ctrl-C in a terminal is the node's to handle
            )
        if process.stdin is None or process.stdout is None:
            raise ConnectionError("the worker has no pipes")
        process.stdin.write(frame(job))
        await process.stdin.drain()
        body = await next_body(process.stdout)
        try:
            return decode_outcome(body)
        except msgspec.MsgspecError as error:
            raise ConnectionError("the worker sent what is not an outcome") from error

    async def _stop(self) -> None:
        process = self._process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        self._process = None
