"""The page about measuring the pilot: its planner runs as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from segue.cli._main import run

PAGE = (Path(__file__).parents[2] / "docs" / "pilot" / "bench.md").read_text()
GRID = "ego_kmh,lead_decel_g,cc\n50,0.1,0\n50,0.7,0\n"


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
