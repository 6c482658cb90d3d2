"""Segue's Model 3 and FASTSim's own beside each other, on the EPA's tests of that car."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from client_env import client_env

from segue.vehicle.validation import LossFit, Vehicle, read_epa_tests

FASTSIM = "fastsim==3.1.0"
_MODEL_3_RWD = "3R022-043763"
_WALL_EFFICIENCY = 0.88
"""As in our shared parameters: FASTSim's own figure ends at the battery."""


class Beside(NamedTuple):
    """Errors of wall energy on one cycle, model over measured less 1."""

    ours_frac: float
    left_out_frac: float
    """Ours with every Tesla left out of the fit."""
    fastsim_frac: float
    fastsim_s: list[float]
    """Of each of its runs."""


def beside(shared_data: Path, *, runs: int) -> dict[str, Beside]:
    """Return cycle → errors and times; makes FASTSim's environment when it is not there yet."""
    theirs = _fastsim(runs)
    tests = read_epa_tests(shared_data / "epa" / "epa_2022_ev_tests.csv")
    fit = LossFit(tests, shared_data / "cycles")
    others = [make for make in tests.makes if make != "Tesla"]
    ours = fit.errors(fit.fit(makes=tests.makes), makes=["Tesla"])
    left_out = fit.errors(fit.fit(makes=others), makes=["Tesla"])
    (car,) = {vehicle for vehicle, _ in ours if vehicle.test_vehicle == _MODEL_3_RWD}
    return {
        cycle: Beside(
            ours_frac=ours[car, cycle],
            left_out_frac=left_out[car, cycle],
            fastsim_frac=_error(result["wh_per_km"], tests.wall_wh_per_km, car, cycle),
            fastsim_s=result["seconds"],
        )
        for cycle, result in theirs.items()
    }


def _error(battery_wh_per_km: float, measured: Any, car: Vehicle, cycle: str) -> float:
    return battery_wh_per_km / _WALL_EFFICIENCY / measured[car, cycle] - 1.0


def _fastsim(runs: int) -> dict[str, Any]:
    python = client_env("fastsim", FASTSIM)
    script = Path(__file__).with_name("fastsim_model_3.py")
    done = subprocess.run([python, script, str(runs)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])
