"""What the planner weighs, each with its unit. One value for every road and every test."""

from __future__ import annotations

from typing import NamedTuple


class Parameters(NamedTuple):
    """Numbers that compiled code can read. Estimated where no source is named.

    ISO 15622 and UN R79 are quoted from memory where no paragraph is given.
    """

    # ---- following
    standstill_gap_m: float = 4.2
    """Behind a car that stands; drivers leave 2 to 6 m."""
    gap_per_s2: float = 0.1
    """Acceleration for each metre of gap too much or too little."""
    speed_per_s: float = 0.6
    """Acceleration for each m/s of speed difference; with the gap's, no overshoot at 1.6 s."""
    soft_brake_mps2: float = 0.8
    """Most that is braked only to open a gap that is too close."""
    easy_brake_mps2: float = 0.4
    """As above when it is only smaller than wanted: whoever is behind need not brake for it."""
    start_gap_m: float = 6.0
    """A standing car does not creep up to one that stands by less than this: no car fits in."""
    creep_brake_mps2: float = 0.4
    """With which a car comes to rest that has crept up to one that stands."""
    ease_mps3: float = 1.5
    """With which a brake is eased off before the car stands,"""
    rest_brake_mps2: float = 0.2
    """down to this, which is hardly felt."""
    begin_brake_mps2: float = 1.2
    """Braking for what is ahead begins when it would take this much, held to the end."""
    delay_s: float = 0.2
    """From a plan to the car's braking as planned: half a planning cycle, control, brakes."""
    speed_time_s: float = 1.0
    """In which a speed limit ahead is met."""

    # ---- bounds
    comfort_brake_mps2: float = 3.5
    """What ISO 15622 leaves an adaptive cruise control above 20 m/s."""
    comfort_accel_mps2: float = 2.0
    """ISO 15622 above 20 m/s, and at any speed here."""
    firm_jerk_mps3: float = 5.0
    """ISO 15622 below 5 m/s."""
    lateral_accel_mps2: float = 2.5
    """In bends."""
    slow_brake_mps2: float = 2.0
    """By choice, with nobody ahead, and for what may not be there."""
    sure_existence: float = 0.8
    """From here on something is there, and is braked for as hard as it takes."""
    bend_brake_mps2: float = 1.5
    """With which the car slows for a bend or a lower limit."""

    keep_s: tuple[float, ...] = (1.5, 2.5, 4.0)
    """In which the car may return to its line."""
    change_s: float = 5.0
    """A lane change from its first movement; UN R79, category C, asks for at most that."""
    indicate_s: float = 1.0
    """Indicator before the first sideways movement; UN R79, 5.6.4.6.4, asks for at least that."""
    aside_m: tuple[float, ...] = (-1.6, -1.1, -0.7, -0.35, 0.35, 0.7, 1.1, 1.6)
    """How far the car may go out of the way within the road."""
    least_run_m: float = 10.0
    """A sideways movement takes at least this much way: a car does not step aside."""

    # ---- risk
    hit: float = 1.0e4
    """A collision that is certain."""
    hit_per_m2ps2: float = 200.0
    """And for each (m/s)² of its speed."""
    hit_from_behind: float = 5.0e3
    """By one that could not brake for us: its fault or not."""
    wait_s: float = 0.6
    """What may happen is waited for that long, if braking then is still gentle enough."""
    late_brake_mps2: float = 4.0
    """Gentle enough; from here on waiting counts as risk."""
    last_brake_mps2: float = 6.5
    """Waiting for this counts as hitting."""
    side_room_m: float = 0.5
    """Less beside an object costs."""
    react_s: float = 0.75
    """After which who follows brakes for us: the careful driver's of UN R157."""
    notice_s: float = 2.5
    """In which who is behind and has not seen us does, or ends what it does: time constant."""
    close: float = 60.0
    """A second beside or behind an object with no room at all."""
    close_m: float = 3.0
    """Behind an object, less than this costs,"""
    close_gap_s: float = 0.8
    """and this much time more."""

    # ---- everything else, in the same currency: (m/s²)² times seconds
    brake: float = 1.0
    """For each (m/s²)² of speeding up or braking, for a second."""
    brake_hard: float = 6.0
    """More for each (m/s²)² of braking beyond `hard_mps2`."""
    hard_mps2: float = 3.0
    jerk: float = 0.3
    """For each (m/s³)²."""
    progress_per_m: float = 0.4
    """A metre less."""
    beyond_s: float = 8.0
    """For so long the last speed is taken to go on, so that speeding up is worth its while."""
    too_fast: float = 4.0
    """For each (m/s)² over what limit or bend allows, for a second."""
    off_centre: float = 0.6
    """For each m² off the middle of the lane, for a second."""
    off_road: float = 400.0
    """A second with the side over the border of the road, for each metre up to one."""
    sideways: float = 1.5
    """For each (m/s²)² sideways, besides the road's own bend."""
    courtesy: float = 8.0
    """For each (m/s²)² that another has to brake for us."""
    courtesy_free_mps2: float = 0.7
    change_lane: float = 25.0
    """Without need."""
    off_route: float = 120.0
    """In a lane that leaves the route, when the change is due."""
    wish: float = 60.0
    """Not doing the lane change that was asked for."""
    switch: float = 12.0
    """Another behaviour than the last."""
    differ: float = 1.5
    """For each (m/s²)² that the plan begins other than the last went on."""
    rule: float = 3000.0
    """A second beyond a line that is red, or a stop sign's."""
