"""Who asks: a page from this machine, a page from elsewhere, or a program that is no page.

A page from this machine and a program of it may do what anybody may. A page from elsewhere runs in
the user's browser without the user's knowing, and another machine is anybody's: both are let in
only with a token.
"""

from __future__ import annotations

import ipaddress

from aiohttp import web

from segue.gateway._loopback import is_loopback_origin

_BEARER = "bearer "


def shown_token(request: web.Request) -> str | None:
    """Return the token of the Authorization header; None when there is none."""
    header = request.headers.get("Authorization", "")
    return header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else None


def why_token_needed(request: web.Request) -> str:
    """Return why this caller needs a token even to read; empty when it does not."""
    if _is_foreign_page(request):
        return "A page of another site needs one to read, too."
    if not _is_here(request):
        return "From another machine nothing is open without one."
    return ""


def _is_foreign_page(request: web.Request) -> bool:
    """Return whether a page of another site asks. A program sends no Origin."""
    origin = request.headers.get("Origin")
    return origin is not None and not is_loopback_origin(origin)


def _is_here(request: web.Request) -> bool:
    return ipaddress.ip_address(request.remote or "::").is_loopback


async def let_page_read(request: web.Request, response: web.StreamResponse) -> None:
    """Say to the browser which page may see the answer (an `on_response_prepare` signal)."""
    response.headers["Vary"] = "Origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    origin = request.headers.get("Origin")
    may_see = not _is_foreign_page(request) or shown_token(request) or request.method == "OPTIONS"
    if origin is not None and may_see:
        response.headers["Access-Control-Allow-Origin"] = origin


def preflight() -> web.Response:
    """Answer a browser that asks whether a page may send a token or JSON.

    Any page may try: what it then sends is refused unless it shows a token.
    """
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": "600",
        },
    )
