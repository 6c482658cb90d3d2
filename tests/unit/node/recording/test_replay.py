"""Replaying: the same values in the same order, at the recording's own pace."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from pathlib import Path
from typing import Any

import pytest
from databroker import Databroker
from mcap.writer import Writer

from segue.kernel import DataUnusable, LocalUseError
from segue.node.recording import (
    Moment,
    Player,
    Recorded,
    RecordedFile,
    contents_of,
    fit,
    moments,
    pace,
    record,
)
from segue.node.remote import ServerAddress, SignalClient
from segue.node.remote._values import from_message

SPEED, LIGHT = "Vehicle.Speed", "Vehicle.Light"


def recorded(
    path: str, value: Any, time_s: float, source_utc_s: float | None = None, *, stale: bool = False
) -> Recorded:
    """Return one value of a recording."""
    return Recorded(
        path=path,
        value=value,
        unit="",
        time_s=time_s,
        source_utc_s=source_utc_s,
        stale=stale,
    )


def test_values_stay_together_when_they_were_true_together() -> None:
    """Values of one moment are given as one, and a signal's second value is a second moment."""
    found = list(
        moments(
            [
                recorded("A", 1, 10.0, 9.0),
                recorded("B", 2, 10.0, 9.0),
                recorded("A", 3, 10.0, 9.0),
                recorded("B", 4, 11.0),
            ]
        )
    )
    assert found == [
        Moment(time_s=10.0, true_at_utc_s=9.0, values={"A": 1, "B": 2}),
        Moment(time_s=10.0, true_at_utc_s=9.0, values={"A": 3}),
        Moment(time_s=11.0, true_at_utc_s=11.0, values={"B": 4}),
    ]


def test_order_stays_when_a_source_clock_jumps_back() -> None:
    """Values keep the order in which they came; time stands still rather than going back."""
    found = list(moments([recorded("A", 1, 10.0), recorded("A", 2, 4.0), recorded("A", 3, 12.0)]))
    assert [(moment.time_s, moment.values["A"]) for moment in found] == [
        (10.0, 1),
        (10.0, 2),
        (12.0, 3),
    ]


def test_staleness_is_no_new_value_when_replayed() -> None:
    """That a provider went away is not given again as a value of now."""
    assert list(moments([recorded("A", 1, 1.0), recorded("A", 1, 2.0, stale=True)])) == [
        Moment(time_s=1.0, true_at_utc_s=1.0, values={"A": 1})
    ]


async def test_spacing_is_the_recordings_when_paced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the speed is half the wait, and what took time meanwhile is not waited for again."""
    now_s = 100.0
    waits: list[float] = []

    async def sleep(delay_s: float) -> None:
        nonlocal now_s
        waits.append(delay_s)
        now_s += delay_s

    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    times = [50.0, 52.0, 52.0, 60.0]
    async for moment in pace(
        [Moment(time_s=at, true_at_utc_s=at, values={}) for at in times], speed=2.0
    ):
        now_s += 0.25 if moment.time_s == 50.0 else 0.0
    assert waits == [0.0, 0.75, 0.0, 4.0]


async def record_some(path: Path) -> list[tuple[str, Any]]:
    """Record a short drive from one server; return what it gave, in order."""
    values: list[tuple[str, Any]] = []
    async with Databroker() as broker:
        broker.add(SPEED, "float", unit="km/h")
        broker.add(LIGHT, "string")
        heard = asyncio.Queue[Any]()
        recording = asyncio.create_task(
            record(
                ServerAddress(target=broker.address),
                path,
                ["Vehicle"],
                tell=heard.put_nowait,
            )
        )
        await broker.subscribed.wait()
        for number in range(200):
            speed = number * 0.7
            broker.give(time.time(), Vehicle__Speed={"float": speed})
            values.append((SPEED, pytest.approx(speed, rel=1e-6)))
            if number % 50 == 0:
                light = "ON" if number % 100 else "OFF"
                broker.give(time.time(), Vehicle__Light={"string": light})
                values.append((LIGHT, light))
        missing = len(values) + 2  # the subscription begins with two that have no value yet
        while missing:
            missing -= len(getattr(await heard.get(), "readings", ()))
        recording.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await recording
    return values


async def replay_all(path: Path, broker: Databroker, *, keep_times: bool) -> None:
    """Replay a file to a server, as fast as it goes."""
    file = RecordedFile(path)
    async with SignalClient(ServerAddress(target=broker.address)) as client:
        found = await fit(client, contents_of(file).units)
        async with client.provide(found.signals) as providing:
            player = Player(providing, found.signals, keep_times=keep_times)
            async for moment in pace(moments(file), 1e6):
                await player.play(moment)
            await providing.finish()


@pytest.mark.parametrize("keep_times", [False, True])
async def test_values_are_the_same_when_recorded_and_replayed(
    tmp_path: Path, keep_times: bool
) -> None:
    """Another server gets every value in the order in which the first one gave it."""
    path = tmp_path / "drive.mcap"
    begun_s = time.time()
    wanted = await record_some(path)
    ended_s = time.time()
    async with Databroker() as broker:
        broker.add(LIGHT, "string")
        broker.add(SPEED, "float", unit="km/h")
        await replay_all(path, broker, keep_times=keep_times)
    got = [
        (name, from_message(point.value))
        for given, _ in broker.given
        for name, point in given.items()
    ]
    assert got == wanted
    source_times = [source_utc_s for _, source_utc_s in broker.given]
    assert all((begun_s <= at <= ended_s) == keep_times for at in source_times)


async def test_what_does_not_fit_is_named_when_the_server_differs() -> None:
    """What is missing or in another unit is left out with the reason; the rest is played."""
    async with Databroker() as broker:
        broker.add(SPEED, "float", unit="m/s")
        broker.add(LIGHT, "string", allowed_values={"string_array": {"values": ["ON"]}})
        async with SignalClient(ServerAddress(target=broker.address)) as client:
            found = await fit(client, {SPEED: "km/h", LIGHT: "", "Vehicle.Nope": ""})
            assert [signal.info.path for signal in found.signals] == [LIGHT]
            assert found.misfits == {
                SPEED: "recorded in km/h, not in m/s",
                "Vehicle.Nope": "the server has no such signal",
            }
            async with client.provide(found.signals) as providing:
                player = Player(providing, found.signals, keep_times=False)
                for value in ("ON", "BLUE"):
                    await player.play(Moment(time_s=1, true_at_utc_s=1, values={LIGHT: value}))
                assert player.published == 1
                assert "BLUE" in player.unfit[LIGHT]
            with pytest.raises(LocalUseError, match="Nothing of the recording fits"):
                await fit(client, {"Vehicle.Nope": ""})


def write_others(path: Path) -> None:
    """Write a file as other programs do: three topics, none of them a signal of ours."""
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start()
        schema = writer.register_schema("sensor_msgs/Imu", "ros2msg", b"")
        imu = writer.register_channel("/imu", "cdr", schema)
        bare = writer.register_channel("/log", "json", 0)
        ours = writer.register_schema("segue.Signal.float", "jsonschema", b"{}")
        odd = writer.register_channel("/odd", "json", ours, {"path": "Vehicle.Odd"})
        good = writer.register_channel("/Vehicle/Speed", "json", ours, {"path": SPEED})
        for channel, data in [
            (imu, b"\x00\x01"),
            (bare, b"{}"),
            (odd, b"not json"),
            (good, json.dumps({"value": 1.5, "unit": "km/h", "later_field": 1}).encode()),
        ]:
            writer.add_message(channel, log_time=1, data=data, publish_time=1)
        writer.finish()


def test_topics_of_others_are_named_and_skipped_when_read(tmp_path: Path) -> None:
    """A file that other programs wrote into gives our signals, and says what it left out."""
    path = tmp_path / "mixed.mcap"
    write_others(path)
    file = RecordedFile(path)
    (item,) = file
    assert (item.path, item.value, item.unit) == (SPEED, 1.5, "km/h")
    assert not file.cut_short
    assert file.skipped["/imu"] == "schema sensor_msgs/Imu, cdr"
    assert file.skipped["/log"] == "no schema, json"
    assert "does not read" in file.skipped["Vehicle.Odd"]


def test_file_is_refused_when_there_is_no_signal_in_it(tmp_path: Path) -> None:
    """No file, no MCAP and no signal are told apart."""
    path = tmp_path / "mixed.mcap"
    write_others(path)
    with pytest.raises(DataUnusable, match=r"holds no signals, only .*/imu"):
        contents_of(RecordedFile(path, ["Vehicle.Cabin"]))
    path.write_bytes(b"hello")
    with pytest.raises(DataUnusable, match="is no MCAP file"):
        contents_of(RecordedFile(path))
    with pytest.raises(DataUnusable, match="cannot be read"):
        contents_of(RecordedFile(tmp_path / "nothing.mcap"))


def test_only_what_was_asked_for_is_read_when_there_are_patterns(tmp_path: Path) -> None:
    """Patterns choose among a recording's signals as they do on a server."""
    path = tmp_path / "mixed.mcap"
    write_others(path)
    assert len(list(RecordedFile(path, ["Vehicle.Sp*"]))) == 1
    assert len(list(RecordedFile(path, ["Vehicle.Cabin.**"]))) == 0
