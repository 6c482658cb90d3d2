"""Cases over processes: all of them, in order, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import bench_cases
import pytest

from segue.bench import every, run_cases


def until(holds: Callable[[], bool]) -> bool:
    """Wait, for as long as a slow machine may take, until something holds."""
    for _ in range(1200):
        if holds():
            return True
        time.sleep(0.05)
    return False


def children(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def is_gone(process: int) -> bool:
    """Return whether a process has ended, waited for or not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_are_in_the_cases_order_when_later_ones_are_ready_first(jobs: int) -> None:
    """How many processes drive changes nothing of what is answered, nor its order."""
    told: list[tuple[str, int, int]] = []
    outcomes = run_cases(
        bench_cases.doubled,
        range(20),
        what="numbers",
        jobs=jobs,
        progress=lambda *now: told.append(now),
    )
    assert outcomes == [2 * case for case in range(20)]
    assert told == [("numbers", done, 20) for done in range(21)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_error_of_a_case_is_raised_when_it_fails(jobs: int) -> None:
    """A case that cannot be driven ends the run with its own error."""
    with pytest.raises(ValueError, match="case 2"):
        run_cases(
            bench_cases.refused, range(5), what="numbers", jobs=jobs, progress=lambda *_: None
        )


def test_every_fifth_case_is_taken_when_a_sample_is_asked_for() -> None:
    """A sample is spread evenly over the cases, and begins with the first."""
    assert list(every(range(12), 5)) == [0, 5, 10]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left_when_a_run_is_stopped(tmp_path: Path, how: signal.Signals) -> None:
    """Ctrl-C, and even a starter that is killed, leaves no worker behind."""
    run = subprocess.Popen(
        [sys.executable, str(bench_cases.__file__), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert until(lambda: len(list(tmp_path.glob("*.begun"))) == 2)
        workers = children(run.pid)
        assert len(workers) >= 2
        run.send_signal(how)
        run.wait(timeout=30)
        assert until(lambda: all(is_gone(worker) for worker in workers))
    finally:
        run.kill()
