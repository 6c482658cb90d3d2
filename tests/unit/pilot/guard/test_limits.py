"""The limits are the documented ones."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

from segue.pilot.guard import LIMITS

_PAGE = Path(__file__).parents[4] / "docs" / "pilot" / "guard.md"


def test_limits_are_those_of_the_page_when_the_guard_is_made() -> None:
    """Every number of the guard is in its page's table, with the value that it has."""
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", _PAGE.read_text(), flags=re.MULTILINE)
    assert {name: float(value) for name, value in rows} == asdict(LIMITS)
