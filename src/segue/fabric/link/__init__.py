"""The link: an authenticated, encrypted, ordered channel of messages between two nodes."""

from segue.fabric.link._core import MAX_FRAME_BYTES, LinkCore
from segue.fabric.link._events import (
    LinkClosed,
    LinkEvent,
    LinkOpened,
    LocalDevice,
    Received,
    local_device,
)
from segue.fabric.link._reconnect import Reconnect

__all__ = [
    "MAX_FRAME_BYTES",
    "LinkClosed",
    "LinkCore",
    "LinkEvent",
    "LinkOpened",
    "LocalDevice",
    "Received",
    "Reconnect",
    "local_device",
]
