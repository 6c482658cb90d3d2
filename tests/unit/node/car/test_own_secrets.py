"""What a car draws once: the same after every start, and never in a log."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from segue.node.car._own_secrets import load_or_draw
from segue.node.storage import Store
from segue.testing import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store."""
    made = Store.open(tmp_path)
    yield made
    made.close()


async def test_a_car_keeps_its_space_and_key_over_a_restart(store: Store, tmp_path: Path):
    """A phone that comes back finds the space it joined, and its queue still names the songs."""
    first = await load_or_draw(store, FakeClock(), os.urandom)
    store.close()
    reopened = Store.open(tmp_path)
    assert await load_or_draw(reopened, FakeClock(), os.urandom) == first
    reopened.close()


async def test_two_cars_draw_different_ones(store: Store, tmp_path: Path):
    """Nothing of it can be known from another car."""
    first = await load_or_draw(store, FakeClock(), os.urandom)
    (tmp_path / "other").mkdir()
    other_store = Store.open(tmp_path / "other")
    other = await load_or_draw(other_store, FakeClock(), os.urandom)
    other_store.close()
    assert other.space_id != first.space_id
    assert other.music_key != first.music_key
    assert len(first.music_key) == 32


async def test_a_log_line_does_not_hold_the_key(store: Store):
    """Whoever prints it gets the public half."""
    own = await load_or_draw(store, FakeClock(), lambda count: b"\xab" * count)
    assert repr(own) == f"OwnSecrets({own.space_id})"
