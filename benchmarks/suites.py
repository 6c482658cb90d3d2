"""How well the pilot drives other people's tests: the suites of `segue pilot bench`, as rows.

python benchmarks/suites.py            every suite; of the large grids the cases named below
python benchmarks/suites.py r157=1     one suite, every case (r157: about two hours on two cores)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from _report import report
from segue.bench import SuiteResult, load_suite, planner_factory

_DATA = Path(__file__).parents[2] / "shared" / "data" / "pilot"
_EVERY = {"r157": 25, "maneuvers": 1, "ncap": 12, "commonroad": 1}
"""Every so many cases are driven. The suite `traffic` takes hours and is run by itself."""
_CALM = 0.97
_VALID = 0.9
_CYCLE_MS = 10.0


def _r157(result: SuiteResult, note: str) -> None:
    """Each grid's crashes beside the peers', and those that a careful driver prevents."""
    for part in result.parts:
        peers = {name: int(str(figures["crashes"])) for name, figures in part.peers.items()}
        fewest = min(peers.values())
        told = ", ".join(f"{name} {count}" for name, count in peers.items())
        report(
            f"r157 {part.name}: crashes",
            [part.crashes],
            f"of {part.cases}",
            goal="below every peer's" if fewest else "0",
            met=part.crashes < fewest if fewest else part.crashes == 0,
            note=f"{told}; {note}",
        )
    preventable = [_number(result, f"crashes_preventable_{model}") for model in ("cc", "fsm")]
    report(
        "r157: crashes that cc or fsm prevents",
        [max(preventable)],
        f"of {result.cases}",
        goal="0",
        met=not any(preventable),
        note=note,
    )
    calm = _number(result, "calm_when_nothing_enters")
    report(
        "r157: no braking above 3 m/s² where nothing enters the lane",
        [100.0 * calm],
        "%",
        goal=f"≥ {100.0 * _CALM:.0f}",
        met=calm >= _CALM,
        note=note,
    )


def _maneuvers(result: SuiteResult, note: str) -> None:
    """Passed, gaps and peaks of braking beside the MPC's."""
    peers = ", ".join(f"{name} {figures['passed']}" for name, figures in result.peers.items())
    passed, stops = _number(result, "passed"), _number(result, "stops")
    near = _number(result, "stopping_gaps_of_3_to_6_m")
    harder = _number(result, "braked_harder_than_mpc")
    report(
        "manoeuvres: passed", [passed], f"of {result.cases}", goal="all",
        met=passed == result.cases, note=f"{peers}; {note}",
    )  # fmt: skip
    report(
        "manoeuvres: stops that end 3 to 6 m behind", [near], f"of {stops:.0f}", goal="all",
        met=near == stops, note=f"those not forced; {note}",
    )  # fmt: skip
    report(
        "manoeuvres: braked harder than the MPC", [harder], f"of {result.cases}", goal="0",
        met=harder == 0, note=note,
    )  # fmt: skip
    jerks = [float(str(part.figures["jerk_mps3"])) for part in result.parts]
    report("manoeuvres: largest jerk of each", jerks, "m/s³", note=note)


def _ncap(result: SuiteResult, note: str) -> None:
    """What physics allows to be avoided, and false braking."""
    for sensors in ("perfect", "degraded"):
        passed, allowed = (
            _number(result, f"{name}_{sensors}") for name in ("passed_of_allowed", "allowed")
        )
        peers = ", ".join(
            f"{name} {figures[f'passed_of_allowed_{sensors}']}"
            for name, figures in result.peers.items()
            if f"passed_of_allowed_{sensors}" in figures
        )
        report(
            f"ncap: avoided of those that braking can avoid, {sensors} sensors",
            [passed], f"of {allowed:.0f}", goal="all", met=passed == allowed,
            note=f"{peers}; {note}",
        )  # fmt: skip
    false, km = _number(result, "false_brakes_over_3_mps2"), _number(result, "km")
    report(
        "ncap: braked above 3 m/s² without cause", [false], f"in {km:.1f} km",
        goal="0 in 10,000 km", met=None if not false else False,
        note="motorway traffic with ghosts and dropouts",
    )  # fmt: skip


def _commonroad(result: SuiteResult, note: str) -> None:
    """Solved, at fault and the time of a cycle, with and without true futures."""
    for part in result.parts:
        solved = int(str(part.figures["solved"]))
        at_fault = int(str(part.figures["crashes_at_fault"]))
        cycle_ms = float(str(part.figures["cycle_p50_ms"]))
        report(
            f"commonroad, {part.name}: solved", [solved], f"of {part.cases}",
            goal=f"≥ {100.0 * _VALID:.0f} %", met=solved >= _VALID * part.cases, note=note,
        )  # fmt: skip
        report(
            f"commonroad, {part.name}: collisions at fault", [at_fault], f"of {part.cases}",
            goal="0", met=at_fault == 0, note=note,
        )  # fmt: skip
        report(
            f"commonroad, {part.name}: a cycle, p50", [cycle_ms], "ms",
            goal=f"≤ {_CYCLE_MS:g}", met=cycle_ms <= _CYCLE_MS, note=note,
        )  # fmt: skip


_ROWS: dict[str, Callable[[SuiteResult, str], None]] = {
    "r157": _r157,
    "maneuvers": _maneuvers,
    "ncap": _ncap,
    "commonroad": _commonroad,
}


def _number(of: SuiteResult, name: str) -> float:
    return float(str(of.figures.get(name, "nan")))


def _asked(words: Iterable[str]) -> dict[str, int]:
    """Return how many cases of which suites, from words such as `r157` and `r157=1`."""
    asked: dict[str, int] = {}
    for word in words:
        name, _, every = word.partition("=")
        if name not in _ROWS or not (every or "1").isdigit():
            sys.exit(f"{word}: say one of {', '.join(_ROWS)}, and =N for every N-th case.")
        asked[name] = int(every) if every else _EVERY[name]
    return asked or _EVERY


def main(words: list[str]) -> None:
    """Drive and print."""
    for name, every in _asked(words).items():
        result = load_suite(name).run(
            _DATA,
            planner_factory("segue"),
            jobs=os.cpu_count() or 1,
            sample=every,
            progress=lambda *_: None,
        )
        _ROWS[name](result, "every case" if every == 1 else f"every {every}th case")


if __name__ == "__main__":
    main(sys.argv[1:])
