"""Lanes found by place, routes through them, and a chain of them as one road."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.kernel import DataUnusable, LocalUseError
from segue.lanes import LaneMap
from segue.lanes.build import (
    Arm,
    CrossSection,
    arc,
    junction,
    lane_drop,
    on_ramp,
    road,
    roundabout,
    straight,
)

TWO_WAY = CrossSection(lanes=2, oncoming=1, lane_width_m=3.5, shoulder_m=2.0)
ROAD = road([straight(500.0), arc(200.0, 300.0)], TWO_WAY)
CROSS = [
    Arm(name="east", heading_rad=0.0),
    Arm(name="north", heading_rad=np.pi / 2),
    Arm(name="west", heading_rad=np.pi),
    Arm(name="south", heading_rad=-np.pi / 2),
]


@given(
    st.sampled_from(["main.1", "main.2", "main.-1", "main.shoulder"]),
    st.floats(0.001, 0.999),
    st.floats(-0.9, 0.9),
)
def test_a_lane_is_found_when_a_place_is_on_it(lane: str, along: float, across: float) -> None:
    """Anywhere on a lane it is the one that is found, and no other."""
    path = ROAD.path(lane)
    width_m = np.hypot(*(ROAD[lane].left_m[0] - ROAD[lane].right_m[0]))
    x_m, y_m, _ = path.at(along * path.length_m, 0.5 * across * width_m)[0]
    assert ROAD.at(x_m, y_m) == (lane,)


def test_no_lane_is_found_when_a_place_is_off_the_road() -> None:
    """Beside the shoulder there is nothing; a lane that is near is told by `near`."""
    assert ROAD.at(100.0, -9.5) == ()
    assert ROAD.near(100.0, -9.5, 0.6) == ("main.shoulder",)


def test_the_lane_that_leads_the_same_way_is_first_when_a_heading_is_given() -> None:
    """In a junction many lanes cross a place."""
    lanes = junction(CROSS, CrossSection())
    found = lanes.at(1.75, 0.0, np.pi / 2)
    assert found[0] == "south.1>north.-1"
    assert lanes.at(1.75, 1.75, np.pi)[0] == "east.1>west.-1"


def test_places_are_told_with_their_lanes_when_many_are_asked_at_once() -> None:
    """The same as one by one: rows of places, and numbers of lanes."""
    random = np.random.default_rng(5)
    places = random.uniform([-50.0, -60.0], [750.0, 100.0], (300, 2))
    place, lane = ROAD.lanes_at(places)
    ids = tuple(ROAD.lanes)
    together = [tuple(ids[number] for number in lane[place == row]) for row in range(300)]
    assert together == [ROAD.at(*where) for where in places]
    assert len(place) > 20


def test_a_route_changes_lanes_when_only_another_lane_leads_on() -> None:
    """From the lane that ends it goes to the one beside, and on."""
    lanes = lane_drop(200.0, 100.0, CrossSection(lanes=2))
    assert lanes.route("before.2", ["after.1"]) == ("before.2", "before.1", "after.1")


def test_no_route_is_given_when_there_is_none() -> None:
    """Nobody drives against the traffic, nor from a motorway into the ramp that joins it."""
    lanes = on_ramp(300.0, 200.0, 300.0, CrossSection(lanes=2))
    way = lanes.route("ramp.1", ["after.1"])
    assert way == ("ramp.1", "merge.3", "merge.2", "merge.1", "after.1")
    assert lanes.route("before.1", ["ramp.1"]) is None


def test_a_corridor_is_as_wide_as_its_lanes_when_they_bend() -> None:
    """Borders, limits and begins of a chain of lanes, point by point of its eased line."""
    lanes = roundabout(CROSS, CrossSection(lane_width_m=4.0))
    chain = ("south.1", "south.1>ring.south.1", "ring.south.1", "ring.south.1>east.-1", "east.-1")
    corridor = lanes.corridor(chain)
    assert corridor.lanes == chain
    assert corridor.path.length_m == pytest.approx(
        sum(lanes.path(lane_id).length_m for lane_id in chain), rel=2e-3
    )
    assert corridor.left_m == pytest.approx(2.0, abs=0.25)
    assert corridor.right_m == pytest.approx(2.0, abs=0.25)
    assert corridor.left_m + corridor.right_m == pytest.approx(4.0, abs=0.02)
    middle = np.searchsorted(corridor.path.s_m, corridor.begins_m[2] + 5.0)
    assert corridor.speed_limit_mps[middle] == lanes["ring.south.1"].speed_limit_mps


def test_a_corridor_is_made_once_and_very_many_are_not_kept() -> None:
    """Who asks again gets the same; the oldest makes room when there are too many."""
    lanes = road([straight(50.0)], CrossSection(lanes=1))
    (chain,) = ((lane_id,) for lane_id in lanes.lanes)
    first = lanes.corridor(chain)
    assert lanes.corridor(chain) is first
    for number in range(300):
        lanes.corridor(chain, spacing_m=2.0 + 0.01 * number)
    assert lanes.corridor(chain) is not first
    assert lanes.corridor(chain).path.length_m == first.path.length_m


def test_a_corridor_is_refused_when_lanes_do_not_follow_each_other() -> None:
    """A chain is one that can be driven."""
    lanes = lane_drop(200.0, 100.0, CrossSection(lanes=2))
    with pytest.raises(LocalUseError, match=r"after\.1 does not follow lane before\.2"):
        lanes.corridor(["before.2", "after.1"])
    with pytest.raises(LocalUseError, match="at least one lane"):
        lanes.corridor([])


def test_a_map_is_refused_when_a_lane_names_one_that_is_nowhere() -> None:
    """Says which lane, and which name."""
    lane = replace(ROAD["main.1"], left="main.9", right=None, oncoming=None)
    with pytest.raises(DataUnusable, match=r"main\.1 names lane main\.9"):
        LaneMap({"main.1": lane})
