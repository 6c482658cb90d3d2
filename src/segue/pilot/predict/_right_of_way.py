"""Who has to let the car itself go first."""

from __future__ import annotations

import math

from segue.pilot.compiled import compiled
from segue.pilot.predict._roads import L_YIELD, L_YIELD_COUNT, M_LENGTH, Roads
from segue.pilot.predict._traffic import Traffic

GIVES_WAY = 0.85
"""How likely who has to lets the car go first, while it still can; estimated."""
_COMES_WITHIN_S = 8.0
_ROLLING_MPS = 1.0
"""A car that hardly moves is not waited for."""
_STOP_MPS2 = 3.5
"""Who would have to brake harder goes first all the same; estimated."""


@compiled
def give_way_m(roads: Roads, traffic: Traffic, i: int, row: int) -> float:
    """Return how far it is on a chain of object `i` to where it lets the car go; inf if nowhere."""
    chains, speed = traffic.chains, traffic.speeds[i]
    for k in range(1, chains.counts[row]):
        away = chains.begins_m[row, k]
        if away <= 0.0 or speed * speed > 2.0 * _STOP_MPS2 * away:
            continue
        lane = chains.lanes[row, k]
        first = roads.lanes[lane, L_YIELD]
        for other in range(first, first + roads.lanes[lane, L_YIELD_COUNT]):
            if _car_comes(roads, traffic, int(roads.yields[other])):
                return away
    return math.inf


@compiled
def _car_comes(roads: Roads, traffic: Traffic, lane: int) -> bool:
    """Return whether the car is on a lane, or comes to it soon."""
    own, chains = len(traffic.boxes) - 1, traffic.chains
    speed = traffic.speeds[own]
    if traffic.rows[own] < 0 or speed < _ROLLING_MPS:
        return False
    first = traffic.first_way[own]
    for row in range(first, first + traffic.ways[own]):
        for k in range(chains.counts[row]):
            if chains.lanes[row, k] == lane:
                begins = chains.begins_m[row, k]
                on_it = begins + roads.measures[lane, M_LENGTH] > 0.0
                return on_it and begins < speed * _COMES_WITHIN_S
    return False
