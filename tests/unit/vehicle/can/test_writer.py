"""What is sent: the value asked for, a moving counter, a right checksum, and nothing guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from can_car import DBC, LOCK, MAP, plan, toyota
from cantools.database import load_file

from segue.kernel import Rejected
from segue.vehicle.can import CanWriter, load_plan

_TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
_AIR = "Vehicle.Cabin.HVAC.IsAirConditioningActive"

_CLIMATE_DBC = """
BO_ 1600 CLIMATE: 4 X
 SG_ TARGET : 0|8@1+ (0.5,10) [10|35] "C" Y
 SG_ AC : 8|1@1+ (1,0) [0|1] "" Y
 SG_ MODE : 16|8@1+ (1,0) [0|255] "" Y
"""
_CLIMATE_MAP = f"""
[messages.CLIMATE]
fill = {{ MODE = 7 }}
[messages.CLIMATE.signals.TARGET]
path = "{_TEMPERATURE}"
write = true
[messages.CLIMATE.signals.AC]
path = "{_AIR}"
write = true
"""


def _climate(folder: Path):
    (folder / "a.dbc").write_text(_CLIMATE_DBC)
    (folder / "a.toml").write_text(_CLIMATE_MAP)
    return load_plan(folder / "a.dbc", folder / "a.toml", writable={_TEMPERATURE, _AIR}).commands


def test_frame_has_value_counter_and_checksum_when_a_lock_is_asked_for():
    """What cantools reads is what was asked for; the counter goes on; the checksum is the sum."""
    writer = CanWriter(plan().commands, known=lambda _path: None)
    message = load_file(DBC).get_message_by_name("DOOR_COMMAND")
    for count, (locked, label) in enumerate([(True, "LOCK"), (False, "UNLOCK")]):
        (frame,) = writer.frames({LOCK: locked})
        assert (frame.frame_id, frame.extended, frame.fd) == (1568, False, False)
        decoded = message.decode(frame.data)
        assert (str(decoded["LOCK"]), decoded["COUNTER"]) == (label, count)
        assert frame.data == toyota(1568, frame.data)


def test_counter_begins_again_when_it_is_full():
    """Four bits count to 15."""
    writer = CanWriter(plan().commands, known=lambda _path: None)
    counts = [writer.frames({LOCK: True})[0].data[6] >> 3 & 0xF for _ in range(17)]
    assert counts == [*range(16), 0]


def test_settings_beside_it_are_sent_as_they_are_when_known(tmp_path: Path):
    """Setting the temperature does not switch the cooling off, and fill is filled in."""
    writer = CanWriter(_climate(tmp_path), known={_AIR: True}.get)
    (frame,) = writer.frames({_TEMPERATURE: 21.5})
    assert frame.data == bytes([23, 1, 7, 0])


def test_nothing_is_sent_when_a_setting_beside_it_is_not_known(tmp_path: Path):
    """A guess could switch something off that nobody asked about."""
    writer = CanWriter(_climate(tmp_path), known=lambda _path: None)
    with pytest.raises(Rejected, match="IsAirConditioningActive, which is not known now"):
        writer.frames({_TEMPERATURE: 21.5})
    assert writer.frames({_TEMPERATURE: 21.5, _AIR: False})[0].data == bytes([23, 0, 7, 0])


def test_value_is_refused_when_the_frame_cannot_hold_it(tmp_path: Path):
    """A value beyond the signal's bits is refused, not wrapped around."""
    writer = CanWriter(_climate(tmp_path), known={_AIR: True}.get)
    with pytest.raises(Rejected, match="cannot take that value"):
        writer.frames({_TEMPERATURE: 200.0})


def test_value_is_refused_when_no_label_means_it(tmp_path: Path):
    """A car that can be locked and not unlocked says so."""
    mapping = tmp_path / "a.toml"
    mapping.write_text(MAP.read_text().replace("UNLOCK = false, LOCK", "LOCK"))
    writer = CanWriter(plan(mapping=mapping).commands, known=lambda _path: None)
    with pytest.raises(Rejected, match=r"cannot set .*IsLocked to False"):
        writer.frames({LOCK: False})


def test_nothing_is_written_when_the_mapping_lists_nothing(tmp_path: Path):
    """Write access is off unless a signal has it."""
    mapping = tmp_path / "a.toml"
    mapping.write_text(MAP.read_text().partition("[messages.DOOR_COMMAND")[0])
    read_only = plan(mapping=mapping)
    assert (read_only.commands, read_only.write_paths) == ((), frozenset())
