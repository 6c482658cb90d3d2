"""Frames become signals, with their time; frames that cannot be trusted become nothing."""

from __future__ import annotations

from pathlib import Path

import can
import pytest
from can_car import ANGLE, CHARGE, GEAR, LOCK, POWER, SPEED, UTC_S, frame, plan, receiver


def test_a_value_comes_with_its_frames_time_and_bus_when_its_frame_is_taken():
    """A signal has the value in VSS's unit, the time on the bus, and says which bus it was."""
    taker, store = receiver()
    taker.receive([frame("SPEED", {"SPEED": 73.21}, utc_s=UTC_S + 0.25)], 5.0)
    sample = store.get(SPEED)
    assert sample.value == pytest.approx(73.21)
    assert (sample.source_utc_s, sample.received_s) == (UTC_S + 0.25, 5.0)
    assert (sample.provider, sample.freshness) == ("can0", "fresh")


def test_units_are_converted_when_the_dbc_says_them():
    """Kilowatts on the bus are watts in VSS, and a whole-number signal is rounded."""
    taker, store = receiver()
    taker.receive(
        [
            frame("BATTERY", {"CHARGE": 55.5, "POWER": -12.5}),
            frame("STEERING", {"ANGLE": -4.6}),
            frame("GEAR", {"GEAR": 1}),
        ],
        0.0,
    )
    assert store.get(POWER).value == pytest.approx(-12_500.0)
    assert store.get(CHARGE).value == pytest.approx(55.5)
    assert (store.get(ANGLE).value, store.get(GEAR).value) == (-5, -1)


def test_time_is_none_when_a_log_has_only_a_stopwatch():
    """A frame at 12.5 s was not sent in 1970."""
    taker, store = receiver()
    taker.receive([frame("SPEED", {"SPEED": 1.0}, utc_s=12.5)], 0.0)
    assert store.get(SPEED).source_utc_s is None


def test_only_the_message_that_is_silent_turns_stale_when_its_time_is_over():
    """Freshness is per message: a battery that still speaks does not keep the speed fresh."""
    taker, store = receiver()
    taker.receive([frame("SPEED", {"SPEED": 50.0}), frame("BATTERY", {"CHARGE": 50.0})], 0.0)
    taker.receive([frame("BATTERY", {"CHARGE": 50.0})], 0.4)
    assert taker.next_timer_s() == pytest.approx(0.5)
    taker.on_timer(0.5)
    assert (store.get(SPEED).freshness, store.get(CHARGE).freshness) == ("stale", "fresh")
    taker.receive([frame("SPEED", {"SPEED": 51.0})], 1.0)
    assert (store.get(SPEED).value, store.get(SPEED).freshness) == (51.0, "fresh")


def test_a_frame_changes_nothing_when_its_checksum_is_wrong():
    """A broken frame is counted, gives no value, and keeps none fresh."""
    taker, store = receiver()
    taker.receive([frame("SPEED", {"SPEED": 50.0})], 0.0)
    bad = frame("SPEED", {"SPEED": 90.0}, utc_s=UTC_S + 0.3)
    bad.data[7] ^= 1
    taker.receive([bad], 0.3)
    assert store.get(SPEED).value == 50.0
    assert taker.counts["SPEED"].bad_checksum == 1
    taker.on_timer(0.5)
    assert store.get(SPEED).freshness == "stale"


def test_a_stuck_sender_goes_stale_when_its_counter_stands():
    """The same frame over and over is no news, however often it comes."""
    taker, store = receiver()
    for step in range(60):
        taker.receive([frame("STEERING", {"ANGLE": 10.0, "COUNTER": 3})], step * 0.01)
        taker.on_timer(step * 0.01)
    assert store.get(ANGLE).freshness == "stale"
    assert taker.counts["STEERING"].taken == 1
    assert taker.counts["STEERING"].repeated == 59
    taker.receive([frame("STEERING", {"ANGLE": 11.0, "COUNTER": 4})], 0.6)
    assert (store.get(ANGLE).value, store.get(ANGLE).freshness) == (11, "fresh")


def test_missed_frames_are_counted_when_the_counter_jumps():
    """A counter that goes 14, 15, 0, 3 has lost two frames, over its wrap."""
    taker, store = receiver()
    for count in (14, 15, 0, 3):
        taker.receive([frame("STEERING", {"ANGLE": 10.0, "COUNTER": count})], 0.0)
    assert (taker.counts["STEERING"].taken, taker.counts["STEERING"].missed) == (4, 2)
    assert store.get(ANGLE).freshness == "fresh"


@pytest.mark.parametrize(
    ("name", "values", "path", "beside"),
    [
        ("BATTERY", {"CHARGE": 102.3, "POWER": 1.0}, CHARGE, POWER),
        ("DOORS", {"LOCK_STATE": 3}, LOCK, "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen"),
    ],
)
def test_one_value_turns_stale_when_the_car_says_that_there_is_none(
    name: str, values: dict[str, float], path: str, beside: str
):
    """A number outside its range, or an unlisted label, leaves nothing to believe."""
    taker, store = receiver()
    taker.receive([frame(name, {"CHARGE": 50.0} if name == "BATTERY" else {"LOCK_STATE": 1})], 0.0)
    before = store.get(path).value
    for now_s in (0.1, 0.2):
        taker.receive([frame(name, values)], now_s)
        assert (store.get(path).value, store.get(path).freshness) == (before, "stale")
        assert store.get(beside).freshness == "fresh"


def test_everything_is_stale_at_once_when_the_bus_is_lost():
    """A pulled plug does not wait for each message's time."""
    taker, store = receiver()
    taker.receive([frame("SPEED", {"SPEED": 50.0}), frame("BATTERY", {"CHARGE": 50.0})], 0.0)
    taker.bus_lost(0.1)
    assert store.get(SPEED).freshness == store.get(CHARGE).freshness == "stale"
    taker.receive([frame("SPEED", {"SPEED": 50.0})], 0.2)
    assert store.get(SPEED).freshness == "fresh"


def test_odd_frames_are_counted_and_harmless():
    """Short, remote, error and foreign frames, and an extended id of the same number."""
    taker, store = receiver()
    taker.receive(
        [
            can.Message(arbitration_id=180, is_extended_id=False, data=b"\1\2"),
            can.Message(arbitration_id=180, is_extended_id=False, is_remote_frame=True, dlc=8),
            can.Message(is_error_frame=True),
            can.Message(arbitration_id=0x7FF, is_extended_id=False, data=b""),
            can.Message(arbitration_id=180, is_extended_id=True, data=bytes(8)),
        ],
        0.0,
    )
    assert (taker.counts["SPEED"].short, taker.errors, taker.unmapped) == (1, 2, 2)
    assert store.get(SPEED).freshness == "never"


def test_multiplexed_signals_are_fresh_each_for_itself(tmp_path: Path):
    """What one selection brings does not keep another's fresh, even when their numbers overlap."""
    altitude, heading = "Vehicle.CurrentLocation.Altitude", "Vehicle.CurrentLocation.Heading"
    (tmp_path / "a.dbc").write_text(
        "BO_ 5 MUX: 3 X\n"
        ' SG_ PAGE M : 0|8@1+ (1,0) [0|0] "" X\n'
        ' SG_ A m1 : 8|8@1+ (1,0) [0|0] "" X\n'
        ' SG_ B m1 : 16|8@1+ (1,0) [0|0] "" X\n'
        "SG_MUL_VAL_ 5 B PAGE 1-2;\n"
    )
    (tmp_path / "a.toml").write_text(
        "[messages.MUX]\nfresh_s = 1\n"
        f'[messages.MUX.signals.A]\npath = "{altitude}"\n'
        f'[messages.MUX.signals.B]\npath = "{heading}"\n'
    )
    taker, store = receiver(plan(tmp_path / "a.dbc", tmp_path / "a.toml"))
    for now_s, page in ((0.0, 1), (0.9, 2), (0.95, 3)):
        data = bytes([page, 10, 20 + page])
        taker.receive([can.Message(arbitration_id=5, is_extended_id=False, data=data)], now_s)
    taker.on_timer(1.0)
    assert (store.get(altitude).value, store.get(altitude).freshness) == (10.0, "stale")
    assert (store.get(heading).value, store.get(heading).freshness) == (22.0, "fresh")
