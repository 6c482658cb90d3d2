"""Uses kuksa-client's library as its README shows, and prints what each step gave as JSON.

Run in kuksa-client's own environment: PORT [TOKEN]
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from kuksa_client.grpc import Datapoint, VSSClient, VSSClientError
from kuksa_client.grpc.aio import VSSClient as AioClient

SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.CurrentGear"
LIGHT = "Vehicle.Cabin.Light.AmbientLight.Row1.DriverSide.IsLightOn"
NO_PROVIDER = 503


def code_of(call: Any, *args: Any) -> int:
    """Return the code that a call fails with."""
    try:
        call(*args)
    except VSSClientError as error:
        return int(error.error["code"])
    return 0


def blocking(port: int) -> dict[str, Any]:
    """Set, get, metadata and errors by the blocking client."""
    with VSSClient("127.0.0.1", port) as client:
        client.set_current_values({SPEED: Datapoint(42.5), GEAR: Datapoint(-1)})
        got = client.get_current_values([SPEED, GEAR])
        metadata = client.get_metadata([SPEED])[SPEED]
        return {
            "server": client.get_server_info().name,
            "values": [got[SPEED].value, got[GEAR].value],
            "has time": got[SPEED].timestamp is not None,
            "metadata": [metadata.data_type.name, metadata.entry_type.name, metadata.unit],
            "unknown": code_of(client.get_current_values, ["Vehicle.Nope"]),
            "out of range": code_of(client.set_current_values, {GEAR: Datapoint(300)}),
            "no provider": code_of(client.set_target_values, {LIGHT: Datapoint(True)}),
        }


async def streaming(port: int) -> dict[str, Any]:
    """Subscribe, and carry out a target as a provider does, by the asyncio client."""
    async with AioClient("127.0.0.1", port) as client, AioClient("127.0.0.1", port) as provider:
        heard = client.subscribe_current_values([SPEED, "Vehicle.Nope"])
        first = (await anext(heard))[SPEED].value
        await client.set_current_values({SPEED: Datapoint(55.0)})
        then = (await anext(heard))[SPEED].value
        asked = provider.subscribe_target_values([LIGHT])
        carrying_out = asyncio.create_task(anext(asked))
        while (unanswered := await _try(client)) == NO_PROVIDER:
            pass
        target = (await carrying_out)[LIGHT].value
        setting = asyncio.create_task(client.set_target_values({LIGHT: Datapoint(True)}))
        await anext(asked)
        await provider.set_current_values({LIGHT: Datapoint(True)})
        await setting
        light = (await client.get_current_values([LIGHT]))[LIGHT].value
        wanted = (await client.get_target_values([LIGHT]))[LIGHT].value
        return {
            "heard": [first, then],
            "unanswered": unanswered,
            "asked": target,
            "light": light,
            "target": wanted,
        }


async def _try(client: AioClient) -> int:
    """Return the code with which a target that nobody answers fails."""
    try:
        await client.set_target_values({LIGHT: Datapoint(False)}, timeout=0.3)
    except VSSClientError as error:
        return int(error.error["code"])
    return 0


if __name__ == "__main__":
    number = int(sys.argv[1])
    print(json.dumps({**blocking(number), **asyncio.run(streaming(number))}))  # noqa: T201
