"""The store: durable, all or nothing, honest about broken files and full disks."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from segue.kernel import DataUnusable, DeviceUnavailable
from segue.node.storage import Append, Delete, Put, Rewrite, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an open store in an empty folder."""
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


async def test_values_come_back_when_the_store_is_opened_again(tmp_path: Path):
    """What was written before a clean end is there after the next start."""
    first = Store.open(tmp_path)
    await first.write([Put("car", "soc", b"0.5"), Append("space", b"one"), Append("space", b"two")])
    first.close()
    second = Store.open(tmp_path)
    assert second.get("car", "soc") == b"0.5"
    assert second.items("car") == {"soc": b"0.5"}
    assert second.entries("space") == [b"one", b"two"]
    second.close()


async def test_acknowledged_values_are_in_the_file_when_the_writer_never_closes(
    store: Store, tmp_path: Path
):
    """After `write` returns, another process's view of the file has the value."""
    await store.write([Put("handoff", "media", b"checkpoint")])
    other = sqlite3.connect(tmp_path / "segue.db")
    assert other.execute("SELECT value FROM kv").fetchall() == [(b"checkpoint",)]
    other.close()


async def test_synchronous_is_full_on_a_write_ahead_log(store: Store):
    """The two settings that make an acknowledged write survive a power cut."""
    assert store._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._writer.execute("PRAGMA synchronous").fetchone() == (2,)


async def test_a_batch_is_all_or_nothing_when_one_of_its_operations_fails(store: Store):
    """A batch with an impossible value leaves no trace; its neighbour in the group is written."""
    impossible = Put("car", "b", None)  # type: ignore[arg-type]
    results = await asyncio.gather(
        store.write([Put("car", "a", b"1"), impossible]),
        store.write([Put("car", "c", b"3")]),
        return_exceptions=True,
    )
    assert isinstance(results[0], DeviceUnavailable)
    assert results[1] is None
    assert store.items("car") == {"c": b"3"}


async def test_rewrite_and_delete_leave_only_what_they_say(store: Store):
    """A rewritten log has the new entries only, a deleted key is gone, other logs stay."""
    await store.write([Append("a", b"1"), Append("b", b"2"), Put("trip", "plan", b"x")])
    await store.write([Rewrite("a", (b"9", b"8")), Delete("trip", "plan")])
    assert store.entries("a") == [b"9", b"8"]
    assert store.entries("b") == [b"2"]
    assert store.get("trip", "plan") is None


async def test_writes_are_refused_and_then_work_again_when_the_disk_is_full_for_a_while(
    store: Store,
):
    """A full disk is told to the caller and to the screen once, and ends by itself."""
    told: list[DeviceUnavailable | None] = []
    store.on_trouble = told.append
    await store.write([Put("car", "soc", b"0.5")])
    store._writer.execute("PRAGMA max_page_count = 12")
    for _ in range(2):
        with pytest.raises(DeviceUnavailable, match="is full; the last change was not saved"):
            await store.write([Append("space", b"x" * 100_000)])
    assert store.get("car", "soc") == b"0.5"
    assert store.entries("space") == []
    store._writer.execute("PRAGMA max_page_count = 100000")
    await store.write([Append("space", b"x" * 100_000)])
    assert len(store.entries("space")) == 1
    assert [type(entry) for entry in told] == [DeviceUnavailable, type(None)]


@pytest.mark.parametrize("kept_bytes", [0, 100, 4096 + 17])
async def test_a_truncated_file_is_refused_and_left_alone(tmp_path: Path, kept_bytes: int):
    """A file cut short gives one error that names it, and not a byte of it changes."""
    first = Store.open(tmp_path)
    await first.write([Append("space", b"y" * 50_000)])
    first.close()
    path = tmp_path / "segue.db"
    path.write_bytes(path.read_bytes()[:kept_bytes])
    before = hashlib.sha256(path.read_bytes()).digest()
    with pytest.raises(DataUnusable, match=r"segue\.db") as caught:
        Store.open(tmp_path)
    assert caught.value.do
    assert hashlib.sha256(path.read_bytes()).digest() == before


async def test_garbage_in_the_middle_is_refused_and_left_alone(tmp_path: Path):
    """Overwritten pages are found at opening, before anything is built on them."""
    first = Store.open(tmp_path)
    await first.write([Append("space", b"y" * 50_000), Put("car", "soc", b"1")])
    first.close()
    path = tmp_path / "segue.db"
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 3] = b"\xa5" * 8192
    path.write_bytes(content)
    with pytest.raises(DataUnusable, match="damaged"):
        Store.open(tmp_path)
    assert path.read_bytes() == bytes(content)


def test_the_file_of_another_program_is_refused(tmp_path: Path):
    """A database that is not ours is named as such, not migrated."""
    other = sqlite3.connect(tmp_path / "segue.db")
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(DataUnusable, match="another program"):
        Store.open(tmp_path)


def test_a_later_format_is_refused(tmp_path: Path):
    """A file from a newer Segue is refused with both format numbers."""
    Store.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "segue.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DataUnusable, match="has format 99; this Segue reads 1"):
        Store.open(tmp_path)


def test_a_log_without_its_database_is_refused(tmp_path: Path):
    """An orphaned write-ahead log is never replayed into a fresh database."""
    (tmp_path / "segue.db-wal").write_bytes(b"left over")
    with pytest.raises(DataUnusable, match="missing"):
        Store.open(tmp_path)
    assert not (tmp_path / "segue.db").exists()


async def test_concurrent_writes_share_commits(store: Store):
    """A thousand writers at once cost far fewer commits than writers."""
    commits = 0

    def count(statement: str) -> None:
        nonlocal commits
        commits += statement == "COMMIT"

    store._writer.set_trace_callback(count)
    await asyncio.gather(*(store.write([Put("car", str(n), b"v")]) for n in range(1000)))
    assert len(store.items("car")) == 1000
    assert commits < 100


async def test_a_cancelled_caller_does_not_undo_its_write(store: Store):
    """Cancelling the await leaves the write on its way, and the store healthy."""
    task = asyncio.create_task(store.write([Put("car", "soc", b"0.4")]))
    await asyncio.sleep(0)
    task.cancel()
    await store.write([Put("car", "x", b"1")])
    assert store.get("car", "soc") == b"0.4"


async def test_writing_is_refused_after_close(tmp_path: Path):
    """A closed store says so at once, instead of a write that never returns."""
    store = Store.open(tmp_path)
    store.close()
    with pytest.raises(DeviceUnavailable, match="closed"):
        await store.write([Put("car", "soc", b"1")])


def test_store_opens_when_its_folder_is_named_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """`--data my-car` is a folder beside where one stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-car").mkdir()
    Store.open((tmp_path / "my-car").relative_to(tmp_path)).close()
    assert (tmp_path / "my-car" / "segue.db").is_file()
