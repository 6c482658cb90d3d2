"""OpenStreetMap extracts become lanes, through netconvert."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sumo_networks import CROSSING

from segue.kernel import DataUnusable
from segue.lanes.sumo import read_osm


def test_streets_become_lanes_when_an_extract_is_read(tmp_path: Path) -> None:
    """A main road of 80 km/h and a street of 30 that gives way to it."""
    path = tmp_path / "crossing.osm"
    path.write_text(CROSSING)
    lanes = read_osm(path)
    limits = {round(lane.speed_limit_mps * 3.6) for lane in lanes.lanes.values()}
    assert {80, 30} <= limits
    straight_on = {lane.lane_id for lane in lanes.lanes.values() if lane.speed_limit_mps > 22.0}
    assert any(lane.yields_to & straight_on for lane in lanes.lanes.values())
    assert not any(lanes[lane_id].yields_to for lane_id in straight_on)
    points = np.concatenate([lane.centre_m for lane in lanes.lanes.values()])
    assert np.ptp(points[:, 0]) == pytest.approx(455.0, abs=5.0)  # 0.006 degrees at 47.14 north


def test_the_way_out_is_told_when_the_extract_is_a_pbf(shared_data: Path) -> None:
    """It is not read by netconvert; the message names the tool that turns it into XML."""
    with pytest.raises(DataUnusable, match=r"osmium cat andorra.osm.pbf -o andorra.osm"):
        read_osm(shared_data / "osm" / "andorra.osm.pbf")


@pytest.mark.parametrize(
    ("text", "says"),
    [('<osm version="0.6">\n<node id="1"', "At line/column"), ("<osm/>", "no road in it")],
)
def test_the_file_and_place_are_named_when_it_is_broken(
    tmp_path: Path, text: str, says: str
) -> None:
    """Half a download is told from an empty one."""
    path = tmp_path / "broken.osm"
    path.write_text(text)
    with pytest.raises(DataUnusable) as raised:
        read_osm(path)
    assert str(path) in str(raised.value)
    assert says in str(raised.value)


def test_the_file_is_named_when_it_is_missing(tmp_path: Path) -> None:
    """A wrong name is told as such."""
    with pytest.raises(DataUnusable, match=r"nowhere\.osm is not there"):
        read_osm(tmp_path / "nowhere.osm")
