"""A short drive that was recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from short_drives import recorded


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recording of a drive, which nobody changes."""
    return recorded(tmp_path_factory.mktemp("drive") / "drive.mcap")
