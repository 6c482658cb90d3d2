"""Functions that the bench's worker processes can find, and a run of them to be stopped."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

from segue.bench import run_cases


def doubled(case: int) -> int:
    """Return twice the number; later cases are ready sooner."""
    time.sleep(0.002 * (20 - case))
    return 2 * case


def refused(case: int) -> int:
    """Raise for the third case."""
    if case == 2:
        raise ValueError(f"case {case}")
    return case


def waits(folder: str) -> None:
    """Say that the case is driven, and drive it for a minute."""
    (Path(folder) / f"{time.monotonic_ns()}.begun").touch()
    time.sleep(60.0)


if __name__ == "__main__":
    # Whoever runs the tests in the background has them ignore Ctrl-C, and their children with them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run_cases(
        waits, [sys.argv[1]] * 2, what="waiting", jobs=2, progress=lambda _what, _done, _total: None
    )
