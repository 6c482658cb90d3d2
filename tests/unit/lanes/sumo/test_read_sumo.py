"""SUMO networks become lanes with neighbours, permissions, lights and the right of way."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from sumo_networks import SHIPPED, network

from segue.kernel import DataUnusable
from segue.lanes import LaneMap
from segue.lanes.sumo import read_sumo

T_NODES = """
<node id="west" x="-200" y="0"/> <node id="middle" x="0" y="0" type="priority"/>
<node id="east" x="200" y="0"/> <node id="south" x="0" y="-200"/>
"""
T_EDGES = """
<edge id="in" from="west" to="middle" numLanes="2" priority="3" speed="20"/>
<edge id="out" from="middle" to="east" numLanes="2" priority="3" speed="20"/>
<edge id="back_in" from="east" to="middle" numLanes="1" priority="3" speed="20"/>
<edge id="back_out" from="middle" to="west" numLanes="1" priority="3" speed="20"/>
<edge id="side" from="south" to="middle" numLanes="1" priority="1" speed="10"/>
<edge id="side_out" from="middle" to="south" numLanes="1" priority="1" speed="10"/>
"""


@pytest.fixture
def t_junction(tmp_path: Path) -> LaneMap:
    """A side road from the south onto a road from west to east."""
    return read_sumo(network(tmp_path, T_NODES, T_EDGES))


def ways(lanes: LaneMap, begin: str, end: str) -> list[str]:
    """The lanes inside the junction from an edge to another, in order."""
    route = lanes.route(begin, [end])
    assert route is not None
    return [lane_id for lane_id in route if lanes[lane_id].in_junction]


def test_the_side_road_gives_way_when_it_turns_into_the_main_road(t_junction: LaneMap) -> None:
    """Who comes from the side road yields to who drives straight on, and not the other way."""
    joining = ways(t_junction, "side_0", "out_0")[-1]
    main = ways(t_junction, "in_0", "out_0")[0]
    assert main in t_junction[joining].yields_to
    assert joining not in t_junction[main].yields_to


def test_a_left_turn_waits_in_the_middle_when_others_come(t_junction: LaneMap) -> None:
    """The lane of a left turn has two parts; the second gives way to oncoming traffic."""
    turn = ways(t_junction, "back_in_0", "side_out_0")
    oncoming = ways(t_junction, "in_0", "out_0")[0]
    assert oncoming in t_junction[turn[-1]].yields_to
    assert not t_junction[turn[0]].yields_to or len(turn) == 1


def test_lanes_know_their_neighbours_when_they_lie_beside(t_junction: LaneMap) -> None:
    """The lane on the left, the lane on the right, and the one that comes the other way."""
    right, left = t_junction["in_0"], t_junction["in_1"]
    assert (right.left, left.right) == ("in_1", "in_0")
    assert (right.right, left.left) == (None, None)
    assert left.oncoming == "back_out_0"
    assert right.oncoming is None
    assert np.allclose(right.left_m, left.right_m, atol=0.01)
    assert right.may_change_left
    assert not left.may_change_left


def test_the_limit_is_the_roads_own_when_lanes_are_read(t_junction: LaneMap) -> None:
    """Metres a second, as the network says."""
    assert t_junction["in_0"].speed_limit_mps == 20.0
    assert t_junction["side_0"].speed_limit_mps == 10.0


def test_borders_lie_half_a_width_aside_when_lanes_are_read(t_junction: LaneMap) -> None:
    """SUMO's usual lane is 3.2 m wide; left is left of its traffic."""
    lane = t_junction["in_0"]
    assert np.allclose(lane.left_m - lane.centre_m, [0.0, 1.6])
    assert np.allclose(lane.right_m - lane.centre_m, [0.0, -1.6])


def test_a_lane_may_not_be_left_when_the_network_forbids_it(tmp_path: Path) -> None:
    """A solid line towards one side closes that side only."""
    path = network(
        tmp_path,
        '<node id="a" x="0" y="0"/> <node id="b" x="100" y="0"/>',
        '<edge id="road" from="a" to="b" numLanes="2">'
        '<lane index="0" changeLeft="emergency"/></edge>',
    )
    lanes = read_sumo(path)
    assert not lanes["road_0"].may_change_left
    assert lanes["road_1"].may_change_right


def test_lanes_have_a_kind_when_not_all_may_use_them(tmp_path: Path) -> None:
    """A walk, a bicycle lane, a bus lane and a rail in one road; the rail is left out."""
    path = network(
        tmp_path,
        '<node id="a" x="0" y="0"/> <node id="b" x="100" y="0"/>',
        """<edge id="road" from="a" to="b" numLanes="5"> <lane index="0" allow="pedestrian"/>
        <lane index="1" allow="bicycle"/> <lane index="2" allow="bus"/>
        <lane index="4" allow="tram"/> </edge>""",
    )
    lanes = read_sumo(path).lanes
    kinds = {lane_id: lane.kind for lane_id, lane in lanes.items()}
    assert kinds == {
        "road_0": "walk", "road_1": "bicycle", "road_2": "shoulder", "road_3": "driving",
    }  # fmt: skip
    assert lanes["road_3"].right == "road_2"
    assert not lanes["road_3"].may_change_right


def test_traffic_keeps_left_when_the_network_says_so(tmp_path: Path) -> None:
    """There SUMO counts lanes from the left; beside stays beside."""
    path = network(
        tmp_path,
        '<node id="a" x="0" y="0"/> <node id="b" x="100" y="0"/>',
        '<edge id="road" from="a" to="b" numLanes="2"/>',
    )
    text = path.read_text()
    assert "<net " in text
    path.write_text(text.replace("<net ", '<net lefthand="true" ', 1))
    lanes = read_sumo(path)
    assert (lanes["road_0"].right, lanes["road_1"].left) == ("road_1", "road_0")


def test_a_lane_opens_beside_when_a_junction_only_splits_the_road(tmp_path: Path) -> None:
    """SUMO lets a car jump a lane aside within such a junction; here it changes lanes after it."""
    path = network(
        tmp_path,
        '<node id="a" x="0" y="0"/> <node id="b" x="100" y="0"/> <node id="c" x="200" y="0"/>',
        '<edge id="one" from="a" to="b"/> <edge id="two" from="b" to="c" numLanes="2"/>',
        connections='<connection from="one" to="two" fromLane="0" toLane="0"/>'
        '<connection from="one" to="two" fromLane="0" toLane="1"/>',
    )
    lanes = read_sumo(path)
    straight = lanes.route("one_0", ["two_0", "two_1"])
    assert straight is not None
    opened = ({"two_0", "two_1"} - {straight[-1]}).pop()
    assert not lanes[opened].predecessors
    assert lanes.route("one_0", [opened]) == (*straight, opened)


def test_only_ways_that_lights_let_go_together_give_way_when_there_are_lights() -> None:
    """On the shipped crossing a left turn yields to oncoming traffic, never to cross traffic."""
    lanes = read_sumo(SHIPPED / "cross" / "cross.net.xml")
    turn, oncoming = lanes[":0_12_0"], {":0_6_0", ":0_7_0"}
    assert turn.yields_to == oncoming
    assert lanes[":0_2_0"].light == "0/2"
    assert lanes[":0_2_0"].yields_to == frozenset()


def test_the_same_lanes_are_read_when_the_file_is_compressed(tmp_path: Path) -> None:
    """`.net.xml.gz` is how large networks are kept."""
    plain = SHIPPED / "cross" / "cross.net.xml"
    packed = tmp_path / "cross.net.xml.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    one, other = read_sumo(plain), read_sumo(packed)
    assert one.name == other.name == "cross"
    assert {lane_id: lane.successors for lane_id, lane in one.lanes.items()} == {
        lane_id: lane.successors for lane_id, lane in other.lanes.items()
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<net version="1.2"><edge id="a">\n<lane id="a_0" speed="fast"/></edge></net>',
         'line 2, <lane id="a_0">'),
        ('<net version="1.20">\n<edge id="a"', "line 2: unclosed token"),
        ("<OpenDRIVE/>", "<OpenDRIVE>: a SUMO network begins with <net>"),
        ('<net version="1.20"><connection from="a" to="b" fromLane="0"/></net>', "<connection>"),
    ],
)  # fmt: skip
def test_the_file_and_element_are_named_when_it_is_broken(
    tmp_path: Path, text: str, says: str
) -> None:
    """Whoever made the file finds the place."""
    path = tmp_path / "broken.net.xml"
    path.write_text(text)
    with pytest.raises(DataUnusable) as raised:
        read_sumo(path)
    assert str(path) in str(raised.value)
    assert says in str(raised.value)


def test_the_file_is_named_when_it_is_missing_or_cut(tmp_path: Path) -> None:
    """No traceback of another library's for a wrong name or half a download."""
    with pytest.raises(DataUnusable, match="nowhere"):
        read_sumo(tmp_path / "nowhere.net.xml")
    cut = tmp_path / "cut.net.xml.gz"
    cut.write_bytes(gzip.compress(b"<net>")[:-9])
    with pytest.raises(DataUnusable, match="cut"):
        read_sumo(cut)


@pytest.mark.parametrize("name", ["A10KW/osm", "bs3d/bs", "DRT/osm"])
def test_real_networks_can_be_driven_from_entries_to_exits_when_they_ship_with_sumo(
    name: str,
) -> None:
    """A motorway junction and two towns: ways through exist, and each is one road without holes."""
    lanes = read_sumo(SHIPPED / f"{name}.net.xml")
    roads = {
        lane_id: lane
        for lane_id, lane in lanes.lanes.items()
        if lane.kind == "driving" and not lane.in_junction
    }
    entries = sorted(lane_id for lane_id, lane in roads.items() if not lane.predecessors)
    exits = sorted(lane_id for lane_id, lane in roads.items() if not lane.successors)
    routes = [route for entry in entries[:6] if (route := lanes.route(entry, exits))]
    assert len(routes) >= 4
    for route in routes:
        chain = [route[0]]
        for lane_id in route[1:]:
            chain = [*chain, lane_id] if lane_id in lanes[chain[-1]].successors else [lane_id]
            assert lanes[lane_id].kind == "driving"
            steps = np.diff(lanes.corridor(chain).path.points_m, axis=0)
            assert np.hypot(*steps.T).max() < 1.5


def test_a_sharp_turn_is_as_wide_as_its_lanes_when_it_is_driven_along() -> None:
    """A street that turns off by 90 degrees in town: the border of one lane narrows no other."""
    lanes = read_sumo(SHIPPED / "A10KW" / "osm.net.xml")
    inside = ":cluster_2289518871_266391218_266391220_2_0"
    road = lanes.corridor(["6272844#3_0", inside, "5067107#2_0"])
    assert road.left_m.min() > 1.2
    assert road.right_m.min() > 1.2
