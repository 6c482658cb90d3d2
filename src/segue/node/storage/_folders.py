"""Where a node keeps its data and what it can make again, unless it is told otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path, user_data_path

NodeRole = Literal["car", "demo", "phone"]


def default_folder(role: NodeRole) -> Path:
    """Return the data folder of this person's `role` node; it may not exist yet."""
    return user_data_path("segue", appauthor=False) / role


def used_car_folder() -> Path:
    """Return the data folder of the car that was last used here: `segue car`'s or the demo's."""
    folders = (default_folder("car"), default_folder("demo"))
    return max(folders, key=_last_written_s)


def has_car(folder: Path) -> bool:
    """Return whether a node has kept its data in a folder."""
    return _last_written_s(folder) > 0.0


def _last_written_s(folder: Path) -> float:
    """Return when a folder's database was last written; 0 when there is none."""
    files = (*folder.glob("segue.db"), *folder.glob("segue.db-wal"))
    return max((file.stat().st_mtime for file in files), default=0.0)


def cache_folder() -> Path:
    """Return the folder for what can be made again: the search index; it may not exist yet."""
    return user_cache_path("segue", appauthor=False)
