"""Where a node listens on this machine, and a screen's end of that without a screen."""

from __future__ import annotations

from segue.node.serving._server import ANY_ADDRESS, LOOPBACK, Server, port_of
from segue.node.serving._surface_client import SurfaceClient

__all__ = [
    "ANY_ADDRESS",
    "LOOPBACK",
    "Server",
    "SurfaceClient",
    "port_of",
]
