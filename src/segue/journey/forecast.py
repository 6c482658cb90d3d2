"""How the trip goes on from here: distance, time, and the charge at arrival from real consumption.

The plan's energy is the first guess. What the car has used since departure, against what the plan
said for that stretch, corrects it: little at first, and more the farther the car has driven. That
is the mean of a normal prior of `_PRIOR_M` worth of road and the road driven so far, so its
uncertainty shrinks by the same rule.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

from segue.schema.journey import TripPlan
from segue.schema.surface import Progress

_PRIOR_M = 20_000.0
"""Road after which consumption seen counts as much as the plan: a quarter of an hour of driving."""
_MIN_RATIO = 0.3
_MAX_RATIO = 3.0
"""Real over planned consumption; beyond this the reading is a fault, not a headwind."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where on the route, and with what charge, the car set out."""

    progress_m: float
    soc_frac: float


def progress_at(
    plan: TripPlan,
    departure: Departure,
    *,
    progress_m: float,
    soc_frac: float,
    battery_energy_wh: float,
) -> Progress:
    """Return how far the trip is and how it will end.

    Args:
        plan: The trip.
        departure: Since when consumption counts.
        progress_m: Along the plan's geometry, now.
        soc_frac: Charge now.
        battery_energy_wh: Between charge 0 and 1; above 0.
    """
    length_m = max(plan.distance_m, 1.0)
    progress_m = min(max(progress_m, 0.0), length_m)
    remaining_m = length_m - progress_m
    ratio = _consumption_ratio(plan, departure, progress_m, soc_frac, battery_energy_wh)
    remaining_soc_frac = plan.energy_wh * remaining_m / length_m * ratio / battery_energy_wh
    driven_m = max(progress_m - departure.progress_m, 0.0)
    learnt = math.sqrt(_PRIOR_M / (_PRIOR_M + driven_m))
    next_maneuver = bisect_right(plan.maneuvers, progress_m, key=lambda maneuver: maneuver.at_m)
    next_maneuver = min(next_maneuver, max(len(plan.maneuvers) - 1, 0))
    next_at_m = plan.maneuvers[next_maneuver].at_m if plan.maneuvers else length_m
    return Progress(
        progress_m=progress_m,
        remaining_m=remaining_m,
        remaining_s=plan.duration_s * remaining_m / length_m,
        arrival_soc_frac=soc_frac - remaining_soc_frac,
        arrival_soc_sigma_frac=plan.arrival_soc_sigma_frac * learnt * remaining_m / length_m,
        next_maneuver=next_maneuver,
        next_maneuver_m=max(next_at_m - progress_m, 0.0),
    )


def _consumption_ratio(
    plan: TripPlan,
    departure: Departure,
    progress_m: float,
    soc_frac: float,
    battery_energy_wh: float,
) -> float:
    """Return the expected consumption of the road ahead, relative to the plan's."""
    planned_wh_per_m = plan.energy_wh / max(plan.distance_m, 1.0)
    driven_m = max(progress_m - departure.progress_m, 0.0)
    if planned_wh_per_m <= 0.0:
        return 1.0
    used_wh = (departure.soc_frac - soc_frac) * battery_energy_wh
    prior_wh = planned_wh_per_m * _PRIOR_M
    ratio = (prior_wh + used_wh) / (prior_wh + planned_wh_per_m * driven_m)
    return min(max(ratio, _MIN_RATIO), _MAX_RATIO)
