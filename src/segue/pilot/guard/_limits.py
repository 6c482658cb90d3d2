"""What the guard holds to, as data: each number with its unit and where it is from.

What depends on the car (brake, its delay and build-up, steering) is in `OwnCar`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """One set for all roads, cars and benches. Magnitudes."""

    # ------------------------------------------------------------ when it brakes for others
    reserve_s: float = 0.5
    """Brake now if braking this much later could no longer mend it. Estimated: two looks of a
    sensor at 10 Hz, the 0.2 s that they are late, and a cycle."""
    kept_reserve_s: float = 0.75
    """The same once it brakes, so that it does not let go and brake again. Estimated."""
    confirm_s: float = 0.06
    """So long an object must ask for the same before it is braked for: one look of a sensor that
    is off is not. Estimated; within the reserve."""
    stand_off_m: float = 1.0
    """Kept to what it stops for. Estimated: a speed wrong by 3 % from 14 m/s."""
    crawl_mps: float = 1.0
    """Below it that distance is kept with a stop's braking at most. Estimated."""
    lead_brake_mps2: float = 9.0
    """Hardest that one ahead is taken to brake: a dry road's grip."""
    rss_response_s: float = 0.5
    """RSS's response time (arXiv:1708.06374, Definition 1) of a machine. Estimated: as above."""
    looks_ahead_s: float = 4.0
    """No rule says anything of what is farther than this: 60 m/s take RSS 3.8 s."""
    settled: float = 0.1
    """Speed across over speed along, up to which one drives along the way. Estimated: 6 degrees."""
    moving_mps: float = 1.0
    """From here on a velocity tells where an object heads; below, its axis does. Estimated."""
    crossing_margin_s: float = 0.3
    """Before one that crosses comes into the way, and after it has left it. Estimated: a step of a
    person who hesitates."""
    clearance_m: float = 0.3
    """Beside what is steered around. Estimated: a car's mirrors stand out 0.2 m."""
    swerve_mps2: float = 3.0
    """Lateral acceleration of a turn that is nothing unusual: UN R79, 5.6.2.1.3, category M1."""
    swerve_mps3: float = 5.0
    """Its lateral jerk: UN R79, 5.6.2.1.3."""

    # ------------------------------------------------------------ what is believed
    least_existence: float = 0.5
    """Less is rather not there than there."""
    sure_existence: float = 0.8
    """Less is braked for with a stop's braking at most. Estimated: one error in five."""
    least_age_s: float = 0.1
    """Two looks of a sensor at 10 Hz: one alone is a reflection."""
    history_s: float = 1.0
    """One that touches the car and is not known for this long did not come there. Estimated."""
    fastest_mps: float = 100.0
    """360 km/h: no road vehicle is faster."""
    longest_m: float = 30.0
    """The longest road trains of UN R13's scope measure 25.25 m."""
    remembered_s: float = 1.0
    """An object whose place is no number goes on as it last did. Estimated."""
    watched_s: float = 0.3
    """How long a place is watched before it tells a speed. Estimated: 0.3 m of noise are 1 m/s."""
    hardest_turn_mps2: float = 12.0
    """Lateral acceleration beyond which a yaw rate is not believed: more than road tyres hold."""

    # ------------------------------------------------------------ how old what it goes by may be
    plan_age_s: float = 0.5
    """A plan is made every 0.1 s. Estimated: four in a row are missing."""
    plan_path_s: float = 8.0
    """A plan reaches this far (`schema.drive.PLAN_STEPS`); until then its path is steered along."""
    ego_age_s: float = 0.2
    """The car's own state comes every 0.02 s. Estimated: 6 m at 30 m/s."""
    sensor_age_s: float = 0.5
    """Sensors look every 0.1 s or less. Estimated: as for the plan."""

    # ------------------------------------------------------------ envelopes
    stop_mps2: float = 3.0
    """Of a stop for which nothing is ahead; UN R157, 5.5.1, has 4.0 as the most."""
    stop_mps3: float = 3.0
    """How fast that builds up. Estimated: full after a second."""
    accel_mps3: float = 8.37
    """How fast acceleration builds up: nuPlan's bound of comfort."""
    lateral_mps2: float = 4.2
    """UN R79, 5.6.2.1.3: 3 m/s² for category M1, exceeded by 40 % at most."""
    lateral_mps3: float = 10.0
    """Twice UN R79's 5 m/s³, which is an average over half a second. Estimated."""
    least_grip_share: float = 0.05
    """Wet ice."""
    longest_step_s: float = 0.2
    """Between two judgements, that rates are limited by; a longer pause counts as this."""
    usual_step_s: float = 0.02
    """Between two judgements, where time itself is no number, and before the first."""


LIMITS = Limits()
