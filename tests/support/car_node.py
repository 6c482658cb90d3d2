"""The car's node as the browser tests need it: started and killed from the test's own thread."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest

_START_TRIES = 300
_START_PAUSE_S = 0.2


class CarNode:
    """`segue car` in a process of its own, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.port, self.viss_port = _free_port(), _free_port()
        self.url = f"http://localhost:{self.port}"
        self._folder = folder
        self._log = (folder.parent / "car.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return when it serves its screen."""
        self._process = subprocess.Popen(
            [
                *[sys.executable, "-m", "segue", "car", "--at", "Beijing", "--kuksa-port", "0"],
                *["--data", str(self._folder), "--port", str(self.port)],
                *["--viss-port", str(self.viss_port)],
            ],
            stdout=self._log,
            stderr=self._log,
        )
        for _ in range(_START_TRIES):
            try:
                with urllib.request.urlopen(f"{self.url}/car/"):  # noqa: S310  our own address
                    return
            except URLError:
                assert self._process.poll() is None, f"the car node ended: see {self._log.name}"
                time.sleep(_START_PAUSE_S)
        pytest.fail("the car node does not serve its screen")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
