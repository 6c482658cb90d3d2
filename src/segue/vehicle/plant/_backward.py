"""The car backward: a speed trace in, the battery's energy out. For planning.

The same physics as `Plant`, on whole arrays: a row a car, a column a step. A trace that asks more
than the car's greatest power is priced as asked: planning keeps to speeds a car can do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from segue.kernel import LocalUseError
from segue.kernel.units import J_PER_WH
from segue.vehicle.plant._battery import ROOM_K, drawn_array_w
from segue.vehicle.plant._car import GRAVITY_MPS2, CarModel
from segue.vehicle.plant._limits import COLDEST_K, HOTTEST_K, refuse_beyond

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

_HALF_FULL = 0.5
_SHORTEST_S, _LONGEST_S = 1e-3, 86_400.0
_MOST_CLIMATE_W = 100_000.0
_CHUNK_NUMBERS = 30_000
"""Cars times steps priced at once: a few arrays of that fit a core's cache."""


class _Cars(NamedTuple):
    """What pricing needs of some cars, each a (cars, 1) column."""

    mass_kg: Floats
    inertial_mass_kg: Floats
    road_load_n: Floats
    road_load_n_per_mps: Floats
    road_load_n_per_mps2: Floats
    regen_share: Floats
    regen_power_w: Floats
    regen_force_n: Floats
    regen_fade_from_mps: Floats
    regen_fade_to_mps: Floats
    regen_soc_taper_frac: Floats
    idle_loss_w: Floats
    loss_share: Floats
    loss_per_w: Floats
    auxiliary_power_w: Floats
    open_circuit_v: Floats
    resistance_ohm: Floats


_FROM_MODEL = _Cars._fields[:-2]


def trace_energy_wh(
    car: CarModel,
    speed_mps: ArrayLike,
    *,
    dt_s: float = 1.0,
    grade: ArrayLike = 0.0,
    headwind_mps: ArrayLike = 0.0,
    climate_w: float = 0.0,
    soc_frac: float = _HALF_FULL,
    battery_k: float = ROOM_K,
) -> float:
    """Return the energy that the battery's charge falls by over a speed trace [Wh].

    Args:
        car: Its parameters.
        speed_mps: (N,) speeds at equal steps; linear in between.
        dt_s: The step.
        grade: Rise over run, one for all or (N - 1,).
        headwind_mps: Of the air against the car, one for all or (N - 1,).
        climate_w: Electric power of heating or cooling.
        soc_frac: Charge, which limits regeneration and sets the battery's voltage.
        battery_k: Temperature of the battery.

    Raises:
        LocalUseError: The trace has fewer than two speeds or one that is negative, or a value is
            out of range or not finite.
    """
    (energy_wh,) = fleet_energy_wh(
        [car],
        speed_mps,
        dt_s=dt_s,
        grade=grade,
        headwind_mps=headwind_mps,
        climate_w=climate_w,
        soc_frac=soc_frac,
        battery_k=battery_k,
    )
    return float(energy_wh)


def fleet_energy_wh(
    cars: Sequence[CarModel],
    speed_mps: ArrayLike,
    *,
    dt_s: float = 1.0,
    grade: ArrayLike = 0.0,
    headwind_mps: ArrayLike = 0.0,
    climate_w: float = 0.0,
    soc_frac: float = _HALF_FULL,
    battery_k: float = ROOM_K,
) -> Floats:
    """Return the energy that each battery's charge falls by over one trace, (cars,) [Wh].

    Arguments and errors are those of `trace_energy_wh`.
    """
    import numpy as np  # noqa: PLC0415 - a car node at rest never loads it

    speed = _checked(speed_mps, "speed_mps", least=2)
    refuse_beyond(_SHORTEST_S, _LONGEST_S, "s", dt_s=dt_s)
    steps = speed.size - 1
    grade = _beside(grade, "grade", steps)
    headwind_mps = _beside(headwind_mps, "headwind_mps", steps)
    _check_state(climate_w=climate_w, soc_frac=soc_frac, battery_k=battery_k)
    before, after = speed[:-1], speed[1:]
    mean = 0.5 * (before + after)
    accel = (after - before) / dt_s
    energy_wh = np.empty(len(cars))
    at_once = max(_CHUNK_NUMBERS // max(mean.size, 1), 1)
    for first in range(0, len(cars), at_once):
        some = _columns(cars[first : first + at_once], soc_frac, battery_k)
        force_n = some.inertial_mass_kg * accel
        force_n += _against_n(some, mean, grade, headwind_mps)
        force_n *= mean
        drawn_w = _drawn_w(some, force_n, mean, soc_frac, climate_w)
        energy_wh[first : first + at_once] = drawn_w.sum(axis=1)
    return energy_wh * (dt_s / J_PER_WH)


def segment_energy_wh(
    car: CarModel,
    segment_m: ArrayLike,
    speed_mps: ArrayLike,
    *,
    grade: ArrayLike = 0.0,
    headwind_mps: ArrayLike = 0.0,
    climate_w: float = 0.0,
    soc_frac: float = _HALF_FULL,
    battery_k: float = ROOM_K,
) -> Floats:
    """Return the energy that the battery's charge falls by for each segment of a route, (N,) [Wh].

    A change of speed from one segment to the next is spread over the later one, so a route whose
    speeds jump between very short segments asks for powers no car has: smooth it first.

    Args:
        car: Its parameters.
        segment_m: (N,) lengths, not negative.
        speed_mps: (N,) mean speed on each, above 0.
        grade: Rise over run, one for all or (N,).
        headwind_mps: Of the air against the car, one for all or (N,).
        climate_w: Electric power of heating or cooling.
        soc_frac: Charge, which limits regeneration and sets the battery's voltage.
        battery_k: Temperature of the battery.

    Raises:
        LocalUseError: A length is negative, a speed is not above 0, there are not as many of each,
            or a value is out of range or not finite.
    """
    import numpy as np  # noqa: PLC0415 - a car node at rest never loads it

    length = _checked(segment_m, "segment_m")
    speed = _checked(speed_mps, "speed_mps")
    if speed.size != length.size:
        raise LocalUseError(f"There are {length.size} segments and {speed.size} speeds.")
    grade = _beside(grade, "grade", speed.size)
    headwind_mps = _beside(headwind_mps, "headwind_mps", speed.size)
    _check_state(climate_w=climate_w, soc_frac=soc_frac, battery_k=battery_k)
    if not speed.all():
        row = int(np.argmin(speed))
        raise LocalUseError(f"speed_mps[{row}] is 0: a segment is never passed at rest.")
    kinetic_j = 0.5 * car.inertial_mass_kg * np.diff(speed**2, prepend=speed[:1] ** 2)
    duration_s = length / speed
    with np.errstate(divide="ignore", invalid="ignore"):
        change_n = np.where(length > 0.0, kinetic_j / length, 0.0)
    one = _columns([car], soc_frac, battery_k)
    wheel_w = (_against_n(one, speed, grade, headwind_mps) + change_n) * speed
    drawn_w = _drawn_w(one, wheel_w, speed, soc_frac, climate_w)[0]
    return drawn_w * duration_s / J_PER_WH


def _checked(values: ArrayLike, name: str, *, least: int = 1) -> Floats:
    """Return a row of numbers, 0 or more each."""
    import numpy as np  # noqa: PLC0415 - as above

    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or array.size < least:
        raise LocalUseError(f"{name} must be a row of numbers, at least {least}.")
    good = np.isfinite(array) & (array >= 0.0)
    if not good.all():
        row = int(np.argmin(good))
        raise LocalUseError(f"{name}[{row}] is {array[row]}; it must be 0 or more.")
    return array


def _beside(values: ArrayLike, name: str, count: int) -> Floats:
    """Return what belongs to each step or segment: one number for all, or one for each."""
    import numpy as np  # noqa: PLC0415 - as above

    array = np.asarray(values, dtype=np.float64)
    if array.shape not in ((), (count,)):
        raise LocalUseError(f"{name} must be one number, or {count}; its shape is {array.shape}.")
    if not np.isfinite(array).all():
        raise LocalUseError(f"{name} holds a value that is not finite.")
    return array


def _check_state(*, climate_w: float, soc_frac: float, battery_k: float) -> None:
    refuse_beyond(0.0, _MOST_CLIMATE_W, "W", climate_w=climate_w)
    refuse_beyond(0.0, 1.0, soc_frac=soc_frac)
    refuse_beyond(COLDEST_K, HOTTEST_K, "K", battery_k=battery_k)


def _columns(cars: Sequence[CarModel], soc_frac: float, battery_k: float) -> _Cars:
    import numpy as np  # noqa: PLC0415 - as above

    rows = [
        (
            *(getattr(car, name) for name in _FROM_MODEL),
            car.battery.open_circuit_v(soc_frac),
            car.battery.resistance_ohm(soc_frac, battery_k),
        )
        for car in cars
    ]
    return _Cars(*np.array(rows, dtype=np.float64).T[:, :, np.newaxis])


def _against_n(cars: _Cars, speed: Floats, slope: Floats, headwind_mps: Floats) -> Floats:
    """Return the force against cars that move forward."""
    import numpy as np  # noqa: PLC0415 - as above

    air = speed + headwind_mps
    against_n = cars.road_load_n_per_mps2 * (air * np.abs(air))
    against_n += cars.road_load_n_per_mps * speed
    against_n += cars.road_load_n
    if slope.any():
        against_n += cars.mass_kg * (GRAVITY_MPS2 * slope / np.sqrt(1.0 + slope * slope))
    return against_n


def _drawn_w(
    cars: _Cars, wheel_w: Floats, speed: Floats, soc_frac: float, climate_w: float
) -> Floats:
    """Return what the cells give for that power at the wheels; friction takes the rest."""
    import numpy as np  # noqa: PLC0415 - as above

    limit_w = np.minimum(cars.regen_power_w, cars.regen_force_n * speed)
    speed_share = (speed - cars.regen_fade_to_mps) / (
        cars.regen_fade_from_mps - cars.regen_fade_to_mps
    )
    room_share = (1.0 - soc_frac) / cars.regen_soc_taper_frac
    limit_w *= np.clip(np.minimum(speed_share, room_share), 0.0, 1.0)
    braking_w = np.minimum(np.maximum(-wheel_w, 0.0) * cars.regen_share, limit_w)
    wheel_w = np.maximum(wheel_w, 0.0) - braking_w
    size_w = np.abs(wheel_w)
    power_w = wheel_w + size_w * (cars.loss_share + cars.loss_per_w * size_w)
    power_w += cars.idle_loss_w * (speed > 0.0)
    power_w += cars.auxiliary_power_w + climate_w
    return drawn_array_w(power_w, cars.open_circuit_v, cars.resistance_ohm)
