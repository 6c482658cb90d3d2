"""A car that drives a bend as it should is not braked for what is beside its lane."""

from __future__ import annotations

import math

import numpy as np
import pytest
from guard_road import CAR, Thing, ask, ego, seen

from segue.lanes import Path
from segue.lanes.build import arc, clothoid, straight, trace
from segue.pilot.guard import Guard
from segue.pilot.guard._own import steer_rad
from segue.schema.drive import Kind

_LATERAL_MPS2 = 3.0
_PREVIEW_S = 0.15
"""The wheels are asked for the bend a little before the car is in it."""


def beside(what: str, speed_mps: float, length_m: float) -> list[tuple[float, float, float, Thing]]:
    """Return what lines the road: where along it, how far to the left, how fast, and what."""
    car, lorry = Thing(), Thing(length_m=16.5, width_m=2.55, kind=Kind.TRUCK)
    rail = Thing(length_m=4.0, width_m=0.3, kind=Kind.OBSTACLE)
    post = Thing(length_m=0.3, width_m=0.3, kind=Kind.OBSTACLE)
    gap_m, sides_m, speed, thing = {
        "posts": (6.0, (-2.6, 6.0), 0.0, post),
        "rail": (4.0, (-2.6, 6.0), 0.0, rail),
        "queue": (8.0, (-3.5, 3.5), 0.0, car),
        "slow cars": (20.0, (-3.5, 3.5), 0.5, car),
        "lorries": (35.0, (-3.5, 3.5), 0.6, lorry),
        "oncoming": (25.0, (3.5,), -1.0, car),
    }[what]
    reach_m = 2.0 * length_m if speed < 0.0 else length_m
    places = np.arange(0.0, reach_m, gap_m)
    return [(s, side_m, speed * speed_mps, thing) for s in places for side_m in sides_m]


def around(path: Path, s_m: float, now_s: float, things: list) -> list[Thing]:  # type: ignore[type-arg]
    """Return the things within 120 m, as they are now."""
    near: list[Thing] = []
    for number, (start_m, side_m, speed_mps, thing) in enumerate(things):
        at_m = start_m + speed_mps * now_s
        if abs(at_m - s_m) > 120.0:
            continue
        x_m, y_m, heading_rad = path.at(at_m, side_m)[0]
        real_mps = speed_mps * (1.0 - side_m * path.curvature_at(at_m)[0])
        near.append(
            Thing(
                x_m=x_m,
                y_m=y_m,
                heading_rad=heading_rad + (math.pi if speed_mps < 0.0 else 0.0),
                vx_mps=real_mps * math.cos(heading_rad),
                vy_mps=real_mps * math.sin(heading_rad),
                length_m=thing.length_m,
                width_m=thing.width_m,
                kind=thing.kind,
                identity=number,
            )
        )
    return near


@pytest.mark.parametrize("what", ["posts", "rail", "queue", "slow cars", "lorries", "oncoming"])
@pytest.mark.parametrize("radius_m", [40.0, -40.0, 300.0, -300.0])
def test_nothing_is_braked_for_when_all_is_beside_the_lane(what: str, radius_m: float) -> None:
    """From the straight into a bend at 3 m/s² and out of it, both ways."""
    speed_mps = math.sqrt(_LATERAL_MPS2 * abs(radius_m))
    bends_m = speed_mps * _LATERAL_MPS2 / 2.0
    path = Path.resampled(
        trace(
            [
                straight(60.0),
                clothoid(bends_m, from_radius_m=math.inf, to_radius_m=radius_m),
                arc(abs(radius_m), radius_m),
                clothoid(bends_m, from_radius_m=radius_m, to_radius_m=math.inf),
                straight(150.0),
            ]
        )[:, :2]
    )
    things = beside(what, speed_mps, path.length_m)
    guard, rear_s_m, now_s = Guard(CAR), 5.0, 0.0
    while rear_s_m < path.length_m - 150.0:
        x_m, y_m, heading_rad = path.at(rear_s_m)[0]
        curvature_per_m = float(path.curvature_at(rear_s_m)[0])
        ahead_per_m = float(path.curvature_at(rear_s_m + speed_mps * _PREVIEW_S)[0])
        state = ego(
            speed_mps,
            time_s=now_s,
            x_m=x_m + CAR.rear_axle_m * math.cos(heading_rad),
            y_m=y_m + CAR.rear_axle_m * math.sin(heading_rad),
            heading_rad=heading_rad,
            yaw_rate_radps=speed_mps * curvature_per_m,
            steer_rad=steer_rad(CAR, speed_mps, curvature_per_m),
        )
        asked = ask(0.0, steer_rad(CAR, speed_mps, ahead_per_m))
        seen_now = seen(*around(path, rear_s_m, now_s, things), time_s=now_s)
        verdict = guard.judge(now_s, asked, state, seen_now)
        assert verdict.command.accel_mps2 == 0.0, (now_s, verdict)
        now_s += 0.1
        rear_s_m += 0.1 * speed_mps
