"""The devices this car trusts: which are paired (durable), which are linked, which are near."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from segue.kernel import Clock, DataUnusable, LocalUseError
from segue.node._store import Delete, Put, Store
from segue.schema.link import DeviceInfo
from segue.schema.surface import PairedDevice, PeopleView


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a paired device."""

    device: DeviceInfo
    paired_utc_s: float
    last_seen_utc_s: float | None = None


@dataclass(frozen=True, slots=True)
class _Link:
    near: bool


class People:
    """Paired devices by id.

    Args:
        changed: Called after every change, with what screens show.

    Raises:
        DataUnusable: A stored device cannot be read.
    """

    def __init__(self, store: Store, clock: Clock, changed: Callable[[PeopleView], None]) -> None:
        self._store = store
        self._clock = clock
        self._report = changed
        self._records = {key: _read(key, data) for key, data in store.items("device").items()}
        self._links: dict[str, _Link] = {}

    def is_paired(self, device_id: str) -> bool:
        """Return whether the device may link."""
        return device_id in self._records

    def device(self, device_id: str) -> DeviceInfo | None:
        """Return a paired device."""
        record = self._records.get(device_id)
        return record.device if record else None

    async def add(self, device: DeviceInfo) -> None:
        """Trust a device; return when that is durable."""
        now_s = self._clock.utc_s()
        record = _Record(device=device, paired_utc_s=now_s, last_seen_utc_s=now_s)
        await self._store.write([_put(record)])
        self._records[device.device_id] = record
        self._changed()

    async def remove(self, device_id: str) -> None:
        """Stop trusting a device; return when that is durable.

        Raises:
            LocalUseError: It is not paired.
        """
        if device_id not in self._records:
            raise LocalUseError("That device is not paired with this car.")
        # In this order nobody is let in between: the record in memory decides.
        del self._records[device_id]
        self._changed()
        await self._store.write([Delete("device", device_id)])

    async def linked(self, device: DeviceInfo) -> None:
        """Note that a paired device is linked, under the name it now gives."""
        self._links[device.device_id] = _Link(near=False)
        await self._seen(device)

    async def unlinked(self, device_id: str) -> None:
        """Note that a device is no longer linked; so it is not near either."""
        self._links.pop(device_id, None)
        record = self._records.get(device_id)
        if record:
            await self._seen(record.device)
        else:
            self._changed()

    def set_near(self, device_id: str, *, near: bool) -> None:
        """Note whether a linked device says that it is near."""
        if device_id in self._links:
            self._links[device_id] = _Link(near=near)
            self._changed()

    def near(self) -> tuple[DeviceInfo, ...]:
        """Return the linked devices that are near."""
        return tuple(
            record.device
            for device_id, record in self._records.items()
            if (link := self._links.get(device_id)) and link.near
        )

    def view(self) -> PeopleView:
        """Return what screens show: in the order of pairing."""
        records = sorted(self._records.items(), key=lambda item: item[1].paired_utc_s)
        return PeopleView(
            devices=tuple(
                PairedDevice(
                    device=record.device,
                    paired_utc_s=record.paired_utc_s,
                    connected=device_id in self._links,
                    near=device_id in self._links and self._links[device_id].near,
                    last_seen_utc_s=record.last_seen_utc_s,
                )
                for device_id, record in records
            )
        )

    async def _seen(self, device: DeviceInfo) -> None:
        record = self._records.get(device.device_id)
        if record is None:
            return
        record = msgspec.structs.replace(record, device=device, last_seen_utc_s=self._clock.utc_s())
        self._records[device.device_id] = record
        self._changed()
        await self._store.write([_put(record)])

    def _changed(self) -> None:
        self._report(self.view())


def _put(record: _Record) -> Put:
    return Put("device", record.device.device_id, msgspec.msgpack.encode(record))


def _read(key: str, data: bytes) -> _Record:
    try:
        return msgspec.msgpack.decode(data, type=_Record)
    except msgspec.MsgspecError as error:
        raise DataUnusable(f"The stored device {key} cannot be read: {error}.") from error
