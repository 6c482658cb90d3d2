"""A drive's recording: what others read in it, and what is left of it when things go wrong."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcap.reader import make_reader
from short_drives import following, recorded

from segue.kernel import DeviceUnavailable, LocalUseError
from segue.node.drives import DriveLog, DriveRecording, write_drive_layout
from segue.pilot.plan import SeguePlanner
from segue.world.drives import ScenarioDrive
from segue.world.scenes import load_scenario

EVERY_STEP = {"/replay/step", "/tf", "/ego", "/truth", "/command", "/guard", "/inputs"}
EVERY_DECISION = {"/supervisor", "/scene/truth", "/scene/futures", "/plan", "/scene/plan"}
ONCE = {"/replay/start", "/scene/lanes", "/scene/ego"}
WITH_SENSORS = {"/scene/objects", "/scene/detections"}


def messages(path: Path) -> list[tuple[str, Any]]:
    """Return all messages as mcap's own reader gives them: topic and content."""
    with path.open("rb") as file:
        return [
            (channel.topic, json.loads(message.data))
            for _, channel, message in make_reader(file).iter_messages()
        ]


def last(path: Path, topic: str) -> Any:
    """Return the last message of a topic."""
    return [content for name, content in messages(path) if name == topic][-1]


def test_each_topic_has_its_own_rate_when_a_drive_is_recorded(recording: Path) -> None:
    """Two seconds: fifty steps and ten decisions each, and the radar's twenty-five looks."""
    counts = Counter(topic for topic, _ in messages(recording))
    assert {topic for topic, count in counts.items() if count == 100} == EVERY_STEP
    assert {topic for topic, count in counts.items() if count == 20} == EVERY_DECISION
    assert {topic for topic, count in counts.items() if count == 1} >= ONCE
    assert all(45 <= counts[topic] <= 50 for topic in WITH_SENSORS)


def test_scene_shows_where_things_are_when_a_drive_is_recorded(recording: Path) -> None:
    """The car's frame, the box ahead of it, both borders of two lanes, and the plan's line."""
    transform = last(recording, "/tf")
    assert (transform["parent_frame_id"], transform["child_frame_id"]) == ("map", "ego")
    ego_x_m = transform["translation"]["x"]
    assert ego_x_m == pytest.approx(last(recording, "/truth")["x_m"], abs=0.2)
    (outlines,) = last(recording, "/scene/truth")["entities"]
    middle_x_m = sum(point["x"] for point in outlines["lines"][0]["points"][:4]) / 4
    (objects,) = last(recording, "/scene/objects")["entities"]
    near = [
        cube["size"]
        for cube in objects["cubes"]
        if cube["pose"]["position"]["x"] == pytest.approx(middle_x_m, abs=3.0)
    ]
    assert (near[0]["x"], near[0]["y"]) == pytest.approx((4.5, 1.8), abs=0.1)
    (lanes,) = last(recording, "/scene/lanes")["entities"]
    assert len(lanes["lines"]) >= 4
    assert lanes["lifetime"] == {"sec": 0, "nsec": 0}
    (plan,) = last(recording, "/scene/plan")["entities"]
    assert plan["lines"][0]["points"][0]["x"] == pytest.approx(ego_x_m, abs=5.0)
    assert plan["lines"][0]["points"][-1]["x"] > ego_x_m + 50.0


def test_log_says_how_it_went_when_the_drive_has_ended(recording: Path) -> None:
    """The last line is the scenario's own verdict."""
    line = last(recording, "/log")
    assert (line["name"], line["message"]) == ("scenario", "As the scenario asks.")


def test_bytes_are_the_same_when_the_same_drive_is_recorded_twice(
    recording: Path, tmp_path: Path
) -> None:
    """Nothing of the machine, the day or how long it took is in it; another seed is another."""
    assert recorded(tmp_path / "again.mcap").read_bytes() == recording.read_bytes()
    assert recorded(tmp_path / "other.mcap", seed=2).read_bytes() != recording.read_bytes()


def test_schemas_are_whole_and_fit_when_foxglove_reads_them(recording: Path) -> None:
    """Every message has the fields that its schema says, and no schema refers to another."""
    with recording.open("rb") as file:
        for schema, channel, message in make_reader(file).iter_messages():
            assert schema is not None
            assert (schema.encoding, channel.message_encoding) == ("jsonschema", "json")
            assert b"$ref" not in schema.data
            definition = json.loads(schema.data)
            assert definition["title"] == schema.name
            assert set(definition["properties"]) == set(json.loads(message.data))
            prefix = schema.name.rpartition(".")[0]
            is_theirs = channel.topic.startswith("/scene/") or channel.topic in ("/tf", "/log")
            assert prefix == ("foxglove" if is_theirs else "segue.drive")


def shown(layout: Any) -> Iterator[tuple[str, str]]:
    """Yield topic and field of all that a layout plots."""
    for panel in layout["configById"].values():
        for path in panel.get("paths", ()):
            topic, _, field = path["value"].partition(".")
            yield topic, field


def test_layout_shows_what_a_recording_has_when_written(recording: Path, tmp_path: Path) -> None:
    """Each path is a field of a message, each scene a topic; a layout that is there is kept."""
    path = write_drive_layout(tmp_path / "drive.mcap")
    layout = json.loads(path.read_text())
    contents = dict(messages(recording))
    for topic, field in shown(layout):
        assert field in contents[topic], f"{topic}.{field}"
    panels = layout["configById"]
    scenes = set(panels["3D!scene"]["topics"])
    assert scenes - {"/scene/lights"} == {topic for topic in contents if "/scene/" in topic}
    assert panels["3D!scene"]["followTf"] == contents["/tf"]["child_frame_id"]
    assert panels["RosOut!log"]["topicToRender"] in contents
    assert all(json.dumps(name)[1:-1] in json.dumps(layout["layout"]) for name in panels)
    path.write_text("mine")
    assert write_drive_layout(tmp_path / "drive.mcap").read_text() == "mine"


def test_file_is_kept_when_the_name_is_taken(tmp_path: Path) -> None:
    """A recording never writes over another file."""
    path = tmp_path / "drive.mcap"
    path.write_text("mine")
    with pytest.raises(LocalUseError, match="is there already"):
        recorded(path)
    assert path.read_text() == "mine"


_DRIVE_FOR_LONG = """
import sys
from pathlib import Path
from segue.node.drives import DriveRecording
from segue.pilot.plan import SeguePlanner
from segue.world.drives import ScenarioDrive
from segue.world.scenes import load_scenario

drive = ScenarioDrive(load_scenario(Path(sys.argv[2])), 1, SeguePlanner)
with DriveRecording(Path(sys.argv[1]), drive, planner="segue") as recording:
    while True:
        recording.add(drive.step())
        print(drive.time_s, flush=True)
"""


def test_all_but_the_last_second_is_there_when_the_process_is_killed(tmp_path: Path) -> None:
    """After kill -9 the recording reads up to its last flush, step after step."""
    path = tmp_path / "drive.mcap"
    scenario = following(tmp_path, duration_s=20.0)
    with subprocess.Popen(
        [sys.executable, "-c", _DRIVE_FOR_LONG, str(path), str(scenario)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        driven_s = 0.0
        for line in process.stdout:
            driven_s = float(line)
            if driven_s >= 2.5:
                process.kill()
                break
    log = DriveLog(path)
    times_s = [step.inputs.time_s for step in log]
    assert log.cut_short
    assert times_s[-1] > driven_s - 1.1
    assert times_s == pytest.approx([0.02 * step for step in range(len(times_s))])


def test_file_is_readable_when_the_disk_is_full(tmp_path: Path) -> None:
    """The disk that takes no more gives one clear error, and what was there before stays whole."""
    path = tmp_path / "drive.mcap"
    drive = ScenarioDrive(load_scenario(following(tmp_path, duration_s=10.0)), 1, SeguePlanner)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(DeviceUnavailable, match="took no more"):
            _record_all(path, drive)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    log = DriveLog(path)
    steps = list(log)
    assert log.cut_short
    assert len(steps) > 0
    assert len(steps) % 50 == 0


def _record_all(path: Path, drive: ScenarioDrive) -> None:
    with DriveRecording(path, drive, planner="segue") as recording:
        while not drive.over:
            recording.add(drive.step())
