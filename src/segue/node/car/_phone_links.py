"""What the car does with the links of its phones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from segue.gateway.web import Methods
from segue.node.car._activities import CarActivities
from segue.node.car._people import People
from segue.node.car._phone_feed import PhoneFeed
from segue.schema import Message
from segue.schema.activity import (
    HandoffActive,
    HandoffClaims,
    HandoffCommit,
    HandoffOffer,
    HandoffPull,
    HandoffReady,
    HandoffRefuse,
)
from segue.schema.link import (
    ByeReason,
    DeviceInfo,
    LinkUp,
    Presence,
    Request,
    SpaceReset,
    SpaceUpdate,
    SpaceVector,
)
from segue.schema.surface import PHONE_METHODS

_log = logging.getLogger(__name__)

_MAX_OPEN_REQUESTS = 8
"""Of one phone: beyond them its own link waits, and nobody else's."""
_ABOUT_ACTIVITIES = (
    HandoffActive,
    HandoffClaims,
    HandoffCommit,
    HandoffOffer,
    HandoffPull,
    HandoffReady,
    HandoffRefuse,
    SpaceReset,
    SpaceUpdate,
    SpaceVector,
)


class PhoneLinks:
    """Hears every link of a paired device.

    Args:
        came_or_went: Called when a phone is linked, near or gone.
    """

    def __init__(
        self,
        *,
        people: People,
        activities: CarActivities,
        feed: PhoneFeed,
        methods: Methods,
        send: Callable[[str, Message], bool],
        came_or_went: Callable[[], None],
    ) -> None:
        self._people = people
        self._activities = activities
        self._feed = feed
        self._methods = methods
        self._send = send
        self._came_or_went = came_or_went
        self._rooms: dict[str, asyncio.Semaphore] = {}
        self._answers: set[asyncio.Task[None]] = set()

    async def link_up(self, peer: DeviceInfo, up: LinkUp) -> None:
        """Take note that `peer` is linked."""
        _log.info("%s is linked (boot %.64r)", peer.name, up.boot_id)
        self._rooms[peer.device_id] = asyncio.Semaphore(_MAX_OPEN_REQUESTS)
        await self._people.linked(peer)
        await self._activities.book.link_up(peer.device_id)
        self._feed.join(peer.device_id)
        self._came_or_went()

    async def link_message(self, device_id: str, message: Message) -> None:
        """Act on a message; the link waits until this returns."""
        match message:
            case Presence(near=near):
                self._people.set_near(device_id, near=near)
                self._came_or_went()
            case Request():
                room = self._rooms[device_id]
                await room.acquire()
                answer = asyncio.create_task(self._answer(device_id, message, room))
                self._answers.add(answer)
                answer.add_done_callback(self._answers.discard)
            case _ if isinstance(message, _ABOUT_ACTIVITIES):
                await self._activities.receive(message, device_id)
            case _:
                _log.info("%s sent a %s, which a car has no use for", device_id, type(message))

    async def link_down(self, device_id: str, reason: ByeReason) -> None:
        """Take note that the device is not linked any more."""
        _log.info("%s is gone: %s", device_id, reason)
        self._feed.leave(device_id)
        self._rooms.pop(device_id, None)
        await self._people.unlinked(device_id)
        await self._activities.book.link_down(device_id)
        self._came_or_went()

    async def _answer(self, device_id: str, request: Request, room: asyncio.Semaphore) -> None:
        try:
            self._send(device_id, await self._methods.answer(request, PHONE_METHODS))
        finally:
            room.release()
