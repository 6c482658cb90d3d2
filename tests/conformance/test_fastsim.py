"""FASTSim 3.1 in an environment of its own, beside our model of the same car."""

from __future__ import annotations

from pathlib import Path

import pytest
from model_3_beside import beside


@pytest.mark.data
def test_fastsim_runs_beside_us_on_the_same_car(shared_data: Path):
    """Its Model 3 is 3 to 10 % low on the EPA's tests; ours is within 10 % on both."""
    found = beside(shared_data, runs=1)
    assert set(found) == {"UDDS", "HWFET"}
    for cycle in found.values():
        assert -0.10 < cycle.fastsim_frac < -0.03
        assert abs(cycle.ours_frac) < 0.10
        assert len(cycle.fastsim_s) == 1
