"""Driving in a simulated world: scenarios, the actors in them, sensors with faults, a closed loop.

`load_scenario` reads a scenario that ships or a file of one's own; `Simulation` drives it in steps
of 0.02 s:

    sim = Simulation(load_scenario("follow"), seed=1)
    while not sim.over:
        sim.step(driver.step(sim.inputs()))

`examine` does so and says whether the drive was as the scenario asks.

This room needs numpy, so nothing that starts with the car's node imports it.
"""

from segue.world.scenes._boxes import Side, overlapping, side_hit
from segue.world.scenes._others import STEP_S
from segue.world.scenes._outcome import Examiner, Outcome, examine
from segue.world.scenes._own import OwnVehicle
from segue.world.scenes._scenario import Scenario, load_scenario, scenario_names, scenario_titles
from segue.world.scenes._simulation import Collision, Driver, Simulation, Truth
from segue.world.scenes.files import (
    Act,
    ActorSpec,
    AmbientSpec,
    DriverMoment,
    EgoStart,
    LightSpec,
    OwnSensorsSpec,
    PassSpec,
    Phase,
    Place,
    SensorSpec,
    SpeedLie,
    TrafficSpec,
    Window,
    WishesSpec,
)

__all__ = [
    "STEP_S",
    "Act",
    "ActorSpec",
    "AmbientSpec",
    "Collision",
    "Driver",
    "DriverMoment",
    "EgoStart",
    "Examiner",
    "LightSpec",
    "Outcome",
    "OwnSensorsSpec",
    "OwnVehicle",
    "PassSpec",
    "Phase",
    "Place",
    "Scenario",
    "SensorSpec",
    "Side",
    "Simulation",
    "SpeedLie",
    "TrafficSpec",
    "Truth",
    "Window",
    "WishesSpec",
    "examine",
    "load_scenario",
    "overlapping",
    "scenario_names",
    "scenario_titles",
    "side_hit",
]
