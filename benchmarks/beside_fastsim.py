"""FASTSim 3.1 beside the plant: the Model 3 RWD on the EPA's tests of it, and a UDDS's time.

python benchmarks/beside_fastsim.py

FASTSim is installed into an environment of its own (`.venv-clients/`); it runs its own Model 3,
with histories off. Its file is of that car alone; our losses are one set for every car.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from _report import report
from segue.vehicle.plant import load_car, read_cycle, trace_energy_wh

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from model_3_beside import beside  # noqa: E402

_DATA = ROOT.parent / "shared" / "data"
_RUNS = 20
_ALLOWED_PERCENT = 10.0


def _ours_ms() -> list[float]:
    car = load_car("model-3-rwd")
    speed_mps = read_cycle(_DATA / "cycles" / "fastsim2_udds.csv").speed_mps
    times_ms = []
    for _ in range(_RUNS):
        started_s = time.perf_counter()
        trace_energy_wh(car, speed_mps)
        times_ms.append((time.perf_counter() - started_s) * 1000.0)
    return times_ms


def main() -> None:
    """Print errors and times, ours after FASTSim's."""
    for cycle, found in beside(_DATA, runs=_RUNS).items():
        name = f"Model 3 RWD, {cycle} wall energy against the EPA's"
        report(f"{name}: FASTSim 3.1", [100.0 * found.fastsim_frac], "%")
        report(
            f"{name}: Segue",
            [100.0 * found.ours_frac],
            "%",
            goal=f"within {_ALLOWED_PERCENT:g}",
            met=abs(100.0 * found.ours_frac) <= _ALLOWED_PERCENT,
            note=f"losses are every car's; {found.left_out_frac:+.1%} fitted without Teslas",
        )
        if cycle == "UDDS":
            report("one UDDS: FASTSim 3.1", [1000.0 * time_s for time_s in found.fastsim_s], "ms")
            report("one UDDS: Segue, from a list of speeds", _ours_ms(), "ms")


if __name__ == "__main__":
    main()
