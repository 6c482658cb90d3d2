"""What is live here, carried out: durable first, then acted on, then sent."""

from __future__ import annotations

from segue.node.activities._activities import Activities
from segue.node.activities._media_state import (
    at_position,
    controlled,
    current_track,
    has_ended,
    position_s,
)

__all__ = [
    "Activities",
    "at_position",
    "controlled",
    "current_track",
    "has_ended",
    "position_s",
]
