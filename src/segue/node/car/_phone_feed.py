"""What linked phones get of the car's topics: each at most twice a second, always the newest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from segue.gateway.web import Topics
from segue.schema import Message
from segue.schema.link import Event
from segue.schema.surface import PHONE_TOPICS

_INTERVAL_S = 0.5


class PhoneFeed:
    """Sends topics to every linked phone.

    Args:
        send: Queues a message for a device; False when it is not linked.
    """

    def __init__(self, topics: Topics, send: Callable[[str, Message], bool]) -> None:
        self._topics = topics
        self._send = send
        self._phones: set[str] = set()
        self._fresh: dict[str, Event] = {}
        self._something = asyncio.Event()
        self._stop_watching: Callable[[], None] | None = None

    def join(self, device_id: str) -> None:
        """Start with every topic as it is now."""
        self._phones.add(device_id)
        for topic in PHONE_TOPICS:
            if (data := self._topics.data(topic)) is not None:
                self._send(device_id, Event(topic=topic, data=data))
        if self._stop_watching is None:
            self._stop_watching = self._topics.watch(self._note)

    def leave(self, device_id: str) -> None:
        """Stop sending to a device."""
        self._phones.discard(device_id)
        if not self._phones and self._stop_watching:
            self._stop_watching()
            self._stop_watching = None

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._something.wait()
            self._something.clear()
            events, self._fresh = self._fresh, {}
            for event in events.values():
                for device_id in tuple(self._phones):
                    self._send(device_id, event)
            await asyncio.sleep(_INTERVAL_S)

    def _note(self, event: Event) -> None:
        if event.topic in PHONE_TOPICS:
            self._fresh[event.topic] = event
            self._something.set()
