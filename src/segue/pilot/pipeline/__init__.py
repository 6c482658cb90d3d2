"""The stages, joined.

    inputs ─▶ Executive: perceive ─▶ control ─▶ guard ─▶ command     fifty times a second, always
                  │   ▲ supervise
             Ask  ▼   │ plan, when there is one
              Decider: predict ─▶ plan                               ten times a second, at its pace

The two halves share nothing but what passes between them, so they may live in two processes: when
the lower one dies or hangs, the upper one brings the car to rest. `Pilot` is both in one process,
in lockstep.
"""

from segue.pilot.pipeline._decider import Decider
from segue.pilot.pipeline._executive import Ask, Executive, Output
from segue.pilot.pipeline._pilot import Pilot

__all__ = ["Ask", "Decider", "Executive", "Output", "Pilot"]
