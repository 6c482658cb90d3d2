"""The independent check between any driving request and an actuator.

    what is asked ──┐
    the car itself ─┼▶ believed? ─▶ fresh? ─▶ what is in its way ─▶ envelopes ─▶ Verdict
    the objects ────┘

Written from the rules alone, in plain Python: no line of the planner's, no compiled code, no map.
It is total: whatever it is given, what it lets through is permitted. It changes a request only
towards the safer side: it brakes more, never less; it cuts steering, and invents none.
"""

from segue.pilot.guard._guard import Guard
from segue.pilot.guard._limits import LIMITS, Limits

__all__ = ["LIMITS", "Guard", "Limits"]
