"""What a car's file may hold, and what all cars share: names, units and believable ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segue.vehicle.plant._charging_facts import SHARED as CHARGING_SHARED
from segue.vehicle.plant._chassis import SHARED as CHASSIS_SHARED
from segue.vehicle.plant._chemistry import CHEMISTRIES
from segue.vehicle.plant._parameters import Choice, Parameter, value_problems

COASTDOWN = ("road_load_n", "road_load_n_per_mps", "road_load_n_per_mps2")
"""Road load as a coast-down measures it: A, B and C of the EPA."""

AERODYNAMIC = ("drag_coefficient", "frontal_area_m2")
"""What road load follows from when nobody measured it."""

TORQUE = ("motor_torque_nm", "gear_ratio", "wheel_radius_m")
"""What the force at the wheels follows from; without them only grip and power limit it."""

SHARED = (
    Parameter("driver_mass_kg", "kg", 40, 150),
    Parameter("rotating_mass_factor", "", 1, 1.3),
    Parameter("air_density_kg_m3", "kg/m³", 0.8, 1.5),
    Parameter("tyre_grip", "", 0.1, 2),
    Parameter("braking_grip_share", "", 0.1, 1),
    Parameter("centre_of_mass_height_m", "m", 0.2, 1.2),
    Parameter("rolling_resistance", "", 0.003, 0.03),
    Parameter("rolling_resistance_per_mps", "s/m", 0, 0.001),
    Parameter("idle_loss_per_axle_w", "W", 0, 2_000),
    Parameter("loss_share", "", 0, 0.5),
    Parameter("loss_share_at_full_power", "", 0, 0.5),
    Parameter("gear_efficiency", "", 0.8, 1),
    Parameter("auxiliary_power_w", "W", 0, 3_000),
    Parameter("wall_efficiency", "", 0.5, 1),
    Parameter("regen_share", "", 0, 1),
    Parameter("regen_power_share", "", 0, 1),
    Parameter("regen_decel_mps2", "m/s²", 0.1, 10),
    Parameter("regen_fade_from_mps", "m/s", 0, 20),
    Parameter("regen_fade_to_mps", "m/s", 0, 20),
    Parameter("regen_soc_taper_frac", "", 0.001, 0.5),
    Parameter("battery_cells_in_series", "", 4, 400),
    Parameter("battery_lowest_charge_frac", "", 0.01, 0.2),
    Parameter("battery_resistance_share_at_1c", "", 0.001, 0.2),
    Parameter("battery_resistance_kelvin", "K", 0, 6_000),
    Parameter("battery_heat_capacity_j_per_k_per_wh", "J/(K·Wh)", 1, 20),
    Parameter("battery_loss_w_per_k", "W/K", 0.1, 100),
    Parameter("cabin_heat_capacity_j_per_k", "J/K", 5_000, 1_000_000),
    Parameter("cabin_shell_w_per_k", "W/K", 5, 500),
    Parameter("cabin_fresh_air_w_per_k", "W/K", 0, 200),
    Parameter("cabin_sun_area_m2", "m²", 0, 5),
    Parameter("climate_max_power_w", "W", 0, 20_000),
    Parameter("climate_carnot_share", "", 0.1, 0.9),
    Parameter("climate_fan_w", "W", 0, 500),
    *CHASSIS_SHARED,
    *CHARGING_SHARED,
)

PUBLISHED = (
    Parameter("kerb_mass_kg", "kg", 300, 5_000),
    Parameter("motor_power_w", "W", 5_000, 2_000_000),
    Choice("driven_axles", ("front", "rear", "all")),
    Parameter("battery_energy_wh", "Wh", 3_000, 300_000),
    Parameter("battery_cells_in_series", "", 4, 400, required=False),
    Choice("battery_chemistry", tuple(CHEMISTRIES), required=False),
    Parameter("top_speed_mps", "m/s", 10, 120),
    Parameter("length_m", "m", 2, 7),
    Parameter("width_m", "m", 1, 2.6),
    Parameter("wheelbase_m", "m", 1.5, 5),
    Parameter("front_mass_share", "", 0.3, 0.7),
    Parameter("motor_torque_nm", "N·m", 20, 5_000, required=False),
    Parameter("gear_ratio", "", 2, 25, required=False),
    Parameter("wheel_radius_m", "m", 0.2, 0.6, required=False),
    Parameter("drag_coefficient", "", 0.1, 0.8, required=False),
    Parameter("frontal_area_m2", "m²", 1, 5, required=False),
    Parameter("rolling_resistance", "", 0.003, 0.03, required=False),
    Parameter("road_load_n", "N", 30, 600, required=False),
    Parameter("road_load_n_per_mps", "N/(m/s)", -10, 20, required=False),
    Parameter("road_load_n_per_mps2", "N/(m/s)²", 0.1, 2, required=False),
    Parameter("regen_power_w", "W", 1_000, 600_000, required=False),
)


def fact_problems(facts: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with what is known of a car: each value, and what only goes together."""
    problems = value_problems(facts, PUBLISHED)
    coastdown = [name for name in COASTDOWN if name in facts]
    if coastdown and len(coastdown) < len(COASTDOWN):
        problems.append(f"road load: give all of {', '.join(COASTDOWN)}, or none of them")
    if not coastdown and not all(name in facts for name in AERODYNAMIC):
        problems.append(
            f"road load is missing: give {', '.join(COASTDOWN)}, or {' and '.join(AERODYNAMIC)}"
        )
    torque = [name for name in TORQUE if name in facts]
    if torque and len(torque) < len(TORQUE):
        problems.append(f"give all of {', '.join(TORQUE)}, or none of them")
    return problems
