"""Car files: what is in them, and what is said when one is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from segue.kernel import DataUnusable, LocalUseError
from segue.vehicle.plant import car_names, load_car, read_car

CARS = ("model-3-rwd", "model-s-plaid", "su7", "su7-max", "su7-pro", "taycan-turbo-s")

GOOD = """
title = "Testcar"
kerb_mass_kg = { value = 1800, source = "test" }
motor_power_w = { value = 150_000, source = "test" }
driven_axles = { value = "rear", source = "test" }
battery_energy_wh = { value = 60_000, source = "test" }
drag_coefficient = { value = 0.25, source = "test" }
frontal_area_m2 = { value = 2.3, source = "test" }
length_m = { value = 4.6, source = "test" }
width_m = { value = 1.8, source = "test" }
wheelbase_m = { value = 2.8, source = "test" }
front_mass_share = { value = 0.5, source = "test" }
top_speed_mps = { value = 50, source = "test" }
"""


def write(folder: Path, text: str) -> Path:
    """Return the path of a car file with that text."""
    path = folder / "testcar.toml"
    path.write_text(text)
    return path


def test_every_car_loads():
    """The six cars of the first drive are there, and each file passes its checks."""
    assert car_names() == CARS
    assert all(load_car(name).title for name in CARS)


def test_unknown_car_lists_the_cars_there_are():
    """A mistyped name is answered with the names to choose from."""
    with pytest.raises(LocalUseError, match=r"su8.*su7-max"):
        load_car("su8")


@pytest.mark.parametrize("name", ["../shared", "", "SU7"])
def test_a_name_is_never_a_path(name: str):
    """Only the names of the list are opened."""
    with pytest.raises(LocalUseError):
        load_car(name)


@pytest.mark.parametrize(
    ("pattern", "replacement", "said"),
    [
        (
            r"value = 1800",
            "value = 18",
            "kerb_mass_kg is 18; it must be a number from 300 to 5000 kg",
        ),
        (r"value = 1800", "value = nan", "kerb_mass_kg is nan; it must be a number"),
        (r"value = 1800", 'value = "much"', "kerb_mass_kg is 'much'; it must be a number"),
        (r"value = 1800, ", "", "kerb_mass_kg is no number"),
        (r'value = 1800, source = "test"', "value = 1800", "kerb_mass_kg names no source"),
        (r"wheelbase_m = .*", "", "wheelbase_m is missing; it must be a number from 1.5 to 5 m"),
        (r"wheelbase_m = .*", 'wheel = { value = 1, source = "t" }', "wheel is not a parameter"),
        (r'"rear"', '"both"', "driven_axles is 'both'; it must be one of front, rear, all"),
        (r"frontal_area_m2 = .*", "", "road load is missing"),
        (
            r"frontal_area_m2",
            'gear_ratio = { value = 9, source = "t" }\nfrontal_area_m2',
            "give all of motor_torque_nm, gear_ratio, wheel_radius_m",
        ),
        (r"title = .*", "", "title is missing"),
        (r"title = .*", 'title = " "', "title is missing"),
        (r"value = 1800", "value = " + "9" * 400, "kerb_mass_kg is 9+; it must be a number"),
        (r"kerb_mass_kg = .*", "kerb_mass_kg = 1800", "kerb_mass_kg must be a table"),
        (
            r"frontal_area_m2",
            'road_load_n = { value = 160, source = "t" }\nfrontal_area_m2',
            "give all of road_load_n, road_load_n_per_mps, road_load_n_per_mps2, or none of them",
        ),
        (r"title = .*", "title =", "cannot be read"),
        (
            r"wheelbase_m = .*",
            'battery_chemistry = { value = "lead", source = "t" }',
            "battery_chemistry is 'lead'; it must be one of nmc, lfp",
        ),
    ],
)
def test_a_bad_file_is_refused_when_a_value_is_wrong(
    tmp_path: Path, pattern: str, replacement: str, said: str
):
    """The message names the file, the field and what it may be."""
    path = write(tmp_path, re.sub(pattern, replacement, GOOD))
    with pytest.raises(DataUnusable, match=f"testcar.toml.*{said}"):
        read_car(path)


def test_every_bad_value_is_named_when_there_are_several(tmp_path: Path):
    """A file is put right in one go: the message lists each field, its unit and its range."""
    text = GOOD.replace("1800", "18").replace("60_000", "6").replace("wheelbase_m", "wheelbase")
    text = re.sub(r"frontal_area_m2 = .*", 'gear_ratio = { value = 9, source = "test" }', text)
    text = text.replace("title", "name", 1).replace('50, source = "test"', "50")
    charging = CHARGING.replace("11_000", "11").replace("0.0, 0.5, 1.0", "0.0, 0.0, 1.0")
    with pytest.raises(DataUnusable) as caught:
        read_car(write(tmp_path, text.replace('name = "Testcar"\n', "") + charging))
    assert str(caught.value) == (
        "testcar.toml: title is missing; it must be text; top_speed_mps names no source; "
        "wheelbase is not a parameter of it; "
        "kerb_mass_kg is 18; it must be a number from 300 to 5000 kg; "
        "battery_energy_wh is 6; it must be a number from 3000 to 300000 Wh; "
        "wheelbase_m is missing; it must be a number from 1.5 to 5 m; "
        "road load is missing: give road_load_n, road_load_n_per_mps, road_load_n_per_mps2, "
        "or drag_coefficient and frontal_area_m2; "
        "give all of motor_torque_nm, gear_ratio, wheel_radius_m, or none of them; "
        "charging.curve.soc_frac must rise from point to point; "
        "charging.onboard_charger_w is 11; it must be a number from 1000 to 50000 W."
    )


def test_every_missing_source_is_named(tmp_path: Path):
    """A number without a source is no fact."""
    text = GOOD.replace('1800, source = "test"', "1800").replace('2.8, source = "test"', "2.8")
    with pytest.raises(DataUnusable, match="kerb_mass_kg names no source; wheelbase_m names no"):
        read_car(write(tmp_path, text))


def test_a_file_is_read_when_an_editor_put_a_byte_order_mark_before_it(tmp_path: Path):
    """Windows' editors do."""
    assert read_car(write(tmp_path, "\ufeff" + GOOD)).title == "Testcar"


def test_a_good_file_is_read(tmp_path: Path):
    """The file that the cases above break is good."""
    assert read_car(write(tmp_path, GOOD)).battery_energy_wh == 60_000


CHARGING = """
[charging.curve]
soc_frac = [0.0, 0.5, 1.0]
power_w = [100_000, 90_000, 5_000]
source = "test"
[charging.onboard_charger_w]
value = 11_000
source = "test"
[charging.onboard_phases]
value = 3
source = "test"
"""


def test_a_charging_part_is_read(tmp_path: Path):
    """The curve is linear between its points."""
    car = read_car(write(tmp_path, GOOD + CHARGING))
    assert car.charging is not None
    assert car.charging.curve_w(0.25) == 95_000


@pytest.mark.parametrize(
    ("pattern", "replacement", "said"),
    [
        (r"0.0, 0.5, 1.0", "0.0, 1.0", "curve.power_w must be as many numbers"),
        (r"0.0, 0.5, 1.0", "0.0, 0.5, 0.9", "curve.soc_frac must be numbers that rise from 0 to 1"),
        (r"0.0, 0.5, 1.0", "0.0, 0.0, 1.0", "curve.soc_frac must rise"),
        (r"0.0, 0.5, 1.0", '0.0, "half", 1.0', "curve.soc_frac must be numbers"),
        (r"90_000", "-5", "above 0 and up to 2000000 W"),
        (r"_000", "", "curve.power_w reaches 100 W; its highest must be a number from 3000"),
        (r"90_000", "9" * 400, "curve.power_w must be as many numbers"),
        (r"power_w =", "power_kw = [1]\npower_w =", "curve.power_kw is not a parameter of it"),
        (r'5_000\]\nsource = "test"', "5_000]", "curve names no source"),
        (r"11_000", "11", "onboard_charger_w is 11; it must"),
        (r"(?s)\A.*\Z", "charging = 3", "charging is no table"),
    ],
)
def test_a_bad_charging_part_is_refused(tmp_path: Path, pattern: str, replacement: str, said: str):
    """The message names the file, the part and the field."""
    path = write(tmp_path, GOOD + re.sub(pattern, replacement, CHARGING))
    with pytest.raises(DataUnusable, match=f"testcar.toml.*{said}"):
        read_car(path)
