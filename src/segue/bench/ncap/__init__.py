"""Euro NCAP's crash avoidance tests: the whole pilot, closed loop, with good and bad sensors.

read_cases ─▶ encounter_of ─▶ bound_of: what physics allows
                   └─────────▶ drive: what the pilot and its peers make of it
"""

from segue.bench.ncap._suite import run

__all__ = ["run"]
