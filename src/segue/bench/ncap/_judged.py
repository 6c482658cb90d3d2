"""One case, driven and held against what physics allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from segue.bench._comfort import GENTLE_MPS2, HARD_MPS2
from segue.bench._result import Failure, Figure
from segue.bench.ncap._cases import NcapCase
from segue.bench.ncap._drive import CAR, Went, drive
from segue.bench.ncap._layout import encounter_of
from segue.bench.ncap._physics import Bound, bound_of
from segue.bench.ncap._sensing import SENSORS
from segue.pilot.scene import PlannerFactory
from segue.vehicle.plant import load_car
from segue.world.own_car import own_car_of

_PER_MPS = 3.6


@dataclass(frozen=True, slots=True)
class Run:
    """A case with its sensors."""

    case: NcapCase
    sensors: str
    """One of `SENSORS`."""

    @property
    def part(self) -> str:
        """Return the row of the table that it counts in."""
        return f"{self.case.year} {self.case.family}, {self.sensors}"

    @property
    def told(self) -> dict[str, Figure]:
        """Return what tells the run."""
        values = dict(self.case.values)
        return {"year": self.case.year, "test": self.case.test, "sensors": self.sensors, **values}


@dataclass(frozen=True, slots=True)
class Judged:
    """How a run went, and how it could have gone."""

    run: Run
    went: Went
    best: Bound
    late: bool
    """Whether it braked hard though a gentle brake from the first sight would have done."""

    @property
    def missed(self) -> bool:
        """Return whether it ran into what physics lets a car avoid."""
        return self.best.avoids and not self.went.passed


def judge(run: Run, planner: PlannerFactory) -> Judged:
    """Return how a planner drives a run, and what physics allows in it."""
    car = load_car(CAR)
    own_car, sensor = own_car_of(car), SENSORS[run.sensors]
    encounter = encounter_of(run.case, own_car)
    went = drive(encounter, sensor, planner, car)
    gentle = replace(own_car, brake_mps2=GENTLE_MPS2)
    return Judged(
        run,
        went,
        bound_of(encounter, own_car, sensor),
        late=went.brake_mps2 > HARD_MPS2 and bound_of(encounter, gentle, sensor).avoids,
    )


def figures_of(judged: Sequence[Judged]) -> dict[str, Figure]:
    """Return what is counted over some runs; speeds are the test car's own."""
    hits_kmh = [_PER_MPS * one.went.impact_mps for one in judged if not one.went.passed]
    return {
        "passed": sum(one.went.passed for one in judged),
        "allowed": sum(one.best.avoids for one in judged),
        "passed_of_allowed": sum(one.went.passed and one.best.avoids for one in judged),
        "touched_standing": sum(one.went.passed and one.went.touched for one in judged),
        "impact_mean_kmh": round(sum(hits_kmh) / len(hits_kmh), 1) if hits_kmh else None,
        "impact_most_kmh": round(max(hits_kmh), 1) if hits_kmh else None,
        "impact_least_kmh": round(
            max((_PER_MPS * one.best.impact_mps for one in judged), default=0.0), 1
        ),
    }


def failures_of(one: Judged) -> list[Failure]:
    """Return what did not go as it should."""
    went, best = one.went, one.best
    figures: dict[str, Figure] = {
        "impact_kmh": round(_PER_MPS * went.impact_mps, 1),
        "least_impact_kmh": round(_PER_MPS * best.impact_mps, 1),
        "cut_kmh": round(_PER_MPS * (went.speeds_mps[0] - went.impact_mps), 1),
        "brake_mps2": round(went.brake_mps2, 2),
        "braked_before_s": _before(went.meets_s, went.brakes_s),
        "could_ask_before_s": _before(went.meets_s, best.brakes_s),
    }
    what: list[str] = []
    if one.missed:
        what.append("ran into what it could have avoided")
    elif not went.passed:
        what.append("ran into what no brake avoids")
    if one.late and went.passed:
        what.append("braked late")
    return [
        Failure(part=one.run.part, case=one.run.told, what=text, figures=figures) for text in what
    ]


def _before(meets_s: float, at_s: float | None) -> float | None:
    return None if at_s is None else round(meets_s - at_s, 2)
