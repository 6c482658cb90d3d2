"""Signals over gRPC: a server in one process, a provider and subscribers in another, on loopback.

    python benchmarks/kuksa.py

The server is the car's broker and gateway without the rest of the car. Provider and subscribers are
one asyncio program with our own message classes, so the same two cores carry both ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc

from _report import report
from segue.gateway.kuksa._messages import V2
from segue.vehicle.signals import vss_catalogue

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from kuksa_rig import Api, claim  # noqa: E402

_RUNS = 5
_SINGLES = 5_000
_BATCHES = 1_000
_BATCH = 100
_PACED = 3_000
_PACE_HZ = 1000.0
_SUBSCRIBERS = 100
_HOT_S = 10.0
_HOT_HZ = 500.0
_BUFFER = 1000
_SERVER = """
import asyncio, gc
from kuksa_rig import running_kuksa
async def main():
    async with running_kuksa() as kuksa:
        gc.collect(); gc.freeze()  # as a car does once it has started
        print(kuksa.port, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


class Drive:
    """A provider of many signals, and what subscribes to them."""

    def __init__(self, channel: Any) -> None:
        self._v2 = Api(channel, "kuksa.val.v2.VAL", {})
        catalogue = vss_catalogue()
        free = [info.path for info in catalogue if info.datatype == "float" and info.low is None]
        self.paths = [path for path in free if catalogue.lookup(path).high is None][:_BATCH]
        self._ids = [catalogue.id_of(path) for path in self.paths]
        self._provider: Any = None

    async def begin(self) -> None:
        """Claim the signals."""
        self._provider = self._v2.OpenProviderStream()
        await self._provider.write(claim(*self._ids))
        await self._provider.read()

    async def publish(self, signals: int, value: float) -> None:
        """Publish the first so many signals in one message, with their time."""
        request = V2.OpenProviderStreamRequest()
        points = request.publish_values_request.data_points
        seconds, nanos = divmod(time.time_ns(), 10**9)
        for number in self._ids[:signals]:
            point = points[number]
            point.value.float = value
            point.timestamp.seconds, point.timestamp.nanos = seconds, nanos
        await self._provider.write(request)

    async def subscribe(self, signals: int) -> Any:
        """Return a subscription whose first message has been read."""
        request = V2.SubscribeRequest(signal_paths=self.paths[:signals], buffer_size=_BUFFER)
        stream = self._v2.Subscribe(request)
        await stream.read()
        return stream

    async def throughput(self, signals: int, messages: int) -> tuple[float, int]:
        """Return signals a second to one subscriber, and how many of them it lost."""
        stream = await self.subscribe(signals)
        total = signals * messages
        reading = asyncio.create_task(_count(stream, total))
        begun_s = time.perf_counter()
        for number in range(messages):
            await self.publish(signals, float(number))
        lost = await reading
        rate = (total - lost) / (time.perf_counter() - begun_s)
        stream.cancel()
        return rate, lost

    async def latencies_ms(self) -> list[float]:
        """Return how long each update takes from publish to subscriber, at a steady pace."""
        stream = await self.subscribe(1)
        sent_s: list[float] = []
        took_ms: list[float] = []

        async def read() -> None:
            while len(took_ms) < _PACED:
                (point,) = (await stream.read()).entries.values()
                took_ms.append((time.perf_counter() - sent_s[int(point.value.float)]) * 1000)

        reading = asyncio.create_task(read())
        begun_s = time.perf_counter()
        for number in range(_PACED):
            sent_s.append(time.perf_counter())
            await self.publish(1, float(number))
            due_s = begun_s + (number + 1) / _PACE_HZ
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
        await reading
        stream.cancel()
        return took_ms

    async def crowd(self, server: int) -> tuple[float, float]:
        """Return updates a second to many subscribers of one signal, and the server's growth [MB].

        The growth is of the second half: what each subscriber holds is there in the first.
        """
        streams = [await self.subscribe(1) for _ in range(_SUBSCRIBERS)]
        counts = [0]

        async def read(stream: Any) -> None:
            while True:
                message = await stream.read()
                counts[0] += len(message.entries)

        readers = [asyncio.create_task(read(stream)) for stream in streams]
        begun_s = time.perf_counter()
        half_mb = 0.0
        number = 0
        while (passed_s := time.perf_counter() - begun_s) < _HOT_S:
            if not half_mb and passed_s > _HOT_S / 2:
                half_mb = _memory_mb(server)
            await self.publish(1, float(number))
            number += 1
            await asyncio.sleep(max(0.0, number / _HOT_HZ - passed_s))
        rate = counts[0] / (time.perf_counter() - begun_s)
        growth_mb = _memory_mb(server) - half_mb
        for reader, stream in zip(readers, streams, strict=True):
            reader.cancel()
            stream.cancel()
        return rate, growth_mb


async def _count(stream: Any, total: int) -> int:
    """Read until all of it was heard or lost; return how much was lost."""
    got = lost = 0
    while got + lost < total:
        message = await stream.read()
        got += len(message.entries)
        lost = message.dropped or lost
    return lost


def _memory_mb(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


@contextlib.contextmanager
def _server() -> Iterator[tuple[int, int]]:
    """Run the server; give its port and process id."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests" / "support")}
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield int(process.stdout.readline() if process.stdout else 0), process.pid
        finally:
            process.kill()


async def main() -> None:
    """Measure, and report each figure with its goal."""
    with _server() as (port, process_id):
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            drive = Drive(channel)
            await drive.begin()
            await drive.throughput(1, _SINGLES // 10)  # warm
            for name, signals, messages, goal in (
                ("kuksa, one signal a message", 1, _SINGLES, 5_000),
                (f"kuksa, {_BATCH} signals a message", _BATCH, _BATCHES, 130_000),
            ):
                runs = [await drive.throughput(signals, messages) for _ in range(_RUNS)]
                rates = [rate for rate, _ in runs]
                report(
                    name,
                    rates,
                    "signals/s",
                    goal=f">= {goal:,}",
                    met=sorted(rates)[_RUNS // 2] >= goal,
                    note=f"provider to one subscriber; lost {sum(lost for _, lost in runs)}",
                )
            took_ms = sorted(await drive.latencies_ms())
            middle, late = took_ms[len(took_ms) // 2], took_ms[math.ceil(len(took_ms) * 0.99) - 1]
            report(
                "kuksa, publish to subscriber at 1,000/s",
                took_ms,
                "ms",
                goal="p50 <= 0.5, p99 <= 1.5",
                met=middle <= 0.5 and late <= 1.5,
            )
            rate, growth_mb = await drive.crowd(process_id)
            report(
                f"kuksa, {_SUBSCRIBERS} subscribers of one signal, growth",
                [growth_mb],
                "MB",
                goal="<= 1",
                met=growth_mb <= 1,
                note=f"in 5 s of {_HOT_HZ:g} updates/s; {rate:,.0f}/s reach all of them together",
            )


if __name__ == "__main__":
    asyncio.run(main())
