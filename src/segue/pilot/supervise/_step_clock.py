"""How much time a control step counts, whatever the clock says."""

from __future__ import annotations

import math
from dataclasses import dataclass

USUAL_STEP_S = 0.02
"""The pilot's control step: 50 Hz."""
SHORTEST_STEP_S = 0.001
"""Shorter, and the clock as good as stands; estimated."""
LONGEST_STEP_S = 0.5
"""Five steps of what runs ten times a second: longer, and the clock jumped or the pilot hung."""


@dataclass(slots=True)
class StepClock:
    """Measures steps.

    Time that does not pass, goes back or jumps counts as one usual step and is a fault: no jump can
    skip a demand, and a clock that stands cannot hold one up.
    """

    at_s: float | None = None
    """The last time that was a number."""

    def step(self, now_s: float) -> tuple[float, bool]:
        """Return how much time counts as passed, and whether the clock is wrong."""
        if not math.isfinite(now_s):
            return USUAL_STEP_S, True
        before_s, self.at_s = self.at_s, now_s
        if before_s is None:
            return USUAL_STEP_S, False
        elapsed_s = now_s - before_s
        if SHORTEST_STEP_S <= elapsed_s <= LONGEST_STEP_S:
            return elapsed_s, False
        return USUAL_STEP_S, True
