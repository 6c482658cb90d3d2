"""All cases with good and bad sensors, the peers beside, and traffic to brake in for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from segue.bench._cases import Progress, every, run_beside, run_cases
from segue.bench._comfort import crept
from segue.bench._planners import name_of
from segue.bench._result import (
    Comfort,
    CycleTimes,
    Driven,
    Figure,
    Part,
    SuiteResult,
    percentile,
    share,
)
from segue.bench.ncap._cases import NcapCase, read_cases
from segue.bench.ncap._false_braking import Traffic, drive_traffic, drives_of, traffic_figures
from segue.bench.ncap._judged import Judged, Run, failures_of, figures_of, judge
from segue.bench.ncap._layout import NOT_DRIVEN
from segue.bench.ncap._plain_brake import PlainBrake
from segue.bench.ncap._sensing import SENSORS
from segue.bench.peers import IdmPlanner
from segue.pilot.scene import PlannerFactory
from segue.world.scenes import STEP_S

_PEERS: Mapping[str, PlannerFactory] = {"idm": IdmPlanner, "plain_brake": PlainBrake}
_QUOTED: Mapping[str, dict[str, Figure]] = {
    "mpc, quoted": {"rear_cases_2023": 36, "passed_perfect": 35, "passed_degraded": 24},
    "idm, quoted": {"rear_cases_2023": 36, "passed_perfect": 36, "passed_degraded": 35},
    "plain brake, quoted": {"rear_cases_2023": 36, "passed_degraded": 4},
}
"""Measured elsewhere, in another harness, on 36 rear cases that were chosen there."""
KM = 2.0


def run(
    data: Path,
    planner: PlannerFactory,
    *,
    jobs: int,
    sample: int,
    progress: Progress,
    km: float = KM,
) -> SuiteResult:
    """Drive the cases of the folder `ncap` in `data`; see `segue.bench.Suite`.

    Args:
        data: As there.
        planner: As there.
        jobs: As there.
        sample: As there; it does not shorten the traffic.
        progress: As there.
        km: How far to drive in traffic, for false braking.
    """
    cases = read_cases(data / "ncap")
    driven = [case for case in cases if case.family not in NOT_DRIVEN]
    runs = [Run(case, sensors) for sensors in SENSORS for case in every(driven, sample)]
    judged = run_beside(
        judge, runs, planner, _PEERS, what="Euro NCAP", jobs=jobs, progress=progress
    )
    traffic = run_cases(
        partial(drive_traffic, planner=planner),
        drives_of(km),
        what="traffic",
        jobs=jobs,
        progress=progress,
    )
    return _result(
        name_of(planner), judged, traffic, [case for case in cases if case not in driven]
    )


def _result(
    name: str,
    judged: Mapping[str, Sequence[Judged]],
    traffic: Sequence[Traffic],
    not_driven: Sequence[NcapCase],
) -> SuiteResult:
    own = judged[name]
    peers = {driver: went for driver, went in judged.items() if driver != name}
    return SuiteResult(
        suite="ncap",
        planner=name,
        cases=len(own),
        crashes=sum(not one.went.passed for one in own),
        figures={**_totals(own), "not_driven": len(not_driven), **traffic_figures(traffic)},
        peers={
            **{
                driver: {"crashes": _crashes(went), **_totals(went)}
                for driver, went in peers.items()
            },
            **_QUOTED,
        },
        cycle_ms=CycleTimes.of([cycle for one in own for cycle in one.went.cycles_s]),
        comfort=Comfort(
            late_braking=share([one.late for one in own]),
            false_braking=share([drive.over_3 > 0 for drive in traffic]),
            jerk_mps3=percentile([one.went.jerk_mps3 for one in own], 95.0),
            creeping=share([crept(one.went.speeds_mps, STEP_S) for one in own]),
        ),
        parts=(*_parts(own, peers), *_undriven(not_driven), *_traffic_parts(traffic)),
        failures=tuple(failure for one in own for failure in failures_of(one)),
        driven=tuple(
            Driven(
                part=one.run.part,
                case=one.run.told,
                crashed=not one.went.passed,
                brake_mps2=one.went.brake_mps2,
                impact_mps=one.went.impact_mps,
            )
            for one in own
        ),
    )


def _totals(judged: Sequence[Judged]) -> dict[str, Figure]:
    """Return what is counted, for each kind of sensors apart."""
    return {
        f"{figure}_{sensors}": value
        for sensors in SENSORS
        for figure, value in figures_of(
            [one for one in judged if one.run.sensors == sensors]
        ).items()
    }


def _parts(own: Sequence[Judged], peers: Mapping[str, Sequence[Judged]]) -> list[Part]:
    def of(part: str, judged: Sequence[Judged]) -> list[Judged]:
        return [one for one in judged if one.run.part == part]

    return [
        Part(
            name=part,
            cases=len(of(part, own)),
            crashes=_crashes(of(part, own)),
            figures=figures_of(of(part, own)),
            peers={driver: {"crashes": _crashes(of(part, went))} for driver, went in peers.items()},
        )
        for part in sorted({one.run.part for one in own})
    ]


def _undriven(cases: Sequence[NcapCase]) -> list[Part]:
    """Return a row for each test that was not driven, so that nobody takes it for passed."""
    names = [f"{case.year} {case.test}, not driven" for case in cases]
    return [
        Part(name=name, cases=0, crashes=0, figures={"not_driven": names.count(name)})
        for name in dict.fromkeys(names)
    ]


def _traffic_parts(traffic: Sequence[Traffic]) -> list[Part]:
    places = dict.fromkeys(drive.place for drive in traffic)
    return [
        Part(
            name=f"traffic, {place}",
            cases=sum(drive.place == place for drive in traffic),
            crashes=sum(drive.crashed for drive in traffic if drive.place == place),
            figures=traffic_figures([drive for drive in traffic if drive.place == place]),
        )
        for place in places
    ]


def _crashes(judged: Sequence[Judged]) -> int:
    return sum(not one.went.passed for one in judged)
