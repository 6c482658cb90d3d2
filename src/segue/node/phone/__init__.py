"""A phone's node in Python, for Linux phones, scripts and tests: `open_phone`."""

from __future__ import annotations

from segue.node.phone._node import MEET_S, PhoneNode, open_phone
from segue.node.phone._status import ActivityStatus, PhoneStatus

__all__ = [
    "MEET_S",
    "ActivityStatus",
    "PhoneNode",
    "PhoneStatus",
    "open_phone",
]
