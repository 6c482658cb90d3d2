"""Which signals of a message are its counter and its checksum, by what DBC files call them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cantools.database.can import Message

    from segue.vehicle.can._mapping import MappedMessage

_COUNTER = re.compile(
    r"(.*_)?(COUNTER|ROLLING_?COUNTER|MSG_?COUNTER|ALIVE_?COUNTER|ALV_?CNT|BZ|CNTR)(_\w{1,4})?",
    re.IGNORECASE,
)
"""opendbc's COUNTER, Hyundai's AliveCounter, Volkswagen's BZ, and their like."""
_CHECKSUM = re.compile(r"(.*_)?(CHECKSUM|CHKSUM|CHKSM|CRC|CRC8)(_\w{1,4})?", re.IGNORECASE)


def counter_name(message: Message, mapped: MappedMessage) -> str | None:
    """Return the signal that counts the frames: the mapping's, or the one named like that."""
    if mapped.counter is not None:
        return mapped.counter or None
    return _only(message, _COUNTER)


def checksum_name(message: Message, mapped: MappedMessage) -> str | None:
    """Return the signal that holds the checksum: the mapping's, or the one named like that."""
    return mapped.checksum_signal or _only(message, _CHECKSUM)


def _only(message: Message, pattern: re.Pattern[str]) -> str | None:
    """Return the one signal of that kind of name; two would be a guess."""
    found = [signal.name for signal in message.signals if pattern.fullmatch(signal.name)]
    return found[0] if len(found) == 1 else None
