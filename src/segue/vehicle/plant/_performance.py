"""What a car can do when it is asked for everything: sprint, top speed, full braking.

All of it is measured on the forward form, on the level and in still air, with a battery that is
neither full nor low.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from segue.kernel import LocalUseError
from segue.vehicle.plant._car import CarModel
from segue.vehicle.plant._forward import FASTEST_MPS, Plant
from segue.vehicle.plant._limits import refuse_beyond

_STEP_S = 0.005
_SOC_FRAC = 0.8
_LONGEST_S = 300.0
"""No car is given longer to get anywhere."""
_LONGEST_ROLLOUT_M = 10.0


class Instant(NamedTuple):
    """A moment of a sprint."""

    elapsed_s: float
    speed_mps: float
    distance_m: float


def sprint(car: CarModel, *, until_mps: float) -> Iterator[Instant]:
    """Yield a start at full throttle from rest, until that speed is reached or passed.

    Raises:
        LocalUseError: The car cannot reach that speed, or it is negative or no number.
    """
    refuse_beyond(0.0, FASTEST_MPS, "m/s", until_mps=until_mps)
    plant = Plant(car, soc_frac=_SOC_FRAC)
    step = 0
    yield Instant(0.0, 0.0, 0.0)
    while plant.speed_mps < until_mps:
        if step * _STEP_S >= _LONGEST_S:
            raise LocalUseError(
                f"{car.title} does not reach {until_mps:g} m/s; "
                f"{_LONGEST_S:g} s of full throttle end at {plant.speed_mps:.1f} m/s."
            )
        plant.step(_STEP_S, math.inf)
        step += 1
        yield Instant(step * _STEP_S, plant.speed_mps, plant.distance_m)


def sprint_s(car: CarModel, *, to_mps: float = 100 / 3.6, rollout_m: float = 0.0) -> float:
    """Return the time from rest to a speed [s].

    Args:
        car: Its parameters.
        to_mps: The speed.
        rollout_m: Distance before the clock starts: 0.3048 on a drag strip, where the front wheel
            leaves the light barrier one foot after the start.

    Raises:
        LocalUseError: The car cannot reach that speed, or a value is negative or no number.
    """
    refuse_beyond(0.0, _LONGEST_ROLLOUT_M, "m", rollout_m=rollout_m)
    started_s = 0.0
    before = Instant(0.0, 0.0, 0.0)
    for now in sprint(car, until_mps=to_mps):
        if before.distance_m < rollout_m <= now.distance_m:
            started_s = now.elapsed_s
        if now.speed_mps >= to_mps > before.speed_mps:
            share = (to_mps - before.speed_mps) / (now.speed_mps - before.speed_mps)
            return before.elapsed_s + share * (now.elapsed_s - before.elapsed_s) - started_s
        before = now
    return 0.0


def reached_top_speed_mps(car: CarModel) -> float:
    """Return the speed at which full throttle ends, by power or by the car's limiter [m/s]."""
    plant = Plant(car, soc_frac=_SOC_FRAC)
    for _ in range(round(_LONGEST_S / _STEP_S)):
        before_mps = plant.speed_mps
        plant.step(_STEP_S, math.inf)
        if plant.speed_mps - before_mps <= 0.0:
            break
    return plant.speed_mps


def braking_distance_m(car: CarModel, *, from_mps: float = 100 / 3.6) -> float:
    """Return the way to rest from a speed at full braking, reaction apart [m].

    Raises:
        LocalUseError: The speed is negative, no number, or no car's.
    """
    plant = Plant(car, soc_frac=_SOC_FRAC, speed_mps=from_mps)
    while plant.speed_mps > 0.0:
        plant.step(_STEP_S, -math.inf)
    return plant.distance_m
