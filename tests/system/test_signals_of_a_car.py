"""`segue signals`, `record` and `replay` with a whole car in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from client_env import client_env

from segue.node.recording import RecordedFile, Recording
from segue.node.remote import Reading, RemoteSignal
from segue.node.story import CarProcess, free_port
from segue.node.tokens import issue_token
from segue.vehicle.signals import vss_catalogue

SEGUE = (sys.executable, "-m", "segue")
SPEED = "Vehicle.Speed"
HEATING = "Vehicle.Cabin.HVAC.IsAirConditioningActive"
FREE = "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Temperature"
"""A signal that the simulated car does not give."""


class Car:
    """A car whose signals are on a port and on a Unix socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = f"127.0.0.1:{free_port()}"
        self.socket = folder.with_suffix(".sock")
        port = self.server.rpartition(":")[2]
        signals = ("--kuksa-port", port, "--kuksa-socket", str(self.socket), "--viss-port", "0")
        self.process = CarProcess((*SEGUE, "car", *signals), folder)

    async def start(self) -> None:
        """Start it and return once its signals are served."""
        await self.process.start()
        while True:
            code, _, _ = await self.segue("signals", "get", SPEED)
            if code != 3:
                return
            await asyncio.sleep(0.2)

    async def spawn(self, *words: str | Path, server: str = "") -> asyncio.subprocess.Process:
        """Start a verb on this car, on a machine where nobody owns a car."""
        return await asyncio.create_subprocess_exec(
            *(*SEGUE, *map(str, words), "--server", server or self.server),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "XDG_DATA_HOME": str(self.folder.with_suffix(".home"))},
        )

    async def segue(self, *words: str | Path, server: str = "") -> tuple[int, str, str]:
        """Run a verb to its end; return its exit code and what it printed."""
        process = await self.spawn(*words, server=server)
        out, err = await process.communicate()
        assert process.returncode is not None
        assert b"Traceback" not in err, err.decode()
        return process.returncode, out.decode(), err.decode()


@pytest.fixture
async def car(tmp_path: Path) -> AsyncIterator[Car]:
    """A car that runs."""
    folder = tmp_path / "car"
    folder.mkdir()
    car = Car(folder)
    await car.start()
    yield car
    await car.process.stop()


async def test_value_says_where_it_is_from_when_read_from_a_car(car: Car) -> None:
    """Over TCP and the Unix socket: value, unit, an age, the source, and that it is fresh."""
    for server in (car.server, f"unix:{car.socket}"):
        code, out, err = await car.segue("signals", "get", SPEED, "--json", server=server)
        assert (code, err) == (0, "")
        speed = json.loads(out)
        assert (speed["value"], speed["unit"], speed["freshness"]) == (0.0, "km/h", "fresh")
        assert speed["provider"]
        assert 0.0 <= speed["age_s"] < 30.0


async def test_owner_needs_no_token_when_the_folder_is_readable(car: Car) -> None:
    """Who can read the car's folder may ask, and is in the audit; anybody else is told why not."""
    code, out, _ = await car.segue(
        "signals", "set", f"{HEATING}=on", "--data", car.folder, "--json"
    )
    assert code == 0
    done = json.loads(out)
    assert done["status"] == "done"
    _, out, _ = await car.segue("signals", "get", HEATING, "--json")
    assert json.loads(out)["value"] is True

    code, _, err = await car.segue("signals", "set", f"{HEATING}=off")
    assert code == 1
    assert "token" in err

    process = await asyncio.create_subprocess_exec(
        *(*SEGUE, "signals", "audit", "--data", str(car.folder), "--json"),
        stdout=asyncio.subprocess.PIPE,
    )
    audited, _ = await process.communicate()
    (row,) = map(json.loads, audited.splitlines())
    assert (row["request_id"], row["status"]) == (done["request_id"], "done")
    assert (row["subject"], row["targets"]) == ("owner", {HEATING: True})


_KUKSA_CLIENT = """
import json, sys
from kuksa_client.grpc import Datapoint, VSSClient, VSSClientError
port, token, speed, heating = int(sys.argv[1]), *sys.argv[2:]
with VSSClient("127.0.0.1", port) as anybody:
    told = {"speed": anybody.get_current_values([speed])[speed].value}
    try:
        anybody.set_target_values({heating: Datapoint(True)})
    except VSSClientError as refused:
        told["without a token"] = refused.error["code"]
with VSSClient("127.0.0.1", port, token=token) as owner:
    owner.set_target_values({heating: Datapoint(True)})
    told["heating"] = owner.get_current_values([heating])[heating].value
print(json.dumps(told))
"""


async def test_kuksas_client_reads_and_asks_a_whole_car_when_it_is_unmodified(
    car: Car, tmp_path: Path
) -> None:
    """It reads without a token, is refused an actuator, and has it move with one."""
    token = issue_token(car.folder, f"actuate:{HEATING}", lifetime_s=600.0, subject="test")[0]
    script = tmp_path / "client.py"
    script.write_text(_KUKSA_CLIENT)
    process = await asyncio.create_subprocess_exec(
        *(client_env("kuksa", "kuksa-client==0.6.0"), script),
        *(car.server.rpartition(":")[2], token, SPEED, HEATING),
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    assert json.loads(told) == {"speed": 0.0, "without a token": 401, "heating": True}


async def test_recording_goes_on_when_the_car_is_killed_and_starts_again(
    car: Car, tmp_path: Path
) -> None:
    """What came before the kill and after the start is in one file, which ends well."""
    path = tmp_path / "drive.mcap"
    recording = await car.spawn("record", path, "Vehicle.Powertrain", SPEED, "--json")
    assert recording.stdout is not None

    async def until(event: str) -> None:
        assert recording.stdout is not None
        while json.loads(await recording.stdout.readline())["event"] != event:
            pass

    await until("recording")
    await asyncio.sleep(1.5)
    await car.process.kill()
    await until("lost")
    await car.start()
    await until("back")
    await asyncio.sleep(1.5)
    recording.send_signal(signal.SIGINT)
    out, err = await recording.communicate()
    assert (recording.returncode, err) == (0, b"")
    ended = json.loads(out.splitlines()[-1])
    file = RecordedFile(path)
    recorded = list(file)
    assert not file.cut_short
    assert len(recorded) == ended["values"]
    times = [item.time_s for item in recorded if item.path == SPEED]
    gaps = [after - before for before, after in pairwise(times)]
    assert max(gaps) > 1.0, "the car was away in between"
    assert min(times) < max(times) - max(gaps)


def _write_recording(path: Path) -> list[int]:
    """Write a recording of a signal that a running car does not give."""
    catalogue = vss_catalogue()
    values = [20, 21, 22, 23]
    with Recording(path) as recording:
        recording.know(
            RemoteSignal(info=catalogue.lookup(name), number=0, description="")
            for name in (FREE, SPEED)
        )
        for number, value in enumerate(values):
            at_s = 1000.0 + number / 10
            reading: dict[str, Any] = {"source_utc_s": at_s, "provider": None, "freshness": None}
            recording.add([Reading(path=FREE, value=value, **reading)], at_s)
            recording.add([Reading(path=SPEED, value=1.0, **reading)], at_s)
    return values


async def test_values_come_in_order_when_a_recording_is_replayed_to_a_car(
    car: Car, tmp_path: Path
) -> None:
    """A watcher of the car sees the recorded values, and that they are old once the replay ends."""
    path = tmp_path / "tires.mcap"
    values = _write_recording(path)
    watching = await car.spawn("signals", "watch", FREE, "--json")
    assert watching.stdout is not None
    await asyncio.sleep(1.5)
    code, _, err = await car.segue("replay", path, FREE, "--data", car.folder)
    assert (code, err) == (0, "")
    seen = [json.loads(await watching.stdout.readline()) for _ in range(len(values) + 1)]
    watching.send_signal(signal.SIGINT)
    await watching.communicate()
    assert [line["value"] for line in seen] == [*values, values[-1]]
    assert [line["freshness"] for line in seen] == ["fresh"] * len(values) + ["stale"]


async def test_simulation_gives_way_when_a_drive_is_replayed_to_a_car(
    car: Car, tmp_path: Path
) -> None:
    """A recorded speed takes the simulated one's place; a second replay beside it is refused."""
    path = tmp_path / "drive.mcap"
    _write_recording(path)
    playing = await car.spawn("replay", path, "--loop", "--json", "--data", car.folder)
    assert playing.stdout is not None
    assert json.loads(await playing.stdout.readline())["event"] == "replaying"
    code, _, err = await car.segue("replay", path, SPEED, "--data", car.folder)
    assert code == 1
    assert SPEED in err
    playing.send_signal(signal.SIGINT)
    await playing.communicate()
    assert playing.returncode == 0
    _, out, _ = await car.segue("signals", "get", SPEED, "--json")
    assert (json.loads(out)["value"], json.loads(out)["freshness"]) == (1.0, "stale")
