"""Conversions at the edge."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from segue.kernel import units


@pytest.mark.parametrize(
    ("to_si", "from_si", "theirs", "si"),
    [
        (units.mps_from_kmh, units.kmh_from_mps, 108.0, 30.0),
        (units.kelvin_from_celsius, units.celsius_from_kelvin, 21.0, 294.15),
    ],
)
def test_units_convert_both_ways(
    to_si: Callable[[float], float], from_si: Callable[[float], float], theirs: float, si: float
):
    """What comes in at one edge goes out at another unchanged."""
    assert to_si(theirs) == pytest.approx(si)
    assert from_si(si) == pytest.approx(theirs)
