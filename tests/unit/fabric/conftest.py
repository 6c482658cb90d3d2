"""Fixtures of the fabric's tests."""

from __future__ import annotations

import pytest
from link_bench import Bench


@pytest.fixture
def bench() -> Bench:
    """A car, and wires to it."""
    return Bench()
