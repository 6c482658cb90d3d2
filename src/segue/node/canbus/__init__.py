"""CAN buses and logs of them: opened, read in a thread of their own, recorded and replayed.

python-can does the work. It is imported when a bus or log is opened and not before.
"""

from segue.node.canbus._decode import LogDecoder
from segue.node.canbus._log import paced, read_log
from segue.node.canbus._record import record, replay
from segue.node.canbus._spec import BusSpec, LogSpec, log_spec, parse_spec
from segue.node.canbus._thread import BusThread, Connected, Ended, Lost

__all__ = [
    "BusSpec",
    "BusThread",
    "Connected",
    "Ended",
    "LogDecoder",
    "LogSpec",
    "Lost",
    "log_spec",
    "paced",
    "parse_spec",
    "read_log",
    "record",
    "replay",
]
