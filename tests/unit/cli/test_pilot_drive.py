"""`segue pilot drive` and `segue pilot scenarios`: what a person types, and what comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console
from short_drives import following, walled

from segue.cli._main import run
from segue.cli.pilot._drive_view import drawn
from segue.node.drives import DriveRecording
from segue.pilot.plan import SeguePlanner
from segue.world.drives import ScenarioDrive
from segue.world.scenes import load_scenario, scenario_names


def test_summary_says_how_it_went_when_a_scenario_was_driven(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Figures, whether it was as asked, and what this is not for."""
    assert run(["pilot", "drive", "--scenario", str(following(tmp_path)), "--seed", "3"]) == 0
    out = capsys.readouterr().out
    assert "following: Short" in out
    assert "in 2.0 s, seed 3" in out
    assert "As the scenario asks." in out
    assert "Research software for simulation and replay, not for public roads." in out


def test_it_ends_with_1_and_says_why_when_the_drive_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script can tell a drive that was not as the scenario asks."""
    assert run(["pilot", "drive", "--scenario", str(walled(tmp_path))]) == 1
    assert "✗ Hit wall at" in capsys.readouterr().out


def test_result_is_one_object_when_json_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of the report, and nothing on the other stream."""
    scenario = str(following(tmp_path))
    assert run(["pilot", "drive", "--scenario", scenario, "--planner", "idm", "--json"]) == 0
    out, err = capsys.readouterr()
    (result,) = [json.loads(line) for line in out.splitlines()]
    assert err == ""
    assert (result["scenario"], result["planner"], result["passed"]) == ("following", "idm", True)
    assert set(result["ride"]) == {
        "brake_mps2", "accel_mps2", "side_mps2", "jerk_mps3", "off_lane_m",
    }  # fmt: skip


def test_table_shows_car_plan_and_objects_when_it_is_viewed(tmp_path: Path) -> None:
    """Who drives, how fast, the plan in words, the guard, and what is ahead."""
    drive = ScenarioDrive(load_scenario(following(tmp_path)), 1, SeguePlanner)
    steps = [drive.step() for _ in range(40)]
    console = Console(width=100)
    with console.capture() as captured:
        console.print(drawn("following", steps[-1]))
    lines = [" ".join(line.split()) for line in captured.get().splitlines()]
    assert "drives the pilot (Engaged)" in lines
    assert any(line.startswith("ego 7") and "of 72" in line for line in lines)
    assert "guard passes it" in lines
    assert any(line.startswith("car ") and "4.5 x 1.8" in line for line in lines)


def test_view_takes_as_long_as_the_drive_when_it_is_in_real_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two seconds of the road are two seconds of the clock, but for the last table's."""
    now_s = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now_s
        now_s += seconds

    monkeypatch.setattr("time.monotonic", lambda: now_s)
    monkeypatch.setattr("time.sleep", sleep)
    assert run(["pilot", "drive", "--scenario", str(following(tmp_path)), "--view"]) == 0
    assert now_s == pytest.approx(1.8, abs=0.05)
    assert "As the scenario asks." in capsys.readouterr().out


def test_every_scenario_is_listed_with_what_happens(capsys: pytest.CaptureFixture[str]) -> None:
    """`scenarios` has a line for each that ships."""
    assert run(["pilot", "scenarios", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["name"] for row in rows] == list(scenario_names())
    assert all(row["title"] and row["duration_s"] > 0 for row in rows)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--scenario", "nowhere"], 2, "There is no scenario named 'nowhere'."),
        (["--scenario", "nowhere.toml"], 4, "nowhere.toml: No such file or directory."),
        (["--scenario", "broken.toml"], 4, "broken.toml: Object missing required field `road`"),
        (["--planner", "nobody:Planner"], 2, "There is no module nobody."),
        (["--seed", "-1"], 2, "--seed"),
    ],
)
def test_request_is_refused_when_it_cannot_be_carried_out(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    code: int,
    says: str,
) -> None:
    """What is wrong is said before anything is driven."""
    monkeypatch.chdir(tmp_path)
    Path("broken.toml").write_text('title = "Broken"\nduration_s = 2\n[ego]\nlane = "a"\ns_m = 0\n')
    assert run(["pilot", "drive", *words]) == code
    assert says in capsys.readouterr().err


def test_recording_replays_when_it_was_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A drive is recorded with a layout beside it, and driven again the same."""
    path = tmp_path / "drive.mcap"
    assert (
        run(["pilot", "drive", "--scenario", str(following(tmp_path)), "--record", str(path)]) == 0
    )
    assert f"Recorded: {path}" in " ".join(capsys.readouterr().out.split())
    assert (tmp_path / "segue-drive-layout.json").exists()
    assert run(["pilot", "replay", str(path), "--json"]) == 0
    (result,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (result["scenario"], result["steps"], result["same"]) == ("following", 100, True)


def test_replay_ends_with_1_and_says_where_when_another_planner_drives(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first step that differs, and what was asked then and now."""
    path = tmp_path / "drive.mcap"
    assert (
        run(["pilot", "drive", "--scenario", str(following(tmp_path)), "--record", str(path)]) == 0
    )
    assert run(["pilot", "replay", str(path), "--planner", "idm"]) == 1
    out = capsys.readouterr().out
    assert "differs:" in out
    assert "accel_mps2: recorded" in out


def test_replay_is_refused_when_the_recording_names_a_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that somebody sent does not say what is imported and called here."""
    path = tmp_path / "drive.mcap"
    drive = ScenarioDrive(load_scenario(following(tmp_path)), 1, SeguePlanner)
    with DriveRecording(path, drive, planner="os:abort"):
        pass
    assert run(["pilot", "replay", str(path)]) == 2
    assert "was driven by os:abort, which is not Segue's" in capsys.readouterr().err
    assert run(["pilot", "replay", str(path), "--planner", "segue"]) == 0


def test_recording_is_refused_when_the_name_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is driven, and the file that is there stays."""
    path = tmp_path / "drive.mcap"
    path.write_text("mine")
    assert run(["pilot", "drive", "--record", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert path.read_text() == "mine"


def test_changes_are_shown_until_they_are_written_down_when_a_run_is_golden(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that was not driven yet has changed; once updated it is as it was, for one planner."""
    scenario = following(tmp_path, duration_s=1.5)
    head = {"type": "drive", "scenario": str(scenario), "seed": 1, "for_s": 2}
    (tmp_path / "mine.jsonl").write_text(json.dumps(head))
    assert run(["pilot", "golden", str(tmp_path)]) == 1
    assert "mine: changed" in capsys.readouterr().out
    assert run(["pilot", "golden", str(tmp_path), "--update"]) == 0
    capsys.readouterr()
    assert run(["pilot", "golden", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"run": "mine", "changes": []}
    assert run(["pilot", "golden", str(tmp_path), "--planner", "idm"]) == 1


def test_folder_is_refused_when_it_has_no_golden_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing compared is not nothing changed."""
    assert run(["pilot", "golden", str(tmp_path)]) == 2
    assert "There is no golden run" in capsys.readouterr().err
