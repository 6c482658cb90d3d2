"""The subscriptions of one connection: each has a task that tells what its feed returns.

A subscriber that reads slowly makes its own task wait, and with it nobody else. What comes
meanwhile waits in the broker's queue for this subscription, which drops its oldest and counts: the
next event says how many in `dropped`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

from segue.gateway._while_allowed import while_allowed
from segue.gateway.viss._errors import (
    INVALID_SUBSCRIPTION,
    TOO_MANY_REQUESTS,
    USER_FORBIDDEN,
    VissError,
    viss_error,
)
from segue.gateway.viss._feeds import Event, Feed
from segue.gateway.viss._paths import named
from segue.gateway.viss._service import Body, Service
from segue.gateway.viss._values import data
from segue.kernel import SegueError
from segue.vehicle.access import Rights
from segue.vehicle.signals import Subscription

MAX_SUBSCRIPTIONS = 64
_CAPACITY = 1024
"""Samples that may wait for one subscription: ten seconds of a hundred a second."""
_SAMPLES_A_SIGNAL = 4
"""Room for every signal of a wide subscription to change a few times at once."""

Send = Callable[[Body], Awaitable[None]]


class Subscriptions:
    """What one connection is subscribed to.

    Args:
        service: Whose signals.
        ids: Draws the next subscription's id.
        send: Sends one message to the client; waits while the client does not read.
    """

    def __init__(self, service: Service, ids: Iterator[int], send: Send) -> None:
        self._service = service
        self._ids = ids
        self._send = send
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, rights: Rights, path: str, given_filter: object) -> Body:
        """Begin a subscription; return the answer's body.

        Its events come after the caller has sent that answer, if it does so before it awaits
        anything else. What may not be read or does not exist is listed in the body; only when
        nothing is left is that an error.
        """
        if len(self._running) >= MAX_SUBSCRIPTIONS:
            raise VissError(
                TOO_MANY_REQUESTS, f"A connection has at most {MAX_SUBSCRIPTIONS} subscriptions."
            )
        signals, feed = self._service.subscription(path, given_filter)
        woken = asyncio.Event()
        subscription = self._service.broker.subscribe(
            rights,
            signals.paths,
            wanted=feed.wanted,
            capacity=max(_CAPACITY, _SAMPLES_A_SIGNAL * len(signals.paths)),
            wake=woken.set,
        )
        unreadable = subscription.unreadable
        if len(unreadable) == len(signals.paths):
            self._service.broker.unsubscribe(subscription)
            raise VissError(USER_FORBIDDEN, f"{named(unreadable)} may not be read with this token.")
        number = str(next(self._ids))
        told = self._tell(number, rights, feed, subscription, woken, many=signals.many)
        self._running[number] = asyncio.create_task(told)
        body: Body = {"subscriptionId": number}
        if signals.unknown:
            body["unknown"] = list(signals.unknown)
        if unreadable:
            body["unreadable"] = list(unreadable)
        return body

    def stop(self, number: object) -> None:
        """End a subscription.

        Raises:
            VissError: There is none of that id on this connection.
        """
        task = self._running.pop(str(number), None)
        if task is None:
            raise VissError(INVALID_SUBSCRIPTION)
        task.cancel()

    async def close(self) -> None:
        """End them all."""
        tasks = tuple(self._running.values())
        self._running.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(
        self,
        number: str,
        rights: Rights,
        feed: Feed,
        subscription: Subscription,
        woken: asyncio.Event,
        *,
        many: bool,
    ) -> None:
        """Send events until the subscription is ended, or its token does not count any more."""
        try:
            await while_allowed(
                rights, self._send_events(number, rights, feed, subscription, woken, many=many)
            )
        except SegueError as error:
            self._running.pop(number, None)
            self._service.broker.unsubscribe(subscription)  # the client may be slow to read why
            await self._send(
                {
                    "action": "subscription",
                    "subscriptionId": number,
                    "error": viss_error(error).as_object(),
                    "ts": self._service.now(),
                }
            )
        except ConnectionError:
            pass  # the receiving side notices and ends
        finally:
            self._service.broker.unsubscribe(subscription)

    async def _send_events(
        self,
        number: str,
        rights: Rights,
        feed: Feed,
        subscription: Subscription,
        woken: asyncio.Event,
        *,
        many: bool,
    ) -> None:
        told_dropped = 0
        async for _ in _turns(feed.period_s, woken):
            rights.check()
            for event in feed.take(subscription.drain()):
                dropped = subscription.dropped - told_dropped
                told_dropped = subscription.dropped
                await self._send(self._event(number, event, dropped, many=many))

    def _event(self, number: str, event: Event, dropped: int, *, many: bool) -> Body:
        message: Body = {
            "action": "subscription",
            "subscriptionId": number,
            "data": data(event, many=many),
            "ts": self._service.now(),
        }
        return {**message, "dropped": dropped} if dropped else message


async def _turns(period_s: float | None, woken: asyncio.Event) -> AsyncIterator[None]:
    """Come round when there is something, or once a period; a late turn is not made up for."""
    if period_s is None:
        while True:
            await woken.wait()
            woken.clear()
            yield
    loop = asyncio.get_running_loop()
    due_s = loop.time()
    while True:
        yield
        due_s = max(due_s + period_s, loop.time())
        await asyncio.sleep(due_s - loop.time())
