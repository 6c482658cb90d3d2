"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that is read in place: `../shared/data` from the project's root.

    Without it a test is skipped; where CI is set it fails, so that no check goes missing unseen.
    """
    for folder in Path(__file__).resolve().parents:
        if (folder / "shared" / "data").is_dir():
            return folder / "shared" / "data"
    if os.environ.get("CI"):
        pytest.fail("../shared/data is missing, and CI needs it")
    pytest.skip("../shared/data is missing")
