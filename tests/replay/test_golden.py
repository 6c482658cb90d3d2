"""Shipped scenarios, driven as they were when somebody reviewed them.

`segue pilot golden tests/replay/golden --update` writes down how it is now; review the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from segue.pilot.plan import SeguePlanner
from segue.world.drives import GoldenRun, changes, drive_golden

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.jsonl"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_drive_is_as_it_was_when_it_was_reviewed(path: Path) -> None:
    """Places, speeds, plans, states, the guard and events, but for how a processor rounds."""
    golden = GoldenRun.read(path)
    assert golden.rows
    found = changes(golden, drive_golden(golden.head, SeguePlanner))
    assert not found, "\n".join(str(change) for change in found)
