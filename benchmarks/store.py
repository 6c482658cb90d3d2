"""Durable writes a second: one at a time, and many at once in group commits.

python benchmarks/store.py [--data DIR]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from _report import report
from segue.node.storage import Put, Store

_VALUE = b"x" * 200
_RUNS = 5
_ALONE = 500
_TOGETHER = 10_000
_WRITERS = 500


async def _alone(store: Store) -> float:
    start_s = time.perf_counter()
    for number in range(_ALONE):
        await store.write([Put("car", f"alone/{number % 100}", _VALUE)])
    return _ALONE / (time.perf_counter() - start_s)


async def _together(store: Store) -> float:
    async def writer(name: int) -> None:
        for number in range(_TOGETHER // _WRITERS):
            await store.write([Put("car", f"{name}/{number % 10}", _VALUE)])

    start_s = time.perf_counter()
    await asyncio.gather(*(writer(name) for name in range(_WRITERS)))
    return _TOGETHER / (time.perf_counter() - start_s)


async def _measure(store: Store) -> None:
    alone = [await _alone(store) for _ in range(_RUNS)]
    report("store: durable writes, one at a time", alone, "a second")
    together = [await _together(store) for _ in range(_RUNS)]
    report(f"store: durable writes, {_WRITERS} at once", together, "a second")


def main() -> None:
    """Measure in a folder of its own, beside what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder on the disk to measure")
    folder = parser.parse_args().data
    with tempfile.TemporaryDirectory(dir=folder) as name:
        store = Store.open(Path(name))
        asyncio.run(_measure(store))
        store.close()


if __name__ == "__main__":
    main()
