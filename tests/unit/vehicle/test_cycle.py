"""Cycle files: what is read, and what is said when one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from segue.kernel import DataUnusable
from segue.vehicle.plant import read_cycle


def write(folder: Path, text: str) -> Path:
    """Return the path of a cycle file with that text."""
    path = folder / "trip.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "rows", "length_m"),
    [
        ("fastsim2_udds.csv", 1370, 11_990),  # 40 CFR 86 Appendix I: 7.45 miles
        ("fastsim2_hwfet.csv", 766, 16_510),  # 40 CFR 600 Appendix I: 10.26 miles
        ("fastsim2_us06.csv", 601, 12_890),  # 40 CFR 86 Appendix I: 8.01 miles
        ("fastsim2_wltc_3b.csv", 1801, 23_266),  # UN GTR 15, class 3b
        ("cltc_p.csv", 1801, 14_480),  # GB/T 38146.1
    ],
)
def test_a_cycle_of_the_regulators_is_read(
    shared_data: Path, file: str, rows: int, length_m: float
):
    """Both formats, with and without a byte order mark, have the length their rules state."""
    cycle = read_cycle(shared_data / "cycles" / file)
    assert cycle.step_s == 1.0
    assert abs(len(cycle.speed_mps) - rows) <= 1
    assert cycle.distance_m == pytest.approx(length_m, rel=0.005)
    assert len(cycle.grade) == len(cycle.speed_mps) - 1


def test_kilometres_an_hour_and_half_seconds_are_read(tmp_path: Path):
    """A trace may have any equal step, and its grades are those of the way to each row."""
    cycle = read_cycle(write(tmp_path, "time_s,speed_kmh\n7.5,0\n8.0,36\n8.5,72\n"))
    assert cycle.step_s == 0.5
    assert cycle.speed_mps == pytest.approx((0.0, 10.0, 20.0))
    assert cycle.distance_m == pytest.approx(10.0)
    graded = read_cycle(write(tmp_path, "cycSecs,cycMps,cycGrade\n0,1,0.5\n1,1,0.02\n"))
    assert graded.grade == (0.02,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cycSecs,cycMps\n0,0\n1,1\n3,2\n", "line 4: time goes from 1 s to 3 s, a step of 2 s"),
        ("cycSecs,cycMps\n0,0\n1,1\n1,2\n", "line 4: time goes from 1 s to 1 s"),
        ("cycSecs,cycMps\n5,0\n4,1\n", "line 3: time goes from 5 s to 4 s"),
        ("cycSecs,cycMps\n0,0\n1,nan\n", "line 3: cycMps is 'nan'; it must be a number from 0"),
        ("cycSecs,cycMps\n0,0\n1,-2\n", "line 3: cycMps is '-2'"),
        ("cycSecs,cycMps\n0,0\n1,\n", "line 3: cycMps is ''"),
        ("cycSecs,cycMps\n0,0\n1\n", "line 3: cycMps is None"),
        ("cycSecs,cycMps\n0,0\n1,inf\n", "line 3: cycMps is 'inf'"),
        ("cycSecs,cycMps\n0,0\nnow,1\n", "line 3: time is 'now'; it must be a number"),
        ("time_s,speed_kmh\n0,0\n1,900\n", "line 3: speed_kmh is '900'; .* from 0 to 540 km/h"),
        ("time_s,speed_mps\n0,0\n1,160\n", "line 3: speed_mps is '160'; .* from 0 to 150 m/s"),
        ("cycSecs,cycMps\n0,0\n0.1,0\n0.2,0\n0.35,0\n", "a step of 0.15 s where 0.1 s must be"),
        ("cycSecs,cycMps\n0,0\n1e300,1\n", "line 3: time is '1e300'"),
        ("cycSecs,cycMps,cycGrade\n0,0,0\n1,1,9\n", "line 3: cycGrade is '9'"),
        ("cycSecs,cycMps\n0,0\n", "has 1 rows; a cycle needs at least 2"),
        ("time_s,speed\n0,0\n", "has no column cycMps or speed_mps or speed_kmh"),
        ("", "has no column cycSecs or time_s"),
    ],
)
def test_a_bad_cycle_is_refused_with_its_row(tmp_path: Path, text: str, said: str):
    """A gap, a speed that is none or a missing column is named with its line."""
    with pytest.raises(DataUnusable, match=f"trip.csv.*{said}"):
        read_cycle(write(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbftime_s,speed_kmh\n0,36\n1,36\n",
        b"time_s,speed_kmh\r\n0,36\r\n1,36\r\n",
        b"time_s, speed_kmh\n0, 36\n1, 36\n",
        b"time_s,speed_kmh,note\n0,36,a\n\n1,36,b\n\n",
    ],
)
def test_a_cycle_is_read_as_any_program_writes_it(tmp_path: Path, text: bytes):
    """A byte order mark, Windows' line ends, spaces, blank lines and more columns do not matter."""
    path = tmp_path / "trip.csv"
    path.write_bytes(text)
    assert read_cycle(path).speed_mps == pytest.approx((10.0, 10.0))


def test_a_missing_file_is_named(tmp_path: Path):
    """What cannot be opened is said with its name."""
    with pytest.raises(DataUnusable, match=r"none\.csv cannot be read"):
        read_cycle(tmp_path / "none.csv")
