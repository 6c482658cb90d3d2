"""Clock, ids, errors, units, and frames on pipes. Standard library only."""

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
