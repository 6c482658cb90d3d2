"""A real car node in its own process, for benchmarks."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_ENTRY = (sys.executable, "-m", "segue")
_STOP_TIMEOUT_S = 20.0


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def car_node(folder: Path, port: int, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `segue car` on a folder and port until the block ends."""
    command = [*_ENTRY, "car", "--data", str(folder), "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(_STOP_TIMEOUT_S)


@contextlib.contextmanager
def empty_folder() -> Iterator[Path]:
    """Return a folder that is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="segue-benchmark-") as name:
        yield Path(name)


def now_s() -> float:
    """Return the clock that all figures are taken from."""
    return time.perf_counter()
