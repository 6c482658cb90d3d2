"""The car's CAN bus as VSS signals: what a DBC describes and a mapping file names.

`load_plan` reads both files and says all that does not fit at once. A `CanReceiver` turns frames
into signals, with checksums, counters and a freshness for each message; a `CanWriter` makes the
frames that ask for something. Neither touches a bus: `node.canbus` does.
"""

from segue.vehicle.can._misfit import MappingMisfits, Misfit
from segue.vehicle.can._plan import CanPlan, load_plan
from segue.vehicle.can._receiver import CanReceiver, Counts, Frame, Sink
from segue.vehicle.can._store_sink import StoreSink
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
    "Sink",
    "StoreSink",
    "load_plan",
]
