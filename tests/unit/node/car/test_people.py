"""Paired devices: durable before they count, gone at once, and near only while linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from segue.kernel import DataUnusable, LocalUseError, SystemClock
from segue.node.car._people import People
from segue.node.storage import Put, Store
from segue.schema.link import DeviceInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from segue.schema.surface import PeopleView

PHONE = DeviceInfo(device_id="p" * 22, public_key=b"k" * 32, name="Ada's phone", kind="phone")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an open store in an empty folder."""
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def _people(store: Store, seen: list[PeopleView] | None = None) -> People:
    return People(store, SystemClock(), (seen if seen is not None else []).append)


async def test_a_paired_device_is_known_after_a_restart(store: Store):
    """Pairing is on disk when `add` returns; its key and name come back."""
    await _people(store).add(PHONE)
    again = _people(store)
    assert again.is_paired(PHONE.device_id)
    assert again.device(PHONE.device_id) == PHONE


async def test_an_unpaired_device_is_unknown_at_once_and_after_a_restart(store: Store):
    """Unpairing holds from the moment it is asked."""
    people = _people(store)
    await people.add(PHONE)
    await people.remove(PHONE.device_id)
    assert not people.is_paired(PHONE.device_id)
    assert not _people(store).is_paired(PHONE.device_id)
    with pytest.raises(LocalUseError):
        await people.remove(PHONE.device_id)


async def test_near_ends_with_the_link(store: Store):
    """A phone that is gone is not near, whatever it said last."""
    people = _people(store)
    await people.add(PHONE)
    people.set_near(PHONE.device_id, near=True)
    assert people.near() == ()
    await people.linked(PHONE)
    people.set_near(PHONE.device_id, near=True)
    assert people.near() == (PHONE,)
    await people.unlinked(PHONE.device_id)
    assert people.near() == ()
    await people.linked(PHONE)
    assert people.near() == ()


async def test_screens_hear_of_every_change(store: Store):
    """What is shown follows pairing, linking, nearness and a new name."""
    seen: list[PeopleView] = []
    people = _people(store, seen)
    await people.add(PHONE)
    await people.linked(replace(PHONE, name="Renamed"))
    people.set_near(PHONE.device_id, near=True)
    states = [(view.devices[0].connected, view.devices[0].near) for view in seen]
    assert states[0] == (False, False)
    assert states[-1] == (True, True)
    assert seen[-1].devices[0].device.name == "Renamed"
    assert _people(store).view().devices[0].device.name == "Renamed"


async def test_a_broken_record_is_named(store: Store):
    """A record that cannot be read is an error with its key, not a device less."""
    await store.write([Put("device", "abc", b"\xc1")])
    with pytest.raises(DataUnusable, match="abc"):
        _people(store)
