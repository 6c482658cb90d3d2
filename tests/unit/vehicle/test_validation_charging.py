"""The charging rows of the validation table: that the model holds, and what the table admits."""

from __future__ import annotations

from pathlib import Path

import pytest

from segue.kernel import DataUnusable
from segue.vehicle.plant import car_names
from segue.vehicle.validation import charging_gain_rows, charging_time_rows


def test_fast_charging_takes_about_the_published_time():
    """Each time is within 10 %, and every car has one."""
    rows = charging_time_rows()
    assert [f"{row.car}: {row.error_frac:+.1%}" for row in rows if not row.is_met] == []
    assert {row.car for row in rows} == set(car_names())


def test_figures_that_went_into_a_curve_are_marked():
    """The times that show something are those of cars whose curve comes from elsewhere."""
    independent = {row.car for row in charging_time_rows() if not row.is_input}
    assert independent == {
        "su7",
        "su7-max",
        "taycan-turbo-s",
        "model-s-plaid",
        "model-3-rwd",
    }


def test_figures_that_contradict_each_other_are_said_to():
    """Three testers disagree by a third on the Model 3; its row names them."""
    (row,) = (row for row in charging_time_rows() if row.car == "model-3-rwd")
    assert "32.4 min" in row.note
    assert "not all can be met" in row.note


@pytest.mark.data
def test_minutes_of_charging_add_the_range_that_xiaomi_states(shared_data: Path):
    """138 and 350 km for the SU7, 350 for the Pro, 220, 390 and 510 for the Max, within 10 %."""
    rows = charging_gain_rows(shared_data / "cycles")
    assert [row.published for row in rows] == [138, 350, 350, 220, 390, 510]
    assert [f"{row.figure} {row.car}" for row in rows if not row.is_met] == []
    assert all(row.is_input for row in rows)


def test_a_folder_without_the_cycle_is_refused(tmp_path: Path):
    """The message names the file."""
    with pytest.raises(DataUnusable, match=r"cltc_p\.csv"):
        charging_gain_rows(tmp_path)
