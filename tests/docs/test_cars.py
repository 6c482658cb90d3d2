"""The guide to cars says every field and column that a reader's own file may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from segue.vehicle.plant._charging_facts import _ROWS as CHARGING
from segue.vehicle.plant._facts import PUBLISHED
from segue.vehicle.validation._drives import _COLUMNS as DRIVE_COLUMNS
from segue.vehicle.validation._epa import _COLUMNS as EPA_COLUMNS
from segue.vehicle.validation._epa import CYCLES

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "cars.md").read_text(encoding="utf-8")
FIELDS = [row.name for row in (*PUBLISHED, *CHARGING)]
COLUMNS = [*EPA_COLUMNS, "Time", *DRIVE_COLUMNS, *CYCLES, *CYCLES.values()]


@pytest.mark.parametrize("name", [*FIELDS, *COLUMNS])
def test_a_name_is_in_the_guide_when_a_file_may_hold_it(name: str) -> None:
    """A reader finds each one in code marks, without reading the source."""
    assert f"`{name}`" in GUIDE
