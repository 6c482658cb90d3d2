"""What the driver is told in each state, and how loudly; never less urgent until it is over."""

from __future__ import annotations

from segue.pilot.supervise._directive import DriverWarning, Urgency
from segue.pilot.supervise._events import Refusal, Transition
from segue.pilot.supervise._reasons import Seen
from segue.pilot.supervise._states import (
    Demanded,
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

LOOK_AFTER_S = 5.0
"""A third of what a driver may be away; estimated."""
ALARM_AFTER_S = 10.0
"""Two thirds; estimated."""
LOUDER_AFTER_S = 4.0
"""A demand is escalated (UN R157, 5.4)."""


def warning_of(state: State, seen: Seen, events: tuple[Transition | Refusal, ...]) -> DriverWarning:
    """Return the warning of a state; a refusal is told before it, in the step of its own."""
    warning = _of_state(state, seen)
    refused = next((event.why for event in events if isinstance(event, Refusal)), "")
    if not refused:
        return warning
    return DriverWarning(
        urgency=max(warning.urgency, Urgency.NOTICE),
        text=f"{refused} {warning.text}".rstrip(),
        sound=warning.sound or "chime",
    )


def _of_state(state: State, seen: Seen) -> DriverWarning:
    match state:
        case Off() | Ready() | Engaged() | Locked():
            return DriverWarning()
        case Fault(why=why):
            return DriverWarning(urgency=Urgency.NOTICE, text=why)
        case Warned():
            return _away(seen.presence.away_s)
        case Demanded(why=why):
            text = f"Take over now. {why}"
            if seen.in_state_s >= LOUDER_AFTER_S:
                return DriverWarning(urgency=Urgency.LOUD_DEMAND, text=text, sound="loud_demand")
            return DriverWarning(urgency=Urgency.DEMAND, text=text, sound="demand")
        case MinimalRisk(why=why):
            text = f"The car stops. {why}"
            return DriverWarning(urgency=Urgency.STOPPING, text=text, sound="loud_demand")
        case Standstill(why=why):
            text = f"The car has stopped and is held. {why}"
            return DriverWarning(urgency=Urgency.STOPPING, text=text)
        case TakenOver():
            text = "You drive. Press cancel to put the hazard lights out."
            return DriverWarning(urgency=Urgency.NOTICE, text=text)


def _away(away_s: float) -> DriverWarning:
    text = "Hold the wheel and look at the road."
    if away_s >= ALARM_AFTER_S:
        return DriverWarning(urgency=Urgency.ALARM, text=text, sound="alarm")
    if away_s >= LOOK_AFTER_S:
        return DriverWarning(urgency=Urgency.LOOK, text=text, sound="chime")
    return DriverWarning(urgency=Urgency.NOTICE, text=text)
