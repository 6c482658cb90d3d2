"""The suite drives a car among SUMO's, each case in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sumo_networks import network

from segue.bench import planner_factory
from segue.bench.traffic import run
from segue.bench.traffic._cases import read_cases
from segue.bench.traffic._places import PLACES
from segue.kernel import DataUnusable

NODES = '<node id="a" x="0" y="0"/> <node id="b" x="600" y="0"/> <node id="c" x="1200" y="30"/>'
EDGES = """
<edge id="one" from="a" to="b" numLanes="2" speed="20"/>
<edge id="two" from="b" to="c" numLanes="2" speed="20"/>
"""


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def cases(folder: Path, *rows: dict[str, object]) -> Path:
    """A folder whose `traffic.json` holds these."""
    (folder / "traffic.json").write_text(json.dumps(rows))
    return folder


def test_the_car_drives_among_others_when_a_network_of_ones_own_is_given(tmp_path: Path) -> None:
    """Both drive, the planner and SUMO's own driver, and the same seed gives the same figures."""
    made = network(tmp_path, NODES, EDGES)
    row: dict[str, object] = {"place": made.name, "seed": 3, "minutes": 0.2}
    data = cases(tmp_path, row, row)
    result = run(data, planner_factory("idm"), jobs=1, sample=1, progress=silent)
    one, other = result.driven
    assert one == other
    assert result.cases == 2
    assert result.figures["crashes_at_fault"] == 0
    assert result.figures["left_the_road"] == 0
    assert 0.3 < float(result.figures["progress_of_peer"] or 0) < 1.5
    assert 0.0 < float(result.peers["sumo_idm"]["km"] or 0) < 0.6
    assert result.figures["false_brakes_an_hour"] is not None
    assert result.peers["sumo_idm"]["false_brakes_an_hour"] is None
    assert result.cycle_ms.p50


def test_traffic_goes_on_when_a_light_that_counts_cars_may_be_green_for_long(
    tmp_path: Path,
) -> None:
    """SUMO never returns from a step of such a light whose phases have no bounds."""
    nodes = NODES.replace('x="600" y="0"', 'x="600" y="0" type="traffic_light" tlType="actuated"')
    made = network(tmp_path, nodes, EDGES)
    long = re.sub('duration="[0-9]+"', 'duration="77"', made.read_text())
    assert 'type="actuated"' in long
    assert 'duration="77"' in long
    made.write_text(long)
    (tmp_path / "none.rou.xml").write_text("<routes/>")
    code = f"""
from pathlib import Path
from segue.world.sumo import SumoTraffic
from segue.vehicle.plant import load_car
from segue.world.own_car import own_car_of
own = own_car_of(load_car("model-3-rwd"))
traffic = SumoTraffic(Path({str(made)!r}), Path({str(tmp_path / "none.rou.xml")!r}), 1, own)
for _ in range(100):
    traffic.step()
assert traffic.time_s > 9.0
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_every_place_is_driven_with_every_seed_when_no_file_says_otherwise(tmp_path: Path) -> None:
    """Ten seeds of half an hour at each place."""
    known = read_cases(tmp_path)
    assert len(known) == 10 * len(PLACES)
    assert {(case.place, case.seed) for case in known} == {
        (place, seed) for place in PLACES for seed in range(10)
    }
    assert {case.minutes for case in known} == {30.0}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"place": "moon", "seed": 1}, "entry 0: there is no place moon"),
        ({"place": "city", "seed": 1, "minutes": 0}, "entry 0: minutes are above 0"),
        ({"place": "city"}, "missing required field `seed`"),
        ({"place": "city", "seed": 1, "speed": 9}, "unknown field `speed`"),
    ],
)
def test_the_file_and_entry_are_named_when_cases_are_malformed(
    tmp_path: Path, row: dict[str, object], says: str
) -> None:
    """Nothing is driven before all of it is understood."""
    with pytest.raises(DataUnusable) as raised:
        read_cases(cases(tmp_path, row))
    assert str(tmp_path / "traffic.json") in str(raised.value)
    assert says in str(raised.value)
