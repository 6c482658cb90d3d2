"""What the system tests share."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from car_process import CarProcess, MakeCar


@pytest.fixture
async def make_car(tmp_path: Path) -> AsyncIterator[MakeCar]:
    """Return a way to make car processes on one folder, all ended after the test."""
    made: list[CarProcess] = []

    def make(**options: object) -> CarProcess:
        made.append(CarProcess(tmp_path / "car", **options))
        return made[-1]

    yield make
    for car in made:
        if hasattr(car, "process"):
            await car.end(signal.SIGKILL)
