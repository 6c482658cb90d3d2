"""Recordings: read back by the mcap package, and readable whatever happened while writing."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcap.reader import make_reader

from segue.kernel import DeviceUnavailable, LocalUseError
from segue.node.recording import RecordedFile, Recording, write_layout
from segue.node.remote import Reading, RemoteSignal
from segue.vehicle.signals import SignalInfo, Value, vss_catalogue

SPEED = "Vehicle.Speed"
LATITUDE = "Vehicle.CurrentLocation.Latitude"
LONGITUDE = "Vehicle.CurrentLocation.Longitude"
NOW_S = 1_800_000_000.0


def signal_of(path: str) -> RemoteSignal:
    """Return a signal of VSS as a server would describe it."""
    return RemoteSignal(info=vss_catalogue().lookup(path), number=1, description="What it is.")


def reading(path: str, value: Value | None, source_utc_s: float | None = NOW_S) -> Reading:
    """Return a fresh reading."""
    return Reading(
        path=path, value=value, source_utc_s=source_utc_s, provider="car", freshness="fresh"
    )


def new_recording(path: Path, *paths: str) -> Recording:
    """Return a recording that knows these signals."""
    recording = Recording(path)
    recording.know(map(signal_of, paths or (SPEED, LATITUDE, LONGITUDE)))
    return recording


def messages(path: Path, topic: str) -> list[tuple[int, int, Any]]:
    """Return (log time, publish time, content) of a topic, as the mcap package reads it."""
    with path.open("rb") as file:
        return [
            (message.log_time, message.publish_time, json.loads(message.data))
            for _, _, message in make_reader(file, validate_crcs=True).iter_messages([topic])
        ]


def test_recording_is_what_others_expect_when_read_by_mcap(tmp_path: Path) -> None:
    """One channel a signal, JSON with its schema, the signal's facts, and an index at the end."""
    path = tmp_path / "drive.mcap"
    with new_recording(path) as recording:
        recording.add([reading(SPEED, 52.3), reading(LATITUDE, 39.9)], NOW_S + 0.1)
        recording.add([reading(SPEED, 53.0, NOW_S + 1)], NOW_S + 1.1)
        recording.add([reading(SPEED, None)], NOW_S + 2)
    assert (recording.values, recording.signals) == (3, 2)
    with path.open("rb") as file:
        summary = make_reader(file).get_summary()
    assert summary is not None
    assert summary.statistics is not None
    assert summary.statistics.message_count == 3
    channels = {channel.topic: channel for channel in summary.channels.values()}
    speed = channels["/Vehicle/Speed"]
    assert speed.message_encoding == "json"
    assert speed.metadata == {
        "path": SPEED,
        "datatype": "float",
        "unit": "km/h",
        "kind": "sensor",
        "description": "What it is.",
    }
    schema = summary.schemas[speed.schema_id]
    assert (schema.encoding, schema.name) == ("jsonschema", "segue.Signal.float")
    assert json.loads(schema.data)["properties"]["value"] == {"type": "number"}
    (_, _, first), (_, _, second) = messages(path, "/Vehicle/Speed")
    assert first == {
        "value": 52.3,
        "unit": "km/h",
        "source_utc_s": NOW_S,
        "provider": "car",
        "freshness": "fresh",
    }
    assert second["value"] == 53.0


@pytest.mark.parametrize(
    ("source_utc_s", "log_utc_s"),
    [
        (NOW_S, NOW_S),
        (NOW_S - 5.0, NOW_S - 5.0),
        (NOW_S - 5.1, NOW_S),
        (NOW_S - 3600.0, NOW_S),
        (NOW_S + 0.1, NOW_S),
        (None, NOW_S),
    ],
)
def test_value_is_placed_in_time_by_its_source_when_that_is_credible(
    tmp_path: Path, source_utc_s: float | None, log_utc_s: float
) -> None:
    """A value from before the recording, or by another clock, does not stretch the timeline."""
    path = tmp_path / "drive.mcap"
    with new_recording(path) as recording:
        recording.add([reading(SPEED, 1.0, source_utc_s)], NOW_S)
    ((log, published, content),) = messages(path, "/Vehicle/Speed")
    assert log == round(log_utc_s * 1e9)
    assert published == round((NOW_S if source_utc_s is None else source_utc_s) * 1e9)
    assert content["source_utc_s"] == source_utc_s


def test_map_gets_a_fix_when_both_coordinates_are_known(tmp_path: Path) -> None:
    """Foxglove's own message, one for each moment in which the car moved, and only whole ones."""
    path = tmp_path / "drive.mcap"
    with new_recording(path) as recording:
        recording.add([reading(LATITUDE, 39.9)], NOW_S)
        recording.add([reading(LONGITUDE, 116.4)], NOW_S + 1)
        recording.add([reading(SPEED, 1.0)], NOW_S + 2)
        recording.add([reading(LATITUDE, 40.0), reading(LONGITUDE, 116.5)], NOW_S + 3)
    fixes = [fix for _, _, fix in messages(path, "/segue/location")]
    assert [(fix["latitude"], fix["longitude"]) for fix in fixes] == [(39.9, 116.4), (40.0, 116.5)]
    assert fixes[0]["timestamp"] == {"sec": int(NOW_S) + 1, "nsec": 0}
    assert recording.signals == 3
    with path.open("rb") as file:
        summary = make_reader(file).get_summary()
    assert summary is not None
    assert "foxglove.LocationFix" in {schema.name for schema in summary.schemas.values()}


def test_number_that_is_none_is_left_out_when_recorded(tmp_path: Path) -> None:
    """JSON knows no NaN: the file stays valid, and the value is null."""
    path = tmp_path / "drive.mcap"
    with new_recording(path) as recording:
        recording.add([reading(SPEED, float("nan"))], NOW_S)
    ((_, _, content),) = messages(path, "/Vehicle/Speed")
    assert content["value"] is None
    assert list(RecordedFile(path)) == []


def test_file_is_kept_when_the_name_is_taken(tmp_path: Path) -> None:
    """A recording never replaces a file, and a folder that is not there is an error."""
    path = tmp_path / "drive.mcap"
    path.write_bytes(b"precious")
    with pytest.raises(LocalUseError, match="is there already"):
        Recording(path)
    assert path.read_bytes() == b"precious"
    with pytest.raises(LocalUseError, match="cannot be made"):
        Recording(tmp_path / "nowhere" / "drive.mcap")


_WRITE_FOR_EVER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_recording import NOW_S, SPEED, new_recording, reading
with new_recording(Path(sys.argv[1])) as recording:
    for number in range(10**9):
        recording.add([reading(SPEED, float(number), NOW_S + number)], NOW_S + number)
        if number % 10 == 9:
            recording.flush()
            print(number + 1, flush=True)
"""


def test_all_that_was_flushed_is_there_when_the_process_is_killed(tmp_path: Path) -> None:
    """After kill -9 the file reads up to the last flush, without a gap."""
    path = tmp_path / "drive.mcap"
    here = str(Path(__file__).parent)
    with subprocess.Popen(
        [sys.executable, "-c", _WRITE_FOR_EVER, str(path), here], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        flushed = 0
        for line in process.stdout:
            flushed = int(line)
            if flushed >= 500:
                process.kill()
                break
        flushed = max([flushed, *map(int, process.stdout.read().split())])
    file = RecordedFile(path)
    values = [item.value for item in file]
    assert file.cut_short
    assert len(values) >= flushed >= 500
    assert values == list(range(len(values)))


def test_prefix_is_read_when_the_file_is_cut_anywhere(tmp_path: Path) -> None:
    """Wherever a file was cut, what reads of it is its beginning: nothing wrong, no crash."""
    path = tmp_path / "drive.mcap"
    with new_recording(path) as recording:
        for number in range(40):
            recording.add([reading(SPEED, float(number), NOW_S + number)], NOW_S + number)
            if number % 8 == 7:
                recording.flush()
    whole = path.read_bytes()
    cut = tmp_path / "cut.mcap"
    seen = set[int]()
    header = 8 + 9 + 40
    for length in range(header + 20, len(whole), 7):
        cut.write_bytes(whole[:length])
        file = RecordedFile(cut)
        values = [item.value for item in file]
        assert file.cut_short
        assert values == list(range(len(values)))
        seen.add(len(values))
    assert seen == {0, 8, 16, 24, 32, 40}


def test_file_is_readable_when_the_disk_is_full(tmp_path: Path) -> None:
    """The disk that takes no more gives one clear error, and what was there before stays whole."""
    path = tmp_path / "drive.mcap"
    limit = 20_000
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    number = 0

    def fill() -> None:
        nonlocal number
        with new_recording(path) as recording:
            while True:
                recording.add([reading(SPEED, number * 1.1, NOW_S + number)], NOW_S + number)
                number += 1
                if number % 100 == 0:
                    recording.flush()

    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(DeviceUnavailable, match="took no more") as caught:
            fill()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert str(path) in caught.value.message
    file = RecordedFile(path)
    values = [item.value for item in file]
    assert len(values) == number - 100
    assert values[-1] == pytest.approx((number - 101) * 1.1)


def test_layout_shows_topics_that_a_recording_has_when_written(tmp_path: Path) -> None:
    """Each path in the Foxglove layout is a signal of VSS, and an existing layout is kept."""
    path = write_layout(tmp_path / "drive.mcap")
    layout = json.loads(path.read_text())
    values = [
        shown["value"]
        for panel in layout["configById"].values()
        for shown in panel.get("paths", [])
    ]
    assert values
    for value in values:
        topic, _, field = value.rpartition(".")
        assert field == "value"
        assert topic.removeprefix("/").replace("/", ".") in vss_catalogue()
    assert layout["configById"]["map!location"]["followTopic"] == "/segue/location"
    path.write_text("mine")
    assert write_layout(tmp_path / "drive.mcap").read_text() == "mine"


def test_every_datatype_has_a_schema_when_recorded(tmp_path: Path) -> None:
    """Lists, integers, booleans and strings are recorded as JSON's own kinds."""
    path = tmp_path / "drive.mcap"
    samples: list[tuple[str, Value, object]] = [
        ("boolean", True, {"type": "boolean"}),
        ("uint8", 7, {"type": "integer"}),
        ("string", "北京", {"type": "string"}),
        ("float[]", (1.5, 2.0), {"type": "array", "items": {"type": "number"}}),
    ]
    recording = Recording(path)
    with recording:
        for datatype, value, _ in samples:
            info = SignalInfo(
                path=f"Vehicle.{datatype.removesuffix('[]').title()}",
                entry="sensor",
                datatype=datatype,
                unit="",
                low=None,
                high=None,
                allowed=(),
            )
            recording.know([RemoteSignal(info=info, number=1, description="")])
            recording.add([reading(info.path, value)], NOW_S)
    with path.open("rb") as file:
        summary = make_reader(file).get_summary()
    assert summary is not None
    schemas = {schema.name: json.loads(schema.data) for schema in summary.schemas.values()}
    for datatype, _, wanted in samples:
        assert schemas[f"segue.Signal.{datatype}"]["properties"]["value"] == wanted
    assert [item.value for item in RecordedFile(path)] == [value for _, value, _ in samples]
