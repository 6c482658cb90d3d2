"""The memory: what changed is written, once, and a failed disk is tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from segue.node.storage import Memory, Remembered, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an open store in an empty folder."""
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def _commits(store: Store) -> list[str]:
    commits: list[str] = []
    store._writer.set_trace_callback(
        lambda statement: commits.append(statement) if statement == "COMMIT" else None
    )
    return commits


async def test_only_what_changed_is_written_and_in_one_commit(store: Store):
    """A car at rest writes nothing; two changed values cost one sync."""
    values: dict[str, bytes | None] = {"a": b"1", "b": b"2", "c": None}
    memory = Memory(store, [Remembered("car", key, lambda key=key: values[key]) for key in values])
    commits = _commits(store)
    await memory.save()
    await memory.save()
    assert store.items("car") == {"a": b"1", "b": b"2"}
    assert len(commits) == 1
    values |= {"a": b"3", "b": None}
    await memory.save()
    assert store.items("car") == {"a": b"3", "b": b"2"}
    assert len(commits) == 2


async def test_a_failed_write_is_made_up_for_when_the_disk_has_room(store: Store):
    """A value that could not be written counts as unwritten."""
    memory = Memory(store, [Remembered("car", "a", lambda: b"x" * 100_000)])
    store._writer.execute("PRAGMA max_page_count = 1")
    await memory.save()
    assert store.items("car") == {}
    store._writer.execute("PRAGMA max_page_count = 100000")
    await memory.save()
    assert store.get("car", "a") == b"x" * 100_000
