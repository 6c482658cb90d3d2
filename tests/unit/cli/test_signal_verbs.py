"""`segue signals`, `record` and `replay`: what they print, how they end, what they refuse."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from databroker import Databroker

from segue.gateway.kuksa import V2

SPEED = "Vehicle.Speed"
TRUNK = "Vehicle.Body.Trunk.IsOpen"
MODE = "Vehicle.Cabin.Mode"


@pytest.fixture
async def broker() -> AsyncIterator[Databroker]:
    """A databroker of another make with a few signals."""
    async with Databroker() as broker:
        broker.add(SPEED, "float", unit="km/h", min={"float": 0.0}, max={"float": 250.0})
        broker.add(TRUNK, "boolean", "actuator")
        broker.add(
            MODE, "string", "actuator", allowed_values={"string_array": {"values": ["A", "B"]}}
        )
        broker.add("Vehicle.Secret", "uint8")
        broker.secret.add("Vehicle.Secret")
        broker.give(time.time() - 60.0, Vehicle__Speed={"float": 52.3})
        yield broker


class Segue:
    """The command, in a process of its own."""

    def __init__(self, server: str) -> None:
        self._server = server

    async def start(self, *arguments: str | Path) -> asyncio.subprocess.Process:
        """Start a verb that goes on."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "segue", *map(str, arguments), "--server", self._server),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "XDG_DATA_HOME": os.devnull},  # nobody owns a car here
        )

    async def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Run a verb to its end; return its exit code and what it printed."""
        process = await self.start(*arguments)
        out, err = await process.communicate()
        assert process.returncode is not None
        assert b"Traceback" not in err, err.decode()
        return process.returncode, out.decode(), err.decode()

    async def json(self, *arguments: str | Path) -> list[dict[str, Any]]:
        """Run a verb with --json; return its lines."""
        _, out, err = await self.run(*arguments, "--json")
        assert err == ""
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def segue(broker: Databroker) -> Segue:
    """The command, pointed at the databroker."""
    return Segue(broker.address)


async def test_columns_are_plain_when_piped(segue: Segue) -> None:
    """Tabs between the columns, no header and no colour: other programs read it."""
    code, out, err = await segue.run("signals", "list")
    assert (code, err) == (0, "")
    assert out.splitlines()[:3] == [
        f"{SPEED}\tsensor\tfloat\tkm/h\t0..250",
        f"{TRUNK}\tactuator\tboolean\t\t",
        f"{MODE}\tactuator\tstring\t\tA|B",
    ]


async def test_values_are_shown_when_some_may_not_be_read(segue: Segue) -> None:
    """What can be shown is, what cannot is said, and the exit code is 1."""
    code, out, err = await segue.run("signals", "get", "Vehicle", "Vehicle.Nope")
    assert code == 1
    assert re.fullmatch(r"Vehicle\.Speed\t52\.3\tkm/h\t1 min\t-\t-\tfloat\n", out)
    assert "2 more never had a value" in err
    assert "Vehicle.Secret: Permission denied." in err
    assert "There is no signal 'Vehicle.Nope'." in err


async def test_signal_without_a_value_is_shown_when_it_is_named(segue: Segue) -> None:
    """A path gets its line, with or without a value; a program sees null and not zero."""
    (named,) = await segue.json("signals", "get", TRUNK)
    assert (named["path"], named["value"], named["age_s"]) == (TRUNK, None, None)
    everything = await segue.json("signals", "get", "--all", "Vehicle.Body", "Vehicle.Cabin")
    assert [line["path"] for line in everything] == [TRUNK, MODE]


async def test_actuators_are_asked_when_set(segue: Segue, broker: Databroker) -> None:
    """All of it goes in one request, and its id is printed."""
    (done,) = await segue.json("signals", "set", f"{TRUNK}=on", f"{MODE}=B")
    assert done["status"] == "done"
    assert broker.actuated == [
        ({TRUNK: V2.Value(bool=True), MODE: V2.Value(string="B")}, done["request_id"])
    ]


@pytest.mark.parametrize(
    ("assignments", "says"),
    [
        ([f"{TRUNK}=true", f"{MODE}=C"], "one of A, B"),
        ([f"{TRUNK}=true", "Vehicle.Nope=1"], "There is no signal 'Vehicle.Nope'"),
        ([f"{TRUNK}=true", f"{SPEED}=3"], "is a sensor"),
        ([f"{TRUNK}=true", MODE], "SIGNAL=VALUE"),
    ],
)
async def test_nothing_is_asked_when_one_of_several_is_wrong(
    segue: Segue, broker: Databroker, assignments: list[str], says: str
) -> None:
    """One clear error, exit code 2, and no actuator hears of any of it."""
    code, out, err = await segue.run("signals", "set", *assignments)
    assert (code, out) == (2, "")
    assert says in err
    assert broker.actuated == []


async def test_reason_and_id_are_printed_when_the_car_refuses(
    segue: Segue, broker: Databroker
) -> None:
    """A refusal is an answer: exit code 1, the car's reason, and the id to find it by."""
    broker.refuses_actuation = (grpc.StatusCode.ABORTED, "The car is moving")
    code, _, err = await segue.run("signals", "set", f"{TRUNK}=true")
    assert code == 1
    assert re.search(r"The car is moving\. \(request [0-9a-z]{26}\)", err)


async def test_values_are_given_when_published(segue: Segue, broker: Databroker) -> None:
    """A sensor has no actuator, but a developer may be its source."""
    code, _, err = await segue.run("signals", "set", "--publish", f"{SPEED}=33.5")
    assert (code, err) == (0, "")
    assert broker.points[SPEED].value == V2.Value(float=33.5)
    assert abs(broker.points[SPEED].timestamp.ToNanoseconds() / 1e9 - time.time()) < 60


async def test_snapshot_reads_as_csv_and_json_when_exported(segue: Segue) -> None:
    """Both hold the same values with their unit and time; signals without a value are left out."""
    _, text, _ = await segue.run("signals", "export", "--format", "csv", "Vehicle.*")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["path"], row["value"], row["unit"]) == (SPEED, "52.3", "km/h")
    _, text, _ = await segue.run("signals", "export", "Vehicle.*")
    assert json.loads(text)[SPEED]["value"] == 52.3
    assert json.loads(text)[SPEED]["time"] == row["time"]


async def test_tree_is_as_vss_tools_write_it_when_exported(segue: Segue) -> None:
    """The metadata are a tree of branches with children, as a databroker loads it."""
    _, text, _ = await segue.run("signals", "export", "--format", "vss", "Vehicle.Cabin", SPEED)
    vehicle = json.loads(text)["Vehicle"]
    assert vehicle["type"] == "branch"
    assert vehicle["children"]["Speed"] == {
        "type": "sensor",
        "datatype": "float",
        "description": "Speed",
        "unit": "km/h",
        "min": 0.0,
        "max": 250.0,
    }
    assert vehicle["children"]["Cabin"]["children"]["Mode"]["allowed"] == ["A", "B"]


async def test_watch_goes_on_when_one_path_is_wrong_and_the_server_restarts(
    segue: Segue, broker: Databroker
) -> None:
    """What is unknown and unreadable is said, values come, and Ctrl-C is a good end."""
    process = await segue.start(
        "signals", "watch", SPEED, "Vehicle.Nope", "Vehicle.Secret", "--json"
    )
    assert process.stdout is not None
    lines: list[dict[str, Any]] = []

    async def until(wanted: str, **facts: object) -> None:
        assert process.stdout is not None
        while not lines or lines[-1].get(wanted) is None or not facts.items() <= lines[-1].items():
            lines.append(json.loads(await process.stdout.readline()))

    await until("path", path=SPEED, value=52.3)
    await broker.__aexit__(None, None, None)
    await until("event", event="lost")
    async with Databroker(broker.address) as again:
        again.add(SPEED, "float", unit="km/h")
        again.give(Vehicle__Speed={"float": 7.0})
        await until("event", event="back")
        await until("path", value=7.0)
        process.send_signal(signal.SIGINT)
        _, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    events = [line for line in lines if "event" in line]
    assert events[0] == {"event": "unknown", "pattern": "Vehicle.Nope"}
    assert events[1]["event"] == "refused"
    assert events[1]["path"] == "Vehicle.Secret"


async def test_only_changes_are_shown_when_watched(segue: Segue, broker: Databroker) -> None:
    """A value that comes again unchanged is no line; one that changes is."""
    process = await segue.start("signals", "watch", SPEED)
    assert process.stdout is not None
    await broker.subscribed.wait()
    for speed in (52.3, 52.3, 60.0, 60.0, 61.0):
        broker.give(time.time(), Vehicle__Speed={"float": speed})
    lines = [(await process.stdout.readline()).decode().split("\t") for _ in range(3)]
    process.send_signal(signal.SIGINT)
    rest, _ = await process.communicate()
    assert [line[1:] for line in lines] == [
        [SPEED, value, "km/h\n"] for value in ("52.3", "60", "61")
    ]
    assert rest == b""


async def test_recording_is_whole_when_ended_by_ctrl_c_and_replays(
    segue: Segue, broker: Databroker, tmp_path: Path
) -> None:
    """Record, Ctrl-C, print, replay: four processes, one set of values; the name stays taken."""
    path = tmp_path / "drive.mcap"
    process = await segue.start("record", path, SPEED, "--layout", "--json")
    assert process.stdout is not None
    assert json.loads(await process.stdout.readline())["event"] == "recording"
    layout = json.loads(await process.stdout.readline())  # at once: the process may be killed
    assert Path(layout["file"]) == tmp_path / "segue-layout.json"
    await broker.subscribed.wait()
    for speed in (60.0, 61.0, 62.0):
        broker.give(time.time(), Vehicle__Speed={"float": speed})
    await asyncio.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    ended = json.loads(out)
    assert (ended["event"], ended["values"], ended["signals"]) == ("ended", 4, 1)

    printed = await segue.json("replay", "--print", path)
    assert [line["value"] for line in printed] == [52.3, 60.0, 61.0, 62.0]

    broker.given.clear()
    code, out_text, _ = await segue.run("replay", path, "--speed", "1000")
    assert (code, "4 values given" in out_text) == (0, True)
    assert [given[SPEED].value.float for given, _ in broker.given] == pytest.approx(
        [52.3, 60.0, 61.0, 62.0]
    )

    code, _, err_text = await segue.run("record", path)
    assert code == 2
    assert "is there already" in err_text


async def test_no_file_is_made_when_nobody_is_there_to_record(tmp_path: Path) -> None:
    """Without a server: exit code 3, one error with what to do, and nothing left behind."""
    path = tmp_path / "drive.mcap"
    for verb in (["record", path], ["signals", "get"], ["signals", "watch"]):
        code, out, err = await Segue("127.0.0.1:1").run(*verb)
        assert (code, out) == (3, "")
        assert err.splitlines()[0] == "segue: No signal server answers at 127.0.0.1:1."
        assert "segue demo" in err
    assert not path.exists()
