"""HTTP and WebSocket for screens: which request is let in, never what it means."""

from segue.gateway.web._about import ATTRIBUTIONS, about
from segue.gateway.web._app import Parts, lan_app, local_app
from segue.gateway.web._link import MAX_LINK_FRAME_BYTES, WebSocketFrames, link_route
from segue.gateway.web._methods import Handler, Methods
from segue.gateway.web._ports import MusicFile, MusicSource, TileSource
from segue.gateway.web._static import STATIC_FOLDER
from segue.gateway.web._topics import Outbox, Topics

__all__ = [
    "ATTRIBUTIONS",
    "MAX_LINK_FRAME_BYTES",
    "STATIC_FOLDER",
    "Handler",
    "Methods",
    "MusicFile",
    "MusicSource",
    "Outbox",
    "Parts",
    "TileSource",
    "Topics",
    "WebSocketFrames",
    "about",
    "lan_app",
    "link_route",
    "local_app",
]
