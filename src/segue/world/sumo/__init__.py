"""SUMO's drivers on a network, around a car that SUMO does not drive; extra `segue[traffic]`.

_demand      who sets out when, from where to where, by a seed
_traffic     SUMO in this process: one start a process, so it is for processes of their own
_apart       SUMO in such a process, ended with the one that started it ──▶ _main
_network     the network, as it is handed over
"""

from segue.world.sumo._apart import TrafficApart
from segue.world.sumo._demand import Ends, edge_of, edges_of, ends_of, trips
from segue.world.sumo._network import Network
from segue.world.sumo._traffic import STEP_S, LightState, SumoTraffic
from segue.world.sumo._wire import Seen, Setup

__all__ = [
    "STEP_S",
    "Ends",
    "LightState",
    "Network",
    "Seen",
    "Setup",
    "SumoTraffic",
    "TrafficApart",
    "edge_of",
    "edges_of",
    "ends_of",
    "trips",
]
