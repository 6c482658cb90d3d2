"""The built screens: files under `static/`, made from `web/` when Segue is installed."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

STATIC_FOLDER = Path(__file__).parent.parent / "static"
_NOT_BUILT = (
    "The screens are not built.\nRun ./run demo, or `npm ci && npm run build` in the folder web/.\n"
)
_PAGE = "index.html"
_FOREVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"


class Static:
    """Serves one folder; a folder's page is its `index.html`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve the file at the request's path."""
        if not self._folder.is_dir():
            raise web.HTTPServiceUnavailable(text=_NOT_BUILT)
        path = self._find(request.match_info["path"])
        if path is None:
            raise web.HTTPNotFound
        if path.name == _PAGE and not request.path.endswith(("/", _PAGE)):
            raise web.HTTPPermanentRedirect(f"{request.path}/")
        # Vite names what is under assets/ after its content; everything else keeps its name.
        hashed = path.is_relative_to(self._folder / "assets")
        return web.FileResponse(path, headers={"Cache-Control": _FOREVER if hashed else _ASK_FIRST})

    def _find(self, name: str) -> Path | None:
        try:
            path = (self._folder / name).resolve()
            if path.is_dir():
                path /= _PAGE
            return path if path.is_relative_to(self._folder) and path.is_file() else None
        except (OSError, ValueError):  # a name too long, or with a zero byte
            return None
