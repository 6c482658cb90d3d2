"""Who yields to whom: by sign, else the one from the left, else the one who turns left."""

from __future__ import annotations

from pathlib import Path

import pytest
from commonroad_file import along_x, crossing, lanelet, sign, write

from segue.kernel import DataUnusable
from segue.lanes.commonroad import read_commonroad


@pytest.mark.parametrize("named", [True, False])
def test_right_goes_first_when_nothing_else_is_said(tmp_path: Path, *, named: bool) -> None:
    """From the west one waits for the south; from the south, for the east; nobody for the left."""
    lanes = read_commonroad(write(tmp_path, *crossing(named=named)))
    assert lanes["11"].yields_to == {"21"}
    assert lanes["21"].yields_to == {"31"}
    assert lanes["31"].yields_to == set()
    assert lanes["11"].in_junction
    assert not lanes["10"].in_junction


@pytest.mark.parametrize(("kind", "stops"), [("205", False), ("206", True)])
def test_sign_decides_when_one_stands_there(tmp_path: Path, kind: str, *, stops: bool) -> None:
    """Yield and stop wait for both ways of a road without signs, from the right or not."""
    elements = crossing(south='<trafficSignRef ref="5"/>')
    lanes = read_commonroad(write(tmp_path, *elements, sign(5, kind)))
    assert lanes["21"].yields_to == {"11", "31"}
    assert lanes["11"].yields_to == set()
    assert lanes["20"].stop_sign == stops
    assert not lanes["10"].stop_sign


def test_road_goes_first_when_it_has_priority(tmp_path: Path) -> None:
    """A priority road has right of way against who comes from its right."""
    elements = crossing(west='<trafficSignRef ref="5"/>', east='<trafficSignRef ref="5"/>')
    lanes = read_commonroad(write(tmp_path, *elements, sign(5, "306")))
    assert lanes["11"].yields_to == set()
    assert lanes["21"].yields_to == {"11", "31"}


def test_left_turn_yields_when_somebody_comes_against_it(tmp_path: Path) -> None:
    """Straight on goes first, at lights that are green for both as well as without."""
    left = lanelet(
        13, [(-8, -0.25), (-2, 2), (0.25, 8)], [(-8, -3.75), (2, 0), (3.75, 8)], before=[10]
    )
    light = '<trafficLight id="7"><active>true</active><direction>all</direction></trafficLight>'
    for lit in ("", '<trafficLightRef ref="7"/>'):
        elements = crossing(west=f'{lit}<successor ref="13"/>', east=lit, named=False)
        lanes = read_commonroad(write(tmp_path, *elements, left, light))
        assert "31" in lanes["13"].yields_to
        assert "13" not in lanes["31"].yields_to
        assert lanes["13"].light == lanes["31"].light == ("7" if lit else None)
        assert lanes["10"].light is None


def test_light_is_for_a_way_when_it_has_its_direction(tmp_path: Path) -> None:
    """Of two lights at one line, each way has the one for where it turns; one out of use, none."""
    light = (
        '<trafficLight id="{}"><active>{}</active><direction>{}</direction></trafficLight>'.format
    )
    refs = '<trafficLightRef ref="7"/><trafficLightRef ref="8"/>'
    elements = crossing(west=refs, south='<trafficLightRef ref="9"/>')
    lights = light(7, "true", "right"), light(8, "true", "straight"), light(9, "false", "all")
    lanes = read_commonroad(write(tmp_path, *elements, *lights))
    assert lanes["11"].light == "8"
    assert lanes["21"].light is None


def test_lanes_do_not_yield_when_they_only_part_or_lie_apart(tmp_path: Path) -> None:
    """Ways out of one lanelet overlap, and are no conflict; nor is what an intersection leaves."""
    apart = lanelet(3, [(50, 1.75), (70, 9)], [(50, -1.75), (72, 5)], before=[1])
    lanes = read_commonroad(
        write(tmp_path, along_x(1, 0, 50, after=[2, 3]), along_x(2, 50, 90, before=[1]), apart)
    )
    assert not any(lane.yields_to for lane in lanes.lanes.values())


def test_intersection_is_refused_when_it_names_a_lane_that_is_nowhere(tmp_path: Path) -> None:
    """The complaint names intersection, incoming and lanelet."""
    broken = (
        '<intersection id="4"><incoming id="5"><successorsLeft ref="99"/></incoming></intersection>'
    )
    where = "intersection 4, incoming 5, successorsLeft names lanelet 99"
    with pytest.raises(DataUnusable, match=where):
        read_commonroad(write(tmp_path, along_x(1, 0, 50), broken))
