"""Cases driven in several processes, answered in their own order.

A worker hears no Ctrl-C: the process that started it does, and ends it. One whose starter is gone
ends itself, so nothing is left behind however the starter ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import wait
from typing import Protocol, TypeVar

from segue.bench._planners import name_of
from segue.kernel import DeviceUnavailable
from segue.pilot.scene import PlannerFactory

Case = TypeVar("Case")
Outcome = TypeVar("Outcome")
_CHUNKS_PER_JOB = 16
_MOST_IN_A_CHUNK = 25
"""So that the work evens out between the processes, and the progress moves."""


class Progress(Protocol):
    """Is told how far a run is."""

    def __call__(self, what: str, done: int, total: int, /) -> None:
        """Take note that `done` of `total` cases of `what` are driven."""
        ...


def every(cases: Sequence[Case], sample: int) -> Sequence[Case]:
    """Return every `sample`-th case, the first among them."""
    return cases[::sample]


def run_cases(
    drive: Callable[[Case], Outcome],
    cases: Sequence[Case],
    *,
    what: str,
    jobs: int,
    progress: Progress,
    fresh_process: bool = False,
) -> list[Outcome]:
    """Return what came of each case, in the order of the cases.

    Args:
        drive: A function of a module, or a `functools.partial` of one.
        cases: What it takes, one after the other.
        what: The cases' name, for the progress.
        jobs: Processes; 1 drives in this one, unless `fresh_process`.
        progress: Told after every few cases.
        fresh_process: Give every case a process of its own.

    Raises:
        DeviceUnavailable: A worker was ended from outside.
        Exception: What `drive` raised for a case.
    """
    total = len(cases)
    progress(what, 0, total)
    outcomes: list[Outcome] = []
    if jobs == 1 and not fresh_process:
        for case in cases:
            outcomes.append(drive(case))
            progress(what, len(outcomes), total)
        return outcomes
    chunk = 1 if fresh_process else min(max(total // (jobs * _CHUNKS_PER_JOB), 1), _MOST_IN_A_CHUNK)
    others = set(multiprocessing.active_children())
    workers = ProcessPoolExecutor(
        max(min(jobs, total), 1),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin_worker,
        max_tasks_per_child=1 if fresh_process else None,
    )
    try:
        for outcome in workers.map(drive, cases, chunksize=chunk):
            outcomes.append(outcome)
            progress(what, len(outcomes), total)
    except BrokenProcessPool as error:
        raise DeviceUnavailable(
            f"A process that drove {what} was ended from outside after {len(outcomes)} of {total} "
            "cases.",
            do="Where memory is short, take fewer --jobs.",
        ) from error
    finally:
        if len(outcomes) < total:  # stopped half-way: what still drives is wanted no more
            workers.shutdown(wait=False, cancel_futures=True)
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
        workers.shutdown()
    return outcomes


def run_beside(
    drive: Callable[..., Outcome],
    cases: Sequence[object],
    planner: PlannerFactory,
    peers: Mapping[str, PlannerFactory],
    *,
    what: str,
    jobs: int,
    progress: Progress,
) -> dict[str, list[Outcome]]:
    """Return what came of the same cases with a planner, then with each of its peers, by name.

    Args:
        drive: As `run_cases` takes it; `planner` is one more argument of it.
        cases: As there.
        planner: Who is measured; a peer that is measured is not driven twice.
        peers: Who drives beside, by name.
        what: As there.
        jobs: As there.
        progress: As there.
    """
    drivers = {name_of(planner): planner}
    for name, peer in peers.items():
        drivers.setdefault(name, peer)
    return {
        name: run_cases(
            partial(drive, planner=factory),
            cases,
            what=f"{what}, {name}",
            jobs=jobs,
            progress=progress,
        )
        for name, factory in drivers.items()
    }


def _begin_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_starter, daemon=True).start()


def _end_with_starter() -> None:
    starter = multiprocessing.parent_process()
    if starter is not None:
        wait([starter.sentinel])
        os._exit(1)
