"""The traces that the TypeScript machine replays are those of the Python machine as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_traces_are_up_to_date_when_the_machine_has_changed() -> None:
    """Whoever changes the Python machine exports its traces anew, and sees TypeScript fail."""
    check = [sys.executable, "tools/export_traces.py", "--check"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
