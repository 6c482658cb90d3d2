"""What a CommonRoad file says of its lanes is what the lane map says."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from commonroad_file import along_x, lanelet, sign, write

from segue.kernel import DataUnusable
from segue.lanes.commonroad import read_commonroad


def test_lanes_follow_each_other_when_the_file_says_so(tmp_path: Path) -> None:
    """Successors, places and the name come through, from a file packed or not."""
    path = write(tmp_path, along_x(1, 0, 50, after=[2]), along_x(2, 50, 80, before=[1]))
    packed = tmp_path / "map.xml.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    for file in (path, packed):
        lanes = read_commonroad(file)
        assert lanes.name == "ZAM_Test-1_1_T-1"
        assert lanes.route("1", {"2"}) == ("1", "2")
        assert lanes.at(60.0, 1.0) == ("2",)
        assert lanes.path("1").length_m == pytest.approx(50.0, abs=0.01)
        assert lanes.corridor(["1", "2"]).left_m == pytest.approx(1.75, abs=0.01)


def test_change_is_refused_when_the_line_is_solid(tmp_path: Path) -> None:
    """The near side's line counts, the far side's where the near one has none."""
    same, other = 'drivingDir="same"', 'drivingDir="opposite"'
    lanes = read_commonroad(
        write(
            tmp_path,
            along_x(1, 0, 50, 0.0, left_marking="solid", more=f'<adjacentLeft ref="2" {same}/>'),
            along_x(
                *(2, 0, 50, 3.5),
                right_marking="dashed",
                more=f'<adjacentLeft ref="3" {same}/><adjacentRight ref="1" {same}/>',
            ),
            along_x(
                *(3, 0, 50, 7.0),
                right_marking="broad_solid",
                more=f'<adjacentLeft ref="4" {other}/><adjacentRight ref="2" {same}/>',
            ),
            along_x(4, 50, 0, 10.5),
        )
    )
    assert (lanes["1"].left, lanes["1"].may_change_left) == ("2", False)
    assert (lanes["2"].right, lanes["2"].may_change_right) == ("1", True)
    assert (lanes["2"].left, lanes["2"].may_change_left) == ("3", False)
    assert (lanes["3"].left, lanes["3"].oncoming) == (None, "4")


@pytest.mark.parametrize(
    ("kind", "tags", "limit_mps"),
    [("", "", 50 / 3.6), ("", "critical highway", 130 / 3.6), ("urban", "highway", 130 / 3.6)],
)
def test_speed_is_limited_by_the_tags_when_a_lanelet_says_nothing(
    tmp_path: Path, kind: str, tags: str, limit_mps: float
) -> None:
    """A highway has a highway's limit, also where a converter called it urban."""
    path = write(tmp_path, along_x(1, 0, 50, kind=kind), version="2018b", tags=tags)
    assert read_commonroad(path)["1"].speed_limit_mps == pytest.approx(limit_mps)


@pytest.mark.parametrize(
    ("kind", "more", "limit_mps"),
    [
        ("urban", '<trafficSignRef ref="9"/>', 8.3),
        ("", "<speedLimit>22.5</speedLimit>", 22.5),
        ("urban", "", 50 / 3.6),
        ("country", "", 100 / 3.6),
    ],
)
def test_speed_is_limited_when_a_sign_or_the_kind_of_road_says_so(
    tmp_path: Path, kind: str, more: str, limit_mps: float
) -> None:
    """A sign, else the lanelet's own limit, else what its kind of road has."""
    path = write(tmp_path, along_x(1, 0, 50, kind=kind, more=more), sign(9, "274", 8.3))
    assert read_commonroad(path)["1"].speed_limit_mps == pytest.approx(limit_mps)


def test_limit_goes_on_when_nothing_else_is_said(tmp_path: Path) -> None:
    """Through lanelets without a sign to the next sign; else back from it, and else by kind."""
    signed = '<trafficSignRef ref="9"/>'
    lanes = read_commonroad(
        write(
            tmp_path,
            along_x(1, 0, 50, after=[2]),
            along_x(2, 50, 100, before=[1], after=[3], more=signed),
            along_x(3, 100, 150, before=[2], after=[4]),
            along_x(4, 150, 200, before=[3], after=[5]),
            along_x(5, 200, 250, before=[4], more='<trafficSignRef ref="8"/>'),
            along_x(6, 0, 50, 20.0),
            sign(9, "274", 25.0),
            sign(8, "274", 10.0),
        )
    )
    limits = [lanes[str(key)].speed_limit_mps for key in range(1, 7)]
    assert limits == pytest.approx([25.0, 25.0, 25.0, 25.0, 10.0, 50 / 3.6])


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("sidewalk", "", "walk"),
        ("bicycleLane", "", "bicycle"),
        ("busLane", "", "shoulder"),
        ("urban", "<userOneWay>bus</userOneWay>", "shoulder"),
        ("urban", "<userOneWay>bicycle</userOneWay>", "bicycle"),
        ("urban", "<userOneWay>car</userOneWay>", "driving"),
    ],
)
def test_lane_is_not_driven_on_when_it_is_for_others(
    tmp_path: Path, kind: str, more: str, expected: str
) -> None:
    """Types and users say which lanes a car drives on."""
    assert read_commonroad(write(tmp_path, along_x(1, 0, 9, kind=kind, more=more)))["1"].kind == (
        expected
    )


def test_centre_can_be_driven_when_the_borders_are_coarse(tmp_path: Path) -> None:
    """A bend drawn by chords of 10 m keeps its radius, and no corner is left where they meet."""
    radius_m = 40.0
    angles = np.linspace(-np.pi / 2, 0.0, 7)

    def arc(radius: float, of: slice) -> list[tuple[float, float]]:
        return [(radius * np.cos(a), radius * np.sin(a) + radius_m) for a in angles[of]]

    first, second = slice(0, 4), slice(3, 7)
    lanes = read_commonroad(
        write(
            tmp_path,
            lanelet(1, arc(38.25, first), arc(41.75, first), after=[2]),
            lanelet(2, arc(38.25, second), arc(41.75, second), before=[1]),
        )
    )
    path = lanes.corridor(["1", "2"]).path
    away_m = np.hypot(path.points_m[:, 0], path.points_m[:, 1] - radius_m) - radius_m
    assert np.abs(away_m).max() < 0.4  # a chord's own sagitta is 0.34 m
    assert path.curvature_per_m.max() < 2.5 / radius_m  # the corners alone are 0.26 rad in 1 m


def test_road_stays_straight_when_a_turn_leaves_it_with_a_kink(tmp_path: Path) -> None:
    """Where ways part, the straight one says where the road goes."""
    turn = lanelet(3, [(50, 1.75), (58, -4)], [(50, -1.75), (55, -6)], before=[1])
    straight = along_x(2, 50, 90, before=[1])
    lanes = read_commonroad(write(tmp_path, along_x(1, 0, 50, after=[2, 3]), straight, turn))
    path = lanes.corridor(["1", "2"]).path
    assert np.abs(path.points_m[:, 1]).max() < 0.01
    toward = np.diff(lanes["3"].centre_m[:2], axis=0)[0]
    assert toward[1] / toward[0] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("element", "complaint"),
    [
        ('<lanelet id="7"/>', "map.xml: lanelet 7 has no leftBound."),
        (
            along_x(7, 0, 50).replace("<x>50</x>", "<x>east</x>", 1),
            "map.xml: lanelet 7, leftBound, point 2, x should be a number, not 'east'.",
        ),
        (
            along_x(7, 0, 50).replace("<x>50</x>", "<x>nan</x>", 1),
            "map.xml: lanelet 7, leftBound, point 2, x should be a finite number.",
        ),
        (along_x(7, 0, 50, after=[8]), "map.xml: lanelet 7 names lanelet 8, which is nowhere."),
        (along_x(7, 5, 5.0001), "map.xml: lanelet 7 has no length."),
        (
            lanelet(7, [(0, 1), (9, 1), (20, 1)], [(0, -1), (20, -1)]),
            "map.xml: lanelet 7 has 3 points on its left and 2 on its right.",
        ),
        (along_x(7, 0, 9) * 2, "map.xml: lanelet 7 has an id that another lanelet has."),
        (
            along_x(7, 0, 9) + sign(3, "274"),
            "map.xml: trafficSign 3, trafficSignElement has no additionalValue.",
        ),
        ("", "map.xml: commonRoad has no lanelet."),
    ],
)
def test_file_and_element_are_named_when_a_map_cannot_be_used(
    tmp_path: Path, element: str, complaint: str
) -> None:
    """One clear sentence: which file, which element, what is wrong with it."""
    with pytest.raises(DataUnusable) as refused:
        read_commonroad(write(tmp_path, element))
    assert str(refused.value) == complaint


def test_all_scenarios_load_when_they_are_the_shared_ones(shared_data: Path) -> None:
    """Every tenth map here becomes lanes whose corridors can be made."""
    files = sorted((shared_data / "pilot" / "commonroad").glob("*.xml.gz"))[::10]
    assert files
    for file in files:
        lanes = read_commonroad(file)
        for lane in lanes.lanes.values():
            for following in lane.successors:
                road = lanes.corridor([lane.lane_id, following])
                assert np.hypot(*np.diff(road.path.points_m, axis=0).T).max() < 1.6, file.name
                assert (road.left_m + road.right_m).min() > 1.0, file.name
