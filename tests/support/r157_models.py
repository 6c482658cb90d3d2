"""UN R157's competent and careful driver (Annex 4, Appendix 3) as the published figures have it.

It brakes for a car that comes into its way: 0.75 s after it perceives it, in which it is off the
accelerator, with 12.65 m/s3 up to 0.774 g. It perceives it once the boxes overlap sideways and the
time to collision is at most 2 s; is it more when they first overlap, the case is over for it. In
the other scenarios it perceives the danger at once.
"""

from __future__ import annotations

from segue.bench.r157._grids import GridCase
from segue.bench.r157._traffic import LENGTH_M, STEP_S, WIDTH_M, Traffic, traffic_of

REACTION_S = 0.75
COASTING_MPS2 = 0.4
JERK_MPS3 = 12.65
BRAKE_MPS2 = 0.774 * 9.81
CRITICAL_S = 2.0
GAP_S = 2.0


class CarefulDriver:
    """A `Driver` of the harness."""

    def __init__(self, case: GridCase, traffic: Traffic) -> None:
        self._case, self._traffic = case, traffic
        self._reaction_s, self._brake_mps2 = REACTION_S, 0.0
        self.is_over = False

    def next_speed_mps(self, step: int, x_m: float, speed_mps: float) -> float:
        """Return the speed of the step to come."""
        if not self._perceives(step, x_m, speed_mps):
            return speed_mps
        if self._reaction_s > 0.0:
            self._reaction_s -= STEP_S
            self._brake_mps2 = COASTING_MPS2
        else:
            self._brake_mps2 = min(self._brake_mps2 + JERK_MPS3 * STEP_S, BRAKE_MPS2)
        return max(speed_mps - self._brake_mps2 * STEP_S, 0.0)

    def _perceives(self, step: int, x_m: float, speed_mps: float) -> bool:
        if self._case.kind == "following":
            return True
        if self._case.kind == "cut_out":
            lead, standing = self._traffic.others
            return bool(standing.seen[step]) or lead.along_mps[step] == 0.0
        (other,) = self._traffic.others
        apart_m = other.x_m[step] - x_m
        if self.is_over or apart_m < 0.0 or abs(other.y_m[step]) > WIDTH_M:
            return False
        closing_mps = speed_mps - other.along_mps[step]
        self.is_over = abs(apart_m - LENGTH_M) > CRITICAL_S * abs(closing_mps)
        return not self.is_over


def careful_driver(case: GridCase) -> tuple[Traffic, CarefulDriver]:
    """Return a case as this driver meets it: two seconds behind the car in front."""
    traffic = traffic_of(case, GAP_S * case.ego_mps)
    return traffic, CarefulDriver(case, traffic)
