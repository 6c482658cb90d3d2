"""Solutions handed to the judge's processes, and what they answer."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue

import msgspec

from segue.kernel import DeviceUnavailable

_PROGRAM = Path(__file__).with_name("program.py")


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the checker says of a solution; None where it cannot tell, with the reason in `why`."""

    feasible: bool | None
    free: bool | None
    """Of collisions with what was recorded."""
    reached: bool | None
    on_road: bool | None
    starts: bool | None
    """Whether it starts where the problem does."""
    why: str = ""

    @property
    def valid(self) -> bool:
        """Whether it is a solution: all of them hold."""
        return bool(self.feasible and self.free and self.reached and self.on_road and self.starts)


def verdicts(
    python: Path,
    solutions: Sequence[tuple[Path, str]],
    *,
    jobs: int,
    progress: Callable[[int], None],
) -> list[Verdict]:
    """Return the judge's verdicts, in the order of the solutions.

    Args:
        python: Of the judge's environment.
        solutions: Scenario files, each with its solution.
        jobs: Processes that judge.
        progress: Told how many are judged.

    Raises:
        DeviceUnavailable: A process of the judge ended before its answer.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    for row in range(len(solutions)):
        waiting.put(row)
    found: dict[int, Verdict] = {}

    def judge_all() -> None:
        with subprocess.Popen(  # noqa: S603
            [python, _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                while True:
                    row = waiting.get_nowait()
                    found[row] = _judged(process, *solutions[row])
                    progress(len(found))
            except Empty:
                return

    with ThreadPoolExecutor(jobs) as judges:
        for judge in [judges.submit(judge_all) for _ in range(min(jobs, len(solutions)))]:
            judge.result()
    return [found[row] for row in range(len(solutions))]


def _judged(process: subprocess.Popen[str], scenario: Path, solution: str) -> Verdict:
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:  # they are pipes
        raise AssertionError
    asked = msgspec.json.encode({"scenario": str(scenario.resolve()), "solution": solution})
    try:
        stdin.write(asked.decode() + "\n")
        stdin.flush()
        answer = stdout.readline()
    except BrokenPipeError:
        answer = ""
        with contextlib.suppress(BrokenPipeError):  # what it did not read waits in the pipe yet
            stdin.close()
    if not answer:
        raise DeviceUnavailable(
            f"CommonRoad's judge ended at {scenario.name}.",
            do=f"{process.args} should start by itself; it says why on its error output.",
        )
    return msgspec.json.decode(answer, type=Verdict)
