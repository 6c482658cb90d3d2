"""Scenarios whose others SUMO drives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from sumo_networks import network

from segue.bench import planner_factory
from segue.kernel import DataUnusable, DeviceUnavailable
from segue.node.drives import DriveLog, DriveRecording, replay
from segue.schema.drive import Command, Inputs
from segue.world.drives import ScenarioDrive
from segue.world.scenes import Scenario, Simulation, load_scenario
from segue.world.scenes._rows import Rows

NODES = '<node id="a" x="0" y="0"/> <node id="b" x="600" y="0"/> <node id="c" x="1200" y="30"/>'
EDGES = """
<edge id="one" from="a" to="b" numLanes="2" speed="20"/>
<edge id="two" from="b" to="c" numLanes="2" speed="20"/>
"""
FILE = """
title = "Among others"
duration_s = 20
[road]
kind = "file"
file = "made.net.xml"
[ego]
lane = "one_0"
s_m = 300
speed_mps = 15
[wishes]
set_speed_mps = 15
[ambient]
every_s = 2
truck_share = 0.2
warm_up_s = 30
"""
idm_planner = planner_factory("idm")
ROLL = Command(accel_mps2=0.0, steer_rad=0.0)


def write(folder: Path, text: str = FILE, *, nodes: str = NODES) -> Path:
    """A scenario file, and its network."""
    network(folder, nodes, EDGES)
    path = folder / "scene.toml"
    path.write_text(text)
    return path


def told(
    scenario: Scenario, seed: int, *, brakes: bool = False, for_s: float = 8.0
) -> list[Inputs]:
    """What the sensors say while the ego rolls, or brakes."""
    sim = Simulation(scenario, seed)
    said = []
    while sim.time_s < for_s and not sim.over:
        said.append(sim.inputs())
        sim.step(Command(accel_mps2=-3.0, steer_rad=0.0, hold=True) if brakes else ROLL)
    return said


def as_bytes(said: list[Inputs]) -> list[tuple[bytes, ...]]:
    """Every look, bit for bit."""
    return [tuple(look.boxes.tobytes() for look in one.detections) for one in said]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    """All of SUMO's chance comes from the seed, whichever process it runs in."""
    scenario = load_scenario(write(tmp_path))
    one, again, other = (as_bytes(told(scenario, seed)) for seed in (3, 3, 4))
    assert one == again
    assert one != other
    assert any(len(looks[0]) for looks in one)


def test_others_react_when_the_ego_stands_in_their_way(tmp_path: Path) -> None:
    """On a road of one lane nobody passes it, and nobody runs into it."""
    text = FILE.replace("warm_up_s = 30", "warm_up_s = 40")
    path = write(tmp_path, text.replace("duration_s = 20", "duration_s = 40"))
    network(tmp_path, NODES, EDGES.replace('numLanes="2"', 'numLanes="1"'))
    sim = Simulation(load_scenario(path), seed=1)
    while not sim.over:
        sim.step(Command(accel_mps2=-3.0, steer_rad=0.0, hold=True))
    assert sim.collision is None
    objects, ego = sim.truth.objects, sim.truth.ego
    behind = ego.x_m - objects.boxes[:, 0]
    waits = objects.boxes[(behind > 0.0) & (behind < 60.0)]
    assert len(waits) >= 2
    assert np.hypot(waits[:, 3], waits[:, 4]).max() < 0.5


def test_others_move_evenly_between_two_steps_of_sumo(tmp_path: Path) -> None:
    """Fifty times a second all go on as fast as they are said to be, also where SUMO is silent."""
    sim = Simulation(load_scenario(write(tmp_path)), seed=2)
    before: dict[int, np.ndarray] = {}
    compared = 0
    for _ in range(300):
        sim.step(ROLL)
        objects = sim.truth.objects
        now = dict(zip(objects.ids.tolist(), objects.boxes, strict=True))
        for one in now.keys() & before.keys():
            if now[one][0] > 550.0:  # where the roads meet they are drawn with a gap
                continue
            moved_mps = (now[one][0] - before[one][0]) / 0.02
            assert moved_mps == pytest.approx(now[one][3], abs=0.6)
            compared += 1
        before = now
    assert compared > 500


def test_lights_are_sumos(tmp_path: Path) -> None:
    """They change, and the lane behind the light names them."""
    nodes = NODES.replace('x="600" y="0"', 'x="600" y="0" type="traffic_light"')
    path = write(tmp_path, FILE.replace("s_m = 300", "s_m = 450"), nodes=nodes)
    text = EDGES + '<edge id="side" from="d" to="b" numLanes="1" speed="14"/>'
    network(tmp_path, nodes + '<node id="d" x="600" y="-300"/>', text)
    scenario = load_scenario(path)
    lit = {lane.light for lane in scenario.lanes.lanes.values() if lane.light}
    said = told(scenario, 1, brakes=True, for_s=60.0)
    assert {name for one in said for name, _ in one.lights} == lit
    assert len({state for one in said for _, state in one.lights}) > 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[ambient]", '[[actors]]\nname = "x"\nlane = "two_0"\n[ambient]', "no actors"),
        ("truck_share = 0.2", "truck_share = 0.7\nbicycle_share = 0.7", "above 1 together"),
        ("every_s = 2", "every_s = 0", "$.ambient.every_s"),
        (
            'kind = "file"\nfile = "made.net.xml"',
            'kind = "line"\npieces = [{ length_m = 900 }]',
            "SUMO does not drive on a road of this kind",
        ),
        ("made.net.xml", "made.xml", "made.xml is no map that SUMO can drive on"),
        ('kind = "file"\nfile = "made.net.xml"', 'kind = "sumo"\nnetwork = "moon"', "moon"),
    ],
)
def test_a_file_is_refused_when_sumo_cannot_drive_it(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    """In one sentence, with the file's name."""
    path = write(tmp_path, FILE.replace(old, new))
    with pytest.raises(DataUnusable) as raised:
        load_scenario(path)
    assert "scene.toml" in str(raised.value)
    assert says in str(raised.value)


@pytest.mark.parametrize("missing", ["sumolib", "libsumo"])
def test_the_extra_is_named_when_sumo_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """Whichever part of it is missing."""
    path = write(tmp_path)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(Exception, match=r"pip install 'segue\[traffic\]'"):
        Simulation(load_scenario(path), seed=1)


def test_sumos_process_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    """Nothing is left behind, no process and no folder."""
    code = f"""
import time
from segue.world.scenes import Simulation, load_scenario
sim = Simulation(load_scenario({str(write(tmp_path))!r}), seed=1)
print(sim._others._sumo.process_id, flush=True)
time.sleep(60)
"""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    starter = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    assert starter.stdout is not None
    child = int(starter.stdout.readline())
    assert list(temporary.iterdir())
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    starter.stdout.close()
    until = time.monotonic() + 30.0
    while list(temporary.iterdir()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not list(temporary.iterdir())
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def test_a_row_is_empty_for_a_look_before_somebody_else_has_it() -> None:
    """So that no sensor takes the new one for the old one."""
    rows = Rows(1, empty_s=0.25)
    assert rows.of(np.array([7]), np.array([10.0]), 0.0) == {7: 0}
    assert rows.of(np.array([7, 8]), np.array([10.0, 5.0]), 0.1) == {7: 0}
    assert rows.of(np.array([8]), np.array([5.0]), 0.2) == {}
    assert rows.of(np.array([8]), np.array([5.0]), 0.4) == {}
    assert rows.of(np.array([8, 9]), np.array([5.0, 3.0]), 0.5) == {9: 0}


def test_the_drive_goes_on_when_the_ego_is_over_the_limit_and_leaves_the_map(
    tmp_path: Path,
) -> None:
    """SUMO lets nobody set out so fast, and takes its own off at the end of the road."""
    text = FILE.replace("one_0", "two_0").replace("s_m = 300", "s_m = 540")
    sim = Simulation(load_scenario(write(tmp_path, text.replace("= 15", "= 30"))), seed=1)
    while sim.truth.ego.x_m < 1260.0:
        sim.step(ROLL)
    assert sim.collision is None


def test_the_drive_ends_with_one_sentence_when_sumos_process_was_killed(tmp_path: Path) -> None:
    """And does not wait for an answer that never comes."""
    sim = Simulation(load_scenario(write(tmp_path)), seed=1)
    sim.step(ROLL)
    os.kill(sim._others._sumo.process_id, signal.SIGKILL)  # type: ignore[attr-defined]
    for _ in range(4):  # as far as it said where all will be
        sim.step(ROLL)
    with pytest.raises(DeviceUnavailable, match="SUMO drives no more: its process ended"):
        sim.step(ROLL)


def test_a_recording_replays_when_there_is_no_sumo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What sensors said is in it, and the lanes, whoever drove."""
    text = FILE.replace("duration_s = 20", "duration_s = 2")
    drive = ScenarioDrive(load_scenario(write(tmp_path, text)), 1, idm_planner)
    path = tmp_path / "ambient.mcap"
    with DriveRecording(path, drive, planner="idm") as recording:
        while not drive.over:
            recording.add(drive.step())
        recording.end(drive.report())
    for missing in ("libsumo", "sumolib", "sumo"):
        monkeypatch.setitem(sys.modules, missing, None)
    result = replay(DriveLog(path), idm_planner)
    assert result.steps == 100
    assert result.difference is None
