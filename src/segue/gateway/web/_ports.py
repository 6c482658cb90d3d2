"""What the gateway needs from the node it stands in front of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class TileSource(Protocol):
    """Vector tiles of the map."""

    max_zoom: int

    async def tile(self, zoom: int, column: int, row: int) -> bytes:
        """Return one Mapbox Vector Tile, uncompressed; empty where there is nothing to draw."""
        ...


@dataclass(frozen=True, slots=True)
class MusicFile:
    """A file to be sent as it is."""

    path: Path
    media_type: str


class MusicSource(Protocol):
    """Music by track id."""

    def file_of(self, track_id: str) -> MusicFile | None:
        """Return the file of a known track; None for every other text."""
        ...
