"""A map that was cut out of a larger one does not end where it was cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from commonroad_file import along_x, write
from commonroad_problem import goal, problem

from segue.bench.commonroad import read_scenario


def test_road_goes_straight_on_when_the_map_ends(tmp_path: Path) -> None:
    """Only beyond lanes without a successor that are driven on; the file's own stay as they are."""
    walk = along_x(3, 0, 100, 9.0, kind="sidewalk")
    road = along_x(1, 0, 100, after=[2]) + along_x(2, 100, 150, before=[1]) + walk
    lanes = read_scenario(write(tmp_path, road, problem((10, 0, 0, 1), goal(0, 9)))).lanes
    assert set(lanes.lanes) == {"1", "2", "3", "2 beyond"}
    assert lanes.at(300.0, 1.7) == ("2 beyond",)
    assert lanes.corridor(["1", "2", "2 beyond"]).path.length_m == pytest.approx(450.0, abs=0.1)
    assert lanes["2 beyond"].speed_limit_mps == lanes["2"].speed_limit_mps
