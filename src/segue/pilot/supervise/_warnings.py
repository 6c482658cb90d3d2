"""What the driver is told in each state, and how loudly; never less urgent until it is over."""

from __future__ import annotations

from dataclasses import dataclass

from segue.pilot.supervise._directive import DriverWarning, Urgency
from segue.pilot.supervise._events import Refusal, Transition
from segue.pilot.supervise._lane_change_reasons import Crossing, Resting
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
TOLD_S = 4.0
"""A sentence stays so long before the driver: time to look down and read it; estimated."""


@dataclass(slots=True)
class Teller:
    """Tells the driver what the state asks for, and for a while what just happened."""

    _notice: str = ""
    _left_s: float = 0.0

    def step(
        self, elapsed_s: float, state: State, seen: Seen, events: tuple[Transition | Refusal, ...]
    ) -> DriverWarning:
        """Return what the driver is told now: a refusal and a hand-over before all else."""
        warning = _of_state(state, seen)
        self._left_s -= elapsed_s
        said = next((text for event in events if (text := _notice_of(event))), "")
        if said:
            self._notice, self._left_s = said, TOLD_S
        elif isinstance(state, Engaged) and events:
            self._left_s = 0.0
        if self._left_s <= 0.0:
            return warning
        return DriverWarning(
            urgency=max(warning.urgency, Urgency.NOTICE),
            text=f"{self._notice} {warning.text}".rstrip(),
            sound=warning.sound or ("chime" if said else ""),
        )


def _notice_of(event: Transition | Refusal) -> str:
    if isinstance(event, Refusal):
        return event.why
    if event.machine == "lane_change":
        given_up = event.after == Resting.__name__ and event.before != Crossing.__name__
        return f"No lane change. {event.why}" if given_up else ""
    drove = event.before in (Engaged.__name__, Warned.__name__, Demanded.__name__)
    return f"You drive. {event.why}" if drove and event.after == Off.__name__ else ""


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
