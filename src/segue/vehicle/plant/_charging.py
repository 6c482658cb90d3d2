"""A whole charge at once: how long it takes, what it draws, what of it is lost."""

from __future__ import annotations

import math
from dataclasses import dataclass

from segue.kernel import LocalUseError
from segue.kernel.units import J_PER_WH
from segue.vehicle.plant._battery import ROOM_K, Battery
from segue.vehicle.plant._car import CarModel
from segue.vehicle.plant._charger import Charger, Limit, charging_facts, conditioning_w
from segue.vehicle.plant._limits import COLDEST_K, HOTTEST_K, refuse_beyond
from segue.vehicle.plant._station import AcOutlet, Station

_DC_STEP_S, _AC_STEP_S = 1.0, 10.0
_LONGEST_S = 7 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargePoint:
    """A moment of a charge."""

    time_s: float
    soc_frac: float
    plug_w: float
    """From the station."""
    battery_w: float
    """At the battery's terminals."""
    voltage_v: float
    temperature_k: float
    limited_by: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeSession:
    """A charge from one charge to another, and its totals."""

    points: tuple[ChargePoint, ...]
    """One a step, from the first second to the last; none when the charge was all but there."""
    duration_s: float
    plug_energy_wh: float
    """Taken from the station."""
    stored_energy_wh: float
    """Gained by the battery, as a drive can use it."""

    @property
    def loss_wh(self) -> float:
        """Taken and not stored: heat, conversion, and what the car itself used."""
        return self.plug_energy_wh - self.stored_energy_wh


@dataclass(frozen=True, slots=True, kw_only=True)
class Preconditioning:
    """A battery brought to temperature before a charge."""

    duration_s: float
    energy_wh: float
    """That the battery gave for it."""
    battery_k: float
    """Reached."""


def charge(
    car: CarModel,
    station: Station,
    *,
    from_soc_frac: float,
    to_soc_frac: float,
    battery_k: float = ROOM_K,
    outside_k: float = ROOM_K,
) -> ChargeSession:
    """Return the charge of a car at a station.

    Args:
        car: Its parameters.
        station: Where.
        from_soc_frac: On arrival, 0 to 1.
        to_soc_frac: Wanted, above `from_soc_frac`, up to 1.
        battery_k: Temperature of the cells on arrival.
        outside_k: Air around the car.

    Raises:
        LocalUseError: A value is out of range, car and station do not fit, the car's file says
            nothing of charging, or the station cannot bring the car there within a week.
    """
    if not 0.0 <= from_soc_frac < to_soc_frac <= 1.0:
        raise LocalUseError(
            f"A charge goes from 0 or more up to 1 or less, not from {from_soc_frac} "
            f"to {to_soc_frac}."
        )
    refuse_beyond(COLDEST_K, HOTTEST_K, "K", battery_k=battery_k, outside_k=outside_k)
    battery = Battery(car.battery, soc_frac=from_soc_frac, temperature_k=battery_k)
    charger = Charger(car, battery, station, to_soc_frac=to_soc_frac)
    dt_s = _AC_STEP_S if isinstance(station, AcOutlet) else _DC_STEP_S
    points: list[ChargePoint] = []
    while not charger.is_done:
        if charger.elapsed_s >= _LONGEST_S:
            raise LocalUseError(
                f"{car.title} does not get from {from_soc_frac:.0%} to {to_soc_frac:.0%} "
                "there within a week.",
                do="Choose a stronger station.",
            )
        charger.step(dt_s, outside_k=outside_k)
        points.append(
            ChargePoint(
                time_s=charger.elapsed_s,
                soc_frac=battery.soc_frac,
                plug_w=charger.plug_w,
                battery_w=-battery.current_a * battery.voltage_v,
                voltage_v=battery.voltage_v,
                temperature_k=battery.temperature_k,
                limited_by=charger.limited_by,
            )
        )
    return ChargeSession(
        points=tuple(points),
        duration_s=charger.elapsed_s,
        plug_energy_wh=charger.plug_energy_wh,
        stored_energy_wh=(battery.soc_frac - from_soc_frac) * car.battery.energy_wh,
    )


def time_to_soc_s(
    car: CarModel,
    station: Station,
    *,
    from_soc_frac: float,
    to_soc_frac: float,
    battery_k: float = ROOM_K,
    outside_k: float = ROOM_K,
) -> float:
    """Return how long a charge takes; arguments and errors are those of `charge`."""
    return charge(
        car,
        station,
        from_soc_frac=from_soc_frac,
        to_soc_frac=to_soc_frac,
        battery_k=battery_k,
        outside_k=outside_k,
    ).duration_s


def precondition(
    car: CarModel,
    *,
    battery_k: float,
    outside_k: float,
    soc_frac: float = 0.3,
    for_s: float = 1_800.0,
) -> Preconditioning:
    """Return what it takes to bring the battery to where it charges fast, on the way there.

    Args:
        car: Its parameters.
        battery_k: Temperature of the cells to begin with.
        outside_k: Air around the car.
        soc_frac: Charge meanwhile; hardly matters.
        for_s: Time until arrival; heating ends earlier once it is warm enough.

    Raises:
        LocalUseError: A value is out of range, or the car's file says nothing of charging.
    """
    refuse_beyond(COLDEST_K, HOTTEST_K, "K", battery_k=battery_k, outside_k=outside_k)
    if not (math.isfinite(for_s) and for_s >= 0.0):
        raise LocalUseError(f"Preconditioning takes 0 s or more, not {for_s}.")
    facts = charging_facts(car)
    battery = Battery(car.battery, soc_frac=soc_frac, temperature_k=battery_k)
    elapsed_s = energy_wh = 0.0
    while elapsed_s < for_s and battery.temperature_k < facts.full_power_from_k:
        thermal_w, electric_w = conditioning_w(
            car, battery.temperature_k, outside_k=outside_k, heat=True
        )
        battery.step(_DC_STEP_S, electric_w, ambient_k=outside_k, thermal_w=thermal_w)
        energy_wh += electric_w * _DC_STEP_S / J_PER_WH
        elapsed_s += _DC_STEP_S
    return Preconditioning(
        duration_s=elapsed_s, energy_wh=energy_wh, battery_k=battery.temperature_k
    )
