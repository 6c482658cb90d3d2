"""One manoeuvre, step by step: a point on a line, twenty steps a second.

What passes is what openpilot's own test of these manoeuvres lets pass.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from segue.bench._comfort import STANDS_MPS
from segue.bench._pilot import BenchPilot
from segue.bench._road import straight_road
from segue.bench.maneuvers._maneuvers import Maneuver
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import (
    ACCEL,
    LENGTH,
    VX,
    WIDTH,
    EgoState,
    Kind,
    Objects,
    OwnCar,
    Wishes,
    X,
)

STEP_S = 0.05
CAR = OwnCar(brake_delay_s=0.0)
"""The plant does what it is asked in the same step."""
_ROAD = straight_road()
_CRASH_GAP_M = 0.4
_STARTS_MPS2 = 1e-3
_SLOW_MPS = 5.5
_STOPPING_MPS2 = -0.04
_THROTTLE_LIKELY = 0.4
_CREEPS_BELOW_MPS, _COASTS_FROM_MPS = 2.5, 5.0
"""Without the accelerator the car still creeps up to the first; from the second on it coasts."""


@dataclass(frozen=True, slots=True)
class Went:
    """How a manoeuvre went."""

    broken: tuple[str, ...]
    """The rules that were broken; none: passed."""
    speeds_mps: tuple[float, ...]
    end_gap_m: float | None
    """To the car in front, where it has come to rest behind one."""
    cycles_s: tuple[float, ...]

    @property
    def crashed(self) -> bool:
        """Whether it came too near."""
        return "crash" in self.broken


def drive(maneuver: Maneuver, planner: PlannerFactory, *, forced: bool) -> Went:
    """Drive a manoeuvre.

    Args:
        maneuver: Which.
        planner: Who drives.
        forced: Whether the pilot is to come to rest in its lane, whatever the set speed.
    """
    pilot = BenchPilot(planner, CAR, _ROAD, step_s=STEP_S)
    x_m, speed_mps, accel_mps2 = 0.0, maneuver.ego_speed_mps, 0.0
    lead_m = maneuver.lead_gap_m
    speeds_mps, broken = [speed_mps], dict[str, None]()
    for step in range(math.ceil(maneuver.duration_s / STEP_S - 1e-9)):
        time_s = step * STEP_S
        lead_mps = maneuver.lead_mps(time_s)
        ego = EgoState(
            time_s=time_s,
            x_m=x_m,
            y_m=0.0,
            heading_rad=0.0,
            speed_mps=speed_mps,
            accel_mps2=accel_mps2,
        )
        wishes = Wishes(
            set_speed_mps=maneuver.set_mps(time_s),
            manoeuvre="stop_in_lane" if forced else "drive",
        )
        seen = _seen(maneuver, time_s, x_m + max(lead_m - x_m, 0.0), lead_mps)
        asked_mps2 = pilot.accel_mps2(ego, seen, wishes)
        asked_mps2 = min(asked_mps2, _most_mps2(maneuver, time_s, speed_mps))
        accel_mps2 = min(max(asked_mps2, -CAR.brake_mps2), CAR.accel_mps2)
        lead_m += lead_mps * STEP_S
        speed_mps += accel_mps2 * STEP_S
        if speed_mps <= 0.0:
            speed_mps = accel_mps2 = 0.0
        x_m += speed_mps * STEP_S
        speeds_mps.append(speed_mps)
        if maneuver.is_seen(time_s) and lead_m - x_m < _CRASH_GAP_M:
            broken["crash"] = None
        starts = accel_mps2 >= _STARTS_MPS2 or lead_mps <= speed_mps or not maneuver.lead_relevant
        if maneuver.options.ensure_start and not starts:
            broken["does not start"] = None
    if maneuver.options.ensure_slowdown and speed_mps > _SLOW_MPS:
        broken["does not slow down"] = None
    if forced and speed_mps > STANDS_MPS and accel_mps2 > _STOPPING_MPS2:
        broken["does not stop"] = None
    rests = maneuver.lead_relevant and speed_mps < STANDS_MPS < max(speeds_mps)
    return Went(
        broken=tuple(broken),
        speeds_mps=tuple(speeds_mps),
        end_gap_m=lead_m - x_m if rests else None,
        cycles_s=tuple(pilot.cycles_s),
    )


def needed_mps2(maneuver: Maneuver) -> float:
    """Return the constant braking from the first sight on that would just do, without a delay."""
    times_s = np.arange(0.0, maneuver.duration_s, STEP_S)
    seen = [row for row, time_s in enumerate(times_s) if maneuver.is_seen(float(time_s))]
    if not seen:
        return 0.0
    lead_mps = np.array([maneuver.lead_mps(float(time_s)) for time_s in times_s])
    at_last_mps = float(lead_mps[-1])
    before_m = float(np.sum(lead_mps[: seen[0]] - maneuver.ego_speed_mps)) * STEP_S
    gap_m = maneuver.lead_gap_m + before_m
    onward_m = float(np.sum(lead_mps[seen[0] :] - at_last_mps)) * STEP_S
    closing_mps = maneuver.ego_speed_mps - at_last_mps
    if closing_mps <= 0.0:
        return 0.0
    return closing_mps**2 / (2.0 * (gap_m + onward_m)) if gap_m + onward_m > 0.0 else math.inf


def _seen(maneuver: Maneuver, time_s: float, rear_m: float, lead_mps: float) -> Objects:
    """Return the car in front as the pilot sees it: its rear is `rear_m` beyond the pilot's begin.

    The pilot's place is its middle, so that a gap of 0 is bumper to bumper.
    """
    count = 1 if maneuver.is_seen(time_s) else 0
    boxes = np.zeros((count, 9))
    boxes[:, X] = rear_m + CAR.length_m
    boxes[:, VX] = lead_mps
    boxes[:, LENGTH] = CAR.length_m
    boxes[:, WIDTH] = CAR.width_m
    before_mps = maneuver.lead_mps(max(time_s - STEP_S, 0.0))
    boxes[:, ACCEL] = (lead_mps - before_mps) / STEP_S
    return Objects.exact(time_s, np.arange(1, count + 1), np.full(count, int(Kind.CAR)), boxes)


def _most_mps2(maneuver: Maneuver, time_s: float, speed_mps: float) -> float:
    """Return how much the car can speed up: where the accelerator may not be used, it coasts."""
    if maneuver.throttle(time_s) > _THROTTLE_LIKELY or speed_mps <= _CREEPS_BELOW_MPS:
        return CAR.accel_mps2
    coasting_mps2 = -0.3 - 5.65 * math.sin(maneuver.pitch(time_s))  # openpilot's fit of cars
    return float(
        np.interp(speed_mps, [_CREEPS_BELOW_MPS, _COASTS_FROM_MPS], [CAR.accel_mps2, coasting_mps2])
    )
