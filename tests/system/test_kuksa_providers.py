"""Providers in processes of their own that die or hang: their values are marked stale."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from kuksa_rig import SPEED, Kuksa, running_kuksa

from segue.gateway.kuksa import PROOF_S, SILENCE_S
from segue.gateway.kuksa._messages import V2

FRESH, STALE = 1, 2
SUPPORT = Path(__file__).parents[1] / "support"
PROVIDER = """
import asyncio, sys
import grpc
from kuksa_rig import SPEED, Api, claim, publish
from segue.vehicle.signals import vss_catalogue
async def main():
    number = vss_catalogue().id_of(SPEED)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{sys.argv[1]}") as channel:
        stream = Api(channel, "kuksa.val.v2.VAL", {}).OpenProviderStream()
        await stream.write(claim(number))
        await stream.write(publish({number: {"float": 50.0}}))
        await asyncio.Event().wait()
asyncio.run(main())
"""


@pytest.fixture
async def kuksa() -> AsyncIterator[Kuksa]:
    """A server that is open to all."""
    async with running_kuksa() as running:
        yield running


async def _provider(kuksa: Kuksa) -> tuple[asyncio.subprocess.Process, Any]:
    """Return a provider's process, and a subscription that has heard its value."""
    stream = (await kuksa.v2()).Subscribe(V2.SubscribeRequest(signal_paths=[SPEED]))
    await stream.read()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROVIDER, str(kuksa.port)),
        env={**os.environ, "PYTHONPATH": str(SUPPORT)},
    )
    assert (await stream.read()).entries[SPEED].freshness == FRESH
    return process, stream


async def test_values_turn_stale_when_their_provider_is_killed(kuksa: Kuksa) -> None:
    """A dropped connection marks values stale at once, long before any lease is over."""
    process, stream = await _provider(kuksa)
    loop = asyncio.get_running_loop()
    process.kill()
    killed_s = loop.time()
    assert (await stream.read()).entries[SPEED].freshness == STALE
    assert loop.time() - killed_s < SILENCE_S, "it was the lease that told"
    await process.wait()


async def test_values_turn_stale_when_their_provider_hangs(kuksa: Kuksa) -> None:
    """A stopped process, whose connection stays open, is found by its silence."""
    process, stream = await _provider(kuksa)
    process.send_signal(signal.SIGSTOP)
    try:
        async with asyncio.timeout(10 * (SILENCE_S + PROOF_S)):
            assert (await stream.read()).entries[SPEED].freshness == STALE
    finally:
        process.kill()
        await process.wait()
