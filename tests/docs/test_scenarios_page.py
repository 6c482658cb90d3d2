"""The page about scenarios: its example runs, and it knows every element of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sumo_networks import CROSSING

from segue.schema.drive import Command
from segue.world.scenes import Simulation, load_scenario, scenario_names
from segue.world.scenes.files import KINDS, Spec

PAGE = (Path(__file__).parents[2] / "docs" / "pilot" / "scenarios.md").read_text()


def blocks(language: str) -> list[str]:
    """The page's blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def elements(spec: type[Spec] = Spec) -> Iterator[str]:
    """Every key that a file may hold, and every kind of road."""
    for kind in spec.__subclasses__():
        if kind.__name__ != "Scenario":
            yield from (field.encode_name for field in msgspec.structs.fields(kind))
        tag = kind.__struct_config__.tag
        yield from [tag] if isinstance(tag, str) and tag[0].islower() else []
        yield from elements(kind)


def test_the_example_can_be_driven_when_it_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file and the code beside it, as they stand on the page."""
    monkeypatch.chdir(tmp_path)
    Path("wet.toml").write_text(blocks("toml")[0])
    exec(blocks("python")[0], {"__name__": "example"})  # noqa: S102 (the page's own code)
    assert capsys.readouterr().out == "False Never reached 500 m of main.2.\n"


def test_the_example_in_a_town_can_be_driven_when_there_is_an_extract(tmp_path: Path) -> None:
    """OSM's streets, SUMO's traffic on them, and the lane where the page says."""
    path = tmp_path / "town.toml"
    path.write_text(blocks("toml")[1])
    (tmp_path / "town.osm").write_text(CROSSING)
    sim = Simulation(load_scenario(path), seed=1)
    for _ in range(50):
        sim.step(Command(accel_mps2=-2.0, steer_rad=0.0, hold=True))
    assert len(sim.truth.objects.ids)


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_is_on_the_page_when_it_ships(name: str) -> None:
    """Each with what happens."""
    assert f"| `{name}` |" in PAGE


@pytest.mark.parametrize("name", sorted({*elements(), *KINDS}))
def test_an_element_is_on_the_page_when_a_file_may_hold_it(name: str) -> None:
    """Tables, keys, kinds of roads and of actors."""
    assert re.search(rf"`\[*{name}\]*`", PAGE), name
