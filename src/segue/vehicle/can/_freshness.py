"""How long a message's values are believed after its last frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cantools.database.can import Message

    from segue.vehicle.can._mapping import MappedMessage, Mapping

SHORTEST_FRESH_S, LONGEST_FRESH_S = 0.02, 600.0
"""Two cycles of the fastest messages there are (100 Hz); longer than any heartbeat."""

_CYCLES = 5
"""Frames in a row that may be lost: a loaded bus drops one or two."""
_MS_PER_S = 1000.0


def cycle_s(message: Message) -> float | None:
    """Return how often the DBC says a message comes; None when it does not."""
    return message.cycle_time / _MS_PER_S if message.cycle_time else None


def fresh_s(message: Message, mapped: MappedMessage, mapping: Mapping) -> float | None:
    """Return the message's own time, the file's, or five of the DBC's cycles; None without any."""
    if mapped.fresh_s is not None:
        return mapped.fresh_s
    if mapping.fresh_s is not None:
        return mapping.fresh_s
    cycle = cycle_s(message)
    return None if cycle is None else max(SHORTEST_FRESH_S, _CYCLES * cycle)
