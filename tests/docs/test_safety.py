"""The safety page names tests that exist, and says openly where there is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SAFETY.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| SR-")
]
HAZARDS = set(re.findall(r"^\| (H-\d+) \|", PAGE, re.MULTILINE))
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
FILES = sorted(set(re.findall(r"`((?:tests/|web/|pyproject)[\w./]+)`", PAGE)))


def test_page_says_first_what_it_is_not_for():
    """Before anything else."""
    assert PAGE.splitlines()[2].startswith("**Segue is research software for simulation and replay")
    assert "not for public roads" in " ".join(PAGE.splitlines()[2:4])


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_requirement_has_its_test_when_the_page_names_one(path: str, name: str):
    """A renamed or removed test cannot stay as evidence."""
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", FILES)
def test_file_is_there_when_the_page_names_it(path: str):
    """Nor can a file."""
    assert (ROOT / path).is_file()


def test_every_requirement_is_shown_or_named_open():
    """Each has a number of its own, hazards that exist, and evidence or the word."""
    assert len(ROWS) > 20
    assert len({row[0] for row in ROWS}) == len(ROWS)
    for number, against, _, shown in ROWS:
        assert set(against.split(", ")) <= HAZARDS, number
        assert "`" in shown or "**Open**" in shown, number


def test_every_hazard_has_a_requirement():
    """None is only listed."""
    assert {hazard for row in ROWS for hazard in row[1].split(", ")} == HAZARDS
