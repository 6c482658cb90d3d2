"""The tile cache: each tile is built once, and the folder stays within its size."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from segue.journey.worker import MAX_ZOOM
from segue.node.worker import TileCache, Worker

if TYPE_CHECKING:
    from segue.node.jobs import BuildTile


class _Builder(Worker):
    """Builds tiles of 100 bytes in process, and counts."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.built: list[str] = []

    async def run(self, job: BuildTile, *, deadline_s: float, urgent: bool = True) -> bytes:
        assert not urgent
        assert deadline_s > 0
        await asyncio.sleep(0)
        self.built.append(f"{job.zoom}/{job.column}/{job.row}")
        return self.built[-1].encode().ljust(100)


async def test_a_tile_is_built_once_however_many_ask(tmp_path: Path):
    """Two screens that pan to the same place cost one tile."""
    builder = _Builder()
    cache = TileCache(tmp_path / "tiles", builder)
    bodies = await asyncio.gather(*(cache.tile(3, 1, 2) for _ in range(5)))
    assert set(bodies) == {b"3/1/2".ljust(100)}
    assert await cache.tile(3, 1, 2) == bodies[0]
    assert builder.built == ["3/1/2"]


def test_every_tile_that_the_map_has_may_be_asked_for():
    """The deepest zoom served is the deepest one that the worker builds."""
    assert TileCache.max_zoom == MAX_ZOOM


async def test_tiles_are_there_after_a_restart(tmp_path: Path):
    """A new start serves from the folder."""
    await TileCache(tmp_path, _Builder()).tile(3, 1, 2)
    builder = _Builder()
    assert await TileCache(tmp_path, builder).tile(3, 1, 2) == b"3/1/2".ljust(100)
    assert builder.built == []


async def test_the_tiles_unused_for_longest_go_when_the_folder_is_full(tmp_path: Path):
    """The bound holds, and what is looked at stays."""
    builder = _Builder()
    cache = TileCache(tmp_path, builder, max_bytes=300)
    for column in (0, 1, 2, 0, 3):  # 0 is looked at again before 3 comes
        await cache.tile(2, column, 0)
    assert sorted(os.listdir(tmp_path)) == ["2-0-0.mvt", "2-2-0.mvt", "2-3-0.mvt"]  # noqa: PTH208


async def test_a_tile_deleted_from_the_folder_is_built_again(tmp_path: Path):
    """The folder may be emptied under a running node."""
    builder = _Builder()
    cache = TileCache(tmp_path, builder)
    await cache.tile(1, 0, 0)
    (tmp_path / "1-0-0.mvt").unlink()
    assert await cache.tile(1, 0, 0) == b"1/0/0".ljust(100)


async def test_the_map_is_served_when_the_folder_cannot_be_written(tmp_path: Path):
    """A disk without room costs the cache and not the map."""
    (tmp_path / "file").write_text("")
    cache = TileCache(tmp_path / "file" / "tiles", _Builder())
    assert await cache.tile(1, 0, 0) == b"1/0/0".ljust(100)
