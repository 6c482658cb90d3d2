"""Compiled code is kept on the machine, and is made anew when it no longer holds."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from segue.pilot import compiled


def _asked(folder: Path, columns: str) -> int:
    """Return what code says that reads a constant of the file beside its own."""
    (folder / "stamped_columns.py").write_text(columns)
    for name in ("stamped_columns", "stamped_code"):
        sys.modules.pop(name, None)
    importlib.invalidate_caches()
    compiled._stamp.cache_clear()
    return importlib.import_module("stamped_code").column()


def test_kept_code_is_made_anew_when_another_file_of_its_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update that moves a column moves it also in code whose own file is as it was."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "stamped_code.py").write_text(
        "from segue.pilot.compiled import compiled\n"
        "from stamped_columns import COLUMN\n\n\n"
        "@compiled\n"
        "def column():\n"
        "    return COLUMN\n"
    )
    assert _asked(tmp_path, "COLUMN = 1\n") == 1
    assert list((tmp_path / "__pycache__").glob("*.nbc")), "nothing is kept"
    assert _asked(tmp_path, "COLUMN = 1000\n") == 1000
