"""Scenario files: those that ship, and what is said of one that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from segue.kernel import DataUnusable, LocalUseError
from segue.schema.drive import Command, Inputs
from segue.world.scenes import (
    Simulation,
    examine,
    load_scenario,
    scenario_names,
)

FILE = """
title = "Test"
duration_s = 5
[road]
kind = "line"
lanes = 2
pieces = [{ length_m = 300 }]
[ego]
lane = "main.2"
s_m = 50
speed_mps = 20
[wishes]
set_speed_mps = 20
[[actors]]
name = "lead"
lane = "main.2"
s_m = 100
speed_mps = 20
"""


class Blind:
    """Drives straight on at its speed, whatever comes."""

    def step(self, inputs: Inputs) -> Command:
        """Ask for nothing."""
        del inputs
        return Command(accel_mps2=0.0, steer_rad=0.0)


def write(folder: Path, text: str) -> Path:
    """A scenario file."""
    path = folder / "scene.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", scenario_names())
def test_a_shipped_scenario_can_be_driven(name: str) -> None:
    """It loads, says what it is, and begins with nobody inside another."""
    sim = Simulation(load_scenario(name), seed=1)
    for _ in range(5):
        sim.step(Command(accel_mps2=0.0, steer_rad=0.0))
    assert sim.scenario.title
    assert sim.collision is None


@pytest.mark.parametrize("name", [name for name in scenario_names() if name != "ghosts"])
def test_a_shipped_scenario_is_failed_when_the_driver_is_blind(name: str) -> None:
    """Each asks for something; only where there is nothing but ghosts is driving on right."""
    assert examine(Simulation(load_scenario(name), seed=1), Blind()).failures


def test_driving_on_is_right_when_there_are_only_ghosts() -> None:
    """Nobody is there."""
    assert examine(Simulation(load_scenario("ghosts"), seed=1), Blind()).passed


def test_a_drive_that_runs_a_red_light_is_failed_and_says_so() -> None:
    """Where, and that it was red."""
    outcome = examine(Simulation(load_scenario("red-light"), seed=1), Blind())
    assert outcome.failures[0] == "Entered after.1 at a red light."


def test_a_scenario_of_ones_own_is_read(tmp_path: Path) -> None:
    """Its name is the file's; the perfect sensor and an engaging driver are there by themselves."""
    scenario = load_scenario(write(tmp_path, FILE))
    assert (scenario.name, scenario.actors[0].name) == ("scene", "lead")
    assert scenario.sensors[0].name == "perfect"
    assert Simulation(scenario, seed=1).inputs().driver.button == "engage"


def test_a_road_is_read_from_a_map_when_the_scenario_names_one(tmp_path: Path) -> None:
    """A SUMO network beside the file."""
    (tmp_path / "road.net.xml").write_text(
        '<net version="1.9" junctionCornerDetail="5"><location netOffset="0,0" '
        'convBoundary="0,0,200,0" origBoundary="0,0,200,0" projParameter="!"/>'
        '<edge id="e" from="a" to="b" priority="1"><lane id="e_0" index="0" speed="13.9" '
        'length="200" shape="0,-1.6 200,-1.6"/></edge>'
        '<junction id="a" type="dead_end" x="0" y="0" incLanes="" intLanes="" shape="0,0 0,-3.2"/>'
        '<junction id="b" type="dead_end" x="200" y="0" incLanes="e_0" intLanes="" '
        'shape="200,-3.2 200,0"/></net>'
    )
    text = FILE.replace('kind = "line"\nlanes = 2\npieces = [{ length_m = 300 }]', "")
    text = text.replace("[road]", '[road]\nkind = "file"\nfile = "road.net.xml"')
    scenario = load_scenario(write(tmp_path, text.replace("main.2", "e_0")))
    assert scenario.lanes["e_0"].speed_limit_mps == 13.9


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("speed_mps = 20\n[wishes]", 'speed_mps = "fast"\n[wishes]', r"\$\.ego\.speed_mps"),
        ("duration_s = 5", "duration_s = 5\nweather = 1", "weather"),
        ('kind = "line"', 'kind = "river"', r"river.*\$\.road\.kind"),
        ("s_m = 100", "s_m = 100\nacts = [{ at_s = [] }]", r"\$\.actors\[0\]\.acts\[0\]\.at_s"),
        ("[ego]", "[ego", "scene.toml"),
        ("duration_s = 5", "duration_s = -5", "-5"),
        ("length_m = 300", "length_m = 300, to_radius_m = 0", "radius of 0"),
        ("lanes = 2", "lanes = 0", "0 lanes"),
        ("speed_mps = 20\n[wishes]", "speed_mps = nan\n[wishes]", r"\$\.ego\.speed_mps"),
        ("s_m = 100", "s_m = inf", r"\$\.actors\[0\]\.s_m"),
        ("duration_s = 5", "duration_s = 5\ngrip_share = 0", r"\$\.grip_share"),
        (
            "[ego]",
            '[[sensors]]\nname = "radar"\nmiss_share = 1.5\n[ego]',
            r"\$\.sensors\[0\]\.miss_share",
        ),
        (
            "[ego]",
            '[[lights]]\nname = "light"\nphases = []\n[ego]',
            r"\$\.lights\[0\]\.phases",
        ),
    ],
)
def test_a_file_is_refused_with_its_name_and_the_element_when_it_is_wrong(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    """So that one knows where to look."""
    assert old in FILE
    with pytest.raises(DataUnusable, match=says) as error:
        load_scenario(write(tmp_path, FILE.replace(old, new, 1)))
    assert "scene.toml" in error.value.message


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("s_m = 100", "s_m = 53", "ego and lead begin in the same place"),
        ("s_m = 50", "s_m = 50\noffset_m = -9", "ego begins -9 m beside"),
        ("s_m = 50", "s_m = 500", "ego begins at s_m 500; lane main.2 is 300.0 m long"),
        ('lane = "main.2"\ns_m = 50', 'lane = "main.7"\ns_m = 50', "no lane main.7"),
        ("speed_mps = 20\n[wishes]", "speed_mps = 120\n[wishes]", "ego begins at 120 m/s"),
        ("speed_mps = 20\n[wishes]", "speed_mps = -1\n[wishes]", "ego begins at -1 m/s"),
        ("s_m = 100", 's_m = 100\nkind = "pedestrian"', "lead begins at 20 m/s"),
        ("s_m = 100", "s_m = 400", "lead begins at s_m 400"),
        ("s_m = 100", 's_m = 100\nroute = ["main.2", "main.1"]', "main.1 does not follow"),
        ("s_m = 100", "s_m = 100\npath = [[0, 0], [9, 9]]", "either a lane or a path"),
        ('name = "lead"', 'name = "ego"', "Two are called ego"),
        (
            "s_m = 100\nspeed_mps = 20",
            's_m = 100\nkind = "pedestrian"\ndrives = "traffic"',
            "drives as traffic",
        ),
        (
            "s_m = 100",
            's_m = 100\ndrives = "traffic"\nacts = [{ speed_mps = 5 }]',
            "without acts",
        ),
    ],
)
def test_a_start_is_refused_when_it_cannot_be(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    """Inside another's box, off the road, faster than possible: says who."""
    assert old in FILE
    with pytest.raises(DataUnusable, match=says):
        load_scenario(write(tmp_path, FILE.replace(old, new, 1)))


MANY_ARMS = ", ".join(f'{{ name = "{number}", heading_rad = 0 }}' for number in range(1000))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lanes = 2", "lanes = 1000000", "1000000 lanes"),
        ("lanes = 2", "lanes = 2\noncoming = 1000000", "1000000 oncoming"),
        (
            "{ length_m = 300 }",
            ", ".join(["{ length_m = 100000, from_radius_m = 2, to_radius_m = 2 }"] * 2),
            "200000 m long",
        ),
        (
            'kind = "line"\nlanes = 2\npieces = [{ length_m = 300 }]',
            f'kind = "junction"\narms = [{MANY_ARMS}]',
            "not 1000 of 1000",
        ),
        (
            "[ego]",
            '[[traffic]]\nlane = "main.1"\ncount = 1000000000\n[ego]',
            "1000000001 others",
        ),
        ("duration_s = 5", f"duration_s = {'[' * 100_000}{']' * 100_000}", "nested too deeply"),
    ],
    ids=["lanes", "oncoming", "length", "arms", "traffic", "nesting"],
)
def test_a_file_is_refused_when_it_is_a_bomb(tmp_path: Path, old: str, new: str, says: str) -> None:
    """Little to write and far too much to build: says so at once."""
    assert old in FILE
    with pytest.raises(DataUnusable, match=says) as error:
        load_scenario(write(tmp_path, FILE.replace(old, new, 1)))
    assert "scene.toml" in error.value.message


def test_it_is_told_as_such_when_the_car_leaves_the_road(tmp_path: Path) -> None:
    """On no lane there is no distance from its middle."""
    text = FILE.replace("length_m = 300", "length_m = 100").replace("s_m = 100", "s_m = 20")
    scene = write(tmp_path, text + "[passes]\nkeeps_within_m = 1\n")
    outcome = examine(Simulation(load_scenario(scene), seed=1), Blind())
    assert outcome.failures == ("Left the road.",)
    assert outcome.farthest_off_m is None


def test_the_names_that_there_are_are_told_when_one_is_unknown() -> None:
    """And that a file may be given."""
    with pytest.raises(LocalUseError, match="follow"):
        load_scenario("no-such-scene")


def test_a_file_is_named_when_it_is_not_there(tmp_path: Path) -> None:
    """Not only what the system says of it."""
    with pytest.raises(DataUnusable, match=r"gone\.toml"):
        load_scenario(tmp_path / "gone.toml")
