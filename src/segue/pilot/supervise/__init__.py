"""Whether assistance may be on, who is driving, and how it ends.

`Supervisor.step` takes what the driver does, how the car moves and how the pilot's parts are, and
returns a `Directive`. The states and their table are in `docs/pilot/states.md`.
"""

from segue.pilot.supervise._directive import (
    Directive,
    DriverWarning,
    Urgency,
    wishes_of,
)
from segue.pilot.supervise._domain import Domain, Lack
from segue.pilot.supervise._events import Refusal, Transition
from segue.pilot.supervise._health import Health, LaneFacts, RoadKind, SensorHealth, Side
from segue.pilot.supervise._lane_sense import LaneSense
from segue.pilot.supervise._states import (
    Demanded,
    Drive,
    Engaged,
    Fault,
    Locked,
    MinimalRisk,
    Off,
    Ready,
    Standstill,
    State,
    TakenOver,
    Warned,
)
from segue.pilot.supervise._supervisor import Supervisor
from segue.pilot.supervise._time_gap import least_time_gap_s

__all__ = [
    "Demanded",
    "Directive",
    "Domain",
    "Drive",
    "DriverWarning",
    "Engaged",
    "Fault",
    "Health",
    "Lack",
    "LaneFacts",
    "LaneSense",
    "Locked",
    "MinimalRisk",
    "Off",
    "Ready",
    "Refusal",
    "RoadKind",
    "SensorHealth",
    "Side",
    "Standstill",
    "State",
    "Supervisor",
    "TakenOver",
    "Transition",
    "Urgency",
    "Warned",
    "least_time_gap_s",
    "wishes_of",
]
