"""What tests of Segue, and of what is built on it, need: public and documented.

Everything runs under a simulated clock and from a seed, so a failure can be run again.
"""

from segue.testing._clock import FakeClock
from segue.testing._lossy_link import PERFECT, Arrival, LinkFaults, LossyLink
from segue.testing._two_nodes import CrashPoint, Node, TwoNodes
from segue.testing._virtual_car import VirtualCar

__all__ = [
    "PERFECT",
    "Arrival",
    "CrashPoint",
    "FakeClock",
    "LinkFaults",
    "LossyLink",
    "Node",
    "TwoNodes",
    "VirtualCar",
]
