"""A gateway with a small world behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from segue.gateway.web import Methods, MusicFile, Parts, Topics, lan_app, local_app
from segue.kernel import DataUnusable, DeviceUnavailable, Rejected
from segue.schema.surface import Empty, Notice, Place, PlacesResult, SearchParams

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from segue.schema.surface import LockParams


class Tiles:
    max_zoom = 6

    async def tile(self, zoom: int, column: int, row: int) -> bytes:
        if zoom == 6:
            raise DeviceUnavailable("The map is not ready.", retry_after_s=2.0)
        if zoom == 5:
            raise DataUnusable("The map's data is broken.")
        return f"{zoom}/{column}/{row}".encode()


class Music:
    def __init__(self, folder: Path) -> None:
        self._file = folder / "song.wav"
        self._file.write_bytes(bytes(range(256)) * 4)

    def file_of(self, track_id: str) -> MusicFile | None:
        return MusicFile(self._file, "audio/wav") if track_id == "abc" else None


async def search(params: SearchParams) -> PlacesResult:
    """Find any name; two of them misbehave."""
    if params.query == "boom":
        raise RuntimeError("a defect")
    if params.query == "slow":
        await asyncio.sleep(0.05)
    place = Place(name=params.query, latitude_deg=1.0, longitude_deg=2.0)
    return PlacesResult(places=(place,))


async def lock(_params: LockParams) -> Empty:
    """Refuse."""
    raise Rejected("A door is open.", do="Close it first.")


async def _no_link(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="link")


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """Return parts with a notice published, and screens of two files."""
    static = tmp_path / "static"
    (static / "car").mkdir(parents=True)
    (static / "car" / "index.html").write_text("<title>car</title>")
    (static / "assets").mkdir()
    (static / "assets" / "app-1234.js").write_text("1")
    topics = Topics()
    topics.publish("notice", Notice(level="info", code="hello", text="Hello."))
    return Parts(
        topics=topics,
        methods=Methods({"places.search": search, "car.lock": lock}),
        tiles=Tiles(),
        music=Music(tmp_path),
        link=_no_link,
        static_folder=static,
    )


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[TestClient]:
    """Return a client of the loopback application."""
    async with TestClient(TestServer(local_app(parts))) as made:
        yield made


@pytest.fixture
async def lan_client(parts: Parts) -> AsyncIterator[TestClient]:
    """Return a client of the network application."""
    async with TestClient(TestServer(lan_app(parts))) as made:
        yield made
