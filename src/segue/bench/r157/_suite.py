"""All grids of a folder with one planner, and what came of it beside the published models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from segue.bench._cases import Progress, every, run_cases
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
from segue.bench.r157._gaps import steady_gap_m
from segue.bench.r157._grids import MODELS, Grid, GridCase, GridKind, read_grids
from segue.bench.r157._loop import Crash, drive
from segue.bench.r157._pilot_driver import PilotDriver
from segue.bench.r157._traffic import STEP_S, traffic_of
from segue.pilot.scene import PlannerFactory

_AXES: dict[GridKind, tuple[str, str]] = {
    "cut_in": ("gap_m", "lateral_mps"),
    "cut_out": ("front_gap_m", "lateral_mps"),
    "following": ("ego_kmh", "lead_decel_g"),
}
_REFERENCES = ("cc", "fsm")
"""What these avoid counts as preventable."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How a case went."""

    crash: Crash
    impact_mps: float
    brake_mps2: float
    jerk_mps3: float
    late: bool
    false: bool | None
    """None where something does come into the lane."""
    crept: bool
    cycles_s: tuple[float, ...]


def run(
    data: Path, planner: PlannerFactory, *, jobs: int, sample: int, progress: Progress
) -> SuiteResult:
    """Drive the grids of the folder `r157` in `data`; see `segue.bench.Suite`."""
    grids = [
        Grid(grid.name, tuple(every(grid.cases, sample))) for grid in read_grids(data / "r157")
    ]
    follows = sorted(
        {case.ego_mps for grid in grids for case in grid.cases if case.kind != "cut_in"}
    )
    settled = run_cases(
        partial(steady_gap_m, planner=planner),
        follows,
        what="following gaps",
        jobs=jobs,
        progress=progress,
    )
    gaps_m = dict(zip(follows, settled, strict=True))
    outcomes = [
        run_cases(
            partial(_drive_case, planner=planner),
            [(case, gaps_m.get(case.ego_mps, 0.0)) for case in grid.cases],
            what=grid.name,
            jobs=jobs,
            progress=progress,
        )
        for grid in grids
    ]
    return _result(name_of(planner), grids, outcomes)


def _drive_case(case_and_gap: tuple[GridCase, float], planner: PlannerFactory) -> _Outcome:
    case, gap_m = case_and_gap
    traffic = traffic_of(case, gap_m)
    pilot = PilotDriver(planner, traffic, case.ego_mps)
    went = drive(traffic, pilot, case.ego_mps)
    brake_mps2 = hardest_brake_mps2(went.speeds_mps, STEP_S)
    return _Outcome(
        crash=went.crash,
        impact_mps=went.impact_mps,
        brake_mps2=brake_mps2,
        jerk_mps3=largest_jerk_mps3(went.speeds_mps, STEP_S),
        late=braked_late(brake_mps2, traffic.needed_mps2),
        false=brake_mps2 > GENTLE_MPS2 if traffic.never_enters else None,
        crept=crept(went.speeds_mps, STEP_S),
        cycles_s=tuple(pilot.cycles_s),
    )


def _result(
    planner: str, grids: Sequence[Grid], outcomes: Sequence[Sequence[_Outcome]]
) -> SuiteResult:
    cases = [case for grid in grids for case in grid.cases]
    went = [outcome for of_grid in outcomes for outcome in of_grid]
    parts = [_part(grid, of_grid) for grid, of_grid in zip(grids, outcomes, strict=True)]
    return SuiteResult(
        suite="r157",
        planner=planner,
        cases=len(cases),
        crashes=sum(bool(outcome.crash) for outcome in went),
        figures=_figures(cases, went),
        peers=_peers(cases),
        cycle_ms=CycleTimes.of([cycle for outcome in went for cycle in outcome.cycles_s]),
        comfort=Comfort(
            late_braking=share([outcome.late for outcome in went]),
            false_braking=share([one.false for one in went if one.false is not None]),
            jerk_mps3=percentile([outcome.jerk_mps3 for outcome in went], 95.0),
            creeping=share([outcome.crept for outcome in went]),
        ),
        parts=tuple(parts),
        failures=tuple(
            failure
            for grid, of_grid in zip(grids, outcomes, strict=True)
            for case, outcome in zip(grid.cases, of_grid, strict=True)
            for failure in _failures(grid.name, case, outcome)
        ),
        driven=tuple(
            Driven(
                part=grid.name,
                case=dict(case.values),
                crashed=bool(outcome.crash),
                brake_mps2=outcome.brake_mps2,
            )
            for grid, of_grid in zip(grids, outcomes, strict=True)
            for case, outcome in zip(grid.cases, of_grid, strict=True)
        ),
    )


def _part(grid: Grid, outcomes: Sequence[_Outcome]) -> Part:
    return Part(
        name=grid.name,
        cases=len(grid.cases),
        crashes=sum(bool(outcome.crash) for outcome in outcomes),
        figures=_figures(grid.cases, outcomes),
        peers=_peers(grid.cases),
        axes=_AXES[grid.cases[0].kind],
    )


def _figures(cases: Sequence[GridCase], outcomes: Sequence[_Outcome]) -> dict[str, Figure]:
    figures: dict[str, Figure] = {
        "crashes_front": sum(outcome.crash == "front" for outcome in outcomes),
        "crashes_other": sum(outcome.crash == "other" for outcome in outcomes),
    }
    for model in _REFERENCES:
        known = [
            outcome.crash == "front" and not case.models[model]
            for case, outcome in zip(cases, outcomes, strict=True)
            if model in case.models
        ]
        figures[f"crashes_preventable_{model}"] = sum(known) if known else None
    calm = [not outcome.false for outcome in outcomes if outcome.false is not None]
    figures["calm_when_nothing_enters"] = share(calm)
    return figures


def _peers(cases: Sequence[GridCase]) -> dict[str, dict[str, Figure]]:
    """Return the crashes of the models that were run on all of these cases."""
    return {
        model: {"crashes": sum(case.models[model] for case in cases)}
        for model in MODELS
        if all(model in case.models for case in cases)
    }


def _failures(grid: str, case: GridCase, outcome: _Outcome) -> list[Failure]:
    figures: dict[str, Figure] = {
        "brake_mps2": round(outcome.brake_mps2, 2),
        "impact_mps": round(outcome.impact_mps, 2),
        **{f"{model}_crashes": crashes for model, crashes in case.models.items()},
    }
    what: list[str] = []
    if outcome.crash:
        what.append("ran into it" if outcome.crash == "front" else "was run into")
    if outcome.false:
        what.append("braked though nothing came")
    if outcome.late and not outcome.crash:
        what.append("braked late")
    return [Failure(part=grid, case=dict(case.values), what=text, figures=figures) for text in what]
