"""What a parked car's node costs: memory and processor time, children included.

Measured from /proc (Linux) once the worker has left, with one screen connected.

python benchmarks/rest.py
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import aiohttp

from _car import car_node, empty_folder, free_port, now_s
from _report import report

_SETTLE_LIMIT_S = 120.0
_WINDOW_S = 5.0
_WINDOWS = 4
_MEMORY_GOAL_MB = 200.0
_CPU_GOAL_PERCENT = 5.0
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_CONNECT_RETRY_S = 0.05


def _family(process_id: int) -> list[int]:
    """Return a process and all its descendants."""
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return [process_id, *(found for child in children for found in _family(int(child)))]


def _memory_mb(process_ids: list[int]) -> float:
    """Return the resident memory, each shared page counted in its share (PSS)."""
    total_kb = 0
    for process_id in process_ids:
        rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text()
        total_kb += next(int(x.split()[1]) for x in rollup.splitlines() if x.startswith("Pss:"))
    return total_kb / 1024


def _cpu_s(process_ids: list[int]) -> float:
    total_ticks = 0
    for process_id in process_ids:
        fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
        total_ticks += int(fields[11]) + int(fields[12])
    return total_ticks / _TICKS_PER_S


async def _watch(port: int, process_id: int) -> tuple[list[float], list[float]]:
    memory_mb: list[float] = []
    cpu_percent: list[float] = []
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                socket = await session.ws_connect(f"http://127.0.0.1:{port}/surface")
                break
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(_CONNECT_RETRY_S)
        reading = asyncio.create_task(_read_all(socket))
        deadline_s = now_s() + _SETTLE_LIMIT_S
        await asyncio.sleep(_WINDOW_S)
        while len(_family(process_id)) > 1 and now_s() < deadline_s:  # noqa: ASYNC110 (polls /proc)
            await asyncio.sleep(1.0)
        for _ in range(_WINDOWS):
            family = _family(process_id)
            start_s, start_cpu_s = now_s(), _cpu_s(family)
            await asyncio.sleep(_WINDOW_S)
            cpu_percent.append(100.0 * (_cpu_s(family) - start_cpu_s) / (now_s() - start_s))
            memory_mb.append(_memory_mb(family))
        reading.cancel()
        await socket.close()
    return memory_mb, cpu_percent


async def _read_all(socket: aiohttp.ClientWebSocketResponse) -> None:
    async for _ in socket:
        pass


def main() -> None:
    """Start a car, let it come to rest, and watch it."""
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("benchmarks/rest.py reads /proc and runs on Linux only.")
    port = free_port()
    with empty_folder() as folder, car_node(folder, port) as process:
        memory_mb, cpu_percent = asyncio.run(_watch(port, process.pid))
    report(
        "rest: memory of the car node, children included",
        memory_mb,
        "MB",
        goal=f"≤ {_MEMORY_GOAL_MB:g} MB",
        met=max(memory_mb) <= _MEMORY_GOAL_MB,
    )
    report(
        "rest: processor time of the car node, children included",
        cpu_percent,
        "% of a core",
        goal=f"≤ {_CPU_GOAL_PERCENT:g} %",
        met=max(cpu_percent) <= _CPU_GOAL_PERCENT,
    )


if __name__ == "__main__":
    main()
