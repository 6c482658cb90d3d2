"""What keeps a web page from elsewhere off the loopback ports.

A web page anywhere can make the user's browser send requests to 127.0.0.1. Two facts give it away:

- Host: a name that an attacker points at 127.0.0.1 (DNS rebinding) is not one of ours.
- Origin: what a page opens or asks from another site carries that page's origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@web.middleware
async def own_host_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests that were sent to another name than this machine's own."""
    if _name_in(f"//{request.host}") not in _OWN_NAMES:
        raise web.HTTPMisdirectedRequest(text="This address serves this machine only.\n")
    return await handler(request)


def is_loopback_origin(origin: str) -> bool:
    """Return whether a page of this origin was served by this machine, on whatever port.

    A page from a file, or one that is shut in a sandbox, says `null`, and could be anybody's.
    """
    return origin.startswith(("http://", "https://")) and _name_in(origin) in _OWN_NAMES


def _name_in(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # half an IPv6 address
        return None
