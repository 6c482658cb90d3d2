"""A running server for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from kuksa_rig import Kuksa, running_kuksa


@pytest.fixture
async def kuksa() -> AsyncIterator[Kuksa]:
    """A server that is open to all, on a free port."""
    async with running_kuksa() as running:
        yield running
