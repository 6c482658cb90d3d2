"""Whether what a request is made from is fresh enough to be followed."""

from __future__ import annotations

import math

from segue.pilot.guard._limits import Limits
from segue.pilot.guard._own import Own
from segue.schema.drive import Command


def reasons_to_stop(
    limits: Limits,
    now_s: float,
    command: Command | None,
    own: Own | None,
    *,
    plan_age_s: float,
    sensor_age_s: float,
) -> tuple[str, ...]:
    """Return why the car must come to rest; empty while all is fresh.

    An age that is no number is too old, and so is what comes from a time to come.
    """
    reasons: list[str] = []
    if command is None or not is_whole(command):
        reasons.append("no_command")
    if not abs(plan_age_s) <= limits.plan_age_s:
        reasons.append("stale_plan")
    if own is None or not abs(now_s - own.time_s) <= limits.ego_age_s:
        reasons.append("stale_ego")
    if not abs(sensor_age_s) <= limits.sensor_age_s:
        reasons.append("stale_sensors")
    return tuple(reasons)


def is_whole(command: Command) -> bool:
    """Return whether a request can be followed: endless braking can, endless driving cannot."""
    return command.accel_mps2 < math.inf and math.isfinite(command.steer_rad)
