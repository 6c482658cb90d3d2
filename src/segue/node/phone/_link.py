"""A phone's side of the link: requests and their answers, the car's topics, who is near."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec

from segue.kernel import DeviceUnavailable, PeerError, Rejected, SegueError
from segue.node.links import KnownCar, LinkClient
from segue.schema.link import ByeReason, DeviceInfo, Event, LinkUp, Presence, Request, Response
from segue.schema.surface import METHODS, TOPICS, Empty

if TYPE_CHECKING:
    from segue.fabric.link import LocalDevice
    from segue.fabric.pairing import PairCode, PairGranted
    from segue.kernel import Clock
    from segue.schema import Message

_ANSWER_S = 30.0


class PhoneLink:
    """One phone's link to its car, from `dial` to `close`; what it carries goes to the hooks.

    Args:
        local: This phone's end.
        changed: Called after everything that may show: link up or down, a topic, an error.
    """

    def __init__(self, local: LocalDevice, clock: Clock, changed: Callable[[], None]) -> None:
        self.connected = False
        self.trouble: SegueError | None = None
        """Why there will be no link any more; None while there may be one."""
        self.on_check_code: Callable[[str], None] = lambda _code: None
        self.on_granted: Callable[[PairGranted], Awaitable[None]] = _nothing
        self.on_addresses: Callable[[tuple[str, ...]], Awaitable[None]] = _nothing
        self.on_up: Callable[[str], Awaitable[None]] = _nothing
        self.on_down: Callable[[str], Awaitable[None]] = _nothing
        self.on_message: Callable[[Message, str], Awaitable[None]] = _nothing
        """Gets what is neither an answer nor a topic."""
        self._local = local
        self._clock = clock
        self._changed = changed
        self._near = False
        self._topics: dict[str, Any] = {}
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Response]] = {}
        self._client: LinkClient | None = None
        self._task: asyncio.Task[None] | None = None

    def dial(self, car: KnownCar | PairCode) -> None:
        """Begin to link with a car; a link there was before must have been closed."""
        self.trouble = None
        self._client = LinkClient(
            local=self._local,
            car=car,
            handler=self,
            clock=self._clock,
            randomness=secrets.token_bytes,
        )
        self._task = asyncio.create_task(self._run(self._client), name="phone-link")

    async def close(self) -> None:
        """End the link."""
        task, self._task, self._client = self._task, None, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def topic(self, name: str) -> Any:
        """Return the newest data of a topic from this link; None before there was any."""
        return self._topics.get(name)

    def send(self, message: Message) -> bool:
        """Queue a message for the car; False while there is no link."""
        return self._client is not None and self._client.send(message)

    def set_near(self, *, near: bool) -> None:
        """Tell the car, now and after every new link, whether this phone is near it."""
        self._near = near
        self.send(Presence(near=near))

    async def ask(self, method: str, params: msgspec.Struct | None = None) -> Any:
        """Return the result of one of `schema.surface.PHONE_METHODS`.

        Raises:
            Rejected: The car refused; the message says why.
            DeviceUnavailable: The car is not linked, or did not answer within 30 s.
        """
        request_id = next(self._ids)
        builtins = msgspec.to_builtins(params or Empty())
        answer = self._answers[request_id] = asyncio.get_running_loop().create_future()
        try:
            if not self.send(Request(request_id=request_id, method=method, params=builtins)):
                raise DeviceUnavailable("The car does not answer now.", do="Go nearer to it.")
            async with asyncio.timeout(_ANSWER_S):
                response = await answer
        except (TimeoutError, ConnectionError) as error:
            raise DeviceUnavailable(f"The car did not answer {method}.", do="Try again.") from error
        finally:
            del self._answers[request_id]
        if response.error is not None:
            raise Rejected(response.error)
        try:
            result_type: Any = METHODS[method][1]
            return msgspec.convert(response.result, result_type)
        except msgspec.ValidationError as error:
            raise PeerError(f"The car's answer to {method} could not be read: {error}.") from error

    # ------------------------------------------------------------------ what the client calls

    async def pair_waiting(self, check_code: str) -> None:
        """Show the six digits."""
        self.on_check_code(check_code)

    async def pair_granted(self, granted: PairGranted) -> None:
        """Have the car stored."""
        await self.on_granted(granted)

    async def remember(self, addresses: tuple[str, ...]) -> None:
        """Have the addresses stored."""
        await self.on_addresses(addresses)

    async def link_up(self, peer: DeviceInfo, up: LinkUp) -> None:
        """Say whether this phone is near, then let the node begin."""
        del up
        self.connected = True
        self.send(Presence(near=self._near))
        await self.on_up(peer.device_id)
        self._changed()

    async def link_message(self, device_id: str, message: Message) -> None:
        """Sort what the car says."""
        match message:
            case Response(request_id=request_id):
                waiting = self._answers.get(request_id)
                if waiting is not None and not waiting.done():
                    waiting.set_result(message)
            case Event(topic=topic, data=data) if topic in TOPICS:
                # A topic that cannot be read is from a later version: the screen keeps the last.
                with contextlib.suppress(msgspec.ValidationError):
                    self._topics[topic] = msgspec.convert(data, TOPICS[topic] | None)
            case _:
                await self.on_message(message, device_id)
        self._changed()

    async def link_down(self, device_id: str, reason: ByeReason) -> None:
        """Fail what waits for an answer."""
        del reason
        self.connected = False
        for waiting in self._answers.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the link went down"))
        await self.on_down(device_id)
        self._changed()

    async def _run(self, client: LinkClient) -> None:
        try:
            await client.run()
        except SegueError as error:
            self.trouble = error
        self._changed()


async def _nothing(*_: object) -> None:
    """Stand in for a hook that nobody has set."""
