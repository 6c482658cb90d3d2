"""`segue pilot bench`: what a person types, and what comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from segue.bench import SUITES, Comfort, CycleTimes, SuiteResult
from segue.cli._main import run

GRID = "ego_kmh,cut_in_kmh,gap_m,lateral_mps,cc,fsm\n70,60,80,0,0,0\n70,10,22,1.5,0,1\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a grid of two cut-ins, of which IDM crashes in the second."""
    (tmp_path / "r157").mkdir()
    (tmp_path / "r157" / "mine.csv").write_text(GRID)
    return tmp_path


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with nothing in it."""
    monkeypatch.chdir(tmp_path)


def bench(data: Path, *words: str) -> int:
    """Drive the grid in this process."""
    return run(
        ["pilot", "bench", "r157", "--planner", "idm", "--data", str(data), "--jobs", "1", *words]
    )


def test_result_is_one_object_when_json_is_asked_for(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A suite is one line, its own figures beside the names that all suites have; no bars."""
    assert bench(data, "--json") == 0
    out, err = capsys.readouterr()
    (result,) = [json.loads(line) for line in out.splitlines()]
    assert err == ""
    assert (result["suite"], result["planner"], result["cases"]) == ("r157", "idm", 2)
    assert (result["crashes"], result["crashes_preventable_cc"]) == (1, 1)
    assert result["peers"]["fsm"] == {"crashes": 1}
    assert 0.0 < result["cycle_ms"]["p50"] <= result["cycle_ms"]["p99"]
    assert set(result["comfort"]) == {"late_braking", "false_braking", "jerk_mps3", "creeping"}


def test_table_has_the_peers_beside_when_it_is_read_by_a_person(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A grid is a row: its crashes, and those of each model on the same cases."""
    monkeypatch.setenv("COLUMNS", "120")
    assert bench(data) == 0
    out, err = capsys.readouterr()
    lines = [line.split() for line in out.splitlines()]
    head = next(line for line in lines if "cc" in line)
    row = next(line for line in lines if line[:1] == ["mine"])
    assert head[-2:] == ["cc", "fsm"]
    assert row == ["mine", "2", "1", "1", "0", "1", "0", "1.0", "0", "1"]
    assert "Crashes in 2 cases: 1;" in out
    assert "mine" in err


def test_sample_is_driven_when_it_is_asked_for(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every second case of two is the first."""
    assert bench(data, "--json", "--sample", "2") == 0
    assert json.loads(capsys.readouterr().out)["cases"] == 1


@pytest.mark.parametrize("name", ["went.svg", "went.png"])
def test_drawing_is_the_same_when_it_is_drawn_twice(data: Path, tmp_path: Path, name: str) -> None:
    """Where it crashes over the grid, and how hard it brakes, as a file that does not change."""
    drawn: list[bytes] = []
    for _ in range(2):
        assert bench(data, "--plot", str(tmp_path / name)) == 0
        drawn.append((tmp_path / name).read_bytes())
    assert drawn[0] == drawn[1]
    if name.endswith("svg"):
        assert b"mine: 1 of 2 crash" in drawn[0]
        assert b"lateral_mps" in drawn[0]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["bench", "nothing"], 2, "There is no suite nothing."),
        (["bench", "r157", "--planner", "nobody:Planner"], 2, "There is no module nobody."),
        (["bench", "r157", "--plot", "went.doc"], 2, "went.doc names no kind of drawing."),
        (["bench", "r157"], 2, "There is no shared/data/pilot here or in a folder above."),
        (["bench", "r157", "--data", "nowhere"], 4, "There is no grid in nowhere/r157."),
    ],
)
@pytest.mark.usefixtures("empty_folder")
def test_request_is_refused_when_it_cannot_be_carried_out(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, says: str
) -> None:
    """What is wrong is said before anything is driven."""
    planner = [] if "--planner" in words else ["--planner", "idm"]
    assert run(["pilot", *words, *planner]) == code
    assert says in capsys.readouterr().err


def test_option_of_a_suite_reaches_that_suite_alone_when_all_are_driven(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How far to drive in traffic is nobody's business but that of the one suite that does."""
    told: dict[str, dict[str, object]] = {}

    class Told:
        def __init__(self, name: str) -> None:
            self.name = name

        def run(
            self, data: Path, planner: object, *, jobs: int, sample: int, progress: object,
            **options: object,
        ) -> SuiteResult:  # fmt: skip
            del data, planner, jobs, sample, progress
            told[self.name] = options
            return SuiteResult(
                suite=self.name, planner="idm", cases=0, crashes=0,
                cycle_ms=CycleTimes(), comfort=Comfort(),
            )  # fmt: skip

    monkeypatch.setattr("segue.bench.load_suite", Told)
    words = ["pilot", "bench", "--data", str(data), "--planner", "idm", "--km", "7", "--json"]
    assert run(words) == 0
    assert told == {name: {"km": 7.0} if name == "ncap" else {} for name in SUITES}


def test_every_suite_is_named_when_help_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody has to guess, or to read the source, what `bench` drives."""
    assert run(["pilot", "bench", "--help"]) == 0
    shown = capsys.readouterr().out.replace(",", " ").split()
    assert set(SUITES) <= set(shown)


def test_help_says_what_it_is_for_when_it_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody takes this for something to drive on roads with."""
    assert run(["pilot", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "research software for simulation and replay, not for public roads" in shown
