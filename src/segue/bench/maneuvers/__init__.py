"""Openpilot's longitudinal manoeuvres: following, stopping and starting behind one car, on a line.

_maneuvers  the file ─▶ manoeuvres
_loop       one of them, step by step, on a plant of twenty steps a second
_suite      all of them, as they are and with forced deceleration, with the peers beside
"""

from segue.bench.maneuvers._suite import run

__all__ = ["run"]
