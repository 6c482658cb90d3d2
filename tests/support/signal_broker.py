"""A broker for tests, with an audit in memory and tokens as wished."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from segue.kernel import Clock, DeviceUnavailable
from segue.node.car.broker import SignalBroker
from segue.testing import FakeClock
from segue.vehicle.access import Gatekeeper, Rights, Trust, parse_scope
from segue.vehicle.orders import Outcome


class MemoryAudit:
    """Keeps rows in order; `full` makes it refuse, as a disk would."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.full = False

    async def asked(self, request_id: str, rights: Rights, targets: Mapping[str, object]) -> None:
        """Keep a request."""
        await asyncio.sleep(0)
        if self.full:
            raise DeviceUnavailable("The disk is full.")
        self.rows.append(("asked", request_id, rights.subject, *targets))

    async def ended(self, outcome: Outcome) -> None:
        """Keep an outcome."""
        await asyncio.sleep(0)
        self.rows.append(("ended", outcome.request_id, outcome.status))


def signal_broker(
    clock: Clock | None = None,
    *,
    audit: MemoryAudit | None = None,
    trust: Trust | None = None,
    open_to_all: bool = False,
) -> SignalBroker:
    """Return a broker on its own."""
    clock = clock or FakeClock()
    gatekeeper = Gatekeeper(lambda: trust or Trust(), clock.utc_s, open_to_all=open_to_all)
    return SignalBroker(
        gatekeeper=gatekeeper,
        audit=audit or MemoryAudit(),
        clock=clock,
        randomness=os.urandom,
    )


def rights(scope: str, subject: str = "tester") -> Rights:
    """Return what a token of that scope gives."""
    return Rights(subject, parse_scope(scope), token_id=subject)
