"""`segue can` as a person types it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import can
import pytest
from can_car import DBC, LOG, MAP

from segue.cli._main import run


def test_check_says_what_is_read_and_written_when_the_mapping_fits(
    capsys: pytest.CaptureFixture[str],
):
    """A person sees at once that something could be sent."""
    assert run(["can", "check", str(DBC), str(MAP)]) == 0
    out = capsys.readouterr().out
    assert "car.toml fits car.dbc: 7 signals are read." in out
    assert "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked can be written." in out


@pytest.mark.parametrize("as_json", [False, True])
def test_check_lists_every_misfit_when_it_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool
):
    """The answer is no: exit code 1, and each misfit with file, key and what to do."""
    mapping = tmp_path / "bad.toml"
    mapping.write_text(
        'fresh_s = 1\n[messages.NONE.signals.A]\npath = "Vehicle.Speed"\n'
        '[messages.GEAR.signals.GEAR]\npath = "Vehicle.Gear"\n'
    )
    arguments = ["can", "check", str(DBC), str(mapping), *(["--json"] if as_json else [])]
    assert run(arguments) == 1
    output = capsys.readouterr()
    if as_json:
        rows = [json.loads(line) for line in output.out.splitlines()]
        assert [row["key"] for row in rows] == ["messages.NONE", "messages.GEAR.signals.GEAR.path"]
        assert all(row["file"] == str(mapping) and row["do"] for row in rows)
    else:
        assert "bad.toml: messages.NONE: car.dbc has no message NONE." in output.err
        assert "bad.toml: messages.GEAR.signals.GEAR.path: There is no VSS signal" in output.err


def test_steering_cannot_be_written_when_a_mapping_lists_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """The allow-list of the car's own guard decides, not the mapping."""
    mapping = tmp_path / "bad.toml"
    target = "Vehicle.MotionManagement.Steering.SteeringWheel.AngleTarget"
    mapping.write_text(
        f'[messages.DOOR_COMMAND]\nchecksum = "toyota"\n'
        f'[messages.DOOR_COMMAND.signals.LOCK]\npath = "{target}"\nwrite = true\n'
    )
    assert run(["can", "check", str(DBC), str(mapping)]) == 1
    assert "may never be written through Segue" in capsys.readouterr().err


def test_replay_prints_signals_with_their_times(capsys: pytest.CaptureFixture[str]):
    """Each change of a signal is one line, with its unit; then what became of the frames."""
    assert run(["can", "replay", str(LOG), "--dbc", str(DBC), "--map", str(MAP)]) == 0
    out = capsys.readouterr().out
    assert "1767225600.000\tVehicle.Speed\t0\tkm/h\n" in out
    assert re.search(r"\tVehicle\.Speed\t50\tkm/h\n", out)
    assert re.search(r"\tVehicle\.Powertrain\.Transmission\.SelectedGear\t127\n", out)
    assert "\tVehicle.Cabin.Door.Row1.DriverSide.IsLocked\ttrue\n" in out
    assert "SPEED: 250 frames.\n" in out
    assert "0 frames of messages that are not mapped." in out


def test_replay_prints_objects_when_asked_for_json(capsys: pytest.CaptureFixture[str]):
    """Every line is an object, and there is nothing else."""
    assert run(["can", "replay", str(LOG), "--dbc", str(DBC), "--map", str(MAP), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"time_s", "path", "value", "freshness", "source"} == set(rows[0])
    assert rows[0]["source"] == "log:drive.log"


def test_replay_to_a_bus_sends_every_frame(capsys: pytest.CaptureFixture[str]):
    """The bus hears the log."""
    listener = can.Bus(interface="virtual", channel="cli")
    command = ["can", "replay", str(LOG), "--can", "virtual:cli", "--speed", "1000000"]
    assert run(command) == 0
    assert "virtual:cli took 600 frames." in capsys.readouterr().out
    assert listener.recv(0) is not None
    listener.shutdown()


def test_record_writes_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A silent bus gives an empty log, and says so."""
    out = tmp_path / "a.log"
    assert run(["can", "record", str(out), "--can", "virtual:cli2", "--for", "0.01"]) == 0
    assert "has 0 frames" in capsys.readouterr().out
    assert out.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["replay", str(LOG)], 2, "Nothing says what the frames mean"),
        (["replay", "none.log", "--can", "virtual:a"], 2, "There is no log none.log"),
        (["replay", str(LOG), "--can", f"log:{LOG}"], 2, "A log takes no frames"),
        (["record", "x.log", "--can", f"log:{LOG}"], 2, "A log is recorded already"),
        (["record", "x.log", "--can", "socketcan:segue-none"], 3, "cannot be opened"),
        (["check", "none.dbc", str(MAP)], 2, "none.dbc cannot be read"),
    ],
)
def test_mistakes_say_what_to_do(
    arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
):
    """One message, and the code of its kind."""
    assert run(["can", *arguments]) == code
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    "given", [["--can", "virtual:a"], ["--dbc", str(DBC)], ["--map", str(MAP)]]
)
def test_a_car_asks_for_the_rest_when_a_bus_is_half_described(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """No car runs simulated while its person thinks that it listens to a bus."""
    assert run(["car", "--data", str(tmp_path / "car"), *given]) == 2
    assert "Give --can, --dbc and --map." in capsys.readouterr().err
    assert not (tmp_path / "car").exists()
