"""What the signal protocols (kuksa.val, VISS) need from the node: one broker of signals.

Both protocols are translations of these doors and hold no rule of their own: who may do what, who
provides what, and how a request ends is decided once, behind this port.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from segue.vehicle.access import Rights
from segue.vehicle.orders import CarryOut, Outcome
from segue.vehicle.signals import Catalogue, Filter, Point, Sample, Subscription


class Providing(Protocol):
    """One connected provider: what it gives turns stale when it closes, or misses its lease."""

    @property
    def name(self) -> str:
        """As readers of `Sample.provider` see it."""
        ...

    def claim(self, paths: Iterable[str]) -> None:
        """Become the only one that gives these signals; all of them or none.

        Raises:
            UnknownSignal: There is no such signal.
            Forbidden: The caller may not provide one of them.
            AlreadyClaimed: Another connected provider has one of them.
            LocalUseError: One belongs together with another that is not named.
        """
        ...

    def serve(self, paths: Iterable[str], carry_out: CarryOut) -> None:
        """Become the one that carries out these actuators; all of them or none.

        It also claims those of them whose value nobody gives. To publish the wanted value counts
        as a report that it was carried out.

        Raises:
            UnknownSignal: There is no such signal.
            LocalUseError: One is no actuator, or belongs together with one that is not named.
            Rejected: One may not be set through Segue, whoever asks.
            Forbidden: The caller may not provide one of them.
            AlreadyClaimed: Another connected provider has one of them.
        """
        ...

    def publish(
        self, values: Mapping[str, object], *, source_utc_s: float | Mapping[str, float] | None
    ) -> None:
        """Give values that belong together; all of them or none.

        Args:
            values: Path → value in the signal's own datatype and unit.
            source_utc_s: When they were true, by the source's clock: one for all, or by path.

        Raises:
            UnknownSignal: There is no such signal.
            UnfitValue: A value does not fit its signal.
            LocalUseError: A signal is given without the one that it changes together with.
            NotClaimed: One was not claimed before.
            Unauthenticated: The token does not count any more.
            DeviceUnavailable: The provider was closed, or silent beyond its lease.
        """
        ...

    def report(self, request_id: str, *, refused: str | None = None) -> None:
        """Say that an order was carried out, or why not. Of one that has ended: no effect."""
        ...

    def heartbeat(self) -> None:
        """Say that the provider lives, where it has nothing else to say within its lease."""
        ...

    def close(self) -> None:
        """End: its values are stale at once, its orders rejected. Again is no error."""
        ...


class Broker(Protocol):
    """The signals of one vehicle, for callers from outside the process."""

    @property
    def catalogue(self) -> Catalogue:
        """The signals there are."""
        ...

    def admit(self, token: str | None) -> Rights:
        """Return the rights of a caller who shows this token, or none.

        Cheap enough for every request. Rights of a token that expires or is revoked later give
        nothing any more from then on: `Rights.check()` says so for streams that go on.

        Raises:
            Unauthenticated: The token does not count; says whether it is expired, revoked, for
                another audience, or not signed by a key that is trusted here.
        """
        ...

    def get(self, rights: Rights, path: str) -> Sample:
        """Return a signal's last sample, with or without a provider.

        Raises:
            UnknownSignal: There is no such signal.
            Forbidden: The caller may not read it.
            Unauthenticated: The caller showed no token and this needs one.
        """
        ...

    def target(self, rights: Rights, path: str) -> Sample:
        """Return what was last asked of an actuator; its freshness is `never` when nothing was.

        Raises:
            UnknownSignal: There is no such actuator.
            Forbidden, Unauthenticated: As `get`.
        """
        ...

    def history(self, rights: Rights, path: str, *, since_utc_s: float) -> list[Point]:
        """Return the values that a signal had since then, oldest first, as far as they are kept.

        Raises:
            UnknownSignal, Forbidden, Unauthenticated: As `get`.
        """
        ...

    def subscribe(
        self,
        rights: Rights,
        patterns: Iterable[str],
        *,
        wanted: Filter,
        capacity: int | None = None,
        wake: Callable[[], None],
    ) -> Subscription:
        """Return a subscription to all that the patterns mean and the caller may read.

        What means nothing is in its `unknown`, what may not be read in its `unreadable`; the rest
        works. Its first samples are the values there are. What was published in one batch lies
        in one `drain()`, in one piece. The rights are looked at once: a stream that goes on asks
        `rights.check()` again.

        Raises:
            Unauthenticated: The token does not count any more.
        """
        ...

    def subscribe_targets(
        self,
        rights: Rights,
        patterns: Iterable[str],
        *,
        wanted: Filter,
        capacity: int | None = None,
        wake: Callable[[], None],
    ) -> Subscription:
        """Return a subscription to what is asked of actuators, as `subscribe` does for values."""
        ...

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription. Again is no error."""
        ...

    def provide(self, rights: Rights, name: str, *, lease_s: float | None = None) -> Providing:
        """Return a new provider of the caller's.

        Args:
            rights: The caller's.
            name: For readers of `Sample.provider` and logs; made unique.
            lease_s: Longest silence before its values turn stale; None for no limit.

        Raises:
            Unauthenticated: The caller showed no token and this needs one.
        """
        ...

    def publish(
        self,
        rights: Rights,
        values: Mapping[str, object],
        *,
        source_utc_s: float | Mapping[str, float] | None,
    ) -> None:
        """Give values once, without a provider's connection; all of them or none.

        They are fresh until 10 s have passed without another of this caller's.

        Raises:
            As `Providing.publish`, but for claims: a signal that a connected provider has claimed
            is AlreadyClaimed.
        """
        ...

    async def actuate(
        self,
        rights: Rights,
        targets: Mapping[str, object],
        *,
        request_id: str | None = None,
        deadline_s: float | None = None,
    ) -> Outcome:
        """Have actuators take these values, all of them or none; return how it ended.

        Args:
            rights: The caller's.
            targets: Path → wanted value.
            request_id: The caller's correlation id; one is drawn when None.
            deadline_s: Longest the caller waits; the actuator's own when None or when shorter.

        Raises:
            UnknownSignal, UnfitValue, LocalUseError: The request itself is wrong.
            Unauthenticated, Forbidden: The caller may not.
            Rejected: Nobody may, or not now.
            NoProvider: One has nobody connected to carry it out; nothing was done.
            DeviceUnavailable: The audit could not be written; nothing was done.
        """
        ...
