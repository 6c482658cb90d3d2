"""What a suite found, as one record: the same for the table, for JSON and for the plots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import msgspec
import numpy as np

Figure = int | float | str | bool | None
"""A figure that a suite or a peer does not have is None."""


class CycleTimes(msgspec.Struct, frozen=True, kw_only=True):
    """How long the planner took to decide, by this machine's clock [ms]."""

    p50: float | None = None
    p99: float | None = None

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        """Return the times of a run; none when nothing was decided."""
        return cls(p50=percentile(seconds, 50.0, 1e3), p99=percentile(seconds, 99.0, 1e3))


class Comfort(msgspec.Struct, frozen=True, kw_only=True):
    """What users complain of, each by itself; None where a suite cannot tell.

    Each suite's page of the guide says what it counts, and among which cases.
    """

    late_braking: float | None = None
    """Share of cases braked hard though a gentle brake, begun at first sight, would have done."""
    false_braking: float | None = None
    """Share of cases braked though nothing came into the way."""
    jerk_mps3: float | None = None
    """Largest jerk of a case, 95th percentile over the cases."""
    creeping: float | None = None
    """Share of cases in which it crept: slower than a walk, for longer than it takes to stop."""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A case that did not go as the suite wants it."""

    part: str
    case: dict[str, Figure]
    """What tells the case: the columns of its data."""
    what: str
    """What happened, in a few words."""
    figures: dict[str, Figure] = msgspec.field(default_factory=dict[str, Figure])


class Driven(msgspec.Struct, frozen=True, kw_only=True):
    """A case and how it went: what the plots are drawn from."""

    part: str
    case: dict[str, Figure]
    """What tells the case: the columns of its data."""
    crashed: bool
    brake_mps2: float
    """Hardest braking, positive."""
    impact_mps: float | None = None
    """Own speed at a crash, 0 without one; None where a suite does not tell."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a suite's table: one grid, one manoeuvre, one network."""

    name: str
    cases: int
    crashes: int
    figures: dict[str, Figure] = msgspec.field(default_factory=dict[str, Figure])
    peers: dict[str, dict[str, Figure]] = msgspec.field(
        default_factory=dict[str, dict[str, Figure]]
    )
    """By peer: the same figures, on the same cases."""
    axes: tuple[str, str] | None = None
    """The two columns of its cases over which it is drawn."""


class SuiteResult(msgspec.Struct, frozen=True, kw_only=True):
    """One suite, run with one planner."""

    suite: str
    planner: str
    cases: int
    crashes: int
    figures: dict[str, Figure] = msgspec.field(default_factory=dict[str, Figure])
    """What applies to this suite; in JSON beside the rest."""
    peers: dict[str, dict[str, Figure]] = msgspec.field(
        default_factory=dict[str, dict[str, Figure]]
    )
    cycle_ms: CycleTimes
    comfort: Comfort
    parts: tuple[Part, ...] = ()
    failures: tuple[Failure, ...] = ()
    driven: tuple[Driven, ...] = ()
    """Every case; not in JSON."""

    def record(self) -> dict[str, object]:
        """Return it as one JSON object, its own figures beside the names that all suites have."""
        built: dict[str, object] = msgspec.to_builtins(self)
        del built["figures"], built["driven"]
        head = {name: built.pop(name) for name in ("suite", "planner", "cases", "crashes")}
        return {**head, **self.figures, **built}


def share(marks: Sequence[bool]) -> float | None:
    """Return how many of the marks are set, as a share of all; None when there is none."""
    return sum(marks) / len(marks) if marks else None


def percentile(values: Sequence[float], percent: float, scale: float = 1.0) -> float | None:
    """Return a percentile of the values, times `scale`, to four digits; None when there is none."""
    if not len(values):
        return None
    return float(f"{scale * np.percentile(np.asarray(values), percent):.4g}")
