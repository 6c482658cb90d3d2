"""A car as a set of numbers: what was published of it, and what follows from that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from segue.kernel import DataUnusable, LocalUseError
from segue.vehicle.plant._battery import BatteryPack, build_pack
from segue.vehicle.plant._charging_facts import SHARED as CHARGING_SHARED
from segue.vehicle.plant._charging_facts import ChargingFacts, read_charging
from segue.vehicle.plant._chemistry import CHEMISTRIES, NMC
from segue.vehicle.plant._parameters import (
    Parameter,
    checked_choice,
    checked_values,
    read_toml,
)

GRAVITY_MPS2 = 9.80665
"""Standard gravity, CGPM 1901."""

_DATA = Path(__file__).parent.parent / "data"
_KMH_100_MPS = 100 / 3.6

_SHARED = (
    Parameter("driver_mass_kg", 40, 150),
    Parameter("rotating_mass_factor", 1, 1.3),
    Parameter("air_density_kg_m3", 0.8, 1.5),
    Parameter("tyre_grip", 0.1, 2),
    Parameter("rolling_resistance", 0.003, 0.03),
    Parameter("rolling_resistance_per_mps", 0, 0.001),
    Parameter("idle_loss_per_motor_w", 0, 2_000),
    Parameter("loss_share", 0, 0.5),
    Parameter("loss_at_100_w_per_kg", 0, 0.5),
    Parameter("auxiliary_power_w", 0, 3_000),
    Parameter("wall_efficiency", 0.5, 1),
    Parameter("regen_share", 0, 1),
    Parameter("regen_fade_from_mps", 0, 20),
    Parameter("regen_fade_to_mps", 0, 20),
    Parameter("regen_soc_taper_frac", 0.001, 0.5),
    Parameter("brake_decel_mps2", 1, 15),
    Parameter("battery_cells_in_series", 4, 400),
    Parameter("battery_lowest_charge_frac", 0.01, 0.2),
    Parameter("battery_resistance_share_at_1c", 0.001, 0.2),
    Parameter("battery_resistance_kelvin", 0, 6_000),
    Parameter("battery_heat_capacity_j_per_k_per_wh", 1, 20),
    Parameter("battery_loss_w_per_k", 0.1, 100),
    Parameter("cabin_heat_capacity_j_per_k", 5_000, 1_000_000),
    Parameter("cabin_shell_w_per_k", 5, 500),
    Parameter("cabin_fresh_air_w_per_k", 0, 200),
    Parameter("cabin_sun_area_m2", 0, 5),
    Parameter("climate_max_power_w", 0, 20_000),
    Parameter("climate_carnot_share", 0.1, 0.9),
    Parameter("climate_fan_w", 0, 500),
    *CHARGING_SHARED,
)

_PUBLISHED = (
    Parameter("kerb_mass_kg", 300, 5_000),
    Parameter("motor_power_w", 5_000, 2_000_000),
    Parameter("motors", 1, 4),
    Parameter("battery_energy_wh", 3_000, 300_000),
    Parameter("battery_cells_in_series", 4, 400, required=False),
    Parameter("zero_to_100_s", 1.5, 60),
    Parameter("top_speed_mps", 10, 120),
    Parameter("drag_coefficient", 0.1, 0.8, required=False),
    Parameter("frontal_area_m2", 1, 5, required=False),
    Parameter("rolling_resistance", 0.003, 0.03, required=False),
    Parameter("road_load_n", 30, 600, required=False),
    Parameter("road_load_n_per_mps", -10, 20, required=False),
    Parameter("road_load_n_per_mps2", 0.1, 2, required=False),
    Parameter("regen_power_w", 1_000, 600_000, required=False),
)

_COASTDOWN = ("road_load_n", "road_load_n_per_mps", "road_load_n_per_mps2")
_AERODYNAMIC = ("drag_coefficient", "frontal_area_m2")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarModel:
    """Everything the plant needs of a car. SI units.

    At speed v the road takes `road_load_n + road_load_n_per_mps v + road_load_n_per_mps2 v²`.
    Turning battery power into wheel power P, or back, loses
    `idle_loss_w + loss_share |P| + loss_per_w P²`, the first while the wheels turn.
    """

    name: str
    title: str
    mass_kg: float
    """On the road: the car and its driver."""
    inertial_mass_kg: float
    """`mass_kg` and what turns with it."""
    road_load_n: float
    road_load_n_per_mps: float
    road_load_n_per_mps2: float
    max_power_w: float
    """At the wheels."""
    max_force_n: float
    top_speed_mps: float
    max_brake_force_n: float
    regen_power_w: float
    """Most that the wheels give back when the battery has room and the car is not slow."""
    regen_fade_from_mps: float
    regen_fade_to_mps: float
    regen_soc_taper_frac: float
    idle_loss_w: float
    loss_share: float
    loss_per_w: float
    auxiliary_power_w: float
    battery_energy_wh: float
    """From 0 to 100 % of what the driver is shown."""
    battery: BatteryPack
    charging: ChargingFacts | None
    """None where its file says nothing of it."""
    wall_efficiency: float
    """Energy into the battery over energy from an AC outlet."""
    cabin_heat_capacity_j_per_k: float
    cabin_shell_w_per_k: float
    cabin_fresh_air_w_per_k: float
    """With the blower at half speed."""
    cabin_sun_area_m2: float
    """Level surface on which the sun falls as strongly as it warms the cabin."""
    climate_max_power_w: float
    climate_carnot_share: float
    """Of the heat that Carnot allows per electric power, what the heat pump moves."""
    climate_fan_w: float
    """With the blower at half speed."""

    def road_load_at_n(self, speed_mps: float) -> float:
        """Return the force of road and air against a car that moves forward on the level [N]."""
        rolling = self.road_load_n + self.road_load_n_per_mps * speed_mps
        return rolling + self.road_load_n_per_mps2 * speed_mps * speed_mps

    def battery_power_w(self, wheel_w: float, speed_mps: float) -> float:
        """Return what the battery gives for a power at the wheels, climate apart [W]."""
        loss_w = self.loss_share * abs(wheel_w) + self.loss_per_w * wheel_w * wheel_w
        if speed_mps > 0.0:
            loss_w += self.idle_loss_w
        return wheel_w + loss_w + self.auxiliary_power_w


def car_names() -> tuple[str, ...]:
    """Return the names that `load_car` knows, sorted."""
    return tuple(sorted(path.stem for path in (_DATA / "cars").glob("*.toml")))


@cache
def load_car(name: str) -> CarModel:
    """Return the car of that name.

    Raises:
        LocalUseError: There is no such car.
        DataUnusable: Its file is broken; says which field and what it may be.
    """
    if name not in car_names():
        raise LocalUseError(
            f"There is no car named {name!r}.", do=f"Choose one of {', '.join(car_names())}."
        )
    return read_car(_DATA / "cars" / f"{name}.toml")


def read_car(path: Path) -> CarModel:
    """Return the car that a file describes; its name is the file's.

    Raises:
        DataUnusable: The file is broken; says which field and what it may be.
    """
    raw = read_toml(path)
    title = raw.pop("title", None)
    if not isinstance(title, str):
        raise DataUnusable(f"{path.name}: title is missing.")
    charging = raw.pop("charging", None)
    chemistry = NMC
    if "battery_chemistry" in raw:
        choice = checked_choice(raw, "battery_chemistry", tuple(CHEMISTRIES), where=path.name)
        chemistry = CHEMISTRIES[choice]
        del raw["battery_chemistry"]
    published = checked_values(raw, _PUBLISHED, where=path.name)
    shared = checked_values(
        read_toml(_DATA / "shared.toml"), _SHARED, where="the parameters that cars share"
    )
    mass_kg = published["kerb_mass_kg"] + shared["driver_mass_kg"]
    inertial_mass_kg = mass_kg * shared["rotating_mass_factor"]
    road_load = _road_load(published, shared, mass_kg=mass_kg, where=path.name)
    max_power_w = published["motor_power_w"]
    return CarModel(
        name=path.stem,
        title=title,
        mass_kg=mass_kg,
        inertial_mass_kg=inertial_mass_kg,
        road_load_n=road_load[0],
        road_load_n_per_mps=road_load[1],
        road_load_n_per_mps2=road_load[2],
        max_power_w=max_power_w,
        max_force_n=min(
            _launch_force_n(inertial_mass_kg, max_power_w, published["zero_to_100_s"]),
            shared["tyre_grip"] * mass_kg * GRAVITY_MPS2,
        ),
        top_speed_mps=published["top_speed_mps"],
        max_brake_force_n=shared["brake_decel_mps2"] * mass_kg,
        regen_power_w=published.get("regen_power_w", shared["regen_share"] * max_power_w),
        regen_fade_from_mps=shared["regen_fade_from_mps"],
        regen_fade_to_mps=shared["regen_fade_to_mps"],
        regen_soc_taper_frac=shared["regen_soc_taper_frac"],
        idle_loss_w=shared["idle_loss_per_motor_w"] * published["motors"],
        loss_share=shared["loss_share"],
        loss_per_w=shared["loss_at_100_w_per_kg"] / (100 * mass_kg),
        auxiliary_power_w=shared["auxiliary_power_w"],
        battery_energy_wh=published["battery_energy_wh"],
        battery=build_pack(
            chemistry=chemistry,
            cells_in_series=round(
                published.get("battery_cells_in_series", shared["battery_cells_in_series"])
            ),
            energy_wh=published["battery_energy_wh"],
            lowest_charge_frac=shared["battery_lowest_charge_frac"],
            resistance_share_at_1c=shared["battery_resistance_share_at_1c"],
            resistance_kelvin=shared["battery_resistance_kelvin"],
            heat_capacity_j_per_k_per_wh=shared["battery_heat_capacity_j_per_k_per_wh"],
            loss_w_per_k=shared["battery_loss_w_per_k"],
        ),
        charging=read_charging(charging, shared, where=path.name),
        wall_efficiency=shared["wall_efficiency"],
        cabin_heat_capacity_j_per_k=shared["cabin_heat_capacity_j_per_k"],
        cabin_shell_w_per_k=shared["cabin_shell_w_per_k"],
        cabin_fresh_air_w_per_k=shared["cabin_fresh_air_w_per_k"],
        cabin_sun_area_m2=shared["cabin_sun_area_m2"],
        climate_max_power_w=shared["climate_max_power_w"],
        climate_carnot_share=shared["climate_carnot_share"],
        climate_fan_w=shared["climate_fan_w"],
    )


def _road_load(
    published: dict[str, float], shared: dict[str, float], *, mass_kg: float, where: str
) -> tuple[float, float, float]:
    """Return road load as measured (coast-down), or from drag and rolling resistance."""
    if all(name in published for name in _COASTDOWN):
        return tuple(published[name] for name in _COASTDOWN)  # pyright: ignore[reportReturnType]
    if not all(name in published for name in _AERODYNAMIC):
        raise DataUnusable(
            f"{where}: road load is missing: give {', '.join(_COASTDOWN)}, "
            f"or {' and '.join(_AERODYNAMIC)}."
        )
    weight_n = mass_kg * GRAVITY_MPS2
    drag_area_m2 = published["drag_coefficient"] * published["frontal_area_m2"]
    return (
        published.get("rolling_resistance", shared["rolling_resistance"]) * weight_n,
        shared["rolling_resistance_per_mps"] * weight_n,
        0.5 * shared["air_density_kg_m3"] * drag_area_m2,
    )


def _launch_force_n(inertial_mass_kg: float, power_w: float, zero_to_100_s: float) -> float:
    """Return the force that, held until it meets `power_w`, reaches 100 km/h in that time.

    Without road load: t = m P / (2 F²) + m v² / (2 P). Infinite when the power alone is too slow.
    """
    at_full_power_s = inertial_mass_kg * _KMH_100_MPS**2 / (2 * power_w)
    if zero_to_100_s <= at_full_power_s:
        return math.inf
    return math.sqrt(inertial_mass_kg * power_w / (2 * (zero_to_100_s - at_full_power_s)))
