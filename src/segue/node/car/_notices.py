"""One thing the person should know, on every screen: short-lived unless it lasts."""

from __future__ import annotations

import asyncio

from segue.gateway.web import Topics
from segue.schema.surface import Notice

_SHOWN_S = 10.0


class Notices:
    """The `notice` topic. The newest one shows; one that lasts comes back after it.

    Args:
        standing: What shows whenever nothing else does, for as long as the node runs.
    """

    def __init__(self, topics: Topics, standing: Notice | None = None) -> None:
        self._topics = topics
        self._standing = standing
        self._lasting = standing
        self._timer: asyncio.TimerHandle | None = None
        if standing:
            self._show(standing)

    def tell(self, notice: Notice) -> None:
        """Show a notice for a while."""
        self._show(notice)
        self._timer = asyncio.get_running_loop().call_later(_SHOWN_S, self._show, self._lasting)

    def set_lasting(self, notice: Notice | None) -> None:
        """Show a notice until it is replaced; None ends it."""
        self._lasting = notice or self._standing
        self._show(self._lasting)

    def _show(self, notice: Notice | None) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._topics.publish("notice", notice)
