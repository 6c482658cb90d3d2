"""The cabin warms, cools and holds, at a believable cost."""

from __future__ import annotations

import pytest

from segue.vehicle.plant import Cabin, climate_power_w, load_car

CAR = load_car("su7-max")
COMFORT_K = 294.0


def run(cabin: Cabin, minutes: float, outside_k: float, target_k: float | None) -> list[float]:
    """Return the power of each second."""
    return [
        cabin.step(1.0, outside_k=outside_k, target_k=target_k) for _ in range(round(minutes * 60))
    ]


@pytest.mark.parametrize("outside_k", [263.0, 313.0])
def test_the_cabin_is_comfortable_when_ten_minutes_have_passed(outside_k: float):
    """From frost or heat to within half a degree, then held at the planned power."""
    cabin = Cabin(CAR, temperature_k=outside_k)
    powers_w = run(cabin, 15, outside_k, COMFORT_K)
    assert abs(cabin.temperature_k - COMFORT_K) < 0.5
    assert max(powers_w) <= CAR.climate_max_power_w + CAR.climate_fan_w
    planned_w = climate_power_w(CAR, outside_k=outside_k, target_k=COMFORT_K)
    assert powers_w[-1] == pytest.approx(planned_w, rel=0.02)
    assert 500 < planned_w < 2500


def test_the_cabin_follows_the_outside_when_the_climate_is_off():
    """Nothing is taken from the battery, and after two hours the cabin is as cold as the air."""
    cabin = Cabin(CAR, temperature_k=COMFORT_K)
    assert sum(run(cabin, 120, 273.0, None)) == 0.0
    assert cabin.temperature_k == pytest.approx(273.0, abs=0.5)
