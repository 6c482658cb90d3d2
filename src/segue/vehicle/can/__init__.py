"""The car's CAN bus as VSS signals: what a DBC describes and a mapping file names.

`load_plan` reads both files and says all that does not fit at once. A `CanReceiver` takes frames
into the signal store, with checksums, counters and freshness; a `CanWriter` makes the frames that
ask for something. Neither touches a bus: `node.canbus` does.
"""

from segue.vehicle.can._misfit import MappingMisfits, Misfit
from segue.vehicle.can._plan import CanPlan, load_plan
from segue.vehicle.can._receiver import CanReceiver, Counts, Frame
from segue.vehicle.can._writer import CanWriter, OutFrame

__all__ = [
    "CanPlan",
    "CanReceiver",
    "CanWriter",
    "Counts",
    "Frame",
    "MappingMisfits",
    "Misfit",
    "OutFrame",
    "load_plan",
]
