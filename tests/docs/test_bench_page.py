"""The page about measuring the pilot: all suites are on it, and its planner runs as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from segue.bench import SUITES
from segue.cli._main import run

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "pilot" / "bench.md").read_text()
GUIDE = (DOCS / "guides" / "cli.md").read_text()
GRID = "ego_kmh,lead_decel_g,cc\n50,0.1,0\n50,0.7,0\n"


@pytest.mark.parametrize("suite", SUITES)
def test_suite_is_on_the_page_and_in_the_guide_when_it_exists(suite: str) -> None:
    """Each suite has its section, and its name where the verb is described."""
    assert f"\n## {suite}: " in PAGE
    (verb,) = re.findall(r"^`segue pilot bench \[SUITE\]`.*?\n\n", GUIDE, re.MULTILINE | re.DOTALL)
    assert f"`{suite}`" in verb


def test_planner_of_the_page_drives_when_it_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example, saved under the name it is given there, drives a grid of the reader's own."""
    (source,) = re.findall(r"^```python\n(.*?class Gentle.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "gentle.py").write_text(source)
    grids = tmp_path / "shared" / "data" / "pilot" / "r157"
    grids.mkdir(parents=True)
    (grids / "mine.csv").write_text(GRID)
    monkeypatch.chdir(tmp_path)
    assert (
        run(["pilot", "bench", "r157", "--planner", "gentle:Gentle", "--json", "--jobs", "1"]) == 0
    )
    result = json.loads(capsys.readouterr().out)
    assert (result["planner"], result["cases"]) == ("gentle:Gentle", 2)
    # Gentle braking is not enough at 0.7 g; the guard behind it is.
    assert result["crashes"] == 0
    assert result["comfort"]["late_braking"] > 0.0
