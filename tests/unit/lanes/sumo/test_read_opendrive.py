"""OpenDRIVE files become lanes, through netconvert."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from segue.kernel import DataUnusable
from segue.lanes.sumo import read_opendrive

WIDTH = '<width sOffset="0" a="{}" b="0" c="0" d="0"/>'
BEND = f"""<?xml version="1.0"?>
<OpenDRIVE><header revMajor="1" revMinor="4" name="bend"/>
<road name="bend" length="150" id="7" junction="-1">
<type s="0" type="rural"><speed max="70" unit="km/h"/></type>
<planView>
<geometry s="0" x="0" y="0" hdg="0" length="100"><line/></geometry>
<geometry s="100" x="100" y="0" hdg="0" length="50"><arc curvature="0.01"/></geometry>
</planView>
<lanes><laneSection s="0">
<left><lane id="1" type="driving">{WIDTH.format(3.5)}</lane></left>
<center><lane id="0" type="none"/></center>
<right>
<lane id="-1" type="driving">{WIDTH.format(3.5)}<speed sOffset="0" max="25" unit="m/s"/></lane>
<lane id="-2" type="driving">{WIDTH.format(3.0)}</lane>
<lane id="-3" type="shoulder">{WIDTH.format(2.0)}</lane>
<lane id="-4" type="biking">{WIDTH.format(1.5)}</lane>
<lane id="-5" type="sidewalk">{WIDTH.format(2.0)}</lane>
</right>
</laneSection></lanes>
</road></OpenDRIVE>"""


def written(folder: Path, text: str) -> Path:
    """A file of that text."""
    path = folder / "bend.xodr"
    path.write_text(text)
    return path


def test_a_bend_is_read_when_it_is_drawn_as_line_and_arc(tmp_path: Path) -> None:
    """Lanes lie where the file puts them, beside one another, each of its kind."""
    lanes = read_opendrive(written(tmp_path, BEND))
    kinds = [lanes[f"-7_{row}"].kind for row in range(5)]
    assert kinds == ["walk", "bicycle", "shoulder", "driving", "driving"]
    inner = lanes["-7_4"]
    assert (inner.left, inner.right, inner.oncoming) == (None, "-7_3", "7_0")
    assert not lanes["-7_3"].may_change_right
    # 1.75 m right of an arc of 100 m to the left, whose middle is at (100, 100).
    bend = inner.centre_m[inner.centre_m[:, 0] > 101.0]
    assert np.allclose(np.hypot(*(bend - [100.0, 100.0]).T), 101.75, atol=0.05)
    assert not inner.successors


def test_the_roads_limit_holds_when_a_lane_has_none_of_its_own(tmp_path: Path) -> None:
    """70 km/h by the road's type; a lane's own limit goes first."""
    lanes = read_opendrive(written(tmp_path, BEND))
    assert lanes["-7_3"].speed_limit_mps == pytest.approx(70.0 / 3.6, abs=0.01)
    assert lanes["-7_4"].speed_limit_mps == 25.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BEND.replace(' length="150"', ""), "'length' is missing in definition of road '7'"),
        (BEND.replace('laneSection s="0"', 'laneSection s="near"'), '<laneSection s="near">'),
        (BEND[:-20], "line"),
        ("<osm/>", "begins with <osm>"),
        ("<OpenDRIVE/>", "no road in it"),
    ],
)  # fmt: skip
def test_the_file_and_element_are_named_when_it_is_broken(
    tmp_path: Path, text: str, says: str
) -> None:
    """What netconvert says of it reaches the user, without where Segue keeps its copy."""
    path = written(tmp_path, text)
    with pytest.raises(DataUnusable) as raised:
        read_opendrive(path)
    assert str(path) in str(raised.value)
    assert says in str(raised.value)
    assert "segue-" not in str(raised.value)
