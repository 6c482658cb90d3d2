"""Durable writes a second: one at a time, and many at once in group commits.

python benchmarks/store.py [--data DIR]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path

from segue.node._store import Put, Store

_VALUE = b"x" * 200
_ALONE = 2_000
_TOGETHER = 50_000
_WRITERS = 500


async def _measure(store: Store) -> tuple[float, float]:
    start_s = time.perf_counter()
    for number in range(_ALONE):
        await store.write([Put("car", f"alone/{number % 100}", _VALUE)])
    alone = _ALONE / (time.perf_counter() - start_s)

    async def writer(name: int) -> None:
        for number in range(_TOGETHER // _WRITERS):
            await store.write([Put("car", f"{name}/{number % 10}", _VALUE)])

    start_s = time.perf_counter()
    await asyncio.gather(*(writer(name) for name in range(_WRITERS)))
    return alone, _TOGETHER / (time.perf_counter() - start_s)


def main() -> None:
    """Print the two rates, for people and as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder on the disk to measure")
    folder = parser.parse_args().data
    with tempfile.TemporaryDirectory(dir=folder) as name:
        store = Store.open(Path(name))
        alone, together = asyncio.run(_measure(store))
        store.close()
    print(f"durable writes one at a time   {alone:10,.0f} a second")
    print(f"durable writes, {_WRITERS} at once   {together:10,.0f} a second")
    record = {"benchmark": "store", "alone_per_s": round(alone), "grouped_per_s": round(together)}
    print(json.dumps(record))


if __name__ == "__main__":
    main()
