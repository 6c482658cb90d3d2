"""Who has to let the car go first is expected to, while it can."""

from __future__ import annotations

import math

import numpy as np
from small_roads import objects

from segue.lanes.build import Arm, CrossSection, junction
from segue.pilot.predict import LanePredictor
from segue.schema.drive import EgoState, Futures, Objects

CROSSING = junction(
    [
        Arm(name="west", heading_rad=math.pi),
        Arm(name="east", heading_rad=0.0),
        Arm(name="south", heading_rad=-math.pi / 2.0),
        Arm(name="north", heading_rad=math.pi / 2.0),
    ],
    CrossSection(speed_limit_mps=14.0),
)
STRAIGHT_ON, TURNS_LEFT = "west.1>east.-1", "east.1>south.-1"


def oncoming(before_m: float, speed_mps: float) -> Objects:
    """Return a car that comes from the east, so far before the junction."""
    path = CROSSING.path("east.1")
    x, y, heading = path.at(path.length_m - before_m)[0]
    return objects([(x, y, heading, speed_mps)])


def ego(before_m: float, speed_mps: float) -> EgoState:
    """Return our car, coming from the west."""
    path = CROSSING.path("west.1")
    x, y, heading = path.at(path.length_m - before_m)[0]
    return EgoState(time_s=0.0, x_m=x, y_m=y, heading_rad=heading, speed_mps=speed_mps)


def likely_across(futures: Futures) -> float:
    """Return how likely the oncoming car turns left across our way within 6 s."""
    crosses = [
        TURNS_LEFT in CROSSING.at(x, y) and y < 0.5
        for states in futures.states
        for x, y in [states[:31, :2][np.argmin(np.abs(states[:31, 1] + 1.0))]]
    ]
    turned = np.array(crosses) & (futures.states[:, 30, 1] < -1.0)
    return float(futures.probability[turned].sum())


def test_the_junction_is_such_that_who_turns_left_gives_way():
    """The map itself says who goes first."""
    assert STRAIGHT_ON in CROSSING[TURNS_LEFT].yields_to


def test_an_oncoming_left_turn_is_expected_to_wait_when_we_come():
    """With us near, the turn is a fifth as likely as with us far away."""
    there = oncoming(25.0, 8.0)
    near = LanePredictor().predict(ego(30.0, 12.0), there, CROSSING, {})
    gone = LanePredictor().predict(ego(145.0, 0.0), there, CROSSING, {})
    assert likely_across(gone) > 0.05
    assert likely_across(near) < 0.3 * likely_across(gone)


def test_one_that_can_no_longer_stop_is_not_expected_to():
    """Two metres before the line at 6 m/s it goes, whoever comes."""
    there = oncoming(2.0, 6.0)
    near = LanePredictor().predict(ego(30.0, 12.0), there, CROSSING, {})
    gone = LanePredictor().predict(ego(145.0, 0.0), there, CROSSING, {})
    assert likely_across(near) > 0.9 * likely_across(gone) > 0.0
