"""VISS as others speak it: KUKSA's own client and a plain WebSocket in Node, neither of them ours.

`kuksa-client` 0.6 speaks VISS version 2 by `ws`; it is installed unmodified, with what it needs, in
an environment of its own.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from client_env import client_env, node_client_env
from viss_car import GOOD, LOCK, SPEED, VissCar

from segue.gateway.viss import viss_app
from segue.node.car import CarNode, CarOptions
from segue.node.story import free_port

_KUKSA_CLIENT = """
import json, sys, time
from kuksa_client import KuksaClientThread

client = KuksaClientThread(
    {"ip": "127.0.0.1", "port": int(sys.argv[1]), "protocol": "ws", "insecure": True}
)
client.daemon = True
client.start()
while not client.connection_established():
    time.sleep(0.02)
said = {}
said["value"] = client.getValue("Vehicle.Speed")
said["metadata"] = client.getMetaData("Vehicle.Speed")
said["unknown"] = client.getValue("Vehicle.Sped")
said["refused"] = client.setValue(sys.argv[2], "true", "targetValue")
events = []
said["subscribed"] = client.subscribe("Vehicle.Speed", events.append)
deadline = time.monotonic() + 30
while not events and time.monotonic() < deadline:
    time.sleep(0.02)
said["event"] = events[0]
number = json.loads(said["subscribed"])["subscriptionId"]
said["unsubscribed"] = client.unsubscribe(number)
client.authorize(sys.argv[3])
said["set"] = client.setValue(sys.argv[2], "true", "targetValue")
print(json.dumps({name: json.loads(text) for name, text in said.items()}))
client.stop()
"""

_NODE_CLIENT = """
const { WebSocket } = require("ws");
const socket = new WebSocket(`ws://localhost:${process.argv[2]}`, "VISSv2");
const ask = (request) => socket.send(JSON.stringify({ requestId: request.action, ...request }));
socket.on("open", () => ask({
  action: "subscribe",
  path: "Vehicle",
  filter: [
    { type: "paths", parameter: ["Speed", "Cabin/Door/*/*/IsOpen", "Sped"] },
    { type: "timebased", parameter: { period: "50" } },
  ],
}));
const heard = [];
socket.on("message", (text) => {
  const message = JSON.parse(text);
  heard.push(message);
  if (message.action === "subscription" && heard.length === 3) {
    ask({ action: "unsubscribe", subscriptionId: message.subscriptionId });
  }
  if (message.action === "unsubscribe") {
    console.log(JSON.stringify({ protocol: socket.protocol, heard }));
    socket.close();
  }
});
"""


@pytest.fixture
async def car(tmp_path: Path) -> AsyncIterator[int]:
    """A simulated car; the port of its VISS."""
    port = free_port()
    options = CarOptions(folder=tmp_path / "car", port=0, at="39.9,116.4", viss_port=port)
    async with CarNode(options):
        yield port


async def _said_by(*command: str, cwd: Path | None = None) -> Any:
    """Run a client while the car runs; return the JSON that it prints last."""
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


async def _drive_on(car: VissCar) -> None:
    """Give a speed again and again: that client misses what comes before it has its answer."""
    while True:
        car.set(SPEED, 60.0)
        await asyncio.sleep(0.05)


async def test_kuksa_client_reads_subscribes_and_sets_when_unmodified(tmp_path: Path) -> None:
    """Every call of its VISS side: get, metadata, subscribe, unsubscribe, authorize and set."""
    python = await asyncio.to_thread(client_env, "kuksa-client", "kuksa-client==0.6.0")
    script = tmp_path / "client.py"
    script.write_text(_KUKSA_CLIENT)
    car = VissCar()
    async with TestServer(viss_app(car.broker, car.clock)) as server:
        driving = asyncio.create_task(_drive_on(car))
        said = await _said_by(str(python), str(script), str(server.port), LOCK, GOOD)
        driving.cancel()
    assert said["value"]["data"]["path"] == SPEED
    assert said["value"]["data"]["dp"]["value"] == "60.0"
    assert said["metadata"]["metadata"]["Speed"]["unit"] == "km/h"
    assert said["unknown"]["error"]["reason"] == "invalid_path"
    assert said["refused"]["error"]["reason"] == "token_missing"
    assert said["event"]["data"]["dp"]["value"] == "60.0"
    assert "error" not in said["unsubscribed"]
    assert "error" not in said["set"]
    assert [order.targets for order in car.orders] == [{LOCK: True}]


async def test_plain_websocket_of_node_hears_events_when_it_says_what_the_specification_says(
    car: int, tmp_path: Path
) -> None:
    """A browser's WebSocket without the browser: subprotocol, filters, an unknown path."""
    node, folder = await asyncio.to_thread(node_client_env, "ws", "ws@8.18.3")
    script = tmp_path / "client.cjs"
    script.write_text(_NODE_CLIENT.replace('"ws"', json.dumps(str(folder / "node_modules/ws"))))
    said = await _said_by(str(node), str(script), str(car))
    assert said["protocol"] == "VISSv2"
    answer, *events, end = said["heard"]
    assert answer["unknown"] == ["Vehicle.Sped"]
    paths = [entry["path"] for entry in events[0]["data"]]
    assert paths[0] == "Vehicle.Speed"
    assert all(path.endswith(".IsOpen") for path in paths[1:])
    assert len(paths) > 1
    assert end["action"] == "unsubscribe"
