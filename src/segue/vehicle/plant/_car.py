"""A car as a set of numbers: what was published of it, and what follows from that."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from segue.kernel import LocalUseError
from segue.vehicle.plant._battery import ROOM_K, BatteryPack, build_pack
from segue.vehicle.plant._charging_facts import (
    ChargingFacts,
    charging_problems,
    read_charging,
)
from segue.vehicle.plant._chassis import Chassis, build_chassis
from segue.vehicle.plant._chemistry import CHEMISTRIES, NMC
from segue.vehicle.plant._facts import COASTDOWN, SHARED, TORQUE, fact_problems
from segue.vehicle.plant._parameters import (
    read_toml,
    refuse,
    source_problems,
    stated_values,
    value_problems,
)

GRAVITY_MPS2 = 9.80665
"""Standard gravity, CGPM 1901."""

_DRIVEN_AXLES = {"front": 1, "rear": 1, "all": 2}
_DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarModel:
    """Everything the plant needs of a car. SI units.

    At speed v the road takes `road_load_n + road_load_n_per_mps v + road_load_n_per_mps2 u²`; u is
    the speed through the air. Turning battery power into wheel power P, or back, loses
    `idle_loss_w + loss_share |P| + loss_per_w P²`, the first while the wheels turn. What the
    battery loses inside comes on top, and is the battery's (`battery`).
    """

    name: str
    title: str
    mass_kg: float
    """On the road: the car and its driver."""
    inertial_mass_kg: float
    """`mass_kg` and what turns with it."""
    length_m: float
    """Of the body, which stands with its middle over the middle of the wheelbase: assumed."""
    width_m: float
    """Of the body, without mirrors."""
    road_load_n: float
    road_load_n_per_mps: float
    road_load_n_per_mps2: float
    max_power_w: float
    """At the wheels."""
    max_force_n: float
    """Of the motors, at the wheels; infinite where no torque was published."""
    max_grip_force_n: float
    """Between the driven tyres and a dry road, with the load that pulling shifts onto them."""
    top_speed_mps: float
    max_brake_force_n: float
    regen_share: float
    """Share of the braking that the motors do where nothing limits them; friction does the rest."""
    regen_power_w: float
    """Most that the wheels give back when the battery has room and the car is not slow."""
    regen_force_n: float
    """Most that the motors brake with."""
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
    chassis: Chassis
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

    def road_load_at_n(self, speed_mps: float, headwind_mps: float = 0.0) -> float:
        """Return the force of road and air against a car that moves forward on the level [N]."""
        air_mps = speed_mps + headwind_mps
        rolling_n = self.road_load_n + self.road_load_n_per_mps * speed_mps
        return rolling_n + self.road_load_n_per_mps2 * air_mps * abs(air_mps)

    def regen_limit_w(self, speed_mps: float, soc_frac: float) -> float:
        """Return the most that braking can give back at the wheels [W]."""
        speed_share = (speed_mps - self.regen_fade_to_mps) / (
            self.regen_fade_from_mps - self.regen_fade_to_mps
        )
        room_share = (1.0 - soc_frac) / self.regen_soc_taper_frac
        most_w = min(self.regen_power_w, self.regen_force_n * speed_mps)
        return most_w * max(min(speed_share, room_share, 1.0), 0.0)

    def battery_power_w(self, wheel_w: float, speed_mps: float, soc_frac: float = 0.5) -> float:
        """Return the power at the battery's terminals for one at the wheels, climate apart [W].

        Args:
            wheel_w: Negative while braking; friction takes what the motors do not.
            speed_mps: Limits what comes back.
            soc_frac: As above.
        """
        if wheel_w < 0.0:
            wheel_w = -min(-wheel_w * self.regen_share, self.regen_limit_w(speed_mps, soc_frac))
        loss_w = self.loss_share * abs(wheel_w) + self.loss_per_w * wheel_w * wheel_w
        if speed_mps > 0.0:
            loss_w += self.idle_loss_w
        return wheel_w + loss_w + self.auxiliary_power_w

    def wheel_power_w(self, battery_w: float) -> float:
        """Return the power at the wheels that one at the battery's terminals leaves, 0 or more [W].

        Of the losses, the one that grows with power squared is left out.
        """
        left_w = battery_w - self.auxiliary_power_w - self.idle_loss_w
        return max(left_w, 0.0) / (1.0 + self.loss_share)

    def cruise_w(self, speed_mps: float) -> float:
        """Return what holding a speed draws from the cells, half full and at 25 °C [W]."""
        wheel_w = self.road_load_at_n(speed_mps) * speed_mps
        return self.battery.drawn_w(self.battery_power_w(wheel_w, speed_mps), 0.5, ROOM_K)


def car_names() -> tuple[str, ...]:
    """Return the names that `load_car` knows, sorted."""
    return tuple(sorted(path.stem for path in (_DATA / "cars").glob("*.toml")))


@cache
def load_car(name: str) -> CarModel:
    """Return a car that comes with Segue, or one that somebody described.

    Args:
        name: One of `car_names()`, or the path of a file that ends in `.toml`. The car of a file
            has the file's whole path as its name, by which another process finds it too.

    Raises:
        LocalUseError: There is no such car.
        DataUnusable: Its file is missing or broken; says which field and what it may be.
    """
    if name.endswith(".toml"):
        path = Path(name).resolve()
        return replace(read_car(path), name=str(path))
    if name not in car_names():
        raise LocalUseError(
            f"There is no car named {name!r}.",
            do=f"Choose one of {', '.join(car_names())}, or give a file: my-car.toml.",
        )
    return read_car(_DATA / "cars" / f"{name}.toml")


def read_car(path: Path) -> CarModel:
    """Return the car that a file describes; its name is the file's.

    Raises:
        DataUnusable: The file is broken; says each field that is, its unit and what it may be.
    """
    raw = read_toml(path)
    title, charging = raw.pop("title", None), raw.pop("charging", None)
    facts = stated_values(raw)
    named = isinstance(title, str) and title.strip()
    problems = [] if named else ["title is missing; it must be text"]
    problems += source_problems(raw) + fact_problems(facts)
    problems += charging_problems(charging)
    refuse(problems, where=path.name)
    return car_from_facts(
        path.stem,
        str(title),
        facts,
        charging=read_charging(charging, _shared_values()),
        where=path.name,
    )


def car_from_facts(
    name: str,
    title: str,
    facts: Mapping[str, float | str],
    *,
    charging: ChargingFacts | None = None,
    where: str,
) -> CarModel:
    """Return the car of which these facts are known, named as in a car's file.

    Raises:
        DataUnusable: A fact is missing, unknown or absurd; lists each with what it may be.
    """
    refuse(fact_problems(facts), where=where)
    published: dict[str, Any] = dict(facts)
    shared = _shared_values()
    mass_kg = published["kerb_mass_kg"] + shared["driver_mass_kg"]
    road_load = _road_load(published, shared, mass_kg=mass_kg)
    motor_power_w = published["motor_power_w"]
    grip_n = shared["tyre_grip"] * mass_kg * GRAVITY_MPS2
    return CarModel(
        name=name,
        title=title,
        mass_kg=mass_kg,
        inertial_mass_kg=mass_kg * shared["rotating_mass_factor"],
        length_m=published["length_m"],
        width_m=published["width_m"],
        road_load_n=road_load[0],
        road_load_n_per_mps=road_load[1],
        road_load_n_per_mps2=road_load[2],
        max_power_w=motor_power_w * shared["gear_efficiency"],
        max_force_n=_motor_force_n(published) * shared["gear_efficiency"],
        max_grip_force_n=_grip_force_n(published, shared, grip_n=grip_n),
        top_speed_mps=published["top_speed_mps"],
        max_brake_force_n=shared["braking_grip_share"] * grip_n,
        regen_share=shared["regen_share"],
        regen_power_w=published.get("regen_power_w", shared["regen_power_share"] * motor_power_w),
        regen_force_n=shared["regen_decel_mps2"] * mass_kg,
        regen_fade_from_mps=shared["regen_fade_from_mps"],
        regen_fade_to_mps=shared["regen_fade_to_mps"],
        regen_soc_taper_frac=shared["regen_soc_taper_frac"],
        idle_loss_w=shared["idle_loss_per_axle_w"] * _DRIVEN_AXLES[published["driven_axles"]],
        loss_share=shared["loss_share"],
        loss_per_w=shared["loss_share_at_full_power"] / motor_power_w,
        auxiliary_power_w=shared["auxiliary_power_w"],
        battery_energy_wh=published["battery_energy_wh"],
        battery=_pack(published, shared),
        chassis=build_chassis(
            shared,
            mass_kg=mass_kg,
            wheelbase_m=published["wheelbase_m"],
            front_mass_share=published["front_mass_share"],
            driven_axles=published["driven_axles"],
            gravity_mps2=GRAVITY_MPS2,
        ),
        charging=charging,
        wall_efficiency=shared["wall_efficiency"],
        cabin_heat_capacity_j_per_k=shared["cabin_heat_capacity_j_per_k"],
        cabin_shell_w_per_k=shared["cabin_shell_w_per_k"],
        cabin_fresh_air_w_per_k=shared["cabin_fresh_air_w_per_k"],
        cabin_sun_area_m2=shared["cabin_sun_area_m2"],
        climate_max_power_w=shared["climate_max_power_w"],
        climate_carnot_share=shared["climate_carnot_share"],
        climate_fan_w=shared["climate_fan_w"],
    )


@cache
def _shared_values() -> Mapping[str, float]:
    where = "the parameters that cars share"
    raw = read_toml(_DATA / "shared.toml")
    values = stated_values(raw)
    refuse(source_problems(raw) + value_problems(values, SHARED), where=where)
    return values


def _road_load(
    published: Mapping[str, Any], shared: Mapping[str, float], *, mass_kg: float
) -> tuple[float, float, float]:
    """Return road load as measured (coast-down), or from drag and rolling resistance."""
    if all(name in published for name in COASTDOWN):
        return tuple(published[name] for name in COASTDOWN)  # pyright: ignore[reportReturnType]
    weight_n = mass_kg * GRAVITY_MPS2
    drag_area_m2 = published["drag_coefficient"] * published["frontal_area_m2"]
    return (
        published.get("rolling_resistance", shared["rolling_resistance"]) * weight_n,
        shared["rolling_resistance_per_mps"] * weight_n,
        0.5 * shared["air_density_kg_m3"] * drag_area_m2,
    )


def _pack(published: Mapping[str, Any], shared: Mapping[str, float]) -> BatteryPack:
    in_series = published.get("battery_cells_in_series", shared["battery_cells_in_series"])
    return build_pack(
        chemistry=CHEMISTRIES[published.get("battery_chemistry", NMC.name)],
        cells_in_series=round(in_series),
        energy_wh=published["battery_energy_wh"],
        lowest_charge_frac=shared["battery_lowest_charge_frac"],
        resistance_share_at_1c=shared["battery_resistance_share_at_1c"],
        resistance_kelvin=shared["battery_resistance_kelvin"],
        heat_capacity_j_per_k_per_wh=shared["battery_heat_capacity_j_per_k_per_wh"],
        loss_w_per_k=shared["battery_loss_w_per_k"],
    )


def _motor_force_n(published: Mapping[str, Any]) -> float:
    """Return the force at the wheels of all motors' torque, gears without loss."""
    if TORQUE[0] not in published:
        return math.inf
    torque_nm = published["motor_torque_nm"] * published["gear_ratio"]
    return torque_nm / published["wheel_radius_m"]


def _grip_force_n(
    published: Mapping[str, Any], shared: Mapping[str, float], *, grip_n: float
) -> float:
    """Return the most that the driven tyres pull with before they spin.

    Pulling with force F at the road shifts F h / L from the front axle to the rear (height of the
    centre of mass h, wheelbase L); all-wheel drive uses the grip of both.

    Source: T. Gillespie, Fundamentals of Vehicle Dynamics, ch. 2, traction-limited acceleration.
    """
    if published["driven_axles"] == "all":
        return grip_n
    front = published["front_mass_share"]
    lever = shared["tyre_grip"] * shared["centre_of_mass_height_m"] / published["wheelbase_m"]
    if published["driven_axles"] == "rear":
        return grip_n * (1.0 - front) / (1.0 - lever)
    return grip_n * front / (1.0 + lever)
