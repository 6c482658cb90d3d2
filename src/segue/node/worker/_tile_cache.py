"""Map tiles from the worker, kept in a folder of bounded size that may be deleted at any time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import OrderedDict
from pathlib import Path

from segue.node.jobs import BuildTile
from segue.node.worker._worker import Worker

_log = logging.getLogger(__name__)

MAX_ZOOM = 10
"""As `journey.worker.MAX_ZOOM`, whose module the node never loads."""
_MAX_BYTES = 64 * 1024 * 1024
_DEADLINE_S = 20.0


class TileCache:
    """Serves tiles; has each built once.

    Args:
        folder: For one version of the map data: another version has another folder.
        max_bytes: Size of the folder at which the tiles unused for longest go.
    """

    max_zoom = MAX_ZOOM

    def __init__(self, folder: Path, worker: Worker, max_bytes: int = _MAX_BYTES) -> None:
        self._folder = folder
        self._worker = worker
        self._max_bytes = max_bytes
        self._sizes: OrderedDict[str, int] | None = None
        self._total_bytes = 0
        self._building: dict[str, asyncio.Task[bytes]] = {}

    async def tile(self, zoom: int, column: int, row: int) -> bytes:
        """Return a tile from the folder, or have it built.

        Raises:
            DeviceUnavailable: The worker cannot build it now.
        """
        sizes = self._sizes_by_age()
        name = f"{zoom}-{column}-{row}.mvt"
        if name in sizes:
            sizes.move_to_end(name)
            with contextlib.suppress(OSError):
                return (self._folder / name).read_bytes()
            self._total_bytes -= sizes.pop(name)
        task = self._building.get(name)
        if task is None:
            job = BuildTile(zoom=zoom, column=column, row=row)
            task = asyncio.create_task(self._build(name, job))
            self._building[name] = task
            task.add_done_callback(lambda _task: self._building.pop(name))
        return await asyncio.shield(task)

    async def _build(self, name: str, job: BuildTile) -> bytes:
        body: bytes = await self._worker.run(job, deadline_s=_DEADLINE_S, urgent=False)
        try:
            self._keep(name, body)
        except OSError as error:  # a full disk costs the cache, not the map
            _log.warning("tile %s was not kept: %s", name, error)
        return body

    def _keep(self, name: str, body: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f"{name}.new"
        draft.write_bytes(body)
        draft.rename(self._folder / name)
        sizes = self._sizes_by_age()
        sizes[name] = len(body)
        self._total_bytes += len(body)
        while self._total_bytes > self._max_bytes:
            oldest, size = sizes.popitem(last=False)
            (self._folder / oldest).unlink(missing_ok=True)
            self._total_bytes -= size

    def _sizes_by_age(self) -> OrderedDict[str, int]:
        if self._sizes is None:
            files: list[tuple[float, str, int]] = []
            with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".mvt"):
                        status = entry.stat()
                        files.append((status.st_mtime, entry.name, status.st_size))
            self._sizes = OrderedDict((name, size) for _, name, size in sorted(files))
            self._total_bytes = sum(self._sizes.values())
        return self._sizes
