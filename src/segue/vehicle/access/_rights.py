"""What one caller may do with which signals."""

from __future__ import annotations

from typing import Literal, Protocol

Action = Literal["read", "provide", "actuate", "create"]


class Rights(Protocol):
    """What a caller may do."""

    subject: str
    """Who it is, for logs and the audit; never empty."""

    def may(self, action: Action, path: str) -> bool:
        """Return whether this action on this signal is within the rights."""
        ...
