"""What a phone keeps of its car: who it is, where it answers, and how it last was."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from segue.kernel import DataUnusable
from segue.node.storage import Namespace, Put, Store
from segue.schema.link import DeviceInfo
from segue.schema.surface import CarState

T = TypeVar("T")

_CAR_KEY = "car"
_LAST_SEEN_KEY = "last-seen"


class PairedCar(msgspec.Struct, frozen=True, kw_only=True):
    """The car this phone is paired with."""

    device: DeviceInfo
    space_id: str
    addresses: tuple[str, ...]
    """WebSocket URLs, best first."""


class PhoneMemory:
    """The phone's durable facts about its car; activities and the space keep their own.

    Raises:
        DataUnusable: A stored fact cannot be read.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.car = _read(store, "device", _CAR_KEY, PairedCar)
        """None before pairing."""
        self.last_seen = _read(store, "car", _LAST_SEEN_KEY, CarState)
        """How the car was when it last said so; None before it ever did."""

    async def keep_car(self, car: PairedCar) -> None:
        """Remember a car; return when that is durable."""
        if car != self.car:
            await self._store.write([Put("device", _CAR_KEY, msgspec.msgpack.encode(car))])
            self.car = car

    async def keep_last_seen(self, state: CarState) -> None:
        """Remember how the car is; return when that is durable."""
        await self._store.write([Put("car", _LAST_SEEN_KEY, msgspec.msgpack.encode(state))])
        self.last_seen = state


def _read(store: Store, namespace: Namespace, key: str, expected: type[T]) -> T | None:
    data = store.get(namespace, key)
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=expected)
    except msgspec.MsgspecError as error:
        raise DataUnusable(
            f"What {store.path} keeps of the car cannot be read: {error}.",
            do="Move the folder away to start afresh, and pair again.",
        ) from error
