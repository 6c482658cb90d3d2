"""The page of what the simulated car gives and takes says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from segue.vehicle.signals import vss_catalogue
from segue.world import actuator_paths, signal_paths

PAGE = Path(__file__).parents[2] / "docs/guides/simulated-car.md"
FIRST_CELL = re.compile(r"^\| `(Vehicle\.[^`]+)` \|", re.MULTILINE)


def patterns(heading: str) -> list[str]:
    """Return what the table under a heading names."""
    (part,) = (part for part in PAGE.read_text("utf-8").split("\n## ") if part.startswith(heading))
    return FIRST_CELL.findall(part)


def paths(names: list[str]) -> list[str]:
    """Return the signals that the names mean."""
    return [path for name in names for path in vss_catalogue().expand(name)]


def test_every_actuator_is_on_the_page_once_when_the_car_takes_it():
    """No more and no fewer than the car can be asked for."""
    assert sorted(paths(patterns("What it does"))) == sorted(actuator_paths())


def test_every_signal_is_on_the_page_once_when_the_car_gives_it():
    """What is in the second table is given and cannot be asked for; both make up the whole."""
    given = paths(patterns("What it does")) + paths(patterns("What else"))
    assert sorted(given) == sorted(signal_paths())


def test_every_travel_time_on_the_page_is_that_of_the_motor():
    """The third column of the first table is what a stopwatch would show in the simulation."""
    from segue.world._motors import AXIS_OF  # noqa: PLC0415 - the table of travel times is inside

    rows = re.findall(
        r"^\| `([^`]+)` \|[^|]*\| ([\d.]+) s \|", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) >= 10
    for name, seconds in rows:
        for path in vss_catalogue().expand(name):
            axis = AXIS_OF.get(path) or AXIS_OF[path.replace("IsOpen", "Position")]
            assert (path, axis.full_s) == (path, float(seconds))
