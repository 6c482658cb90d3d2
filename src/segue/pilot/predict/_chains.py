"""The ways on from where an object is: chains of lanes, sampled ahead of it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.predict._locate import angle
from segue.pilot.predict._roads import (
    L_COUNT,
    L_FIRST,
    L_LIGHT,
    L_NEXT,
    L_NEXT_COUNT,
    M_LENGTH,
    M_SLOWEST,
    M_TURN,
    P_HEADING,
    P_S,
    P_SPEED,
    P_X,
    P_Y,
    Roads,
)
from segue.schema.drive import Floats, Ints

SAMPLES = 48
C_X, C_Y, C_HEADING, C_SPEED = range(4)
"""Columns of `Chains.samples`: `C_SPEED` is what the bends from there on allow."""
_MOST_LANES = 24
MOST_WAYS = 4
_TURN_RAD = 1.3
"""How fast a way loses to a straighter one: a right angle is taken by one in five; estimated."""
_BRAKE_FOR_BEND_MPS2 = 2.0
_HARDEST_FOR_BEND_MPS2 = 4.0
_IMPOSSIBLE = 0.02
"""What is left of a way whose bend the object comes to too fast; estimated."""
_RED_BRAKE_MPS2 = 4.0
"""Who would have to brake harder for a light drives on; estimated."""


class Chains(NamedTuple):
    """Chains by row; distances are from where the object is now."""

    samples: Floats
    """(C, SAMPLES, 4)."""
    step_m: Floats
    """(C,): between samples."""
    lanes: Ints
    """(C, _MOST_LANES)."""
    begins_m: Floats
    """(C, _MOST_LANES)."""
    counts: Ints
    """(C,): how many lanes."""
    weights: Floats
    """(C,)."""
    stops_m: Floats
    """(C,): to the first light that holds it; inf when none does."""


@compiled
def room_for(most: int) -> Chains:
    """Return chains that are yet to be laid."""
    return Chains(
        np.empty((most, SAMPLES, 4)),
        np.empty(most),
        np.empty((most, _MOST_LANES), np.int64),
        np.empty((most, _MOST_LANES)),
        np.empty(most, np.int64),
        np.empty(most),
        np.empty(most),
    )


@compiled
def lay(
    roads: Roads, red: Ints, chains: Chains, c: int, lane: int, s: float, speed: float, reach: float
) -> int:
    """Lay the ways on from `s` on a lane as chains `c` and after; return how many there are."""
    ways = 1
    chains.lanes[c, 0], chains.begins_m[c, 0] = lane, -s
    chains.counts[c], chains.weights[c] = 1, 1.0
    way = 0
    while way < ways:
        row = c + way
        while chains.counts[row] < _MOST_LANES:
            last = chains.counts[row] - 1
            end = chains.begins_m[row, last] + roads.measures[chains.lanes[row, last], M_LENGTH]
            first = roads.lanes[chains.lanes[row, last], L_NEXT]
            onward = roads.lanes[chains.lanes[row, last], L_NEXT_COUNT]
            if end >= reach or onward == 0:
                break
            whole = 0.0
            for k in range(onward):
                whole += _likely(roads, int(roads.successors[first + k]), end, speed)
            weight, others = chains.weights[row], min(onward - 1, MOST_WAYS - ways)
            for k in range(onward):
                if k > others:
                    break
                to = row if k == 0 else c + ways
                if k > 0:
                    chains.lanes[to, : last + 1] = chains.lanes[row, : last + 1]
                    chains.begins_m[to, : last + 1] = chains.begins_m[row, : last + 1]
                    ways += 1
                following = int(roads.successors[first + k])
                chains.lanes[to, last + 1], chains.begins_m[to, last + 1] = following, end
                chains.counts[to] = last + 2
                chains.weights[to] = weight * _likely(roads, following, end, speed) / whole
        way += 1
    for row in range(c, c + ways):
        _sample(roads, chains, row, reach)
        chains.stops_m[row] = _first_red(roads, red, chains, row, speed)
    return ways


@compiled
def _likely(roads: Roads, lane: int, away: float, speed: float) -> float:
    """Return how likely a lane is taken that begins `away` ahead, not yet normalised."""
    weight = math.exp(-abs(roads.measures[lane, M_TURN]) / _TURN_RAD)
    slowed = math.sqrt(max(speed * speed - 2.0 * _HARDEST_FOR_BEND_MPS2 * max(away, 0.0), 0.0))
    if slowed > 1.4 * roads.measures[lane, M_SLOWEST]:  # twice the usual acceleration sideways
        weight *= _IMPOSSIBLE
    return weight


@compiled
def _first_red(roads: Roads, red: Ints, chains: Chains, row: int, speed: float) -> float:
    """Return how far it is to the first light that holds the object."""
    for k in range(1, chains.counts[row]):
        light, away = roads.lanes[chains.lanes[row, k], L_LIGHT], chains.begins_m[row, k]
        if light >= 0 and red[light] and speed * speed < 2.0 * _RED_BRAKE_MPS2 * away:
            return away
    return math.inf


@compiled
def _sample(roads: Roads, chains: Chains, row: int, reach: float) -> None:
    """Sample a chain's centre evenly from the object to `reach`; straight on after its end."""
    points, samples = roads.points, chains.samples[row]
    step = chains.step_m[row] = reach / (SAMPLES - 1)
    k = 0
    p = roads.lanes[chains.lanes[row, 0], L_FIRST]
    turns = 0.0
    for n in range(SAMPLES):
        away = n * step
        while k < chains.counts[row] - 1 and away >= chains.begins_m[row, k + 1]:
            k += 1
            p = roads.lanes[chains.lanes[row, k], L_FIRST]
        lane = chains.lanes[row, k]
        s = away - chains.begins_m[row, k]
        last = roads.lanes[lane, L_FIRST] + roads.lanes[lane, L_COUNT] - 1
        while p < last - 1 and s > points[p + 1, P_S]:
            p += 1
        share = (s - points[p, P_S]) / (points[p + 1, P_S] - points[p, P_S])
        on = min(max(share, 0.0), 1.0)
        heading = points[p, P_HEADING] + on * (points[p + 1, P_HEADING] - points[p, P_HEADING])
        if n > 0:
            turns = samples[n - 1, C_HEADING] + angle(heading - samples[n - 1, C_HEADING]) - heading
        samples[n, C_X] = points[p, P_X] + share * (points[p + 1, P_X] - points[p, P_X])
        samples[n, C_Y] = points[p, P_Y] + share * (points[p + 1, P_Y] - points[p, P_Y])
        samples[n, C_HEADING] = heading + turns
        samples[n, C_SPEED] = points[p, P_SPEED]
    for n in range(SAMPLES - 2, -1, -1):
        later = samples[n + 1, C_SPEED]
        slow = math.sqrt(later * later + 2.0 * _BRAKE_FOR_BEND_MPS2 * step)
        samples[n, C_SPEED] = min(samples[n, C_SPEED], slow)


@compiled
def allowed_speed(chains: Chains, row: int, away: float) -> float:
    """Return the speed that the bends from a place on allow."""
    n = min(max(int(away / chains.step_m[row]), 0), SAMPLES - 1)
    return chains.samples[row, n, C_SPEED]


@compiled
def place(chains: Chains, row: int, away: float, left: float, state: Floats) -> None:
    """Write x, y and heading of a place on a chain: so far ahead, so far to the left."""
    samples, at = chains.samples[row], away / chains.step_m[row]
    n = min(max(int(at), 0), SAMPLES - 2)
    share = at - n
    on = min(max(share, 0.0), 1.0)
    heading = samples[n, C_HEADING] + on * (samples[n + 1, C_HEADING] - samples[n, C_HEADING])
    state[0] = samples[n, C_X] + share * (samples[n + 1, C_X] - samples[n, C_X])
    state[1] = samples[n, C_Y] + share * (samples[n + 1, C_Y] - samples[n, C_Y])
    state[0] -= left * math.sin(heading)
    state[1] += left * math.cos(heading)
    state[2] = heading
