"""Topics are states: the newest value is all a screen needs, so a slow one costs nothing.

Topics   what each topic is now, and who watches.
Outbox   what waits to go out to one screen: replies in order, then the newest event a topic.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

import msgspec

from segue.schema.link import Event, Response
from segue.schema.surface import TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable

    Watcher = Callable[[Event], None]


class Topics:
    """The newest value of every topic."""

    def __init__(self) -> None:
        self._events: dict[str, Event] = {}
        self._watchers: list[Watcher] = []

    @property
    def watched(self) -> bool:
        """Whether anybody would see a value published now."""
        return bool(self._watchers)

    def publish(self, topic: str, data: object) -> None:
        """Set a topic and tell every watcher; `data` is of the type in `TOPICS`, or None."""
        event = Event(topic=topic, data=data)
        self._events[topic] = event
        for watcher in tuple(self._watchers):
            watcher(event)

    def data(self, topic: str) -> object:
        """Return what was last published; None before the first time."""
        event = self._events.get(topic)
        return None if event is None else event.data

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` with every topic as it is now, then on each change.

        Returns a function that ends it.
        """
        for topic in TOPICS:
            if event := self._events.get(topic):
                watcher(event)
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)


class Outbox:
    """Bounded: one event a topic, and as many replies as requests were let in.

    Args:
        max_replies: Requests let in whose replies have not left.
    """

    def __init__(self, max_replies: int) -> None:
        self._room = asyncio.Semaphore(max_replies)
        self._replies: deque[Response] = deque()
        self._events: dict[str, Event] = {}
        self._filled = asyncio.Event()

    async def room(self) -> None:
        """Let a request in, waiting while a screen that does not read has too many open."""
        await self._room.acquire()

    def reply(self, response: Response) -> None:
        """Queue the answer to a request that was let in."""
        self._replies.append(response)
        self._filled.set()

    def event(self, event: Event) -> None:
        """Queue an event in place of an older one of its topic."""
        self._events[event.topic] = event
        self._filled.set()

    async def take(self) -> Event | Response:
        """Return what goes out next, waiting until there is something."""
        await self._filled.wait()
        message: Event | Response
        if self._replies:
            message = self._replies.popleft()
            self._room.release()
        else:
            message = self._events.pop(next(iter(self._events)))
        if not self._replies and not self._events:
            self._filled.clear()
        return message


def json_text(message: Event | Response) -> str:
    """Return the JSON a screen gets."""
    return msgspec.json.encode(message).decode()
