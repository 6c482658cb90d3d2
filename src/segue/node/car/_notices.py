"""One thing the person should know, on every screen: short-lived unless it lasts."""

from __future__ import annotations

import asyncio

from segue.gateway.web import Topics
from segue.schema.surface import Notice

_SHOWN_S = 10.0


class Notices:
    """The `notice` topic. The newest one shows; one that lasts comes back after it."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics
        self._lasting: Notice | None = None
        self._timer: asyncio.TimerHandle | None = None

    def tell(self, notice: Notice) -> None:
        """Show a notice for a while."""
        self._show(notice)
        self._timer = asyncio.get_running_loop().call_later(_SHOWN_S, self._show, self._lasting)

    def set_lasting(self, notice: Notice | None) -> None:
        """Show a notice until it is replaced; None ends it."""
        self._lasting = notice
        self._show(notice)

    def _show(self, notice: Notice | None) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._topics.publish("notice", notice)
