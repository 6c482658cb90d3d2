"""Streams and subscriptions end when their caller's token does, also while nothing happens."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from segue.vehicle.access import Rights

_CHECKED_EACH_S = 0.5
"""What is revoked is read from disk within a second, so that all is over within one and a half."""

_Answer = TypeVar("_Answer")


async def while_allowed(rights: Rights, work: Coroutine[Any, Any, _Answer]) -> _Answer:
    """Do what goes on for long; return its answer.

    Raises:
        Unauthenticated: The token stopped counting; the work was cancelled.
        Exception: What the work raised.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(_until_rights_end(rights))
            answer = await work
            watching.cancel()
    except ExceptionGroup as group:
        raise group.exceptions[0] from None
    return answer


async def _until_rights_end(rights: Rights) -> None:
    while True:
        await asyncio.sleep(_CHECKED_EACH_S)
        rights.check()
