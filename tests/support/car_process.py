"""A whole car's node in a process of its own, which can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from segue.node.serving import SurfaceClient

_MAIN = """
import json, sys
from pathlib import Path
from segue.node.car import CarOptions, run_car
options = json.loads(sys.argv[1])
run_car(CarOptions(**{**options, "folder": Path(options["folder"])}))
"""


class CarProcess:
    """A car's node in a process of its own, and one screen on it."""

    def __init__(self, folder: Path, **options: object) -> None:
        self.folder = folder
        self.log = folder.with_suffix(".log")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._options = {"folder": str(folder), "port": self.port, **options}
        self._screens = contextlib.AsyncExitStack()
        self.process: asyncio.subprocess.Process

    async def start(self) -> SurfaceClient:
        """Start it, and return a screen that has seen the car."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _MAIN, json.dumps(self._options), stdout=log, stderr=log
            )
        return await self.screen()

    async def screen(self) -> SurfaceClient:
        """Return one more screen."""
        screen = await self._screens.enter_async_context(SurfaceClient(self.port))
        await screen.until("car", lambda _car: True, within_s=30, what="the car")
        return screen

    async def end(self, how: signal.Signals) -> int:
        """End it with a signal and return its exit status."""
        if self.process.returncode is None:
            self.process.send_signal(how)
        status = await self.process.wait()
        await self._screens.aclose()
        return status


MakeCar = Callable[..., CarProcess]
