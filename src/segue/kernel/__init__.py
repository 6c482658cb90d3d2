"""Clock, ids, errors and units. Standard library only, no input or output."""

from segue.kernel.clock import Clock, SystemClock
from segue.kernel.errors import (
    DataUnusable,
    DeviceUnavailable,
    LocalUseError,
    PeerError,
    Rejected,
    SegueError,
)
from segue.kernel.ids import new_id

__all__ = [
    "Clock",
    "DataUnusable",
    "DeviceUnavailable",
    "LocalUseError",
    "PeerError",
    "Rejected",
    "SegueError",
    "SystemClock",
    "new_id",
]
