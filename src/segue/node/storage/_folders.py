"""Where a node keeps its data and what it can make again, unless it is told otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path, user_data_path

NodeRole = Literal["car", "demo", "phone"]


def default_folder(role: NodeRole) -> Path:
    """Return the data folder of this person's `role` node; it may not exist yet."""
    return user_data_path("segue", appauthor=False) / role


def cache_folder() -> Path:
    """Return the folder for what can be made again: the search index; it may not exist yet."""
    return user_cache_path("segue", appauthor=False)
