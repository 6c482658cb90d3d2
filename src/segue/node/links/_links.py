"""The live links of a node, by device.

    links = Links(local=…, paired=…, desk=…, handler=…, clock=…, randomness=secrets.token_bytes)
    parts = gateway.Parts(link=link_route(links.serve), …)

    links.send(device_id, message) -> bool      False when the device is not linked now
    links.drop(device_id, "unpaired")           at once: nothing more is received from it
    links.peers() -> tuple[DeviceInfo, …]       who is linked now
    await links.close()                         says goodbye to all

The handler hears, for one device: up, its messages in order, down; never two links at once.
To unpair: remove the device from the store, then drop it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from segue.fabric.link import (
    LinkClosed,
    LinkCore,
    LinkEvent,
    LinkOpened,
    LocalDevice,
    Received,
)
from segue.fabric.pairing import CarPairing, PairAsked, PairRefused, refusal_error
from segue.kernel import Clock
from segue.node.links._pairing_desk import PairedDevices, PairingDesk
from segue.node.links._pump import FrameSocket, LinkPump
from segue.node.links._rate import HandshakeRates
from segue.schema import Message
from segue.schema.link import ByeReason, DeviceInfo, LinkUp

MAX_HANDSHAKES = 16
MAX_HANDSHAKES_PER_ADDRESS = 4
"""A person has few phones; a flood from one machine must leave room for the others."""

_KEY_BYTES = 32
_log = logging.getLogger(__name__)


class LinkHandler(Protocol):
    """What a node does with its links."""

    async def link_up(self, peer: DeviceInfo, up: LinkUp) -> None:
        """Take note that `peer` is linked."""
        ...

    async def link_message(self, device_id: str, message: Message) -> None:
        """Act on a message; the link waits until this returns."""
        ...

    async def link_down(self, device_id: str, reason: ByeReason) -> None:
        """Take note that the device is not linked any more."""
        ...


class Links:
    """Takes connections, lets paired devices in and knows who is there.

    Args:
        randomness: Cryptographic; takes a number of bytes.
    """

    def __init__(
        self,
        *,
        local: LocalDevice,
        paired: PairedDevices,
        desk: PairingDesk,
        handler: LinkHandler,
        clock: Clock,
        randomness: Callable[[int], bytes],
    ) -> None:
        self._local = local
        self._paired = paired
        self._desk = desk
        self._handler = handler
        self._clock = clock
        self._randomness = randomness
        self._handshakes: Counter[str] = Counter()
        self._rates = HandshakeRates()
        self._all: set[_Link] = set()
        self._live: dict[str, _Link] = {}

    async def serve(self, socket: FrameSocket, remote: str) -> None:
        """Serve one connection until it ends. `remote` is its network address."""
        now_s = self._clock.monotonic_s()
        if (
            self._handshakes.total() >= MAX_HANDSHAKES
            or self._handshakes[remote] >= MAX_HANDSHAKES_PER_ADDRESS
            or not self._rates.take(remote, now_s)
        ):
            _log.warning("link from %s refused: too many handshakes", remote)
            await socket.close("busy: try again")
            return
        link = self._new_link(socket, remote)
        try:
            closed = await link.pump.run()
        except BaseException:
            await self._finish(link, LinkClosed("shutdown", by_peer=False))
            raise
        await self._finish(link, closed)

    def send(self, device_id: str, message: Message) -> bool:
        """Queue a message; return whether the device is linked to get it.

        Raises:
            LocalUseError: The message is over the limit of the wire.
        """
        link = self._live.get(device_id)
        return link is not None and link.pump.send(message)

    def drop(self, device_id: str, reason: ByeReason) -> None:
        """End the device's link at once, if it has one."""
        link = self._live.get(device_id)
        if link is not None:
            link.pump.close(reason)

    def peers(self) -> tuple[DeviceInfo, ...]:
        """Return the devices that are linked now."""
        return tuple(link.peer for link in self._live.values() if link.peer is not None)

    async def close(self) -> None:
        """End all links and wait until they have ended."""
        links = tuple(self._all)
        for link in links:
            link.pump.close("shutdown")
        await asyncio.gather(*(link.ended.wait() for link in links))

    # ---------------------------------------------------------------- one link

    def _new_link(self, socket: FrameSocket, remote: str) -> _Link:
        conversation = self._desk.new_conversation()
        core = LinkCore.listen(
            self._local,
            ephemeral_private=self._randomness(_KEY_BYTES),
            now_s=self._clock.monotonic_s(),
            admits=lambda peer: self._paired.is_paired(peer.device_id),
            pairing=conversation,
        )

        async def handle(event: LinkEvent) -> None:
            await self._handle(link, event)

        link = _Link(remote, conversation, LinkPump(core, socket, self._clock, handle))
        self._all.add(link)
        self._handshakes[remote] += 1
        return link

    async def _handle(self, link: _Link, event: LinkEvent) -> None:
        match event:
            case LinkOpened(peer, up):
                await self._opened(link, peer, up)
            case Received(message):
                if link.is_announced:
                    await self._handler.link_message(link.device_id, message)
            case PairAsked():
                self._desk.asked(event, link.conversation, link.pump.advance_pairing)
            case PairRefused(reason):
                self._desk.ended(link.conversation, refusal_error(reason).message)
            case _:
                pass  # LinkClosed ends `run`; the rest is for the phone's side

    async def _opened(self, link: _Link, peer: DeviceInfo, up: LinkUp) -> None:
        self._leave_handshake(link)
        if not self._paired.is_paired(peer.device_id):
            link.pump.close("unpaired")  # it was unpaired while it shook hands
            return
        self._rates.give_back(link.remote, self._clock.monotonic_s())
        link.device_id, link.peer = peer.device_id, peer
        before = self._live.get(peer.device_id)
        self._live[peer.device_id] = link
        if before is not None:
            before.pump.close("replaced")
            await before.ended.wait()
        if not link.pump.is_closed:
            link.is_announced = True
            await self._handler.link_up(peer, up)

    async def _finish(self, link: _Link, closed: LinkClosed) -> None:
        self._all.discard(link)
        self._leave_handshake(link)
        if self._live.get(link.device_id) is link:
            del self._live[link.device_id]
        who = link.device_id or link.remote
        _log.info("link with %s closed: %s %s", who, closed.reason, closed.detail)
        try:
            if link.conversation.is_waiting:
                self._desk.ended(link.conversation, "The phone left before it was paired.")
            if link.is_announced:
                await self._handler.link_down(link.device_id, closed.reason)
        finally:
            link.ended.set()

    def _leave_handshake(self, link: _Link) -> None:
        if link.is_in_handshake:
            link.is_in_handshake = False
            self._handshakes[link.remote] -= 1
            if not self._handshakes[link.remote]:
                del self._handshakes[link.remote]


@dataclass(slots=True, eq=False)
class _Link:
    """One connection, from its first frame to its end."""

    remote: str
    conversation: CarPairing
    pump: LinkPump
    device_id: str = ""
    peer: DeviceInfo | None = None
    is_in_handshake: bool = True
    is_announced: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)
