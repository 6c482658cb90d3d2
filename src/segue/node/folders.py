"""Where each kind of node keeps its data unless it is told otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path

NodeRole = Literal["car", "demo", "phone"]


def default_folder(role: NodeRole) -> Path:
    """Return the data folder of this person's `role` node; it may not exist yet."""
    return user_data_path("segue", appauthor=False) / role
