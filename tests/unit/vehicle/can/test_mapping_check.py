"""A mapping or a DBC that does not fit says so: everything at once, where, and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from can_car import DBC, MAP, plan

from segue.kernel import DataUnusable, LocalUseError
from segue.vehicle.can import MappingMisfits

DOOR = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"


def _misfits(folder: Path, toml: str, dbc: str | None = None) -> list[str]:
    """Return what does not fit of a mapping, as it is shown."""
    mapping = folder / "my.toml"
    mapping.write_text(toml)
    database = folder / "my.dbc"
    database.write_text(DBC.read_text() if dbc is None else dbc)
    with pytest.raises(MappingMisfits) as raised:
        plan(database, mapping)
    for misfit in raised.value.misfits:
        assert str(misfit) in raised.value.message
        assert misfit.do.strip(), misfit
    return [str(misfit) for misfit in raised.value.misfits]


def test_the_guides_files_fit():
    """The files that the guide shows are used as they are."""
    assert DOOR in plan().write_paths
    assert "Vehicle.Speed" in plan().read_paths


def test_every_misfit_is_listed_when_there_are_many(tmp_path: Path):
    """A person mends all of them in one go: none hides another, whatever its kind."""
    found = _misfits(
        tmp_path,
        """
        fresh_s = 0.5
        speed = 1
        [messages.SPED.signals.SPEED]
        path = "Vehicle.Speed"
        [messages.SPEED]
        checksum = "toyta"
        counter = "COUNT"
        [messages.SPEED.signals.SPED]
        path = "Vehicle.Sped"
        scale = "3.6"
        [messages.GEAR]
        fresh_s = 0.01
        [messages.GEAR.signals.GEAR]
        path = "Vehicle.Powertrain.Transmission.SelectedGear"
        values = { P = 126, X = 3, "9" = 0, D = "drive" }
        [messages.STEERING]
        checksum = false
        [messages.STEERING.signals.ANGLE]
        path = "Vehicle.Speed"
        write = true
        """,
    )
    text = "\n".join(found)
    for part in (
        r"my\.toml: speed: There is no such key",
        r"messages\.SPED: my\.dbc has no message SPED\. Did you mean SPEED\?",
        r"messages\.SPEED\.checksum: There is no checksum 'toyta'.*toyota, honda",
        r"messages\.SPEED\.counter: There is no signal COUNT",
        r"signals\.SPED\.scale: '3\.6' is no value",
        r"signals\.SPED: SPEED has no signal SPED\. Did you mean SPEED\?",
        r"signals\.SPED\.path: There is no VSS signal 'Vehicle\.Sped'\. Did you mean Vehicle\.S",
        r"messages\.GEAR\.fresh_s: 0\.01 s is no sensible time",
        r"values\.X: GEAR has no label X\. There are: P, R, N, D, SNA",
        r"values\.9: 3 bits cannot hold it",
        r"values\.D: .*SelectedGear cannot be 'drive'",
        r"signals\.ANGLE\.unit: ANGLE is in 'deg' and Vehicle\.Speed in km/h",
        r"signals\.ANGLE\.write: Vehicle\.Speed is a sensor, no actuator",
    ):
        assert re.search(part, text), f"{part} in\n{text}"
    assert len(found) == 13, text


_SPEED = 'path = "Vehicle.Speed"'
_WRITE = f"{_SPEED}\nwrite = true"
_DESTINATION = 'path = "Vehicle.Cabin.Infotainment.Navigation.DestinationSet.Latitude"'
_GEAR = 'path = "Vehicle.Powertrain.Transmission.SelectedGear"'
_CHARGE = 'path = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Current"'
_POWER = 'path = "Vehicle.Powertrain.TractionBattery.CurrentPower"'
_ANGLE = 'path = "Vehicle.Chassis.SteeringWheel.Angle"'
_STATE = 'path = "Vehicle.LowVoltageSystemState"'


@pytest.mark.parametrize(
    ("signal", "entry", "of_message", "says"),
    [
        ("SPEED.SPEED", "path = []", "", r"\.path: It goes nowhere"),
        ("SPEED.SPEED", 'path = "Vehicle.Cabin.SeatPosCount"', "", "is a list"),
        ("SPEED.SPEED", _DESTINATION, "", "changes together with others"),
        ("DOORS.LOCK_STATE", f'path = "{DOOR}"', "", "has 2 bits, and .* is true or false"),
        ("GEAR.GEAR", _STATE, "", "is a text, one of"),
        ("SPEED.SPEED", f"{_SPEED}\nscale = 0", "", r"\.scale: A scale of 0"),
        ("SPEED.SPEED", f"{_SPEED}\nrange = [5, 5]", "", r"\.range: It is empty"),
        ("SPEED.SPEED", f'{_CHARGE}\nunit = ""', "", r"from 0 to 250, but .* range = \[0, 100\]"),
        ("BATTERY.CHARGE", f"{_CHARGE}\nrange = [0, 110]", "", r"\.range: .*0 to 100 percent"),
        ("STEERING.ANGLE", f"{_ANGLE}\nscale = 100", "", r"from -60000 to .*\(int16\) from -32768"),
        ("SPEED.SPEED", _SPEED, 'checksum_signal = "SUM"', "There is no signal SUM"),
        ("SPEED.SPEED", _SPEED, 'checksum = "honda"', "honda checksum: that is the low 4 bits"),
        ("SPEED.SPEED", _SPEED, "data_id = 65536", "65536 is no data id"),
        ("GEAR.GEAR", _GEAR, 'checksum = "toyota"', "checksum_signal ="),
        ("GEAR.GEAR", _GEAR, "fill = { GEAR = 1 }", "Nothing is written"),
        ("GEAR.GEAR", _GEAR, "fresh_s = 9999", "no sensible time"),
        ("GEAR.GEAR", f"{_GEAR}\nvalues = {{P = 0}}\nscale = 2", "", "nothing is scaled"),
        ("BATTERY.POWER", _POWER, "fresh_s = 0.05", "comes every 0.1 s"),
        (
            "DOOR_COMMAND.LOCK",
            f"{_SPEED}\nwrite = true",
            "fill = { LUCK = 1 }",
            "Did you mean LOCK",
        ),
        ("DOOR_COMMAND.LOCK", f"{_SPEED}\nwrite = true", "fill = { COUNTER = 16 }", "16 does not"),
    ],
)
def test_misfit_is_named_when_an_entry_cannot_be(
    tmp_path: Path, signal: str, entry: str, of_message: str, says: str
):
    """Unit, range, type, labels, checksum, freshness, fill: each kind has its own sentence."""
    message, name = signal.split(".")
    toml = f"""
checksum = "toyota"
fresh_s = 0.5
[messages.{message}]
{of_message}
[messages.{message}.signals.{name}]
{entry}
"""
    assert re.search(says, "\n".join(_misfits(tmp_path, toml)))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("Vehicle.Speed", "is a sensor, no actuator"),
        ("Vehicle.Chassis.Brake.PedalPosition", "no actuator"),
        ("Vehicle.MotionManagement.Steering.SteeringWheel.AngleTarget", "may never be written"),
        ("Vehicle.Powertrain.Transmission.SelectedGear", "may never be written"),
    ],
)
def test_motion_is_refused_when_a_mapping_wants_to_write_it(tmp_path: Path, path: str, says: str):
    """Brakes, steering and gear cannot be reached through a mapping, whatever it lists."""
    toml = f"""
    checksum = "toyota"
    [messages.DOOR_COMMAND.signals.LOCK]
    path = "{path}"
    values = {{ LOCK = 1, UNLOCK = 0 }}
    write = true
    """
    assert re.search(rf"\.write: .*{says}", "\n".join(_misfits(tmp_path, toml)))


def test_duplicates_are_named_when_two_signals_have_one_target(tmp_path: Path):
    """Two sources of one signal would fight; a status and a command of one actuator do not."""
    toml = MAP.read_text() + '\n[messages.STEERING.signals.COUNTER]\npath = "Vehicle.Speed"\n'
    (found,) = _misfits(tmp_path, toml)
    assert "Vehicle.Speed comes from messages.SPEED.signals.SPEED already" in found


def test_two_labels_for_one_value_are_refused_when_written(tmp_path: Path):
    """What is sent must not be a guess."""
    toml = MAP.read_text().replace("UNLOCK = false, LOCK = true", "NOTHING = false, UNLOCK = false")
    (found,) = _misfits(tmp_path, toml)
    assert "False could be sent as 0 or as 2" in found


def test_a_checksum_without_its_kind_is_a_misfit(tmp_path: Path):
    """A checksum that nobody checks is said to be one, until a person says not to check it."""
    toml = '[messages.SPEED.signals.SPEED]\npath = "Vehicle.Speed"\n'
    (found,) = _misfits(tmp_path, toml)
    assert "CHECKSUM is a checksum, and nothing says of which kind" in found
    (tmp_path / "my.toml").write_text("[messages.SPEED]\nchecksum = false\n" + toml)
    assert plan(tmp_path / "my.dbc", tmp_path / "my.toml").read_paths == {"Vehicle.Speed"}


def test_freshness_is_asked_for_when_nothing_says_it(tmp_path: Path):
    """No value is believed for a time that nobody chose."""
    dbc = DBC.read_text().replace('BA_ "GenMsgCycleTime" BO_ 956 100;\n', "")
    toml = '[messages.GEAR.signals.GEAR]\npath = "Vehicle.Powertrain.Transmission.SelectedGear"\n'
    (found,) = _misfits(tmp_path, toml, dbc)
    assert "Nothing says how long its values are believed" in found


def test_the_dbcs_own_faults_are_listed_when_a_mapped_message_has_them(tmp_path: Path):
    """A signal beyond its frame and an id used twice are named with the DBC's file."""
    twin = 'BO_ 180 TWIN: 8 CAR\n SG_ X : 0|8@1+ (1,0) [0|0] "" SEGUE\n\nBO_ 919'
    dbc = DBC.read_text().replace("BO_ 919", twin, 1)
    dbc = dbc.replace("SPEED : 7|16@0+", "SPEED : 57|16@0+")
    toml = (
        'fresh_s = 1\nchecksum = "toyota"\n[messages.SPEED.signals.SPEED]\npath = "Vehicle.Speed"\n'
    )
    found = _misfits(tmp_path, toml, dbc)
    assert any("my.dbc: SPEED: TWIN has the same id 0xB4" in each for each in found)
    assert any("my.dbc: SPEED.SPEED: Its 16 bits do not fit" in each for each in found)


@pytest.mark.parametrize(
    ("dbc", "toml", "says"),
    [
        ("BU_:\nBO_ 1 A 8 X", None, "(?s)cannot be read as a DBC file.*line 2"),
        ('VERSION ""', None, "describes no message"),
        ("\x00\x81", None, "cannot be read as a DBC|describes no message"),
        (None, "[messages]\n=", "is no TOML.*line 2"),
    ],
)
def test_file_is_unusable_when_it_is_broken(
    tmp_path: Path, dbc: str | None, toml: str | None, says: str
):
    """A broken file says where it is broken."""
    (tmp_path / "a.dbc").write_text(DBC.read_text() if dbc is None else dbc)
    (tmp_path / "a.toml").write_text(MAP.read_text() if toml is None else toml)
    with pytest.raises(DataUnusable, match=says):
        plan(tmp_path / "a.dbc", tmp_path / "a.toml")


def test_file_is_named_when_it_is_not_there(tmp_path: Path):
    """A typo in a file's name is a request to change, not a broken file."""
    with pytest.raises(LocalUseError, match=r"no\.dbc cannot be read: No such file"):
        plan(tmp_path / "no.dbc")
    with pytest.raises(LocalUseError, match=r"no\.toml cannot be read: No such file"):
        plan(mapping=tmp_path / "no.toml")
