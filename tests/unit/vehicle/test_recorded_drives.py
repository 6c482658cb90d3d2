"""Recorded drives: what is read, and that one half of them predicts the other."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from segue.kernel import DataUnusable
from segue.vehicle.plant import read_car, trace_energy_wh
from segue.vehicle.validation import drive_rows, read_drive
from segue.vehicle.validation._drive_rows import TWIZY, fit_rolling

HEADER = "Date,Time,Soc,Speed,ALT"


def rows(seconds: int, *, used: float = 10.0, altitude: str = "100.0") -> list[str]:
    """Return a drive's rows: one speed, an even fall of charge (%), one altitude."""
    return [
        f"90/02/2032,{12 + i // 3600:02}:{i // 60 % 60:02}:{i % 60:02},"
        f"{90.0 - used * i / (seconds - 1)},36.0,{altitude}"
        for i in range(seconds)
    ]


def write(folder: Path, name: str, lines: list[str]) -> Path:
    """Return the path of a drive's file."""
    path = folder / f"{name}.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


@pytest.mark.data
def test_half_of_the_twizy_drives_predict_the_others(shared_data: Path):
    """Each of the seven drives' energy is within 10 %, predicted by drives it is not among."""
    found = drive_rows(shared_data / "drive" / "twizy")
    assert len(found) == 7
    assert [f"{row.figure}: {row.error_frac:+.1%}" for row in found if not row.is_met] == []
    for row in found:
        assert row.figure.removeprefix("energy of drive ") not in row.note
        assert len(row.note.split(",")) in {3, 4}


def test_a_fit_finds_the_rolling_resistance_that_made_the_drives(tmp_path: Path):
    """Given drives that took what some rolling resistance makes, the fit returns it."""
    car = read_car(TWIZY)
    heavy = fit_rolling(car, [read_drive(write(tmp_path, "a", rows(1200, used=16.0)))])
    speed = [10.0] * 1200
    made_wh = trace_energy_wh(heavy, speed, soc_frac=0.82)
    assert made_wh == pytest.approx(0.16 * car.battery_energy_wh, rel=1e-4)
    assert heavy.road_load_n > car.road_load_n
    assert heavy.road_load_n_per_mps2 == car.road_load_n_per_mps2


def test_each_drive_is_predicted_by_the_other_half(tmp_path: Path):
    """Sorted by name, every second drive is one half, and a drive has no say in its own row."""
    for name, used in (("c", 12.0), ("a", 12.0), ("b", 14.0)):
        write(tmp_path, name, rows(900, used=used))
    found = drive_rows(tmp_path)
    assert [row.figure for row in found] == [f"energy of drive {name}" for name in "abc"]
    assert [row.note.rpartition(" on ")[2] for row in found] == ["b", "a, c", "b"]
    assert [row.error_frac for row in found] == pytest.approx(
        [14 / 12 - 1, 12 / 14 - 1, 14 / 12 - 1], abs=1e-3
    )


def test_a_hill_is_seen_through_outliers_and_noise(tmp_path: Path):
    """A climb of 3 % is found although the satellite loses the height for half a minute."""
    lines = rows(1200)
    for i in range(1200):
        altitude = 100.0 + 0.3 * i + 2.0 * math.sin(i / 3.0)
        lines[i] = lines[i].replace(",100.0", f",{-111.0 if 500 < i < 530 else altitude:.0f}")
    grade = read_drive(write(tmp_path, "hill", lines)).grade()
    assert grade.shape == (1199,)
    assert grade[100:-100].min() > 0.025
    assert grade[100:-100].max() < 0.035


def test_midnight_is_no_gap(tmp_path: Path):
    """The recorder's clock starts again at 0, and its date is not read."""
    lines = rows(300)
    for i, time in enumerate(("23:59:58", "23:59:59", "00:00:00")):
        lines[i] = lines[i].replace(f"12:00:0{i}", time)
    for i in range(3, 300):
        lines[i] = (
            lines[i]
            .replace("12:", "00:", 1)
            .replace(f":{i // 60:02}:{i % 60:02},", f":{(i - 2) // 60:02}:{(i - 2) % 60:02},")
        )
    assert len(read_drive(write(tmp_path, "night", lines)).speed_mps) == 300


@pytest.mark.parametrize(
    ("row", "old", "new", "said"),
    [
        (5, "12:00:05", "12:00:07", "line 7: 3 s after the row before; it must be 1 s"),
        (5, "12:00:05", "noon", "line 7: 'noon' is no time of day"),
        (5, ",36.0,", ",nan,", "line 7: Speed is 'nan'; it must be a number from 0 to 300"),
        (5, ",36.0,", ",-4,", "line 7: Speed is '-4'"),
        (0, ",90.0,", ",190,", "line 2: Soc is '190'; it must be a number from 0 to 100"),
        (9, ",100.0", ",up", "line 11: ALT is 'up'"),
        (0, ",90.0,", ",81,", "uses 1.0% of the battery; 5% are needed"),
    ],
)
def test_a_bad_drive_is_refused_with_its_line(
    tmp_path: Path, row: int, old: str, new: str, said: str
):
    """A gap or a value that is none is named; too short a drive is no evidence."""
    lines = rows(300)
    assert old in lines[row]
    lines[row] = lines[row].replace(old, new)
    with pytest.raises(DataUnusable, match=f"bad.csv.*{said}"):
        read_drive(write(tmp_path, "bad", lines))


def test_a_folder_needs_two_drives(tmp_path: Path):
    """One to fit on and one to predict."""
    write(tmp_path, "only", rows(300))
    with pytest.raises(DataUnusable, match="has 1 CSV files; at least 2 drives"):
        drive_rows(tmp_path)


def test_missing_columns_are_named(tmp_path: Path):
    """A file of another format is told from one that is broken."""
    path = tmp_path / "other.csv"
    path.write_text("time_s,speed_kmh\n0,0\n")
    with pytest.raises(DataUnusable, match="has no column Time, Soc, Speed, ALT"):
        read_drive(path)
