"""`segue plant`: what a person types, and what comes out."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from segue.cli._main import run
from segue.vehicle.plant import car_names

CARS = Path(__file__).parents[3] / "src" / "segue" / "vehicle" / "data" / "cars"
TWIZY = CARS.parent / "measured" / "twizy.toml"


def records(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    """Run a verb with --json and return its lines."""
    assert run(["plant", *words, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def steady(tmp_path: Path) -> Path:
    """A hundred seconds at 20 m/s."""
    path = tmp_path / "steady.csv"
    path.write_text("time_s,speed_kmh\n" + "".join(f"{at},72\n" for at in range(101)))
    return path


def test_every_car_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """`cars` lists each data file, with what it weighs and holds."""
    rows = records(capsys, "cars")
    assert [row["car"] for row in rows] == list(car_names())
    assert all(isinstance(row["mass_kg"], int) and row["mass_kg"] > 1000 for row in rows)


def test_a_table_keeps_brackets_and_whole_names_when_it_is_narrow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Units in brackets are text and no markup, and no car's name is cut."""
    monkeypatch.setenv("COLUMNS", "60")
    assert run(["plant", "sprint", "taycan-turbo-s"]) == 0
    shown = capsys.readouterr().out
    assert "taycan-turbo-s" in shown
    assert "[s]" in shown


def test_climate_costs_range_when_it_is_cold(
    capsys: pytest.CaptureFixture[str], steady: Path
) -> None:
    """A cabin held at 21 °C in frost takes energy and range, by as much as its power says."""
    (bare,) = records(capsys, "cycle", str(steady), "--car", "su7")
    (warm,) = records(
        capsys, "cycle", str(steady), "--car", "su7", "--outside", "-10", "--climate", "21"
    )
    assert bare["climate_w"] == 0
    assert warm["climate_w"] > 500  # type: ignore[operator]
    more_wh = warm["battery_wh"] - bare["battery_wh"]  # type: ignore[operator]
    assert more_wh == pytest.approx(warm["climate_w"] * 100 / 3600, rel=0.05)  # type: ignore[operator]
    assert warm["range_km"] < bare["range_km"]  # type: ignore[operator]


def test_a_cycle_is_refused_with_its_row_when_a_speed_is_negative(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A file that is no cycle is an error of the file (exit 4) that names the line."""
    path = tmp_path / "bad.csv"
    path.write_text("time_s,speed_kmh\n0,0\n1,-3\n2,0\n")
    assert run(["plant", "cycle", str(path)]) == 4
    assert "bad.csv line 3" in capsys.readouterr().err


def test_a_car_of_ones_own_counts_like_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A file with the same facts gives the same sprint, by whatever path it is called."""
    mine = tmp_path / "mine.toml"
    mine.write_text((CARS / "su7.toml").read_text())
    own, ours = records(capsys, "sprint", str(mine), "su7")
    assert own["car"] == str(mine)
    assert {**own, "car": ""} == {**ours, "car": ""}


@pytest.mark.parametrize("verb", ["sprint", "compare"])
def test_a_table_fits_a_terminal_when_a_car_is_a_file_far_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str
) -> None:
    """A long path folds; the figures beside it stay in eighty columns."""
    monkeypatch.setenv("COLUMNS", "80")
    path = tmp_path / ("far" * 20) / "my-car.toml"
    path.parent.mkdir()
    path.write_text((CARS / "su7.toml").read_text())
    assert run(["plant", verb, str(path), "su7-max"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_the_field_is_named_when_a_car_file_is_absurd(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An absurd mass is refused with its name, its unit and the range."""
    mine = tmp_path / "mine.toml"
    text = (CARS / "su7.toml").read_text()
    mine.write_text(re.sub(r"(\[kerb_mass_kg\]\nvalue = )[\d_.]+", r"\g<1>19.8", text))
    assert run(["plant", "sprint", str(mine)]) == 4
    message = capsys.readouterr().err
    assert "kerb_mass_kg" in message
    assert "from 300 to 5000 kg" in message


def test_what_holds_a_charge_back_is_said_at_each_tenth(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A charge lists its tenths with times that grow, and what the plug gave is stored or lost."""
    (session,) = records(capsys, "charge", "--car", "su7-max", "--kw", "50")
    points: list[dict[str, float]] = session["points"]  # type: ignore[assignment]
    assert [point["min"] for point in points] == sorted(point["min"] for point in points)
    assert {point["limited_by"] for point in points} == {"station"}
    assert session["plug_wh"] - session["stored_wh"] == pytest.approx(session["loss_wh"], abs=1)  # type: ignore[operator]


def test_a_charge_that_is_all_but_there_takes_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Both forms say so: nothing flows, and there is nothing to list."""
    words = ("charge", "--from", "0.9997", "--to", "1")
    (session,) = records(capsys, *words)
    assert (session["duration_s"], session["points"]) == (0, [])
    assert run(["plant", *words]) == 0
    assert "0.0 min" in capsys.readouterr().out


def test_preconditioning_shortens_a_charge_and_says_what_it_takes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Half an hour of heating makes cold cells faster, and the energy for it is told."""
    words = ("charge", "--outside=-10", "--battery=-10")
    (cold,) = records(capsys, *words)
    (warmed,) = records(capsys, *words, "--precondition", "30")
    assert cold["preconditioning_wh"] == 0
    assert warmed["preconditioning_wh"] == pytest.approx(3000, rel=0.01)
    assert warmed["duration_s"] < cold["duration_s"]  # type: ignore[operator]
    assert run(["plant", *words, "--precondition", "30"]) == 0
    assert "On the way there 3.0 kWh warmed the cells" in capsys.readouterr().out


def test_cold_cells_cost_when_a_cycle_is_driven(
    capsys: pytest.CaptureFixture[str], steady: Path
) -> None:
    """--battery is what --outside is not: the temperature of the cells."""
    (warm,) = records(capsys, "cycle", str(steady))
    (frost,) = records(capsys, "cycle", str(steady), "--outside=-20")
    (frozen,) = records(capsys, "cycle", str(steady), "--outside=-20", "--battery=-20")
    assert frost["battery_wh"] == warm["battery_wh"]
    assert frozen["battery_wh"] > warm["battery_wh"]  # type: ignore[operator]


@pytest.mark.parametrize("verb", ["sprint", "compare"])
def test_a_car_is_listed_when_it_is_slow_and_says_nothing_of_charging(
    capsys: pytest.CaptureFixture[str], verb: str, tmp_path: Path
) -> None:
    """What it cannot do is a dash, and does not take the other cars' row down."""
    slow, fast = records(capsys, verb, str(TWIZY), "su7")
    assert slow["to_100_kmh_s"] is None
    assert fast["to_100_kmh_s"] == pytest.approx(5.3, abs=0.3)
    if verb == "compare":
        assert slow["charge_10_80_min"] is None
        assert (slow["wh_per_km_90"], slow["range_km_110"]) == (None, None)
        assert fast["range_km_110"] > fast["range_km_110_frost"]  # type: ignore[operator]
        assert fast["charge_10_80_min"] is not None
    assert run(["plant", verb, str(TWIZY), "su7", "--plot", str(tmp_path / "cars.svg")]) == 0
    assert " - " in capsys.readouterr().out


def test_an_outlet_charges_by_the_onboard_charger(capsys: pytest.CaptureFixture[str]) -> None:
    """Up to 22 kW the station is an AC outlet, and a voltage given for it is refused."""
    (session,) = records(capsys, "charge", "--car", "model-3-rwd", "--kw", "22")
    points: list[dict[str, object]] = session["points"]  # type: ignore[assignment]
    assert points[0]["limited_by"] == "onboard charger"
    assert run(["plant", "charge", "--kw", "11", "--volts", "400"]) == 2
    assert "--volts" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        (("compare", "su7-max", "su7"), ".svg"),
        (("sprint", "su7-max"), ".png"),
        (("charge", "--car", "su7"), ".svg"),
    ],
)
def test_a_plot_is_drawn_the_same_twice(
    words: tuple[str, ...], ending: str, tmp_path: Path
) -> None:
    """A drawing is a file of its kind, and the same figures draw the same file."""
    first, second = tmp_path / f"first{ending}", tmp_path / f"second{ending}"
    assert run(["plant", *words, "--plot", str(first)]) == 0
    assert run(["plant", *words, "--plot", str(second)]) == 0
    start = {".svg": b"<?xml", ".png": b"\x89PNG"}[ending]
    assert first.read_bytes().startswith(start)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "su7", "--plot"),
        ("sprint", "su7", "--plot"),
        ("charge", "--plot"),
        ("validate", "--report"),
    ],
)
def test_what_to_install_is_said_when_nothing_can_be_drawn(
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Without matplotlib, which is an extra, the verb names it before it computes anything."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert run(["plant", *words, str(tmp_path / "out.svg")]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert f"{sys.executable}" in said.err
    assert said.err.rstrip().endswith("matplotlib")


def test_a_plot_is_refused_when_its_name_says_no_kind(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A drawing's name says what kind it is; another name is refused with those there are."""
    assert run(["plant", "sprint", "su7", "--plot", str(tmp_path / "a.bmp")]) == 2
    assert ".svg" in capsys.readouterr().err


@pytest.mark.data
def test_validation_prints_its_table_and_writes_its_page(
    capsys: pytest.CaptureFixture[str], shared_data: Path, tmp_path: Path
) -> None:
    """Every row says figure, published, model and error; the page has them all and its plots."""
    rows = records(
        capsys,
        "validate",
        *("--epa", str(shared_data / "epa" / "epa_2022_ev_tests.csv")),
        *("--cycles", str(shared_data / "cycles")),
        *("--drives", str(shared_data / "drive" / "twizy")),
        *("--report", str(tmp_path)),
    )
    assert all(row["is_met"] for row in rows)
    page = (tmp_path / "validation.md").read_text()
    for row in rows:
        assert f"| {row['figure']} | {row['car']} | {row['published_text']} |" in page
    for plot in re.findall(r"\]\((\w+\.svg)\)", page):
        assert (tmp_path / plot).read_bytes().startswith(b"<?xml")


@pytest.mark.data
def test_the_validation_table_fits_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, shared_data: Path
) -> None:
    """Eighty columns hold it: long figures fold, numbers and names do not."""
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["plant", "validate", "--cycles", str(shared_data / "cycles")]) == 0
    table = capsys.readouterr().out.split("\n0-100 km/h su7:")[0].splitlines()
    assert max(map(len, table)) <= 80
    assert any("taycan-turbo-s" in line and "2.4 s" in line for line in table)


@pytest.mark.data
def test_cycles_are_found_when_they_lie_near_the_files_given(
    capsys: pytest.CaptureFixture[str], shared_data: Path
) -> None:
    """The folder `cycles` beside the drives' folder serves where none is named."""
    rows = records(capsys, "validate", "--drives", str(shared_data / "drive" / "twizy"))
    assert {"CLTC range", "0-100 km/h"} <= {row["figure"] for row in rows}


@pytest.mark.data
def test_the_chinese_cycle_is_not_needed_when_epa_tests_are_given(
    capsys: pytest.CaptureFixture[str], shared_data: Path, tmp_path: Path
) -> None:
    """A folder with the EPA's two cycles is enough for the EPA's tests."""
    for name in ("fastsim2_udds.csv", "fastsim2_hwfet.csv"):
        (tmp_path / name).symlink_to(shared_data / "cycles" / name)
    epa = str(shared_data / "epa" / "epa_2022_ev_tests.csv")
    rows = records(capsys, "validate", "--epa", epa, "--cycles", str(tmp_path))
    assert not {row["figure"] for row in rows} & {"CLTC range"}
    assert sum("wall energy" in str(row["figure"]) for row in rows) == 3


def test_epa_tests_need_their_cycles(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Tests without the traces they were driven on are refused, with the option that is missing."""
    assert run(["plant", "validate", "--epa", str(tmp_path / "tests.csv")]) == 2
    assert "--cycles" in capsys.readouterr().err
