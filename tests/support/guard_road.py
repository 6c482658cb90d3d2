"""A road before the guard: the car at the origin, heading along x, and what is around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from segue.pilot.guard import Guard
from segue.schema.drive import Command, EgoState, Kind, Objects, OwnCar, Verdict

CAR = OwnCar(understeer_rad_per_mps2=0.002)
FRONT_M = 0.5 * CAR.length_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An object; a car in full sight unless said otherwise."""

    x_m: float = 50.0
    y_m: float = 0.0
    heading_rad: float = 0.0
    vx_mps: float = 0.0
    vy_mps: float = 0.0
    length_m: float = 4.5
    width_m: float = 1.9
    accel_mps2: float = 0.0
    yaw_rate_radps: float = 0.0
    identity: int = 1
    kind: float = Kind.CAR
    existence: float = 1.0
    age_s: float = 5.0


def seen(*things: Thing, time_s: float = 0.0) -> Objects:
    """Return the things as the pilot's objects."""
    boxes = [
        (
            thing.x_m, thing.y_m, thing.heading_rad, thing.vx_mps, thing.vy_mps,
            thing.length_m, thing.width_m, thing.accel_mps2, thing.yaw_rate_radps,
        )
        for thing in things
    ]  # fmt: skip
    exact = Objects.exact(
        time_s,
        np.array([thing.identity for thing in things], dtype=np.int64),
        np.array([thing.kind for thing in things]),  # type: ignore[arg-type]
        np.array(boxes).reshape(-1, 9),
    )
    return replace(
        exact,
        existence=np.array([thing.existence for thing in things]),
        age_s=np.array([thing.age_s for thing in things]),
    )


def ego(speed_mps: float = 20.0, **values: float) -> EgoState:
    """Return the car at the origin."""
    return EgoState(
        **({"time_s": 0.0, "x_m": 0.0, "y_m": 0.0, "heading_rad": 0.0} | values),
        speed_mps=speed_mps,
    )


def ask(accel_mps2: float = 0.0, steer_rad: float = 0.0, **more: Any) -> Command:
    """Return a request."""
    return Command(accel_mps2=accel_mps2, steer_rad=steer_rad, **more)


def judged(
    *things: Thing,
    speed_mps: float = 20.0,
    command: Command | None = None,
    guard: Guard | None = None,
    times: int = 25,
    **more: Any,
) -> Verdict:
    """Return the verdict once the brake has had the time to build up, all else kept as it is."""
    guard = guard or Guard(CAR)
    verdict = None
    for number in range(times):
        now_s = 0.02 * number
        verdict = guard.judge(
            now_s,
            command or ask(),
            ego(speed_mps, time_s=now_s),
            seen(*things, time_s=now_s),
            **more,
        )
    assert verdict is not None
    return verdict


def braking_mps2(*things: Thing, **more: Any) -> float:
    """Return how hard the guard brakes once it does, 0 where it lets the car go on."""
    return -min(judged(*things, **more).command.accel_mps2, 0.0)
