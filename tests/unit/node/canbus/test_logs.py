"""Logs of each format: recorded, read back, replayed, and told when broken."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from pathlib import Path

import can
import numpy as np
import pytest
from can_car import ANGLE, LOG, SPEED, plan, receiver

from segue.kernel import DataUnusable, DeviceUnavailable, LocalUseError
from segue.node.canbus import (
    BusSpec,
    LogDecoder,
    LogSpec,
    paced,
    read_log,
    record,
    replay,
)

_IDS = {"SPEED": 180, "STEERING": 37}
_TOOL = Path(__file__).parents[4] / "tools" / "make_can_log.py"
_FORMATS = (".log", ".asc", ".blf")
_COUNT = 40


def _facts(frames: list[can.Message]) -> list[tuple[int, bool, bytes]]:
    return [(frame.arbitration_id, frame.is_extended_id, bytes(frame.data)) for frame in frames]


@pytest.fixture
def spec(request: pytest.FixtureRequest) -> BusSpec:
    """A virtual bus of this test's own, in this process alone."""
    return BusSpec(interface="virtual", channel=request.node.name)


@pytest.mark.parametrize("suffix", _FORMATS)
def test_a_recorded_log_reads_back_as_it_was(tmp_path: Path, spec: BusSpec, suffix: str):
    """Ids, bytes and absolute times survive each format, to the millisecond at least."""
    sent = list(itertools.islice(read_log(LOG), _COUNT))
    sent.append(can.Message(arbitration_id=0x18DAB0F1, is_extended_id=True, data=b"\1\2\3"))
    out = tmp_path / f"drive{suffix}"
    bus = can.Bus(interface="virtual", channel=spec.channel)
    begun = threading.Event()

    def send() -> None:
        begun.wait()
        for frame in sent:
            bus.send(frame)

    def enough(count: int) -> None:
        begun.set()
        if count >= len(sent):
            raise KeyboardInterrupt

    sender = threading.Thread(target=send)
    sender.start()
    before_s = time.time()
    assert record(spec, out, progress=enough) == len(sent)
    sender.join()
    bus.shutdown()
    read = list(read_log(out))
    assert _facts(read) == _facts(sent)
    # Absolute times: ASC keeps the start of a log to the millisecond, rounded.
    assert all(before_s - 1.0 <= frame.timestamp <= time.time() + 1.0 for frame in read)


def test_recording_never_overwrites(tmp_path: Path, spec: BusSpec):
    """What is there stays."""
    out = tmp_path / "old.log"
    out.write_text("mine")
    with pytest.raises(LocalUseError, match="is there already"):
        record(spec, out, seconds=0.0)
    assert out.read_text() == "mine"


def test_recording_ends_when_its_time_is_over(tmp_path: Path, spec: BusSpec):
    """A silent bus leaves an empty log, which can be read."""
    assert record(spec, tmp_path / "none.log", seconds=0.01) == 0
    assert list(read_log(tmp_path / "none.log")) == []


def test_a_bus_that_is_not_there_is_said_to_be(tmp_path: Path):
    """The reason is the driver's, and no empty log is left."""
    spec = BusSpec(interface="socketcan", channel="segue-none")
    with pytest.raises(DeviceUnavailable, match="socketcan:segue-none cannot be opened"):
        record(spec, tmp_path / "none.log")
    assert not (tmp_path / "none.log").exists()


def test_replay_gives_a_bus_every_frame(spec: BusSpec):
    """What a bus hears is what the log holds, in its order."""
    listener = can.Bus(interface="virtual", channel=spec.channel)
    expected = list(read_log(LOG))
    assert replay(LogSpec(path=LOG, speed=1e6), spec) == len(expected)
    heard = [listener.recv(0) for _ in expected]
    assert _facts([frame for frame in heard if frame is not None]) == _facts(expected)
    listener.shutdown()


def test_frames_wait_for_their_time_when_a_log_is_paced(monkeypatch: pytest.MonkeyPatch):
    """A log of ten seconds at four times its speed takes two and a half."""
    now_s = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now_s[0])
    monkeypatch.setattr("time.sleep", lambda wait_s: now_s.__setitem__(0, now_s[0] + wait_s))
    frames = list(paced(LogSpec(path=LOG, speed=4.0)))
    span_s = frames[-1].timestamp - frames[0].timestamp
    assert now_s[0] - 100.0 == pytest.approx(span_s / 4.0, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.log", b"(1.0) can0 123#00 R\nnonsense\n", "is broken after 1 frames"),
        ("a.asc", b"\xff\xfe\x00\x81", "is broken after 0 frames"),
        ("a.blf", b"no blf at all", "is broken after 0 frames"),
    ],
)
def test_a_broken_log_says_how_far_it_was_good(
    tmp_path: Path, name: str, content: bytes, says: str
):
    """A log of another program, or cut off, is named with the frames before."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataUnusable, match=says):
        list(read_log(tmp_path / name))


def test_a_log_of_another_kind_is_refused(tmp_path: Path):
    """The name says the format, so one without says nothing."""
    with pytest.raises(LocalUseError, match=r"\.log, \.asc"):
        list(read_log(tmp_path / "drive.pcap"))


def test_signals_go_stale_in_a_log_when_their_message_pauses(tmp_path: Path):
    """The log's clock is the car's: what was silent for too long is shown stale, when it was."""
    log = tmp_path / "gap.log"
    log.write_text(
        "(1700000000.000000) can0 0B4#00000000000000BC R\n(1700000005.000000) can0 7FF#00 R\n"
    )
    decoder = LogDecoder(plan(), source="gap.log")
    changes = [(at, sample.freshness) for at, sample in decoder.decode(read_log(log))]
    assert changes == [(1_700_000_000.0, "fresh"), (1_700_000_000.5, "stale")]
    assert decoder.receiver.unmapped == 1


@pytest.fixture(scope="module")
def real_log(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute of a real car as a candump log."""
    log = tmp_path_factory.mktemp("comma2k19") / "drive.log"
    folder = shared_data / "drive" / "comma2k19"
    subprocess.run([sys.executable, _TOOL, "comma2k19", folder, log], check=True)
    return log


def test_the_guides_log_is_what_its_tool_makes(tmp_path: Path):
    """Nobody has to wonder where docs/guides/can/drive.log came from."""
    subprocess.run([sys.executable, _TOOL, "demo", tmp_path / "drive.log"], check=True)
    assert (tmp_path / "drive.log").read_bytes() == LOG.read_bytes()


@pytest.mark.data
@pytest.mark.parametrize(
    ("message", "column", "path", "scale", "half_step"),
    [
        ("SPEED", "speed", SPEED, 3.6, 0.005),  # the frame has hundredths of a km/h
        ("STEERING", "steering_angle", ANGLE, 1.0, 0.5),  # VSS has whole degrees
    ],
)
def test_a_real_cars_signals_come_out_as_they_were(
    *,
    real_log: Path,
    shared_data: Path,
    message: str,
    column: str,
    path: str,
    scale: float,
    half_step: float,
):
    """comma2k19 through frames, checksums and mapping: every value, each at its own time."""
    folder = shared_data / "drive" / "comma2k19"
    taker, store = receiver()
    heard: list[tuple[float, float]] = []
    for frame in read_log(real_log):
        taker.receive([frame], frame.timestamp)
        if frame.arbitration_id == _IDS[message]:
            sample = store.get(path)
            heard.append((sample.source_utc_s, sample.value))
    times, values = np.array(heard).T
    expected = scale * np.load(folder / f"processed_log_CAN_{column}_value.npy").reshape(-1)
    boot_s = np.load(folder / f"processed_log_CAN_{column}_t.npy")
    assert taker.counts[message].taken == len(boot_s)
    assert np.abs(values - expected).max() <= half_step + 1e-9
    # A candump log has microseconds.
    assert np.abs(np.diff(times) - np.diff(boot_s)).max() <= 2e-6
    frame_boot_s = np.load(folder / "frame_times.npy")
    week, of_week_s = np.load(folder / "frame_gps_times.npy").T
    # 315964800 is GPS's epoch in UTC; 18 leap seconds have been added since.
    frame_utc_s = 315_964_800 + week * 604_800 + of_week_s - 18
    away_s = np.median(times - boot_s) - (frame_utc_s - frame_boot_s)
    assert np.abs(away_s).max() <= 2e-6
