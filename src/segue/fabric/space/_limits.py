"""How large a space, one device's share of it, and its log may become."""

from __future__ import annotations

from segue.schema import MAX_MESSAGE_BYTES

MAX_SPACE_BYTES = MAX_MESSAGE_BYTES - 4096
"""A whole space must fit into one message."""

MAX_AUTHOR_BYTES = MAX_SPACE_BYTES // 4
"""What one device's facts may be, keys included. Phones together get what the keeper's leaves."""

MAX_AUTHOR_FACTS = 4000
"""And how many: an update is merged into a copy of all, which takes 5 ms a thousand."""
CHECK_ABOVE_BYTES = 16 * MAX_AUTHOR_FACTS
"""No document below this holds more: a fact takes over 16 bytes."""

REWRITE_LOG_BYTES = 64 * 1024
REWRITE_LOG_RATIO = 4
"""The log is replaced by a snapshot when over 64 KiB and over 4 snapshots were appended to it."""

COMPACT_BYTES = 16 * 1024
COMPACT_RATIO = 4
"""A new generation starts when the document is over 16 KiB and over 4 times its live facts."""
