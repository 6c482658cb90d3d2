"""All manoeuvres with one planner and with the peers, as they are and with forced deceleration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from segue.bench._cases import Progress, every, run_beside
from segue.bench._comfort import (
    GENTLE_MPS2,
    braked_late,
    crept,
    hardest_brake_mps2,
    largest_jerk_mps3,
)
from segue.bench._planners import name_of
from segue.bench._result import (
    Comfort,
    CycleTimes,
    Driven,
    Failure,
    Figure,
    Part,
    SuiteResult,
    percentile,
    share,
)
from segue.bench.maneuvers._loop import STEP_S, Went, drive, needed_mps2
from segue.bench.maneuvers._maneuvers import Maneuver, read_maneuvers
from segue.bench.peers import IdmPlanner, MpcPlanner
from segue.pilot.scene import PlannerFactory

FILE = "longitudinal_maneuvers.json"
_PEERS: Mapping[str, PlannerFactory] = {"mpc": MpcPlanner, "idm": IdmPlanner}
_STRICTEST = "mpc"
"""The peer whose braking and passing are the measure."""
_NEAREST_M, _FARTHEST_M = 3.0, 6.0
"""Between these a car that has stopped stands as drivers do; estimated."""

_Case = tuple[Maneuver, bool]
"""A manoeuvre, and whether the pilot is forced to stop."""


def run(
    data: Path, planner: PlannerFactory, *, jobs: int, sample: int, progress: Progress
) -> SuiteResult:
    """Drive the manoeuvres of `longitudinal_maneuvers.json` in `data`; see `segue.bench.Suite`."""
    maneuvers = read_maneuvers(data / FILE)
    cases: list[_Case] = [(maneuver, False) for maneuver in maneuvers]
    cases += [(maneuver, True) for maneuver in maneuvers if not maneuver.options.ensure_start]
    taken = every(cases, sample)
    went = run_beside(
        _drive_case, taken, planner, _PEERS, what="manoeuvres", jobs=jobs, progress=progress
    )
    return _result(name_of(planner), taken, went)


def _drive_case(case: _Case, planner: PlannerFactory) -> Went:
    maneuver, forced = case
    return drive(maneuver, planner, forced=forced)


def _result(
    planner: str, cases: Sequence[_Case], went: Mapping[str, Sequence[Went]]
) -> SuiteResult:
    own = went[planner]
    peers = {peer: drives for peer, drives in went.items() if peer != planner}
    free = [
        _brake_mps2(drive) > GENTLE_MPS2
        for (maneuver, forced), drive in zip(cases, own, strict=True)
        if not (maneuver.lead_relevant or forced)
    ]
    parts = [
        Part(
            name=_name(case),
            cases=1,
            crashes=int(own[row].crashed),
            figures=_figures(own[row]),
            peers={
                peer: {"crashes": int(drives[row].crashed), **_figures(drives[row])}
                for peer, drives in peers.items()
            },
        )
        for row, case in enumerate(cases)
    ]
    late = [
        braked_late(_brake_mps2(drive), needed_mps2(maneuver))
        for (maneuver, _), drive in zip(cases, own, strict=True)
    ]
    return SuiteResult(
        suite="maneuvers",
        planner=planner,
        cases=len(cases),
        crashes=sum(drive.crashed for drive in own),
        figures=_totals(cases, own, peers.get(_STRICTEST)),
        peers={
            peer: {
                "crashes": sum(drive.crashed for drive in drives),
                **_totals(cases, drives, None),
            }
            for peer, drives in peers.items()
        },
        cycle_ms=CycleTimes.of([cycle for drive in own for cycle in drive.cycles_s]),
        comfort=Comfort(
            late_braking=share(late),
            false_braking=share(free),
            jerk_mps3=percentile([_jerk_mps3(drive) for drive in own], 95.0),
            creeping=share([crept(drive.speeds_mps, STEP_S) for drive in own]),
        ),
        parts=tuple(parts),
        failures=tuple(
            Failure(part=_name(case), case={"forced": case[1]}, what=what, figures=_figures(drive))
            for case, drive in zip(cases, own, strict=True)
            for what in drive.broken
        ),
        driven=tuple(
            Driven(
                part=_name(case),
                case={"forced": case[1]},
                crashed=drive.crashed,
                brake_mps2=_brake_mps2(drive),
            )
            for case, drive in zip(cases, own, strict=True)
        ),
    )


def _name(case: _Case) -> str:
    maneuver, forced = case
    return f"{maneuver.title}, forced to stop" if forced else maneuver.title


def _figures(went: Went) -> dict[str, Figure]:
    gap_m = went.end_gap_m
    return {
        "passed": not went.broken,
        "stopping_gap_m": None if gap_m is None else round(gap_m, 2),
        "brake_mps2": round(_brake_mps2(went), 2),
        "jerk_mps3": round(_jerk_mps3(went), 1),
    }


def _totals(
    cases: Sequence[_Case], went: Sequence[Went], strictest: Sequence[Went] | None
) -> dict[str, Figure]:
    gaps_m = [
        drive.end_gap_m
        for (_, forced), drive in zip(cases, went, strict=True)
        if drive.end_gap_m is not None and not forced
    ]
    forced_gaps_m = [
        drive.end_gap_m
        for (_, forced), drive in zip(cases, went, strict=True)
        if drive.end_gap_m is not None and forced
    ]
    totals: dict[str, Figure] = {
        "passed": sum(not drive.broken for drive in went),
        "stopping_gap_least_m": round(min(gaps_m), 2) if gaps_m else None,
        "stopping_gap_most_m": round(max(gaps_m), 2) if gaps_m else None,
        "stopping_gaps_of_3_to_6_m": sum(_NEAREST_M <= gap <= _FARTHEST_M for gap in gaps_m),
        "stops": len(gaps_m),
        "forced_stopping_gap_least_m": round(min(forced_gaps_m), 2) if forced_gaps_m else None,
        "brake_most_mps2": round(max(map(_brake_mps2, went)), 2),
    }
    if strictest is not None:
        totals["braked_harder_than_mpc"] = sum(
            round(_brake_mps2(drive), 2) > round(_brake_mps2(measure), 2)
            for drive, measure in zip(went, strictest, strict=True)
        )
    return totals


def _brake_mps2(went: Went) -> float:
    return hardest_brake_mps2(went.speeds_mps, STEP_S)


def _jerk_mps3(went: Went) -> float:
    return largest_jerk_mps3(went.speeds_mps, STEP_S)
