"""UN R157's cut-in, cut-out and car-following grids, with the published safety models beside.

What is compared is braking: the pilot sees exact boxes and velocities, keeps the middle of its
lane, and its car brakes as the regulation's own driver can.

    _grids      the files ─▶ cases, and which published models crash in them
    _traffic    a case ─▶ what the others do, known beforehand
    _loop       one case, step by step; `_pilot_driver` is the pilot at its wheel
    _gaps       how far behind a planner follows of its own accord
    _suite      all of it, over processes
"""

from segue.bench.r157._suite import run

__all__ = ["run"]
