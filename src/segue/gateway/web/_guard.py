"""What a page from here may do, and that a page from elsewhere may open no WebSocket here."""

from __future__ import annotations

from aiohttp import web

_CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "worker-src": "'self' blob:",  # MapLibre starts its worker from a blob
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",  # an element's own style= cannot load or run anything
    "img-src": "'self' blob: data:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "frame-ancestors": "'self'",  # the demo page shows both screens side by side
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(
        f"{directive} {sources}" for directive, sources in _CONTENT_SECURITY_POLICY.items()
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every response (an `on_response_prepare` signal)."""
    response.headers.update(_HEADERS)


def check_same_origin(request: web.Request) -> None:
    """Refuse a WebSocket that a page from elsewhere opened.

    A client that is not a browser sends no Origin; it could send any, so nothing is lost.

    Raises:
        web.HTTPForbidden: The Origin is not this very server.
    """
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        raise web.HTTPForbidden(text="Another site's page may not use this car's screen.\n")
