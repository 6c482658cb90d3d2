"""What the driver sets with the buttons while assistance is on."""

from __future__ import annotations

import math
from dataclasses import replace

from segue.pilot.supervise._states import Drive

SPEED_STEP_MPS = 5.0 / 3.6
SLOWEST_SET_MPS = 30.0 / 3.6
"""Below it a set speed would be a standstill that surprises; estimated."""
TIME_GAPS_S = (1.2, 1.6, 2.0, 2.4)
USUAL_TIME_GAP_S = 1.6


def offered(speed_mps: float, fastest_mps: float) -> Drive:
    """Return what engaging sets: the present speed."""
    known_mps = speed_mps if math.isfinite(speed_mps) else SLOWEST_SET_MPS
    return Drive(
        set_speed_mps=min(max(known_mps, SLOWEST_SET_MPS), fastest_mps),
        time_gap_s=USUAL_TIME_GAP_S,
    )


def pressed(drive: Drive, button: str, fastest_mps: float) -> Drive:
    """Return the settings after a button."""
    match button:
        case "faster":
            return replace(
                drive, set_speed_mps=min(drive.set_speed_mps + SPEED_STEP_MPS, fastest_mps)
            )
        case "slower":
            slower_mps = max(drive.set_speed_mps - SPEED_STEP_MPS, SLOWEST_SET_MPS)
            return replace(drive, set_speed_mps=slower_mps)
        case "gap":
            wider = [gap_s for gap_s in TIME_GAPS_S if gap_s > drive.time_gap_s]
            return replace(drive, time_gap_s=(wider or TIME_GAPS_S)[0])
        case _:
            return drive
