"""The worker as the node sees it: it comes when there is heavy work and leaves when idle."""

from __future__ import annotations

from segue.node.worker._tile_cache import TileCache
from segue.node.worker._worker import Worker

__all__ = [
    "TileCache",
    "Worker",
]
