"""How hard to brake for something ahead: what a careful driver would, and no harder."""

from __future__ import annotations

import math

from segue.pilot.compiled import compiled
from segue.pilot.plan._parameters import Parameters

_SURELY_BRAKES_MPS2 = 0.3
_LEAST_ROOM_M = 0.1
_GAP_SHARE = 0.4
_ROLLING_MPS = 5.0
"""Of a gap that is closer than that, what may be used up behind who rolls as fast or faster."""
_DRAWS_AWAY_MPS, _SOON_S = 0.5, 1.0
"""Who is so much faster, or soon will be, opens the gap by itself."""
_WITH_LEAD = 0.6
"""Of what the one ahead brakes, from where on the car brakes with it."""
_STANDS_MPS = 0.3


@compiled
def needed_brake_mps2(
    gap_m: float, speed_mps: float, lead_mps: float, lead_brake_mps2: float
) -> float:
    """Return the constant braking that just keeps a gap from closing, 0 when none is needed.

    Args:
        gap_m: That may be used up, above 0.
        speed_mps: Own.
        lead_mps: Of what is ahead.
        lead_brake_mps2: Its own braking, kept until it stands; 0 or more.
    """
    closing_mps = speed_mps - lead_mps
    if lead_brake_mps2 > _SURELY_BRAKES_MPS2:
        stops_in_s = lead_mps / lead_brake_mps2
        meets_in_s = 2.0 * gap_m / closing_mps if closing_mps > 0.0 else stops_in_s
        if meets_in_s < stops_in_s:
            return lead_brake_mps2 + closing_mps * closing_mps / (2.0 * gap_m)
        rolls_m = 0.5 * lead_mps * stops_in_s
        return speed_mps * speed_mps / (2.0 * (gap_m + rolls_m))
    if closing_mps <= 0.0:
        return 0.0
    return closing_mps * closing_mps / (2.0 * gap_m)


@compiled
def stopping_brake_mps2(room_m: float, speed_mps: float, par: Parameters) -> float:
    """Return the braking that ends at rest after some room, eased off at the end while that fits.

    Braking by b that is eased off by j at the end takes v²/2b + b³/24j², and where easing has begun
    b is 2/3 v²/room; so it is the even braking times a factor from 1 up to 4/3.
    """
    even = speed_mps * speed_mps / (2.0 * room_m)
    share = min((2.0 * par.ease_mps3 * speed_mps) ** 1.5 / (6.0 * par.ease_mps3**2 * room_m), 1.0)
    return max(even, min(even * (1.0 + share**4 / 3.0), par.comfort_brake_mps2))


@compiled
def eased_mps2(speed_mps: float, par: Parameters) -> float:
    """Return the brake at a speed that, eased off from here on, softly ends at rest."""
    return math.sqrt(par.rest_brake_mps2**2 + 2.0 * par.ease_mps3 * max(speed_mps, 0.0))


@compiled
def follow_accel_mps2(
    gap_m: float,
    speed_mps: float,
    accel_mps2: float,
    lead_mps: float,
    lead_accel_mps2: float,
    time_gap_s: float,
    par: Parameters,
) -> float:
    """Return the acceleration behind what is ahead; nothing bounds it below.

    Args:
        gap_m: Bumper to bumper; negative when beside it.
        speed_mps: Own.
        accel_mps2: Own, now: braking that has begun goes on.
        lead_mps: Of what is ahead, not negative.
        lead_accel_mps2: Its own, now.
        time_gap_s: To keep once both are equally fast.
        par: The planner's.
    """
    wanted_m = par.standstill_gap_m + time_gap_s * speed_mps
    accel = par.gap_per_s2 * (gap_m - wanted_m) + par.speed_per_s * (lead_mps - speed_mps)
    near = gap_m < par.close_m + par.close_gap_s * speed_mps
    accel = max(accel, -par.soft_brake_mps2 if near else -par.easy_brake_mps2)
    soon_mps = lead_mps + _SOON_S * max(lead_accel_mps2, 0.0)
    if soon_mps > speed_mps + _DRAWS_AWAY_MPS and gap_m > par.close_m:
        accel = max(accel, 0.0)
    left_m = max(par.standstill_gap_m, par.close_m + par.close_gap_s * lead_mps)
    room_m = gap_m - left_m - par.delay_s * speed_mps
    if accel > 0.0 and soon_mps < _STANDS_MPS:  # up to what stands only as fast as it stops gently
        if speed_mps < _STANDS_MPS and gap_m < left_m + par.start_gap_m:
            return -par.rest_brake_mps2  # not worth a start
        gently_mps = math.sqrt(2.0 * par.creep_brake_mps2 * max(gap_m - left_m, 0.0))
        accel = min(accel, max(2.0 * (gently_mps - speed_mps), 0.0))
    # Nearer than that, some of the gap is used up to brake less; none behind what stands.
    share = _GAP_SHARE * min(lead_mps / _ROLLING_MPS, 1.0)
    room_m = max(room_m, share * gap_m, _LEAST_ROOM_M)
    lead_brake_mps2 = max(-lead_accel_mps2, 0.0)
    if lead_mps < _STANDS_MPS:
        brake = stopping_brake_mps2(room_m, speed_mps, par)
    else:
        brake = needed_brake_mps2(room_m, speed_mps, lead_mps, lead_brake_mps2)
    begin = par.begin_brake_mps2 if gap_m > wanted_m else par.easy_brake_mps2
    if lead_brake_mps2 > _SURELY_BRAKES_MPS2:  # who follows a braking car brakes with it
        begin = min(begin, _WITH_LEAD * lead_brake_mps2)
    softly = eased_mps2(speed_mps, par)
    if gap_m - par.close_m > softly**3 / (6.0 * par.ease_mps3**2):  # some of the gap is for that
        brake = min(brake, softly)
    if brake >= begin or accel_mps2 < -0.5 * begin:
        return min(accel, -brake)
    if brake > 0.0 and accel < 0.0 and gap_m > wanted_m:
        return 0.0  # it is far yet: roll
    return accel
