"""What FASTSim makes of its own Tesla Model 3; run by the Python that FASTSim is installed in.

python tests/support/fastsim_model_3.py RUNS

Prints one JSON object: cycle → energy from the cells [Wh/km] and the seconds of each run.
"""

from __future__ import annotations

import json
import sys
import time

import fastsim

_VEHICLE = "2022 Tesla Model 3 RWD thrml.yaml"
_CYCLES = {"UDDS": "udds.csv", "HWFET": "hwfet.csv"}
_J_PER_WH = 3600.0


def main() -> None:
    """Simulate each cycle as often as asked, without keeping histories: its fastest way."""
    runs = int(sys.argv[1])
    results = {}
    for name, file in _CYCLES.items():
        vehicle = fastsim.Vehicle.from_resource(_VEHICLE)
        vehicle.set_save_interval(None)
        cycle = fastsim.Cycle.from_resource(file)
        seconds = []
        for _ in range(runs):
            drive = fastsim.SimDrive(vehicle, cycle)
            started_s = time.perf_counter()
            drive.run_once()
            seconds.append(time.perf_counter() - started_s)
        state = drive.to_dict()["veh"]
        (powertrain,) = state["pt_type"].values()
        used_wh = powertrain["res"]["state"]["energy_out_chemical_joules"] / _J_PER_WH
        length_km = state["state"]["dist_meters"] / 1000.0
        results[name] = {"wh_per_km": used_wh / length_km, "seconds": seconds}
    print(json.dumps(results))  # noqa: T201 - what it is run for


if __name__ == "__main__":
    main()
