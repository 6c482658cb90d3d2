"""Notices: one at a time, short-lived, and a lasting one that comes back."""

from __future__ import annotations

import asyncio

import pytest

from segue.gateway.web import Topics
from segue.node.car import _notices
from segue.node.car._notices import Notices
from segue.schema.link import Event
from segue.schema.surface import Notice

MOVED = Notice(level="info", code="moved", text="Moved.")
FAILED = Notice(level="warning", code="failed", text="It failed.")
DISK = Notice(level="error", code="disk", text="The disk is full.")


class _Screen:
    """What a screen shows, one after another."""

    def __init__(self, topics: Topics) -> None:
        self.shown: list[object] = []
        self._new = asyncio.Event()
        topics.watch(self._note)

    def _note(self, event: Event) -> None:
        self.shown.append(event.data)
        self._new.set()

    async def next(self) -> object:
        """Return what is shown after the next change."""
        self._new.clear()
        await self._new.wait()
        return self.shown[-1]


@pytest.fixture
def topics() -> Topics:
    """Return topics that nothing was said on."""
    return Topics()


@pytest.fixture
def notices(topics: Topics, monkeypatch: pytest.MonkeyPatch) -> Notices:
    """Return notices that stay for 20 ms."""
    monkeypatch.setattr(_notices, "_SHOWN_S", 0.02)
    return Notices(topics)


async def test_a_notice_goes_by_itself(topics: Topics, notices: Notices):
    """Nobody has to dismiss what was only said once."""
    screen = _Screen(topics)
    notices.tell(MOVED)
    assert screen.shown == [MOVED]
    assert await screen.next() is None


async def test_a_lasting_notice_comes_back_after_a_short_one(topics: Topics, notices: Notices):
    """A full disk is not forgotten because a song moved."""
    screen = _Screen(topics)
    notices.set_lasting(DISK)
    notices.tell(MOVED)
    assert screen.shown == [DISK, MOVED]
    assert await screen.next() == DISK


async def test_a_lasting_notice_ends_when_its_cause_does(topics: Topics, notices: Notices):
    """Space on the disk again: the screen is clear, and stays so after the next short notice."""
    screen = _Screen(topics)
    notices.set_lasting(DISK)
    notices.set_lasting(None)
    assert topics.data("notice") is None
    notices.tell(MOVED)
    assert await screen.next() is None


async def test_a_newer_notice_has_its_whole_time(topics: Topics, notices: Notices):
    """The first one's timer does not end the second one."""
    screen = _Screen(topics)
    notices.tell(MOVED)
    notices.tell(FAILED)
    assert await screen.next() is None
    assert screen.shown == [MOVED, FAILED, None]


async def test_a_standing_notice_comes_back_after_every_other(topics: Topics):
    """What holds for the whole run is never forgotten, not even after a full disk."""
    open_to_all = Notice(level="warning", code="signals_open", text="Open.")
    notices = Notices(topics, open_to_all)
    assert topics.data("notice") == open_to_all
    notices.set_lasting(DISK)
    assert topics.data("notice") == DISK
    notices.set_lasting(None)
    assert topics.data("notice") == open_to_all
