"""Who may talk to the loopback port, and what a page from here may do.

A web page anywhere can make the user's browser send requests to 127.0.0.1. Two checks keep it out:

- Host: a name that an attacker points at 127.0.0.1 (DNS rebinding) is not one of ours.
- Origin: a WebSocket from another page (cross-site hijacking) carries that page's origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

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


@web.middleware
async def own_host_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests that were sent to another name than this machine's own."""
    if _name_in(request.host) not in _OWN_NAMES:
        raise web.HTTPMisdirectedRequest(text="This address serves this machine only.\n")
    return await handler(request)


def _name_in(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:  # half an IPv6 address
        return None


def check_same_origin(request: web.Request) -> None:
    """Refuse a WebSocket that a page from elsewhere opened.

    A client that is not a browser sends no Origin; it could send any, so nothing is lost.

    Raises:
        web.HTTPForbidden: The Origin is not this very server.
    """
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        raise web.HTTPForbidden(text="Another site's page may not use this car's screen.\n")
