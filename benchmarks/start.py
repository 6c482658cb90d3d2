"""From starting the process to a car screen that shows the car.

Measures `segue car` on a folder that has been used before: until GET /car/ answers 200, and until
the first `car` event arrives on /surface.

python benchmarks/start.py
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp

from _car import car_node, empty_folder, free_port, now_s
from _report import report

_RUNS = 10
_GOAL_S = 1.5
_RETRY_S = 0.005
_GIVE_UP_S = 60.0


async def _first_page_and_event_s(port: int, start_s: float) -> tuple[float, float]:
    base = f"http://127.0.0.1:{port}"
    async with asyncio.timeout(_GIVE_UP_S), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{base}/car/") as response:
                    response.raise_for_status()
                    page_s = now_s() - start_s
                    break
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(_RETRY_S)
        async with session.ws_connect(f"{base}/surface") as socket:
            async for frame in socket:
                if json.loads(frame.data).get("topic") == "car":
                    return page_s, now_s() - start_s
    raise RuntimeError("the surface closed before it showed the car")


def _start(folder: Path) -> tuple[float, float]:
    port = free_port()
    start_s = now_s()
    with car_node(folder, port):
        return asyncio.run(_first_page_and_event_s(port, start_s))


def main() -> None:
    """Start once to warm the folder and the file cache, then measure."""
    with empty_folder() as folder:
        _start(folder)
        runs = [_start(folder) for _ in range(_RUNS)]
    pages, events = [page for page, _ in runs], [event for _, event in runs]
    report("start: process to /car/ served", pages, "s")
    median_s = sorted(events)[len(events) // 2]
    report(
        "start: process to the car on its screen",
        events,
        "s",
        goal=f"≤ {_GOAL_S} s warm",
        met=median_s <= _GOAL_S,
    )


if __name__ == "__main__":
    main()
