"""All drives with one planner, beside SUMO's own driver on the same roads with the same seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from segue.bench._cases import Progress, every, run_cases
from segue.bench._planners import name_of
from segue.bench._result import (
    Comfort,
    CycleTimes,
    Driven,
    Failure,
    Figure,
    Part,
    SuiteResult,
    share,
)
from segue.bench.traffic._case import Outcome
from segue.bench.traffic._cases import read_cases
from segue.bench.traffic._drive import drive
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import Kind

_PEER = "sumo_idm"


def run(
    data: Path, planner: PlannerFactory, *, jobs: int, sample: int, progress: Progress
) -> SuiteResult:
    """Drive the cases, and the peer the same; see `segue.bench.Suite`."""
    cases = every(read_cases(data), sample)
    both = [replace(case, driver=driver) for driver in ("pilot", "peer") for case in cases]
    outcomes = run_cases(
        partial(drive, planner=planner),
        both,
        what="drives in traffic",
        jobs=jobs,
        progress=progress,
        fresh_process=True,
    )
    went, peers = outcomes[: len(cases)], outcomes[len(cases) :]
    return SuiteResult(
        suite="traffic",
        planner=name_of(planner),
        cases=len(went),
        crashes=sum(len(outcome.contacts) for outcome in went),
        figures=_figures(went, peers),
        peers={_PEER: _figures(peers, peers)},
        cycle_ms=CycleTimes.of([cycle for outcome in went for cycle in outcome.cycles_s]),
        comfort=Comfort(false_braking=share([outcome.false_brakes > 0 for outcome in went])),
        parts=tuple(
            _part(place, went, peers) for place in dict.fromkeys(case.place for case in cases)
        ),
        failures=tuple(failure for outcome in went for failure in _failures(outcome)),
        driven=tuple(
            Driven(
                part=outcome.case.place,
                case={"seed": outcome.case.seed},
                crashed=bool(outcome.contacts),
                brake_mps2=outcome.hardest_brake_mps2,
            )
            for outcome in went
        ),
    )


def _part(place: str, went: Sequence[Outcome], peers: Sequence[Outcome]) -> Part:
    here = [outcome for outcome in went if outcome.case.place == place]
    beside = [outcome for outcome in peers if outcome.case.place == place]
    return Part(
        name=Path(place).name,
        cases=len(here),
        crashes=sum(len(outcome.contacts) for outcome in here),
        figures=_figures(here, beside),
        peers={_PEER: _figures(beside, beside)},
    )


def _figures(went: Sequence[Outcome], peers: Sequence[Outcome]) -> dict[str, Figure]:
    """Return what is counted; progress beside the peer's."""
    hours = sum(outcome.driven_s for outcome in went) / 3600.0
    speed_mps, peer_mps = _mean_mps(went), _mean_mps(peers)
    legs = [end for outcome in went for end in outcome.leg_ends]
    return {
        "hours": round(hours, 3),
        "km": round(sum(outcome.driven_m for outcome in went) / 1000.0, 2),
        "crashes_at_fault": sum(hit.at_fault for outcome in went for hit in outcome.contacts),
        "crashes_by_others": sum(not hit.at_fault for outcome in went for hit in outcome.contacts),
        "progress_of_peer": round(speed_mps / peer_mps, 4) if peer_mps else None,
        "comfortable": _per([outcome.comfortable_s for outcome in went], hours * 3600.0),
        "hard_brakes_an_hour": _per([outcome.hard_brakes for outcome in went], hours),
        "false_brakes_an_hour": None
        if went is peers  # the peer tells no plan to look along
        else _per([outcome.false_brakes for outcome in went], hours),
        "creeping": _per([outcome.creeping_s for outcome in went], hours * 3600.0),
        "legs": len(legs),
        "legs_arrived": legs.count("arrived"),
        "turns_missed": legs.count("missed"),
        "legs_stuck": legs.count("stuck"),
        "left_the_road": legs.count("left the road"),
    }


def _mean_mps(went: Sequence[Outcome]) -> float:
    seconds = sum(outcome.driven_s for outcome in went)
    return sum(outcome.driven_m for outcome in went) / seconds if seconds else 0.0


def _per(amounts: Sequence[float], whole: float) -> float | None:
    return round(sum(amounts) / whole, 4) if whole else None


def _failures(outcome: Outcome) -> list[Failure]:
    part, case = Path(outcome.case.place).name, outcome.case
    named: dict[str, Figure] = {"place": part, "seed": case.seed}
    hits = [
        Failure(
            part=part,
            case={**named, "time_s": round(hit.time_s, 1)},
            what=f"hit a {Kind(hit.with_kind).name.lower()}" if hit.at_fault else "was hit",
            figures={
                "side": hit.side,
                "ego_mps": round(hit.ego_mps, 2),
                "closing_mps": round(hit.closing_mps, 2),
                "lane": hit.lane,
            },
        )
        for hit in outcome.contacts
    ]
    wrong = [end for end in outcome.leg_ends if end in {"missed", "stuck", "left the road"}]
    return [*hits, *(Failure(part=part, case=named, what=end) for end in wrong)]
