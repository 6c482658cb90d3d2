"""Where the car goes for the next 8 s.

    lane graph ─▶ corridors ─▶ lines across, speed policies ─▶ driven ahead, weighed ─▶ the best

Ways to drive on are driven ahead among everybody's predicted futures, in compiled code, and weighed
by risk, rules, place, courtesy, comfort and progress. The first second of the best is what is
driven; a tenth of a second later it is chosen anew.
"""

from segue.pilot.plan._parameters import Parameters
from segue.pilot.plan._planner import SeguePlanner

__all__ = ["Parameters", "SeguePlanner"]
