"""Roads drawn by hand: their shape, what joins what, and who gives way."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import fresnel

from segue.kernel import LocalUseError
from segue.lanes import LaneMap
from segue.lanes.build import (
    Arm,
    Builder,
    CrossSection,
    Piece,
    arc,
    clothoid,
    junction,
    lane_drop,
    lit_road,
    on_ramp,
    road,
    roundabout,
    straight,
    trace,
)

SECTION = CrossSection(lanes=2, oncoming=1, shoulder_m=2.0)
EAST, NORTH, WEST, SOUTH = (
    Arm(name=name, heading_rad=quarter * math.pi / 2)
    for quarter, name in enumerate(("east", "north", "west", "south"))
)
PLACES = {
    "road": road([straight(100.0), arc(50.0, 60.0)], SECTION),
    "lit road": lit_road(100.0, 80.0, SECTION, light="light"),
    "lane drop": lane_drop(200.0, 100.0, SECTION),
    "on-ramp": on_ramp(300.0, 200.0, 300.0, SECTION),
    "T": junction([EAST, WEST, SOUTH], SECTION),
    "X": junction([EAST, NORTH, WEST, SOUTH], SECTION),
    "roundabout": roundabout([EAST, NORTH, WEST, SOUTH], SECTION),
}


def test_a_line_ends_where_fresnel_says_when_it_is_a_clothoid() -> None:
    """A curvature that grows evenly from nothing: the Fresnel integrals."""
    length_m, radius_m = 90.0, 70.0
    end = trace([clothoid(length_m, from_radius_m=math.inf, to_radius_m=radius_m)])[-1]
    scale = math.sqrt(math.pi * length_m * radius_m)
    sine, cosine = fresnel(length_m / scale)
    assert end == pytest.approx(
        [scale * cosine, scale * sine, length_m / (2.0 * radius_m)], abs=1e-6
    )


def test_a_line_closes_when_it_is_a_full_circle() -> None:
    """Positions are integrated without drift."""
    end = trace([straight(10.0), arc(2.0 * math.pi * 25.0, 25.0)])[-1]
    assert end == pytest.approx([10.0, 0.0, 2.0 * math.pi], abs=1e-9)


@pytest.mark.parametrize("place", PLACES)
def test_lanes_meet_without_a_step_when_one_follows_the_other(place: str) -> None:
    """Where a lane ends the next begins: the same place, heading and width, and it says so too."""
    lanes = PLACES[place]
    for lane in lanes.lanes.values():
        for following in (lanes[lane_id] for lane_id in lane.successors):
            assert lane.lane_id in following.predecessors
            assert lane.centre_m[-1] == pytest.approx(following.centre_m[0], abs=1e-6)
            assert lane.left_m[-1] == pytest.approx(following.left_m[0], abs=0.05)
            assert lane.right_m[-1] == pytest.approx(following.right_m[0], abs=0.05)


@pytest.mark.parametrize("place", PLACES)
def test_lanes_can_be_driven_when_they_bend(place: str) -> None:
    """No lane turns on the spot, and every left border is on the left."""
    for lane in PLACES[place].lanes.values():
        path = PLACES[place].path(lane.lane_id)
        assert np.abs(path.curvature_per_m).max() < 1.0 / 4.0
        assert (path.locate(lane.left_m)[:, 1] > 0.0).all()
        assert (path.locate(lane.right_m)[:, 1] < 0.0).all()


def test_lanes_know_each_other_when_they_lie_side_by_side() -> None:
    """From the middle outward; nobody changes to the shoulder or into the oncoming traffic."""
    lanes = PLACES["road"]
    assert set(lanes.lanes) == {"main.1", "main.2", "main.shoulder", "main.-1", "main.-shoulder"}
    inner, outer = lanes["main.1"], lanes["main.2"]
    assert (inner.left, inner.right, inner.oncoming) == (None, "main.2", "main.-1")
    assert (outer.left, outer.right, outer.may_change_right) == ("main.1", "main.shoulder", False)
    assert lanes["main.-1"].oncoming == "main.1"
    assert lanes["main.shoulder"].kind == "shoulder"


def test_nobody_changes_into_a_lane_that_ends() -> None:
    """Out of it, everybody may."""
    for lanes, ends, beside in (
        (PLACES["lane drop"], "before.2", "before.1"),
        (PLACES["on-ramp"], "merge.3", "merge.2"),
    ):
        assert lanes[ends].successors == ()
        assert lanes[ends].may_change_left
        assert not lanes[beside].may_change_right


def yields(lanes: LaneMap, one: str) -> set[str]:
    """Whom the traffic of a lane waits for."""
    return set(lanes[one].yields_to)


def test_the_side_road_waits_when_there_is_a_main_road() -> None:
    """Every turn that crosses or joins the main road's; who turns left off it, for the oncoming."""
    main = [Arm(name="east", heading_rad=0.0, first=True)]
    main.append(Arm(name="west", heading_rad=math.pi, first=True))
    lanes = junction([*main, SOUTH], CrossSection())
    assert yields(lanes, "south.1>west.-1") >= {"west.1>east.-1", "east.1>west.-1"}
    assert yields(lanes, "south.1>east.-1") == {"west.1>east.-1"}
    assert yields(lanes, "east.1>south.-1") == {"west.1>east.-1", "west.1>south.-1"}
    assert yields(lanes, "west.1>east.-1") == set()


def test_who_comes_from_the_right_goes_first_when_no_road_is_the_main_one() -> None:
    """And of two who face each other, the one that goes straight on."""
    lanes = PLACES["X"]
    assert "south.1>north.-1" not in yields(lanes, "east.1>west.-1")
    assert "north.1>south.-1" in yields(lanes, "east.1>west.-1")
    assert "north.1>south.-1" in yields(lanes, "south.1>west.-1")
    assert "south.1>west.-1" not in yields(lanes, "north.1>south.-1")


def test_two_never_wait_for_each_other() -> None:
    """Of two turns that conflict, exactly one goes first, whatever the junction."""
    for place in ("T", "X", "roundabout"):
        lanes = PLACES[place]
        for lane_id in lanes.lanes:
            assert all(lane_id not in yields(lanes, other) for other in yields(lanes, lane_id))


def test_the_ring_goes_first_when_a_car_comes_to_a_roundabout() -> None:
    """And it can be driven all the way round."""
    lanes = PLACES["roundabout"]
    assert yields(lanes, "south.1>ring.south.1") == {"ring.south.by.1"}
    around = ["ring.east.1"]
    while len(around) < 9:
        around.append(next(one for one in lanes[around[-1]].successors if one.startswith("ring")))
    assert around[-1] == around[0]
    assert len(set(around)) == 8
    assert all(two in lanes[one].successors for one, two in pairwise(around))


def test_the_light_decides_when_two_roads_have_one() -> None:
    """It stands where a turn begins; only who turns left still waits for the oncoming."""
    arms = [
        Arm(name=arm.name, heading_rad=arm.heading_rad, light="across" if row % 2 else "along")
        for row, arm in enumerate((EAST, NORTH, WEST, SOUTH))
    ]
    lanes = junction(arms, CrossSection())
    assert lanes["east.1>west.-1"].light == "along"
    assert yields(lanes, "east.1>west.-1") == set()
    assert yields(lanes, "east.1>south.-1") == {"west.1>east.-1", "west.1>south.-1"}
    lit = PLACES["lit road"]
    assert (lit["after.1"].light, lit["before.-1"].light, lit["before.1"].light) == (
        "light",
        "light",
        None,
    )


def test_a_stop_sign_stands_where_the_arm_ends() -> None:
    """It is the arm's lane that ends at it."""
    signed = Arm(name="south", heading_rad=-math.pi / 2, stop_sign=True)
    lanes = junction([EAST, WEST, signed], CrossSection())
    assert lanes["south.1"].stop_sign
    assert not lanes["east.1"].stop_sign


@pytest.mark.parametrize(
    "draw",
    [
        lambda: Piece(0.0),
        lambda: Piece(math.nan),
        lambda: Piece(10.0, 0.6),
        lambda: arc(10.0, 0.0),
        lambda: trace([]),
        lambda: CrossSection(lanes=0),
        lambda: CrossSection(lane_width_m=-3.0),
        lambda: CrossSection(speed_limit_mps=math.inf),
        lambda: lane_drop(100.0, 100.0, CrossSection(lanes=1)),
        lambda: junction([EAST, WEST], CrossSection()),
        lambda: junction([EAST, EAST, WEST], CrossSection()),
        lambda: roundabout([EAST, Arm(name="near", heading_rad=0.5), WEST], CrossSection()),
        lambda: Builder()["nowhere"],
    ],
)
def test_a_road_is_refused_when_it_cannot_be(draw: object) -> None:
    """Lengths, bends, widths and arms that no road has."""
    with pytest.raises(LocalUseError):
        draw()  # pyright: ignore[reportCallIssue]


def test_a_second_road_is_refused_when_it_has_the_name_of_the_first() -> None:
    """Each lane has its own id."""
    builder = Builder()
    builder.road("main", trace([straight(10.0)]), SECTION)
    with pytest.raises(LocalUseError, match=r"two lanes main\.1"):
        builder.road("main", trace([straight(10.0)]), SECTION)
