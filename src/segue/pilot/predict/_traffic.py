"""Where everybody is, who drives behind whom, and how far all get when each keeps its lane."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.predict._chains import MOST_WAYS, Chains, lay, room_for
from segue.pilot.predict._locate import (
    H_D,
    H_EXCESS,
    H_HEADING,
    H_LANE,
    H_S,
    H_TURN,
    MOST_HITS,
    lanes_at,
    own_lane,
)
from segue.pilot.predict._motion import (
    ACCEL_FADES_S,
    advance,
    along_accel,
    hold_behind,
    own_time_gap,
)
from segue.pilot.predict._roads import Roads
from segue.schema.drive import (
    ACCEL,
    FUTURE_STEP_S,
    FUTURE_STEPS,
    HEADING,
    LENGTH,
    VX,
    VY,
    WIDTH,
    Floats,
    Ints,
    Kind,
    X,
    Y,
)

_BESIDE_M = 0.1
"""Between two paths, what is too little to pass by; estimated."""
_TOUCH_M = 0.3
"""How far into one another boxes may be, as they are seen, and still be one behind the other."""
_REVERSING_MPS = -0.3
_HORIZON_S = FUTURE_STEP_S * (FUTURE_STEPS - 1)
_MARGIN_M = 20.0


class Traffic(NamedTuple):
    """Everybody, by row; the last is the car itself."""

    boxes: Floats
    """(N, 9): as `Objects.boxes`."""
    kinds: Ints
    hits: Floats
    """(N, MOST_HITS, 8): the lanes near each."""
    hit_counts: Ints
    own: Ints
    """(N,): which hit is the lane it drives on; -1 when it drives on none."""
    speeds: Floats
    """(N,): along its lane."""
    chains: Chains
    first_way: Ints
    """(N,): the chains of each."""
    ways: Ints
    """(N,): how many."""
    rows: Ints
    """(N,): the likeliest; -1 when there is none."""
    on_lane: Ints
    """(L,): the first entry of who is on a lane; an entry is object * MOST_HITS + hit."""
    following: Ints
    """The next entry; -1 ends a list."""


class Travels(NamedTuple):
    """How far everybody gets who keeps its lane, by row."""

    leaders: Ints
    """(N,): who is ahead; -1 when nobody is."""
    travel: Floats
    """(N, FUTURE_STEPS): metres."""
    speed: Floats
    """(N, FUTURE_STEPS)."""


@compiled
def traffic_of(roads: Roads, red: Ints, boxes: Floats, kinds: Ints) -> Traffic:
    """Return where everybody is and may go; `red` tells the lights that hold them."""
    count = len(boxes)
    hits = np.empty((count, MOST_HITS, 8))
    hit_counts = np.zeros(count, np.int64)
    own = np.full(count, -1, np.int64)
    speeds = np.empty(count)
    chains = room_for((count + 1) * MOST_WAYS)  # the last ones are for lane changes
    first_way = np.zeros(count, np.int64)
    ways = np.zeros(count, np.int64)
    rows = np.full(count, -1, np.int64)
    used = 0
    for i in range(count):
        box = boxes[i]
        speeds[i] = math.hypot(box[VX], box[VY])
        hit_counts[i] = lanes_at(roads, box[X], box[Y], box[HEADING], hits[i])
        if kinds[i] == Kind.PEDESTRIAN or kinds[i] == Kind.OBSTACLE:
            continue
        chosen = own_lane(hits[i], hit_counts[i])
        hit = hits[i, chosen]
        along = box[VX] * math.cos(hit[H_HEADING]) + box[VY] * math.sin(hit[H_HEADING])
        if chosen < 0 or along < _REVERSING_MPS:  # no lane tells where to
            continue
        own[i], speeds[i], first_way[i] = chosen, max(along, 0.0), used
        reach = reach_m(speeds[i], box[ACCEL])
        ways[i] = lay(roads, red, chains, used, int(hit[H_LANE]), hit[H_S], speeds[i], reach)
        rows[i] = used + np.argmax(chains.weights[used : used + ways[i]])
        used += ways[i]
    on_lane, following = _occupants(len(roads.lanes), boxes, hits, hit_counts)
    return Traffic(
        boxes, kinds, hits, hit_counts, own, speeds, chains, first_way, ways, rows, on_lane,
        following,
    )  # fmt: skip


@compiled
def reach_m(speed: float, accel: float) -> float:
    """Return how far ahead a vehicle's way is needed."""
    return (speed + max(accel, 0.0) * ACCEL_FADES_S) * _HORIZON_S + _MARGIN_M


@compiled
def _occupants(lanes: int, boxes: Floats, hits: Floats, counts: Ints) -> tuple[Ints, Ints]:
    """Return who is on each lane: `on_lane` and `following` of `Traffic`."""
    first = np.full(lanes, -1, np.int64)
    following = np.full(len(boxes) * MOST_HITS, -1, np.int64)
    for i in range(len(boxes) - 1, -1, -1):
        for h in range(counts[i]):
            if hits[i, h, H_EXCESS] < 0.5 * boxes[i, WIDTH]:
                lane, entry = int(hits[i, h, H_LANE]), i * MOST_HITS + h
                following[entry] = first[lane]
                first[lane] = entry
    return first, following


@compiled
def leader(traffic: Traffic, i: int, row: int, left: float) -> tuple[int, float, float]:
    """Return who is next ahead on a chain, the gap to it, and how much of its way is along it.

    The object is -1 and the gap infinite when there is nobody. `left` is where across the chain
    object `i` will drive.
    """
    found, nearest, share = -1, math.inf, 0.0
    boxes, hits, chains = traffic.boxes, traffic.hits, traffic.chains
    for k in range(chains.counts[row]):
        entry = int(traffic.on_lane[chains.lanes[row, k]])
        while entry >= 0:
            j, h = entry // MOST_HITS, entry % MOST_HITS
            entry = int(traffic.following[entry])
            if j == i:
                continue
            along = math.cos(hits[j, h, H_TURN])
            turn = abs(along)
            half = 0.5 * (turn * boxes[j, LENGTH] + (1.0 - turn) * boxes[j, WIDTH])
            half_width = 0.5 * (turn * boxes[j, WIDTH] + (1.0 - turn) * boxes[j, LENGTH])
            away = chains.begins_m[row, k] + hits[j, h, H_S]
            gap = away - half - 0.5 * boxes[i, LENGTH]
            beside = abs(hits[j, h, H_D] - left) - half_width - 0.5 * boxes[i, WIDTH]
            if -_TOUCH_M < gap < nearest and beside < _BESIDE_M:
                found, nearest, share = j, gap, along
    return found, nearest, share


@compiled
def drive_all(traffic: Traffic) -> Travels:
    """Return how far everybody gets, all at once."""
    boxes, chains, speeds, rows = traffic.boxes, traffic.chains, traffic.speeds, traffic.rows
    count = len(boxes)
    leaders = np.full(count, -1, np.int64)
    gaps = np.full(count, math.inf)
    shares = np.zeros(count)
    for i in range(count):
        if rows[i] >= 0:
            left = traffic.hits[i, traffic.own[i], H_D]
            leaders[i], gaps[i], shares[i] = leader(traffic, i, rows[i], left)
    travel = np.zeros((count, FUTURE_STEPS))
    speed = np.zeros((count, FUTURE_STEPS))
    speed[:, 0] = speeds
    for t in range(FUTURE_STEPS - 1):
        fade = math.exp(-t * FUTURE_STEP_S / ACCEL_FADES_S)
        for i in range(count):
            j = leaders[i]
            gap = gaps[i] + shares[i] * travel[j, t] - travel[i, t]
            closing = speed[i, t] - shares[i] * speed[j, t]
            accel = along_accel(
                chains, rows[i], travel[i, t], speed[i, t], boxes[i, ACCEL] * fade,
                gap, closing, own_time_gap(gaps[i], speeds[i]),
            )  # fmt: skip
            travel[i, t + 1], speed[i, t + 1] = advance(travel[i, t], speed[i, t], accel)
        for i in range(count):
            j = leaders[i]
            furthest = gaps[i] + shares[i] * travel[j, t + 1]
            hold_behind(travel[i], speed[i], t + 1, furthest, shares[i] * speed[j, t + 1])
    return Travels(leaders, travel, speed)


@compiled
def follow(
    chains: Chains, row: int, accel: float, gap: float, share: float,
    ahead: Floats, ahead_speed: Floats, travel: Floats, speed: Floats,
) -> None:  # fmt: skip
    """Write one vehicle's way behind another whose way is known; `speed[0]` is its own now.

    `gap` is to the one ahead now, inf when there is nobody; `ahead` is how far that one gets.
    """
    travel[0] = 0.0
    time_gap = own_time_gap(gap, speed[0])
    for t in range(FUTURE_STEPS - 1):
        wished = accel * math.exp(-t * FUTURE_STEP_S / ACCEL_FADES_S)
        between = gap + share * ahead[t] - travel[t]
        closing = speed[t] - share * ahead_speed[t]
        more = along_accel(chains, row, travel[t], speed[t], wished, between, closing, time_gap)
        travel[t + 1], speed[t + 1] = advance(travel[t], speed[t], more)
        hold_behind(travel, speed, t + 1, gap + share * ahead[t + 1], share * ahead_speed[t + 1])
