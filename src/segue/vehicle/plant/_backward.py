"""The car backward: a speed trace in, the battery's energy out. For planning.

The same physics as `Plant`, on whole arrays. A trace that asks more than the car's greatest power
is priced as asked: planning keeps to speeds a car can do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from segue.kernel import LocalUseError
from segue.kernel.units import J_PER_WH
from segue.vehicle.plant._car import GRAVITY_MPS2, CarModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

_ROOM_FOR_REGEN_SOC_FRAC = 0.5


def trace_energy_wh(
    car: CarModel,
    speed_mps: ArrayLike,
    *,
    dt_s: float = 1.0,
    grade: ArrayLike = 0.0,
    climate_w: float = 0.0,
    soc_frac: float = _ROOM_FOR_REGEN_SOC_FRAC,
) -> float:
    """Return the energy the battery gives over a speed trace [Wh].

    Args:
        car: Its parameters.
        speed_mps: (N,) speeds at equal steps; linear in between.
        dt_s: The step.
        grade: Rise over run, one for all or (N - 1,).
        climate_w: Electric power of heating or cooling.
        soc_frac: Charge that limits regeneration near full.

    Raises:
        LocalUseError: The trace is too short, or a speed is negative or not finite.
    """
    import numpy as np  # noqa: PLC0415 - a car node at rest never loads it

    speed = _checked(speed_mps, "speed_mps")
    before, after = speed[:-1], speed[1:]
    mean = 0.5 * (before + after)
    force_n = car.inertial_mass_kg * (after - before) / dt_s + _against_n(car, mean, grade)
    power_w = _battery_power_w(car, np.where(mean > 0.0, force_n * mean, 0.0), mean, soc_frac)
    return float((power_w + climate_w).sum() * dt_s / J_PER_WH)


def segment_energy_wh(
    car: CarModel,
    segment_m: ArrayLike,
    speed_mps: ArrayLike,
    *,
    grade: ArrayLike = 0.0,
    climate_w: float = 0.0,
    soc_frac: float = _ROOM_FOR_REGEN_SOC_FRAC,
) -> Floats:
    """Return the energy the battery gives for each segment of a route, (N,) [Wh].

    A change of speed from one segment to the next is spread over the later one, so a route whose
    speeds jump between very short segments asks for powers no car has: smooth it first.

    Args:
        car: Its parameters.
        segment_m: (N,) lengths, not negative.
        speed_mps: (N,) mean speed on each, above 0.
        grade: Rise over run, one for all or (N,).
        climate_w: Electric power of heating or cooling.
        soc_frac: Charge that limits regeneration near full.

    Raises:
        LocalUseError: A length is negative, a speed is not above 0, or one is not finite.
    """
    import numpy as np  # noqa: PLC0415 - a car node at rest never loads it

    length = _checked(segment_m, "segment_m")
    speed = _checked(speed_mps, "speed_mps")
    if not speed.all():
        row = int(np.argmin(speed))
        raise LocalUseError(f"speed_mps[{row}] is 0: a segment is never passed at rest.")
    kinetic_j = 0.5 * car.inertial_mass_kg * np.diff(speed**2, prepend=speed[:1] ** 2)
    duration_s = length / speed
    with np.errstate(divide="ignore", invalid="ignore"):
        change_n = np.where(length > 0.0, kinetic_j / length, 0.0)
    wheel_w = (_against_n(car, speed, grade) + change_n) * speed
    power_w = _battery_power_w(car, wheel_w, speed, soc_frac) + climate_w
    return power_w * duration_s / J_PER_WH


def _checked(values: ArrayLike, name: str) -> Floats:
    import numpy as np  # noqa: PLC0415 - as above

    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not array.size:
        raise LocalUseError(f"{name} must be a row of numbers.")
    good = np.isfinite(array) & (array >= 0.0)
    if not good.all():
        row = int(np.argmin(good))
        raise LocalUseError(f"{name}[{row}] is {array[row]}; it must be 0 or more.")
    return array


def _against_n(car: CarModel, speed: Floats, grade: ArrayLike) -> Floats:
    """Return the force against a car that moves forward."""
    import numpy as np  # noqa: PLC0415 - as above

    slope = np.asarray(grade, dtype=np.float64)
    rolling = car.road_load_n + speed * (car.road_load_n_per_mps + speed * car.road_load_n_per_mps2)
    return rolling + car.mass_kg * GRAVITY_MPS2 * slope / np.sqrt(1.0 + slope * slope)


def _battery_power_w(car: CarModel, wheel_w: Floats, speed: Floats, soc_frac: float) -> Floats:
    """Return what the battery gives for that power at the wheels; friction takes the rest."""
    import numpy as np  # noqa: PLC0415 - as above

    speed_share = (speed - car.regen_fade_to_mps) / (
        car.regen_fade_from_mps - car.regen_fade_to_mps
    )
    room_share = (1.0 - soc_frac) / car.regen_soc_taper_frac
    limit_w = car.regen_power_w * np.clip(np.minimum(speed_share, room_share), 0.0, 1.0)
    wheel_w = np.maximum(wheel_w, -limit_w)
    loss_w = car.loss_share * np.abs(wheel_w) + car.loss_per_w * wheel_w * wheel_w
    idle_w = np.where(speed > 0.0, car.idle_loss_w, 0.0)
    return wheel_w + loss_w + idle_w + car.auxiliary_power_w
