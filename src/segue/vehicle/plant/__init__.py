"""A car by physics: road load, drive losses, regeneration and a battery that empties.

One set of parameters (`CarModel`), two forms. Forward, `Plant` takes a wanted acceleration and
answers with what the car does; the simulated drive is made of it, and `sprint_s`,
`reached_top_speed_mps` and `braking_distance_m` measure it. Backward, `trace_energy_wh`,
`fleet_energy_wh` and `segment_energy_wh` take speeds as given and price them in battery energy;
plans are made of it. They agree within 1 % on a cycle. `Cabin` warms and cools, and says what that
costs; `climate_power_w` is what holding a temperature costs, for planning.

`DrivenCar` is a `Plant` with a driver: pedals and steering in, a hundred times a second; place,
heading, sway and yaw out, on a road with grade, wind and more or less grip. `Charger` steps a
charge of its `Battery`; `charge` does a whole one.

`CarModel` comes from `data/cars/NAME.toml`, which holds what was published of that car, and from
`data/shared.toml`, which holds what all cars share; each value names its source. `read_cycle`
reads a speed trace from a file.
"""

from segue.vehicle.plant._backward import fleet_energy_wh, segment_energy_wh, trace_energy_wh
from segue.vehicle.plant._battery import Battery, BatteryPack
from segue.vehicle.plant._cabin import Cabin, climate_power_w
from segue.vehicle.plant._car import CarModel, car_from_facts, car_names, load_car, read_car
from segue.vehicle.plant._charger import Charger, Limit
from segue.vehicle.plant._charging import (
    ChargePoint,
    ChargeSession,
    Preconditioning,
    charge,
    precondition,
    time_to_soc_s,
)
from segue.vehicle.plant._charging_facts import ChargingFacts
from segue.vehicle.plant._chassis import Chassis
from segue.vehicle.plant._cycle import Cycle, read_cycle
from segue.vehicle.plant._driven import DrivenCar, Pedals, Surroundings
from segue.vehicle.plant._forward import Plant
from segue.vehicle.plant._performance import (
    Instant,
    braking_distance_m,
    reached_top_speed_mps,
    sprint,
    sprint_s,
)
from segue.vehicle.plant._station import HIGH_POWER, SUPERCHARGER_V3, AcOutlet, DcStation, Station

__all__ = [
    "HIGH_POWER",
    "SUPERCHARGER_V3",
    "AcOutlet",
    "Battery",
    "BatteryPack",
    "Cabin",
    "CarModel",
    "ChargePoint",
    "ChargeSession",
    "Charger",
    "ChargingFacts",
    "Chassis",
    "Cycle",
    "DcStation",
    "DrivenCar",
    "Instant",
    "Limit",
    "Pedals",
    "Plant",
    "Preconditioning",
    "Station",
    "Surroundings",
    "braking_distance_m",
    "car_from_facts",
    "car_names",
    "charge",
    "climate_power_w",
    "fleet_energy_wh",
    "load_car",
    "precondition",
    "reached_top_speed_mps",
    "read_car",
    "read_cycle",
    "segment_energy_wh",
    "sprint",
    "sprint_s",
    "time_to_soc_s",
    "trace_energy_wh",
]
