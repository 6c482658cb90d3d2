"""HTTP and WebSocket for screens: which request is let in, never what it means."""

from segue.gateway._app import Parts, lan_app, local_app
from segue.gateway._methods import Handler, Methods
from segue.gateway._ports import MusicFile, MusicSource, TileSource
from segue.gateway._topics import Outbox, Topics

__all__ = [
    "Handler",
    "Methods",
    "MusicFile",
    "MusicSource",
    "Outbox",
    "Parts",
    "TileSource",
    "Topics",
    "lan_app",
    "local_app",
]
