"""All scenarios of a folder with one planner: with what is seen now, and with what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from segue.bench._cases import Progress, every, run_cases
from segue.bench._comfort import crept, hardest_brake_mps2, largest_jerk_mps3
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
from segue.bench.commonroad._drive import Drive, Futures, drive
from segue.bench.commonroad._reading import read_scenario
from segue.bench.commonroad._solution import solution_xml
from segue.bench.commonroad.judge import Verdict, verdicts
from segue.kernel import DataUnusable
from segue.pilot.scene import PlannerFactory

_PARTS: dict[Futures, str] = {"predicted": "objects now", "true": "true futures"}
_PEERS: dict[str, dict[str, Figure]] = {
    "frenetix, true futures, quoted": {
        "cases": 60,
        "reached": 45,
        "crashes": 10,
        "cycle_p50_ms": 47.0,
    },
    "reactive planner, true futures, quoted": {"cases": 60, "valid": 21, "cycle_p50_ms": 58.0},
}
"""As measured by others on 60 scenarios of the same collection, which are not these 100."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A scenario driven; with neither drive nor solution, why its file cannot be."""

    path: Path
    drive: Drive | None
    solution: str = ""
    step_s: float = 0.0
    unreadable: str = ""


def run(
    data: Path,
    planner: PlannerFactory,
    *,
    jobs: int,
    sample: int,
    progress: Progress,
    judge: Path | None = None,
) -> SuiteResult:
    """Drive the scenarios of the folder `commonroad` in `data`; see `segue.bench.Suite`.

    Args:
        data: As there.
        planner: As there.
        jobs: As there.
        sample: As there.
        progress: As there.
        judge: Python that has CommonRoad's checker (`judge.judge_python`); without one, what is
            checked here counts.
    """
    files = sorted((data / "commonroad").glob("*.xml")) + sorted(
        (data / "commonroad").glob("*.xml.gz")
    )
    if not files:
        raise DataUnusable(f"{data / 'commonroad'} holds no scenario (.xml or .xml.gz).")
    chosen = every(files, sample)
    parts: list[tuple[str, list[_Outcome], list[Verdict | None]]] = []
    for futures, name in _PARTS.items():
        outcomes = run_cases(
            partial(_drive_file, planner=planner, futures=futures),
            chosen,
            what=name,
            jobs=jobs,
            progress=progress,
        )
        said = _judged(outcomes, judge, f"{name}, judged", jobs, progress)
        parts.append((name, outcomes, said))
    return _result(name_of(planner), parts)


def _drive_file(path: Path, planner: PlannerFactory, futures: Futures) -> _Outcome:
    try:
        scenario = read_scenario(path)
    except DataUnusable as error:
        return _Outcome(path=path, drive=None, unreadable=str(error))
    driven = drive(scenario, planner, futures)
    return _Outcome(
        path=path,
        drive=driven,
        solution=solution_xml(scenario, driven),
        step_s=scenario.step_s,
    )


def _judged(
    outcomes: Sequence[_Outcome], judge: Path | None, what: str, jobs: int, progress: Progress
) -> list[Verdict | None]:
    if judge is None:
        return [None] * len(outcomes)
    solved = [outcome for outcome in outcomes if outcome.drive is not None]
    answers = iter(
        verdicts(
            judge,
            [(outcome.path, outcome.solution) for outcome in solved],
            jobs=jobs,
            progress=lambda done: progress(what, done, len(solved)),
        )
    )
    return [None if outcome.drive is None else next(answers) for outcome in outcomes]


def _result(
    planner: str, parts: Sequence[tuple[str, Sequence[_Outcome], Sequence[Verdict | None]]]
) -> SuiteResult:
    drives = [one.drive for _, outcomes, _ in parts for one in outcomes if one.drive is not None]
    first = parts[0]
    return SuiteResult(
        suite="commonroad",
        planner=planner,
        cases=sum(len(outcomes) for _, outcomes, _ in parts),
        crashes=sum(one.collision is not None for one in drives),
        figures=_figures(*first[1:]),
        peers=_PEERS,
        cycle_ms=CycleTimes.of([cycle for one in drives for cycle in one.cycles_s]),
        comfort=_comfort([one for _, outcomes, _ in parts for one in outcomes]),
        parts=tuple(_part(*part) for part in parts),
        failures=tuple(
            Failure(part=name, case=_case(outcome), what=what, figures=_told(outcome))
            for name, outcomes, said in parts
            for outcome, verdict in zip(outcomes, said, strict=True)
            for what in _wrong(outcome, verdict)
        ),
        driven=tuple(
            Driven(
                part=name,
                case=_case(outcome),
                crashed=outcome.drive.collision is not None,
                brake_mps2=hardest_brake_mps2(_speeds_mps(outcome.drive), outcome.step_s),
            )
            for name, outcomes, _ in parts
            for outcome in outcomes
            if outcome.drive is not None
        ),
    )


def _part(name: str, outcomes: Sequence[_Outcome], said: Sequence[Verdict | None]) -> Part:
    drives = [outcome.drive for outcome in outcomes if outcome.drive is not None]
    return Part(
        name=name,
        cases=len(outcomes),
        crashes=sum(one.collision is not None for one in drives),
        figures=_figures(outcomes, said),
    )


def _figures(outcomes: Sequence[_Outcome], said: Sequence[Verdict | None]) -> dict[str, Figure]:
    drives = [outcome.drive for outcome in outcomes if outcome.drive is not None]
    judged = [verdict for verdict in said if verdict is not None]
    return {
        "solved": sum(one.solved for one in drives),
        "valid": sum(verdict.valid for verdict in judged) if judged else None,
        "reached": sum(one.reached_step is not None for one in drives),
        "crashes_at_fault": sum(
            one.collision is not None and one.collision.at_fault for one in drives
        ),
        "off_road": sum(one.off_road_step is not None for one in drives),
        "infeasible": sum(verdict.feasible is False for verdict in judged) if judged else None,
        "disagreements": sum(map(bool, map(_disagreement, outcomes, said))) if judged else None,
        "unreadable": sum(bool(outcome.unreadable) for outcome in outcomes),
        "cycle_p50_ms": percentile([s for one in drives for s in one.cycles_s], 50.0, 1e3),
    }


def _comfort(outcomes: Sequence[_Outcome]) -> Comfort:
    told = [
        (_speeds_mps(outcome.drive), outcome.step_s)
        for outcome in outcomes
        if outcome.drive is not None
    ]
    return Comfort(
        jerk_mps3=percentile([largest_jerk_mps3(*one) for one in told], 95.0),
        creeping=share([crept(*one) for one in told]),
    )


def _wrong(outcome: _Outcome, verdict: Verdict | None) -> list[str]:
    """Return what is wrong with a drive, in the order in which it matters."""
    went = outcome.drive
    if went is None:
        return [outcome.unreadable]
    wrong: list[str] = []
    if went.collision is not None:
        fault = "its fault" if went.collision.at_fault else "not its fault"
        wrong.append(f"collided with {went.collision.object_id} ({fault})")
    if went.off_road_step is not None:
        wrong.append("left the road")
    if went.reached_step is None:
        wrong.append("no lanes lead to the goal" if went.unreachable else "missed the goal")
    if verdict is not None:
        if verdict.feasible is False:
            wrong.append("cannot be driven")
        if otherwise := _disagreement(outcome, verdict):
            wrong.append(f"the judge sees it otherwise: {otherwise}")
        if verdict.why:
            wrong.append(f"the judge cannot tell: {verdict.why}")
    return wrong


def _disagreement(outcome: _Outcome, verdict: Verdict | None) -> str:
    """Return where the judge and the checks here differ, by the judge's names; empty: nowhere."""
    went = outcome.drive
    if went is None or verdict is None:
        return ""
    here = {
        "free": went.collision is None,
        "reached": went.reached_step is not None,
        "on_road": went.off_road_step is None,
    }
    there = {"free": verdict.free, "reached": verdict.reached, "on_road": verdict.on_road}
    return ", ".join(name for name, value in here.items() if there[name] not in {None, value})


def _told(outcome: _Outcome) -> dict[str, Figure]:
    went = outcome.drive
    if went is None:
        return {}
    return {
        "collision_step": None if went.collision is None else went.collision.step,
        "collision_mps": None if went.collision is None else round(went.collision.speed_mps, 2),
        "off_road_step": went.off_road_step,
        "last_step": went.first_step + len(went.states) - 1,
        "last_mps": round(went.states[-1].speed_mps, 2),
        "without_plan": len(went.unplanned),
    }


def _case(outcome: _Outcome) -> dict[str, Figure]:
    return {"scenario": outcome.path.name.removesuffix(".gz").removesuffix(".xml")}


def _speeds_mps(went: Drive) -> list[float]:
    return [state.speed_mps for state in went.states]
