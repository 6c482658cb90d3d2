"""The devices this car trusts: which are paired (durable), which are linked, which are near."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import msgspec

from segue.kernel import Clock, DataUnusable, DeviceUnavailable, LocalUseError
from segue.node.storage import Delete, Put, Store
from segue.schema.link import DeviceInfo
from segue.schema.surface import PairedDevice, PeopleView


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a paired device."""

    device: DeviceInfo
    paired_utc_s: float
    last_seen_utc_s: float | None = None


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
        self._near: dict[str, bool] = {}
        """Linked devices, the one that came near last at the end."""

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
        self._near[device.device_id] = False
        await self._seen(device)

    async def unlinked(self, device_id: str) -> None:
        """Note that a device is no longer linked; so it is not near either."""
        self._near.pop(device_id, None)
        record = self._records.get(device_id)
        if record:
            await self._seen(record.device)
        else:
            self._changed()

    def set_near(self, device_id: str, *, near: bool) -> None:
        """Note whether a linked device says that it is near."""
        if device_id in self._near and self._near[device_id] is not near:
            del self._near[device_id]
            self._near[device_id] = near
            self._changed()

    def near(self) -> tuple[DeviceInfo, ...]:
        """Return the linked devices that are near, the one that came last at the end."""
        return tuple(
            self._records[device_id].device
            for device_id, near in self._near.items()
            if near and device_id in self._records
        )

    def linked_devices(self) -> tuple[DeviceInfo, ...]:
        """Return the devices that are linked, in the order of pairing."""
        return tuple(
            record.device for record in self._by_age() if record.device.device_id in self._near
        )

    def view(self) -> PeopleView:
        """Return what screens show: in the order of pairing."""
        return PeopleView(
            devices=tuple(
                PairedDevice(
                    device=record.device,
                    paired_utc_s=record.paired_utc_s,
                    connected=record.device.device_id in self._near,
                    near=self._near.get(record.device.device_id) is True,
                    last_seen_utc_s=record.last_seen_utc_s,
                )
                for record in self._by_age()
            )
        )

    def _by_age(self) -> list[_Record]:
        return sorted(self._records.values(), key=lambda record: record.paired_utc_s)

    async def _seen(self, device: DeviceInfo) -> None:
        record = self._records.get(device.device_id)
        if record is None:
            return
        record = msgspec.structs.replace(record, device=device, last_seen_utc_s=self._clock.utc_s())
        self._records[device.device_id] = record
        self._changed()
        # A disk that fails costs the date, not the link.
        with contextlib.suppress(DeviceUnavailable):
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
