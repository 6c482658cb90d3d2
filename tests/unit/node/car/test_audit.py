"""The audit on a real disk: rows before orders, bounded, readable while the car runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from signal_broker import rights

from segue.kernel import DataUnusable, DeviceUnavailable
from segue.node.car.broker import Audit, _audit, read_audit
from segue.node.storage import Store
from segue.testing import FakeClock
from segue.vehicle.orders import Outcome

DOME = "Vehicle.Cabin.Light.IsDomeOn"
CALLER = rights("actuate", "app")


@pytest.fixture
def store(tmp_path: Path):
    """The car's database."""
    store = Store.open(tmp_path)
    yield store
    store.close()


def _audit_of(store: Store) -> Audit:
    return Audit(store, FakeClock().utc_s)


async def test_who_what_and_how_it_ended_are_read_while_the_car_runs(store: Store, tmp_path: Path):
    """Each request with its end; one without is one during which the car died."""
    audit = _audit_of(store)
    await audit.asked("a", CALLER, {DOME: True})
    await audit.asked("b", CALLER, {DOME: False})
    await audit.ended(Outcome(request_id="a", status="rejected", reason="The fuse is blown."))
    first, second = read_audit(tmp_path)
    assert (first.asked.subject, first.asked.token_id) == ("app", "app")
    assert (first.asked.targets, first.status) == ({DOME: True}, "rejected")
    assert first.ended is not None
    assert first.ended.reason == "The fuse is blown."
    assert (second.asked.request_id, second.status) == ("b", "unknown")


async def test_an_id_that_is_used_again_ends_the_later_request(store: Store, tmp_path: Path):
    """A caller may use an id again once it has ended."""
    audit = _audit_of(store)
    for status in ("done", "timed_out"):
        await audit.asked("a", CALLER, {DOME: True})
        await audit.ended(Outcome(request_id="a", status=status))
    assert [each.status for each in read_audit(tmp_path)] == ["done", "timed_out"]


async def test_an_outcome_waits_for_the_disk_when_it_is_full(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A request is refused, an outcome comes with the next row that can be written."""
    audit = _audit_of(store)
    await audit.asked("a", CALLER, {DOME: True})

    async def full(_ops: object) -> None:
        raise DeviceUnavailable("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(store, "write", full)
        await audit.ended(Outcome(request_id="a", status="done"))
        with pytest.raises(DeviceUnavailable):
            await audit.asked("b", CALLER, {DOME: True})
    await audit.asked("c", CALLER, {DOME: True})
    assert [(each.asked.request_id, each.status) for each in read_audit(tmp_path)] == [
        ("a", "done"),
        ("c", "unknown"),
    ]


async def test_old_rows_go_and_say_so_when_there_are_too_many(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The newest stay, the log stays bounded, also over a restart, and a row counts what went."""
    monkeypatch.setattr(_audit, "_KEPT_ROWS", 20)
    monkeypatch.setattr(_audit, "_SLACK_ROWS", 4)
    for restart in range(3):
        audit = _audit_of(store)
        for number in range(20):
            await audit.asked(f"{restart}.{number}", CALLER, {DOME: True})
            assert store.count("audit") <= 24
    assert read_audit(tmp_path)[-1].asked.request_id == "2.19"
    assert store.count("audit") == audit._rows
    kept = store.entries("audit")
    dropped = [row for row in kept if b'"dropped"' in row]
    assert dropped


def test_a_folder_without_a_car_is_named(tmp_path: Path):
    """The reader makes nothing, and says what to give instead."""
    with pytest.raises(DataUnusable, match=str(tmp_path)):
        read_audit(tmp_path)
    assert not any(tmp_path.iterdir())
