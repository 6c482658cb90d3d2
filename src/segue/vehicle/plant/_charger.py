"""A car at a plug, stepped in time: what flows, what holds it back, and what it costs.

    plug ──▶ (onboard charger) ──▶ auxiliaries, battery heating and cooling
                               └─▶ battery terminals ──▶ charge, and heat in the cells

The power is the least of what station, cable, curve at this temperature and voltage allow;
`limited_by` says which. The car warms the battery only where cold holds the power back, and cools
it in the upper half of the window in which it charges fast.
"""

from __future__ import annotations

from typing import Literal

from segue.kernel import LocalUseError
from segue.kernel.units import J_PER_WH
from segue.vehicle.plant._battery import Battery
from segue.vehicle.plant._car import CarModel
from segue.vehicle.plant._charging_facts import ChargingFacts
from segue.vehicle.plant._heat_pump import heat_per_power
from segue.vehicle.plant._station import AcOutlet, DcStation, Station

Limit = Literal["station", "cable", "onboard charger", "booster", "curve", "temperature", "voltage"]

_COOLING_K = 5.0
"""Above the middle of the window in which it charges fast, cooling grows to its full power."""
_FULL_FRAC = 5e-4
"""This near its target a charge is done: the last bit would taper for ever."""
_BOOSTER_EFFICIENCY = 0.97
"""Estimated: a DC/DC converter of this power loses 2 to 4 %."""


class Charger:
    """A charge in progress.

    Args:
        car: Its parameters.
        battery: What is charged; stepped with this.
        station: Where.
        to_soc_frac: Where it ends, above 0 up to 1.

    Raises:
        LocalUseError: The car and the station do not fit, the car's file says nothing of charging,
            or the target is out of range.
    """

    __slots__ = (
        "_facts",
        "_low_voltage",
        "battery",
        "car",
        "elapsed_s",
        "limited_by",
        "plug_energy_wh",
        "plug_w",
        "station",
        "to_soc_frac",
    )

    def __init__(
        self, car: CarModel, battery: Battery, station: Station, *, to_soc_frac: float = 1.0
    ) -> None:
        if not 0.0 < to_soc_frac <= 1.0:
            raise LocalUseError(f"A charge goes to above 0 up to 1, not to {to_soc_frac}.")
        self._facts = charging_facts(car)
        self._low_voltage = _is_low_voltage(car, self._facts, station)
        self.battery = battery
        self.car = car
        self.elapsed_s = 0.0
        self.limited_by: Limit = "station"
        """What held the power back in the last step."""
        self.plug_energy_wh = 0.0
        """Taken from the station so far."""
        self.plug_w = 0.0
        """Taken from the station in the last step."""
        self.station = station
        self.to_soc_frac = to_soc_frac

    @property
    def is_done(self) -> bool:
        """Whether the target is reached."""
        return self.battery.soc_frac >= self.to_soc_frac - _FULL_FRAC

    def step(self, dt_s: float, *, outside_k: float) -> None:
        """Charge for `dt_s`; nothing happens any more once the target is reached.

        Args:
            dt_s: Time to advance, up to ten seconds.
            outside_k: Air around the car.

        Raises:
            LocalUseError: Time does not go forward, or a value is no number; nothing has changed.
        """
        if self.is_done:
            self.plug_w = 0.0
            return
        most_w, efficiency, limit = self._source()
        limits = self._battery_limits()
        (taken_w, taken_by), *_ = limits
        heat = taken_by == "temperature" and taken_w < most_w * efficiency
        thermal_w, own_w = conditioning_w(
            self.car, self.battery.temperature_k, outside_k=outside_k, heat=heat
        )
        if own_w > most_w * efficiency:  # what the plug does not give, the battery should not lose
            thermal_w *= most_w * efficiency / own_w
            own_w = most_w * efficiency
        if isinstance(self.station, DcStation):
            own_w += self.car.auxiliary_power_w  # in AC's efficiency, as it is measured
        to_battery_w = most_w * efficiency - own_w
        for allowed_w, allowed_by in limits:
            if allowed_w < to_battery_w:
                to_battery_w, limit = allowed_w, allowed_by
        to_battery_w = max(to_battery_w, -own_w)
        self.battery.step(dt_s, -to_battery_w, ambient_k=outside_k, thermal_w=thermal_w)
        self.limited_by = limit
        self.plug_w = (to_battery_w + own_w) / efficiency
        self.plug_energy_wh += self.plug_w * dt_s / J_PER_WH
        self.elapsed_s += dt_s

    def _source(self) -> tuple[float, float, Limit]:
        """Return the most from the plug [W], what reaches the car of it, and what limits it."""
        station, facts = self.station, self._facts
        if isinstance(station, AcOutlet):
            phases = min(station.phases, facts.onboard_phases)
            onboard_w = facts.onboard_charger_w / facts.onboard_phases
            if phases == 1:
                onboard_w = facts.onboard_one_phase_w
            if station.power_per_phase_w < onboard_w:
                return phases * station.power_per_phase_w, self.car.wall_efficiency, "station"
            return phases * onboard_w, self.car.wall_efficiency, "onboard charger"
        if self._low_voltage:
            cable_w = station.current_a * station.highest_v
            most_w = min(station.power_w, cable_w)
            if facts.low_voltage_power_w < most_w:
                return facts.low_voltage_power_w, _BOOSTER_EFFICIENCY, "booster"
            return most_w, _BOOSTER_EFFICIENCY, "station" if most_w < cable_w else "cable"
        return station.power_w, 1.0, "station"

    def _battery_limits(self) -> tuple[tuple[float, Limit], ...]:
        """Return what the battery and the cable to it allow [W]."""
        battery, pack = self.battery, self.battery.pack
        soc_frac, temperature_k = battery.soc_frac, battery.temperature_k
        curve_w = self._facts.curve_w(soc_frac)
        share = self._facts.temperature_share(temperature_k)
        limits: list[tuple[float, Limit]] = [
            (curve_w * share, "curve" if share == 1.0 else "temperature"),
            (pack.max_charge_w(soc_frac, temperature_k), "voltage"),
        ]
        if isinstance(self.station, DcStation) and not self._low_voltage:
            current_a = self.station.current_a
            volt = pack.open_circuit_v(soc_frac)
            volt += current_a * pack.resistance_ohm(soc_frac, temperature_k)
            limits.append((current_a * volt, "cable"))
        return tuple(limits)


def charging_facts(car: CarModel) -> ChargingFacts:
    """Return how a car charges.

    Raises:
        LocalUseError: Its file does not say.
    """
    if car.charging is None:
        raise LocalUseError(
            f"The file of {car.title} says nothing of charging.",
            do="Add a [charging] part to it, as docs/guides/cars.md describes.",
        )
    return car.charging


def conditioning_w(
    car: CarModel, temperature_k: float, *, outside_k: float, heat: bool
) -> tuple[float, float]:
    """Return the heat into the battery and the electric power for it, both in W.

    Args:
        car: Its parameters, charging among them.
        temperature_k: Of the battery.
        outside_k: Air around the car.
        heat: Whether a cold battery is to be warmed; a warm one is cooled in any case.
    """
    facts = charging_facts(car)
    if temperature_k < facts.full_power_from_k:
        return (facts.heater_w, facts.heater_w) if heat else (0.0, 0.0)
    middle_k = 0.5 * (facts.full_power_from_k + facts.full_power_to_k)
    too_warm = min(max((temperature_k - middle_k) / _COOLING_K, 0.0), 1.0)
    return -too_warm * facts.cooler_w, too_warm * facts.cooler_w / heat_per_power(
        car, outside_k=outside_k, heats=False
    )


def _is_low_voltage(car: CarModel, facts: ChargingFacts, station: Station) -> bool:
    """Return whether the pack is above the station's voltage, and the car can charge so."""
    if isinstance(station, AcOutlet):
        return False
    pack = car.battery
    if pack.highest_v < station.lowest_v:
        raise LocalUseError(
            f"{car.title} charges at up to {pack.highest_v:.0f} V; "
            f"the station begins at {station.lowest_v:.0f} V."
        )
    if pack.highest_v <= station.highest_v:
        return False
    if not facts.low_voltage_power_w:
        raise LocalUseError(
            f"{car.title} charges at up to {pack.highest_v:.0f} V; "
            f"the station ends at {station.highest_v:.0f} V."
        )
    return True
