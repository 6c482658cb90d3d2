"""A person at the simulated car, from the thread of a test that drives a browser."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import msgspec

from segue.node.serving import SurfaceClient
from segue.schema.surface import SimParams, SpeedupParams


def act(port: int, action: Literal["get_in", "get_out", "drive", "stop"]) -> None:
    """Do something to the car on this port, as the demo's strip does it."""
    _ask(port, "sim.do", SimParams(action=action))


def pass_time(port: int, speedup: float) -> None:
    """Let this many seconds pass in the simulated car in one of ours."""
    _ask(port, "sim.speedup", SpeedupParams(speedup=speedup))


def _ask(port: int, method: str, params: msgspec.Struct) -> None:
    async def ask() -> None:
        async with SurfaceClient(port) as surface:
            await surface.call(method, params)

    # Playwright's synchronous interface has a loop of its own in the test's thread.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, ask()).result()
