"""The two HTTP applications of a node.

local_app   for this machine: everything, the car's screens included.
lan_app     for phones on the network, over TLS: no `/surface`, whatever the caller claims to be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from segue import __version__
from segue.gateway._loopback import own_host_only
from segue.gateway.web._about import about
from segue.gateway.web._guard import add_headers
from segue.gateway.web._static import STATIC_FOLDER, Static
from segue.gateway.web._surface import Surfaces
from segue.kernel import DeviceUnavailable, SegueError

if TYPE_CHECKING:
    from pathlib import Path

    from segue.gateway.web._methods import Methods
    from segue.gateway.web._ports import MusicSource, TileSource
    from segue.gateway.web._topics import Topics

_TILE_TYPE = "application/vnd.mapbox-vector-tile"
_SOON_S = 1.0
_NOT_BY_ITSELF_S = 60.0
_MAX_REQUEST_BYTES = 1024
"""No request has a body."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the applications serve."""

    topics: Topics
    methods: Methods
    tiles: TileSource
    music: MusicSource
    link: Callable[[web.Request], Awaitable[web.StreamResponse]]
    """Serves the binary WebSocket of a phone."""
    ca_certificate: bytes | None = None
    """PEM of the node's own authority, for phones to install; None without TLS."""
    demo: bool = False
    static_folder: Path = STATIC_FOLDER


def local_app(parts: Parts) -> web.Application:
    """Return the application for 127.0.0.1."""
    surfaces = Surfaces(parts.topics, parts.methods)
    app = web.Application(middlewares=[own_host_only], client_max_size=_MAX_REQUEST_BYTES)
    app.router.add_get("/surface", surfaces.serve)
    app.on_shutdown.append(lambda _app: surfaces.close())
    _add_common(app, parts, front_page="/demo/" if parts.demo else "/car/")
    return app


def lan_app(parts: Parts) -> web.Application:
    """Return the application for the network; serve it over TLS only."""
    app = web.Application(client_max_size=_MAX_REQUEST_BYTES)
    _add_common(app, parts, front_page="/phone/")
    return app


def _add_common(app: web.Application, parts: Parts, *, front_page: str) -> None:
    async def front(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(front_page)

    async def tile(request: web.Request) -> web.StreamResponse:
        return await _tile(request, parts.tiles)

    async def music(request: web.Request) -> web.StreamResponse:
        return _music(request, parts.music)

    async def about_page(_request: web.Request) -> web.StreamResponse:
        return web.json_response(about(__version__))

    async def ca_certificate(_request: web.Request) -> web.StreamResponse:
        if parts.ca_certificate is None:
            raise web.HTTPNotFound(text="This car serves no network: start it with --lan.\n")
        return web.Response(
            body=parts.ca_certificate,
            content_type="application/x-x509-ca-cert",
            headers={"Content-Disposition": 'attachment; filename="segue-ca.crt"'},
        )

    app.on_response_prepare.append(add_headers)
    app.router.add_get("/", front)
    app.router.add_get("/link", parts.link)
    app.router.add_get(r"/tiles/{zoom:\d{1,2}}/{column:\d{1,8}}/{row:\d{1,8}}.mvt", tile)
    app.router.add_get("/music/{track_id}", music)
    app.router.add_get("/api/about", about_page)
    app.router.add_get("/ca.crt", ca_certificate)
    app.router.add_get("/{path:.+}", Static(parts.static_folder).serve)


async def _tile(request: web.Request, tiles: TileSource) -> web.StreamResponse:
    zoom, column, row = (int(request.match_info[name]) for name in ("zoom", "column", "row"))
    if zoom > tiles.max_zoom or column >= 1 << zoom or row >= 1 << zoom:
        raise web.HTTPNotFound(text=f"There is no tile {zoom}/{column}/{row}.\n")
    try:
        body = await tiles.tile(zoom, column, row)
    except SegueError as error:
        headers = {"Retry-After": str(round(_retry_after_s(error)))}
        raise web.HTTPServiceUnavailable(text=f"{error}\n", headers=headers) from error
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=86400"}
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type=_TILE_TYPE, headers=headers)


def _retry_after_s(error: SegueError) -> float:
    """Return when to ask again: soon for what comes by itself, late for what needs a person."""
    if isinstance(error, DeviceUnavailable):
        return error.retry_after_s or _SOON_S
    return _NOT_BY_ITSELF_S


def _music(request: web.Request, music: MusicSource) -> web.StreamResponse:
    file = music.file_of(request.match_info["track_id"])
    if file is None or not file.path.is_file():
        raise web.HTTPNotFound(text="There is no such track.\n")
    return web.FileResponse(
        file.path,
        headers={"Content-Type": file.media_type, "Cache-Control": "private, max-age=3600"},
    )
