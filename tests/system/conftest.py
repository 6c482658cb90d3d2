"""Whole car nodes: real processes that can be killed, and screens on them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from segue.node._surface_client import SurfaceClient

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


@pytest.fixture
async def make_car(tmp_path: Path) -> AsyncIterator[MakeCar]:
    """Return a way to make car processes, all ended after the test."""
    made: list[CarProcess] = []

    def make(**options: object) -> CarProcess:
        made.append(CarProcess(tmp_path / "car", **options))
        return made[-1]

    yield make
    for car in made:
        if hasattr(car, "process"):
            await car.end(signal.SIGKILL)


@pytest.fixture
def call_soon() -> Callable[[Awaitable[object]], None]:
    """Return a way to have something done without waiting for it."""
    tasks: set[asyncio.Task[object]] = set()

    def call(awaitable: Awaitable[object]) -> None:
        task = asyncio.ensure_future(awaitable)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    return call
