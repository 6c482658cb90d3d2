"""Assisted driving of the simulated car, in a process of its own.

    car's node ──Advance: so long, with this in the driver's seat──▶ drive process ──▶ planner's
               ◀──────────── Moved: what the screen is shown ───────       world, pilot

The node's clock is the only one: the world in the process moves on when it is told to, and by as
much. `DriveProcess` is the node's side and loads no numpy; `drive` is the process's.
"""

from segue.node.assist._process import PILOT_PACKAGES, DriveProcess
from segue.node.assist._signals import DRIVES, PILOT_PATHS, signals_of
from segue.node.assist._wire import Begin, Moved, Over, Seat, Start

__all__ = [
    "DRIVES",
    "PILOT_PACKAGES",
    "PILOT_PATHS",
    "Begin",
    "DriveProcess",
    "Moved",
    "Over",
    "Seat",
    "Start",
    "signals_of",
]
