"""Which folder a verb means when it is not told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from segue.node.storage import default_folder, has_car, used_car_folder


def test_car_is_the_one_last_used_when_there_are_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the demo's car and `segue car`'s, the one whose database was written last counts."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert used_car_folder() == default_folder("car")
    assert not has_car(used_car_folder())
    for at_s, (role, name) in enumerate([("demo", "segue.db"), ("car", "segue.db")], start=1):
        folder = default_folder(role)  # type: ignore[arg-type]
        folder.mkdir(parents=True)
        (folder / name).touch()
        os.utime(folder / name, (at_s, at_s))
        assert used_car_folder() == folder
        assert has_car(folder)
    (default_folder("demo") / "segue.db-wal").touch()
    assert used_car_folder() == default_folder("demo")
