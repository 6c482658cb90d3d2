"""A whole car whose bus is a log: its screens show what the log says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from can_car import DBC, LOG, MAP
from yarl import URL

from segue.node.car import CanOptions, CarNode, CarOptions
from segue.node.serving import SurfaceClient


async def test_screens_show_the_real_cars_drive_when_a_log_is_its_bus(tmp_path: Path):
    """Speed, gear, charge and lock come from the log; at its end they are told to be old."""
    options = CarOptions(
        folder=tmp_path / "car",
        port=0,
        at="39.9,116.4",
        can=CanOptions(bus=f"log:{LOG}@4", dbc=DBC, mapping=MAP),
    )

    def there(car: Any) -> bool:
        return car is not None and car.gear == "D" and car.speed_mps > 50 / 3.6 - 0.01

    async with (
        CarNode(options) as node,
        SurfaceClient(URL(node.info.car_url).port) as surface,
    ):
        car = await surface.until("car", there, within_s=60.0, what="the drive")
        assert car.speed_mps == pytest.approx(50 / 3.6)
        assert 0.77 < car.soc_frac < 0.781
        assert (car.locked, car.simulated) == (False, False)
        notice = await surface.until("notice", bool, within_s=60.0, what="the end")
        assert (notice.code, notice.text) == ("can_lost", "The log has ended.")
