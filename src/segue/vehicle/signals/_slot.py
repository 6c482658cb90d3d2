"""One signal's place in the store: its value, who may give it, and who hears of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from segue.vehicle.signals._catalogue import SignalInfo
from segue.vehicle.signals._check import checker
from segue.vehicle.signals._errors import AlreadyClaimed, NotClaimed
from segue.vehicle.signals._provider import Provider
from segue.vehicle.signals._sample import Sample
from segue.vehicle.signals._watch import Together, Watch


class Slot:
    """One signal's place in the store."""

    __slots__ = ("check", "owner", "provider", "sample", "watches", "whole")

    def __init__(self, info: SignalInfo) -> None:
        self.check = checker(info)
        self.owner: Provider | None = None
        """Who has claimed it."""
        self.provider: Provider | None = None
        """Who gave the sample, while it is fresh."""
        self.sample = Sample(info.path, None, None, -math.inf, "", "never")
        self.watches: dict[Watch[Sample], None] = {}
        self.whole: Whole | None = None


class Whole:
    """Signals that belong together, and who hears of them together."""

    __slots__ = ("paths", "slots", "watches")

    def __init__(self, paths: tuple[str, ...], slots: tuple[Slot, ...]) -> None:
        self.paths = paths
        self.slots = slots
        self.watches: dict[Watch[Together], None] = {}
        for slot in slots:
            slot.whole = self

    def tell(self, now_s: float) -> None:
        """Offer the samples there are, when there is any."""
        samples = tuple(slot.sample for slot in self.slots)
        if any(sample.freshness != "never" for sample in samples):
            for watch in self.watches:
                watch.offer(samples, now_s)


def take(slots: Iterable[Slot], provider: Provider) -> None:
    """Let a provider give signals that are not its own yet; all of them or none.

    Raises:
        AlreadyClaimed: Another connected provider has one of them.
        NotClaimed: The provider claims explicitly, and did not claim one of them.
    """
    for slot in slots:
        owner = slot.owner
        if owner is not None and owner is not provider:
            raise _taken(slot, owner)
        if provider.claiming == "explicit" and slot.owner is None:
            raise NotClaimed(
                f"{provider.name} gave {slot.sample.path} without having claimed it.",
                do="Claim it first.",
            )
    if provider.claiming == "first_value":
        for slot in slots:
            slot.owner = provider


def own(slots: Collection[Slot], provider: Provider, now_s: float) -> None:
    """Make a provider the owner of signals, before one that yields; all of them or none.

    What the one that yields gave is stale from then on: nobody vouches for it.

    Raises:
        AlreadyClaimed: Another connected provider has one of them, and does not yield.
    """
    for slot in slots:
        owner = slot.owner
        if owner is not None and owner is not provider and not owner.yields:
            raise _taken(slot, owner)
    left: list[Slot] = []
    for slot in slots:
        if slot.owner is not None and slot.owner is not provider:
            slot.owner.yielded.add(slot.sample.path)
            left += [slot] if slot.provider is slot.owner else []
        slot.owner = provider
    turn_stale(left, now_s)


def _taken(slot: Slot, owner: Provider) -> AlreadyClaimed:
    return AlreadyClaimed(f"{slot.sample.path} is given by {owner.name}.")


def turn_stale(slots: Collection[Slot], now_s: float) -> None:
    """Mark samples stale, all of them before anyone hears of one."""
    wholes: dict[int, Whole] = {}
    for slot in slots:
        slot.provider = None
        slot.sample = replace(slot.sample, freshness="stale")
        if slot.whole is not None:
            wholes[id(slot.whole)] = slot.whole
    for slot in slots:
        for watch in slot.watches:
            watch.offer(slot.sample, now_s)
    for whole in wholes.values():
        whole.tell(now_s)
