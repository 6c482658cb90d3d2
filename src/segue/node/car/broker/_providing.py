"""One connected provider: a gateway's stream, CAN, or the simulated car."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from segue.node.car.broker._printable import printable
from segue.vehicle.access import Rights
from segue.vehicle.orders import CarryOut
from segue.vehicle.signals import Provider

if TYPE_CHECKING:
    from segue.node.car.broker._broker import SignalBroker

_MAX_REASON_CHARS = 300


class ConnectedProvider:
    """As `segue.gateway.broker.Providing` says. Made by `SignalBroker.provide`.

    Args:
        source: The store's side of it.
    """

    def __init__(self, broker: SignalBroker, rights: Rights, source: Provider) -> None:
        self.source = source
        self._broker = broker
        self._rights = rights

    @property
    def name(self) -> str:
        """As readers of `Sample.provider` see it."""
        return self.source.name

    def claim(self, paths: Iterable[str]) -> None:
        """Become the only one that gives these signals."""
        now_s = self._broker.clock.monotonic_s()
        self._broker.signals.claim(self.source, self._mine(paths), now_s=now_s)

    def serve(self, paths: Iterable[str], carry_out: CarryOut) -> None:
        """Become the one that carries out these actuators, and gives those that are free."""
        mine = self._mine(paths)
        self._broker.actuations.serve(self.name, mine, carry_out, yields=self.source.yields)
        self._broker.signals.claim_free(self.source, mine, now_s=self._broker.clock.monotonic_s())

    def publish(
        self, values: Mapping[str, object], *, source_utc_s: float | Mapping[str, float] | None
    ) -> None:
        """Give values that belong together; an order for what is now so is done."""
        self._rights.check()
        broker = self._broker
        broker.signals.set_many(
            self.source, values, broker.clock.monotonic_s(), source_utc_s=source_utc_s
        )
        broker.actuations.observe(self.name, values)
        broker.settle()

    def report(self, request_id: str, *, refused: str | None = None) -> None:
        """Say that an order was carried out, or why not."""
        if refused is not None:
            refused = printable(refused, _MAX_REASON_CHARS) or "Its provider refused."
        self._broker.actuations.report(request_id, self.name, refused=refused)
        self._broker.settle()

    def heartbeat(self) -> None:
        """Say that the provider lives."""
        self._rights.check()
        self._broker.signals.heartbeat(self.source, now_s=self._broker.clock.monotonic_s())

    def close(self) -> None:
        """End: its values are stale at once, its orders rejected."""
        self._broker.part(self)

    def _mine(self, paths: Iterable[str]) -> list[str]:
        """Return paths that exist and that the caller may provide."""
        mine = list(dict.fromkeys(paths))
        for path in mine:
            self._broker.catalogue.lookup(path)
        for path in mine:
            self._rights.require("provide", path)
        return mine
