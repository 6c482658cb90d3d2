"""Dials a car, pairs with it when asked to, and keeps the link up.

    client = LinkClient(local=…, car=KnownCar(…), handler=…, …)      a car paired before
    client = LinkClient(local=…, car=parse_pair_url(url), …)         a car to pair with
    await client.run()            until cancelled, or until trying again makes no sense
    client.send(message) -> bool  False while there is no link

TLS is not what a link trusts. The handshake proves the car's key end to end, whoever carries the
frames, and a car's certificate comes from the car's own authority, which a phone need not have
installed. So a certificate is not verified here: TLS only lets `wss` addresses be dialled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import aiohttp

from segue.fabric.link import (
    LinkClosed,
    LinkCore,
    LinkEvent,
    LinkOpened,
    LocalDevice,
    Received,
    Reconnect,
)
from segue.fabric.pairing import (
    PairCode,
    PairGranted,
    PairRefused,
    PairWaiting,
    PhonePairing,
    refusal_error,
)
from segue.gateway.web import MAX_LINK_FRAME_BYTES, WebSocketFrames
from segue.kernel import Clock, DeviceUnavailable, PeerError, Rejected, SegueError
from segue.node.links._pump import LinkPump
from segue.schema import Message
from segue.schema.link import ByeReason, DeviceInfo, LinkUp

_KEY_BYTES = 32
_CONNECT_TIMEOUT_S = 5.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownCar:
    """A car this phone is paired with."""

    device_id: str
    addresses: tuple[str, ...]


class PhoneLinkHandler(Protocol):
    """What a phone node does with its link."""

    async def pair_waiting(self, check_code: str) -> None:
        """Show the six digits until someone in the car accepts."""
        ...

    async def pair_granted(self, granted: PairGranted) -> None:
        """Store the car; return when that is durable."""
        ...

    async def remember(self, addresses: tuple[str, ...]) -> None:
        """Store the car's addresses, best first."""
        ...

    async def link_up(self, peer: DeviceInfo, up: LinkUp) -> None:
        """Take note that the car is linked."""
        ...

    async def link_message(self, device_id: str, message: Message) -> None:
        """Act on a message; the link waits until this returns."""
        ...

    async def link_down(self, device_id: str, reason: ByeReason) -> None:
        """Take note that the car is not linked any more."""
        ...


class LinkClient:
    """One phone's link to one car.

    Args:
        car: A car known before, or the code of one to pair with.
        randomness: Cryptographic; takes a number of bytes.
    """

    def __init__(
        self,
        *,
        local: LocalDevice,
        car: KnownCar | PairCode,
        handler: PhoneLinkHandler,
        clock: Clock,
        randomness: Callable[[int], bytes],
    ) -> None:
        self._local = local
        self._device_id = car.device_id
        self._secret = car.secret if isinstance(car, PairCode) else None
        addresses = (car.link_url,) if isinstance(car, PairCode) else car.addresses
        self._reconnect = Reconnect(addresses)
        self._handler = handler
        self._clock = clock
        self._randomness = randomness
        self._pump: LinkPump | None = None
        self._opened_s: float | None = None
        self._try_now = asyncio.Event()

    def send(self, message: Message) -> bool:
        """Queue a message; return whether there is a link to carry it."""
        return self._pump is not None and self._pump.send(message)

    def retry_now(self) -> None:
        """Dial at once instead of waiting: the network has just come back."""
        self._reconnect.retry_now()
        self._try_now.set()

    async def run(self) -> None:
        """Keep the link up until cancelled.

        Raises:
            Rejected: Pairing was refused, or the car does not know this phone any more.
            PeerError: The code is for another car, or the car speaks another version.
            DeviceUnavailable: A car to pair with cannot be reached.
        """
        async with aiohttp.ClientSession() as session:
            while True:
                error = await self._link_once(session)
                if error is not None:
                    raise error
                lived_s = 0.0
                if self._opened_s is not None:
                    lived_s = self._clock.monotonic_s() - self._opened_s
                fraction = int.from_bytes(self._randomness(4), "big") / 0xFFFFFFFF
                await self._wait(self._reconnect.delay_s(lived_s=lived_s, fraction=fraction))

    async def _wait(self, delay_s: float) -> None:
        try:
            async with asyncio.timeout(delay_s):
                await self._try_now.wait()
        except TimeoutError:
            pass
        self._try_now.clear()

    async def _link_once(self, session: aiohttp.ClientSession) -> SegueError | None:
        """Dial once and run the link to its end; return the error that makes another try vain."""
        self._opened_s = None
        address = self._reconnect.next_address()
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                socket = await session.ws_connect(
                    address, ssl=False, max_msg_size=MAX_LINK_FRAME_BYTES, compress=0
                )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            _log.info("no link at %s: %s", address, error or type(error).__name__)
            return self._unreachable(address)
        pairing = PhonePairing(self._secret) if self._secret is not None else None
        core = LinkCore.dial(
            self._local,
            expected_device_id=self._device_id,
            ephemeral_private=self._randomness(_KEY_BYTES),
            now_s=self._clock.monotonic_s(),
            pairing=pairing,
        )
        refused: list[Rejected] = []

        async def handle(event: LinkEvent) -> None:
            match event:
                case PairRefused(reason):
                    refused.append(refusal_error(reason))
                case PairGranted() if pairing is not None:
                    await self._handler.pair_granted(event)
                    self._secret = None
                    pairing.stored()
                    pump.advance_pairing()
                    self._reconnect.opened(event.addresses)
                case _:
                    await self._handle(event)

        pump = self._pump = LinkPump(core, WebSocketFrames(socket), self._clock, handle)
        closed = LinkClosed("shutdown", by_peer=False)
        try:
            closed = await pump.run()
        finally:
            self._pump = None
            if self._opened_s is not None:
                await self._handler.link_down(self._device_id, closed.reason)
        if refused:
            return refused[0]
        return _final_error(closed, pairing=self._secret is not None)

    async def _handle(self, event: LinkEvent) -> None:
        match event:
            case LinkOpened(peer, up):
                self._opened_s = self._clock.monotonic_s()
                self._reconnect.opened(up.addresses)
                await self._handler.remember(self._reconnect.addresses)
                await self._handler.link_up(peer, up)
            case Received(message):
                await self._handler.link_message(self._device_id, message)
            case PairWaiting(check_code):
                await self._handler.pair_waiting(check_code)
            case _:
                pass  # LinkClosed ends `run`; the rest is for the car's side

    def _unreachable(self, address: str) -> DeviceUnavailable | None:
        if self._secret is None:
            return None
        return DeviceUnavailable(
            f"The car at {address} cannot be reached.",
            do="Check that Segue runs in the car, then scan its code again.",
        )


def _final_error(closed: LinkClosed, *, pairing: bool) -> SegueError | None:
    match closed.reason:
        case "not_paired" | "unpaired":
            return Rejected("The car does not know this phone.", do="Pair with it again.")
        case "replaced":
            return Rejected(
                "Another program with this phone's key took the link.",
                do="Close one of the two.",
            )
        case "version":
            return PeerError(closed.detail)
        case _ if pairing:
            return PeerError(closed.detail, do="Scan the code on the car's screen again.")
        case _:
            return None  # the network, a restart, or another device at a remembered address
