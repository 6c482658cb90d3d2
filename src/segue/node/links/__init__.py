"""Both ends of a link: the one that is dialled, the one that dials, and the desk for new phones."""

from __future__ import annotations

from segue.node.links._client import KnownCar, LinkClient
from segue.node.links._links import Links
from segue.node.links._pairing_desk import PairedDevices, PairingDesk

__all__ = [
    "KnownCar",
    "LinkClient",
    "Links",
    "PairedDevices",
    "PairingDesk",
]
