"""The simulated drive: a car, the person with it, and the road under it.

`SimulatedCar` takes what a person does (`do`), what a node asks (`set_route`, `lock`,
`set_climate`) and time (`advance`), and moves by `vehicle.plant`. Two tables tie it to VSS:
`publish` gives its signals to a store, `carry_out` begins what its actuators are asked, and
`orders.next_event` tells how that ended. `save` and `restore` carry it over a restart. Nothing here
reads a clock or waits.
"""

from segue.world._actuators import actuator_paths, carry_out
from segue.world._body import Body
from segue.world._car import STEP_S, NowPlaying, SimulatedCar
from segue.world._climate import Climate
from segue.world._driver import RouteDriver
from segue.world._orders import Ended
from segue.world._person import Action
from segue.world._route import Route
from segue.world._saved import restore, save
from segue.world._signals import publish, signal_paths

__all__ = [
    "STEP_S",
    "Action",
    "Body",
    "Climate",
    "Ended",
    "NowPlaying",
    "Route",
    "RouteDriver",
    "SimulatedCar",
    "actuator_paths",
    "carry_out",
    "publish",
    "restore",
    "save",
    "signal_paths",
]
