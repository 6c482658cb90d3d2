"""How a drive went: what it should have fulfilled, what it was like to sit in, who intervened."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np

from segue.pilot.supervise import Refusal, Transition
from segue.schema.drive import EgoState
from segue.world.scenes import STEP_S, Collision, Outcome

_MEAN_STEPS = 5
"""Jerk is told over 0.1 s: in a single step it is noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleTimes:
    """How long the steps took in which something was decided, by this machine's clock.

    The first, in which code is loaded, does not count. None: there were no others.
    """

    p50: float | None
    p99: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RideFigures:
    """The most that was felt, as magnitudes."""

    brake_mps2: float
    accel_mps2: float
    side_mps2: float
    jerk_mps3: float
    """Along the car, over 0.1 s."""
    off_lane_m: float | None
    """From the middle of the nearest lane; None: it was on none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveReport:
    """How a drive went."""

    scenario: str
    seed: int
    duration_s: float
    distance_m: float
    failures: tuple[str, ...]
    """What it should have fulfilled and did not, one sentence each."""
    collision: Collision | None
    ride: RideFigures
    guard_s: dict[str, float]
    """For how long each rule of the guard changed what was asked."""
    events: tuple[Transition | Refusal, ...]
    cycle_ms: CycleTimes

    @property
    def passed(self) -> bool:
        """Whether it was as the scenario asks."""
        return not self.failures

    def record(self) -> dict[str, object]:
        """Return it as plain values, for JSON."""
        record = asdict(self)
        record["passed"] = self.passed
        record["events"] = [
            {"kind": type(event).__name__.lower(), **asdict(event)} for event in self.events
        ]
        return record


@dataclass(slots=True)
class Logbook:
    """Takes note of a drive, step by step."""

    _accel_mps2: list[float] = field(default_factory=list[float])
    _side_mps2: list[float] = field(default_factory=list[float])
    _distance_m: float = 0.0
    _guard_steps: dict[str, int] = field(default_factory=dict[str, int])
    _events: list[Transition | Refusal] = field(default_factory=list[Transition | Refusal])
    _cycles_s: list[float] = field(default_factory=list[float])

    def felt(self, ego: EgoState) -> None:
        """Take how the car really moves after a step."""
        self._accel_mps2.append(ego.accel_mps2)
        self._side_mps2.append(ego.speed_mps * ego.yaw_rate_radps)
        self._distance_m += abs(ego.speed_mps) * STEP_S

    def decided(self, took_s: float) -> None:
        """Take how long a step took in which something was decided."""
        self._cycles_s.append(took_s)

    def said(self, rules: tuple[str, ...], events: tuple[Transition | Refusal, ...]) -> None:
        """Take what guard and supervisor did in a step."""
        for rule in rules:
            self._guard_steps[rule] = self._guard_steps.get(rule, 0) + 1
        self._events += events

    def report(
        self, scenario: str, seed: int, outcome: Outcome, collision: Collision | None
    ) -> DriveReport:
        """Return how the drive went until now."""
        along = np.array(self._accel_mps2 or [0.0])
        jerk = (along[_MEAN_STEPS:] - along[:-_MEAN_STEPS]) / (_MEAN_STEPS * STEP_S)
        return DriveReport(
            scenario=scenario,
            seed=seed,
            duration_s=outcome.duration_s,
            distance_m=self._distance_m,
            failures=outcome.failures,
            collision=collision,
            ride=RideFigures(
                brake_mps2=outcome.hardest_brake_mps2,
                accel_mps2=max(float(along.max()), 0.0),
                side_mps2=float(np.max(np.abs(self._side_mps2), initial=0.0)),
                jerk_mps3=float(np.max(np.abs(jerk), initial=0.0)),
                off_lane_m=outcome.farthest_off_m,
            ),
            guard_s={rule: steps * STEP_S for rule, steps in self._guard_steps.items()},
            events=tuple(self._events),
            cycle_ms=self._cycle_ms(),
        )

    def _cycle_ms(self) -> CycleTimes:
        counted_ms = 1e3 * np.array(self._cycles_s[1:])
        if not len(counted_ms):
            return CycleTimes(p50=None, p99=None)
        p50, p99 = np.percentile(counted_ms, [50, 99])
        return CycleTimes(p50=round(float(p50), 2), p99=round(float(p99), 2))
