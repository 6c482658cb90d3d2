"""All futures of all objects: one compiled pass over arrays."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.predict._chains import MOST_WAYS, lay, place
from segue.pilot.predict._intent import brake_share, change_odds, unaware_share
from segue.pilot.predict._locate import H_D, H_HEADING, H_LANE, H_LEFT, H_RIGHT, H_S
from segue.pilot.predict._motion import brake_to_rest, free, headings, settle, shift
from segue.pilot.predict._right_of_way import GIVES_WAY, give_way_m
from segue.pilot.predict._roads import L_LEFT, L_RIGHT, Roads
from segue.pilot.predict._traffic import (
    Traffic,
    Travels,
    drive_all,
    follow,
    leader,
    reach_m,
    traffic_of,
)
from segue.schema.drive import (
    ACCEL,
    FUTURE_STEPS,
    HEADING,
    VX,
    VY,
    WIDTH,
    Floats,
    Ints,
    Kind,
    X,
    Y,
)

KEEP, FOLLOW, CUT_IN, BRAKE, CROSS, STAND, FREE = range(7)
"""Codes of `schema.drive.FutureKind`, in its order."""
_MOST = 2 * MOST_WAYS + 4
"""Futures of one object: its ways and giving way on each, a change to either side, braking, and
driving on as if the car were not there."""
_STANDING_MPS = 0.3
_LEAST = 0.01
"""Futures less likely than this are left out."""
_USUAL_BRAKE_MPS2 = 3.5
"""Of a vehicle that brakes to rest: firm, short of an emergency; estimated."""
_LEAST_GAP_M = 0.3
_START_MPS2 = 2.0
_STARTS, _STARTS_ON = 0.15, 0.7
"""How likely a standing vehicle drives off, and one that begins to; estimated."""
_STARTS_ON_MPS2 = 0.3
_AT_LINE_M = 8.0
"""Who stands so near before those who go first waits for them."""
_STEPS_OUT = 0.05
"""How likely who stands beside the road walks on ahead; estimated."""
_STOPS = 0.15
"""How likely who is bound to no lane stops; estimated."""
_WALKER_STOPS_S, _VEHICLE_STOPS_S = 1.0, 4.0
_WALK_MPS = 1.4
"""FHWA MUTCD and Euro NCAP's adult: 5 km/h."""


class _Room(NamedTuple):
    """Futures by row, as they are written."""

    owner: Ints
    probability: Floats
    kind: Ints
    states: Floats


@compiled
def futures_of(
    roads: Roads, red: Ints, boxes: Floats, kinds: Ints, speed_sigma: Floats
) -> tuple[Ints, Floats, Ints, Floats]:
    """Return whose, how likely, which kind and the states of all futures.

    `red` tells by traffic light whether it holds traffic. `boxes`, (N + 1, 9), are those of
    `Objects`, then the car itself; so are `kinds`. `speed_sigma` is (N,).
    """
    count = len(boxes) - 1
    traffic = traffic_of(roads, red, boxes, kinds)
    travels = drive_all(traffic)
    room = _Room(
        np.empty(count * _MOST, np.int64),
        np.empty(count * _MOST),
        np.empty(count * _MOST, np.int64),
        np.empty((count * _MOST, FUTURE_STEPS, 4)),
    )
    used = 0
    for i in range(count):
        begin = used
        if traffic.rows[i] < 0:
            used = _unbound(traffic, i, room, used)
        elif traffic.speeds[i] < _STANDING_MPS:
            used = _standing(roads, traffic, travels, i, room, used)
        else:
            sigma = speed_sigma[i]
            used = _driving(roads, red, traffic, travels, i, sigma, room, used)
        whole = room.probability[begin:used].sum()
        room.owner[begin:used] = i
        room.probability[begin:used] /= whole
    return room.owner[:used], room.probability[:used], room.kind[:used], room.states[:used]


@compiled
def _unbound(traffic: Traffic, i: int, room: _Room, used: int) -> int:
    """Write the futures of who is bound to no lane: on its way, or coming to rest."""
    box, kind = traffic.boxes[i].copy(), traffic.kinds[i]
    walks = kind in (Kind.PEDESTRIAN, Kind.BICYCLE)
    room.kind[used], room.probability[used] = STAND, 1.0
    if traffic.speeds[i] < _STANDING_MPS:
        free(box, 0.0, room.states[used])
        if not walks:
            return used + 1
        room.probability[used] = 1.0 - _STEPS_OUT
        box[VX] = _WALK_MPS * math.cos(box[HEADING])
        box[VY] = _WALK_MPS * math.sin(box[HEADING])
        likely = _STEPS_OUT
    else:
        free(box, _WALKER_STOPS_S if walks else _VEHICLE_STOPS_S, room.states[used])
        room.kind[used] = STAND if walks else BRAKE
        room.probability[used] = _STOPS
        likely = 1.0 - _STOPS
    used += 1
    free(box, math.inf, room.states[used])
    room.kind[used] = CROSS if walks or traffic.hit_counts[i] > 0 else FREE
    room.probability[used] = likely
    return used + 1


@compiled
def _standing(
    roads: Roads, traffic: Traffic, travels: Travels, i: int, room: _Room, used: int
) -> int:
    """Write the futures of a vehicle that stands on its lane: it stays, or drives off."""
    box = traffic.boxes[i]
    free(box, 0.0, room.states[used])
    room.kind[used], room.probability[used] = STAND, 1.0
    if traffic.kinds[i] == Kind.UNKNOWN:
        return used + 1
    starts = _STARTS_ON if box[ACCEL] > _STARTS_ON_MPS2 else _STARTS
    if give_way_m(roads, traffic, i, int(traffic.rows[i])) < _AT_LINE_M:
        starts *= 1.0 - GIVES_WAY
    room.probability[used] = 1.0 - starts
    row, left = traffic.rows[i], traffic.hits[i, traffic.own[i], H_D]
    travel, speed = np.empty(FUTURE_STEPS), np.empty(FUTURE_STEPS)
    _behind(traffic, travels, i, row, left, _START_MPS2, travel, speed)
    _write(traffic, i, row, travel, speed, np.full(FUTURE_STEPS, left), room.states[used + 1])
    room.kind[used + 1], room.probability[used + 1] = KEEP, starts
    return used + 2


@compiled
def _driving(
    roads: Roads, red: Ints, traffic: Traffic, travels: Travels, i: int, sigma: float,
    room: _Room, used: int,
) -> int:  # fmt: skip
    """Write the futures of a vehicle that drives on a lane."""
    box, hit, chains = traffic.boxes[i], traffic.hits[i, traffic.own[i]], traffic.chains
    rate = box[VY] * math.cos(hit[H_HEADING]) - box[VX] * math.sin(hit[H_HEADING])
    to_left = change_odds(rate, hit[H_D], sigma)
    to_right = change_odds(-rate, -hit[H_D], sigma)
    unaware = _unaware(traffic, travels, i)
    stays = (1.0 - unaware) / (1.0 + to_left + to_right)
    brakes = brake_share(box[ACCEL])
    travel, speed, lefts = (
        np.empty(FUTURE_STEPS), np.empty(FUTURE_STEPS), np.empty(FUTURE_STEPS)
    )  # fmt: skip
    settle(hit[H_D], rate, _held(hit, 0.5 * box[WIDTH]), lefts)
    first, main = traffic.first_way[i], traffic.rows[i]
    whole = chains.weights[first : first + traffic.ways[i]].sum()
    for row in range(first, first + traffic.ways[i]):
        likely = stays * (1.0 - brakes) * chains.weights[row] / whole
        if likely < _LEAST and row != main:
            continue
        line = give_way_m(roads, traffic, i, row)
        if line < math.inf:
            red_m = chains.stops_m[row]
            chains.stops_m[row] = min(red_m, line)
            _behind(traffic, travels, i, row, hit[H_D], box[ACCEL], travel, speed)
            chains.stops_m[row] = red_m
            _write(traffic, i, row, travel, speed, lefts, room.states[used])
            room.kind[used], room.probability[used] = BRAKE, likely * GIVES_WAY
            used += 1
            likely *= 1.0 - GIVES_WAY
        if row == main:
            ahead = travels.leaders[i]
            travel[:], speed[:] = travels.travel[i], travels.speed[i]
        else:
            ahead = _behind(traffic, travels, i, row, hit[H_D], box[ACCEL], travel, speed)
        _write(traffic, i, row, travel, speed, lefts, room.states[used])
        room.kind[used], room.probability[used] = FOLLOW if ahead >= 0 else KEEP, likely
        used += 1
    if stays * brakes >= _LEAST:
        brake_to_rest(traffic.speeds[i], max(_USUAL_BRAKE_MPS2, -box[ACCEL]), travel, speed)
        _write(traffic, i, main, travel, speed, lefts, room.states[used])
        room.kind[used], room.probability[used] = BRAKE, stays * brakes
        used += 1
    if unaware >= _LEAST:
        nobody = travels.travel[i]  # whose way counts for nothing
        follow(chains, main, box[ACCEL], math.inf, 0.0, nobody, nobody, travel, speed)
        _write(traffic, i, main, travel, speed, lefts, room.states[used])
        room.kind[used], room.probability[used] = FREE, unaware
        used += 1
    for side in (1, -1):
        likely = stays * (to_left if side > 0 else to_right)
        if likely >= _LEAST:
            _change(roads, red, traffic, travels, i, side, rate, room.states[used])
            room.kind[used], room.probability[used] = CUT_IN, likely
            used += 1
    return used


@compiled
def _held(hit: Floats, half_width: float) -> float:
    """Return where in its lane a vehicle holds itself: where it is, but inside."""
    right, left = max(hit[H_RIGHT] - half_width, 0.0), max(hit[H_LEFT] - half_width, 0.0)
    return min(max(hit[H_D], -right), left)


@compiled
def _unaware(traffic: Traffic, travels: Travels, i: int) -> float:
    """Return how likely a vehicle does not see the car before it; 0 when the car is not."""
    own = len(traffic.boxes) - 1
    if travels.leaders[i] != own:
        return 0.0
    left = traffic.hits[i, traffic.own[i], H_D]
    _, gap, share = leader(traffic, i, int(traffic.rows[i]), left)
    if share <= 0.0:
        return 0.0
    return unaware_share(
        max(gap, _LEAST_GAP_M), traffic.speeds[i], traffic.boxes[i, ACCEL],
        share * traffic.speeds[own], traffic.boxes[own, ACCEL],
    )  # fmt: skip


@compiled
def _change(
    roads: Roads, red: Ints, traffic: Traffic, travels: Travels, i: int, side: int, rate: float,
    states: Floats,
) -> None:  # fmt: skip
    """Write how a vehicle changes to the lane on one side (1: left), or leaves its own to there."""
    box, hit, chains = traffic.boxes[i], traffic.hits[i, traffic.own[i]], traffic.chains
    speed_now = traffic.speeds[i]
    beside = roads.lanes[int(hit[H_LANE]), L_LEFT if side > 0 else L_RIGHT]
    row, left = traffic.rows[i], hit[H_D]
    target = side * 2.0 * (hit[H_LEFT] if side > 0 else hit[H_RIGHT])
    for h in range(traffic.hit_counts[i]):
        if traffic.hits[i, h, H_LANE] == beside:
            other = traffic.hits[i, h]
            row = len(traffic.boxes) * MOST_WAYS
            reach = reach_m(speed_now, box[ACCEL])
            ways = lay(roads, red, chains, row, beside, other[H_S], speed_now, reach)
            row += int(np.argmax(chains.weights[row : row + ways]))
            left, target = other[H_D], 0.0
    travel, speed, lefts = (
        np.empty(FUTURE_STEPS), np.empty(FUTURE_STEPS), np.empty(FUTURE_STEPS)
    )  # fmt: skip
    _behind(traffic, travels, i, row, target, box[ACCEL], travel, speed)
    shift(left, rate, target, speed, lefts)
    _write(traffic, i, row, travel, speed, lefts, states)


@compiled
def _behind(
    traffic: Traffic, travels: Travels, i: int, row: int, left: float, accel: float,
    travel: Floats, speed: Floats,
) -> int:  # fmt: skip
    """Write how far and fast a vehicle gets on a chain; return who is ahead of it there."""
    speed[0] = traffic.speeds[i]
    ahead, gap, share = leader(traffic, i, row, left)
    follow(
        traffic.chains, row, accel, gap, share, travels.travel[ahead], travels.speed[ahead],
        travel, speed,
    )  # fmt: skip
    return ahead


@compiled
def _write(
    traffic: Traffic, i: int, row: int, travel: Floats, speed: Floats, lefts: Floats,
    states: Floats,
) -> None:  # fmt: skip
    """Write the states of a way; the first is where the object is now, to the last digit."""
    box = traffic.boxes[i]
    for t in range(FUTURE_STEPS):
        place(traffic.chains, row, travel[t], lefts[t], states[t])
        states[t, 3] = speed[t]
    off_x, off_y = box[X] - states[0, 0], box[Y] - states[0, 1]
    states[:, 0] += off_x
    states[:, 1] += off_y
    headings(states, box[HEADING])
