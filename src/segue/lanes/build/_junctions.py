"""Places where roads cross, and who goes first there: by sign, by light, from the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import shapely

from segue.kernel import LocalUseError
from segue.lanes._map import LaneMap
from segue.lanes.build._builder import Builder, CrossSection
from segue.lanes.build._line import arc, straight, trace

_MOUTH_M = 12.0
"""From the middle of a junction to where its arms begin: room for a right turn of 9 m radius."""
_TURN_MPS = 8.0
_RING_MPS = 9.0
_MOST_ARMS = 12
_RING_GAP_RAD = 0.45
"""Along a roundabout's ring, from the line of an arm to where cars come in and go out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A road that ends at a junction. Its lane `NAME.1` comes in, `NAME.-1` goes out."""

    name: str
    heading_rad: float
    """Outward from the middle."""
    length_m: float = 150.0
    first: bool = False
    """Whether its traffic goes first: a main road."""
    stop_sign: bool = False
    light: str | None = None


@dataclass(frozen=True, slots=True)
class _Turn:
    lane_id: str
    come: Arm
    go: Arm

    @property
    def left_rad(self) -> float:
        """How far it turns; positive to the left."""
        return math.remainder(self.go.heading_rad - self.come.heading_rad - math.pi, math.tau)


def junction(arms: Sequence[Arm], section: CrossSection) -> LaneMap:
    """Return a place where roads of one lane each way meet: a T with three arms, an X with four.

    Turns are called `west.1>north.-1`. Traffic gives way to main roads, then to what comes from the
    right; who turns left also to what comes straight on. A light decides between the roads that
    have one.

    Raises:
        LocalUseError: There are fewer than three arms or more than twelve, or two of one name.
    """
    builder, one_each_way = _arms(arms, section, mouth_m=_MOUTH_M)
    turns = [
        _Turn(
            builder.turn(
                f"{come.name}.1",
                f"{go.name}.-1",
                speed_limit_mps=_turn_limit_mps(come, go, one_each_way),
                light=come.light,
            ),
            come,
            go,
        )
        for come, go in permutations(arms, 2)
    ]
    lines = {turn.lane_id: shapely.LineString(builder[turn.lane_id].centre_m) for turn in turns}
    for one, two in permutations(turns, 2):
        if one.come is two.come or not lines[one.lane_id].intersects(lines[two.lane_id]):
            continue
        if _yields(one, two):
            builder.give_way(one.lane_id, [two.lane_id])
    for arm in arms:
        if arm.stop_sign:
            builder.stop_sign(f"{arm.name}.1")
    return builder.build("junction")


def roundabout(arms: Sequence[Arm], section: CrossSection, *, radius_m: float = 18.0) -> LaneMap:
    """Return a ring of one lane, driven counter-clockwise, whose traffic goes first.

    From where an arm comes in, `ring.NAME` leads to where the next goes out, and `ring.NAME.by`
    from where the arm goes out to where it comes in.

    Args:
        arms: At least three; their order does not matter.
        section: Of arms and ring.
        radius_m: Of the middle of the ring's lane.

    Raises:
        LocalUseError: As `junction`, or two arms are so near to each other that there is no ring
            between them.
    """
    builder, _ = _arms(arms, section, mouth_m=radius_m + _MOUTH_M)
    ring = replace(section, lanes=1, oncoming=0, shoulder_m=0.0, speed_limit_mps=_RING_MPS)
    middle_m = radius_m - 0.5 * section.lane_width_m  # the ring's lane is right of its line

    def lay(name: str, from_rad: float, to_rad: float) -> None:
        start = (
            middle_m * math.cos(from_rad),
            middle_m * math.sin(from_rad),
            from_rad + 0.5 * math.pi,
        )
        builder.road(name, trace([arc(middle_m * (to_rad - from_rad), middle_m)], start), ring)

    around = sorted(arms, key=lambda arm: arm.heading_rad % math.tau)
    following = [*around[1:], around[0]]
    for arm, after in zip(around, following, strict=True):
        at_rad = arm.heading_rad % math.tau
        next_rad = at_rad + (after.heading_rad - at_rad) % math.tau
        if next_rad - at_rad <= 2.0 * _RING_GAP_RAD:
            raise LocalUseError(f"Arms {arm.name} and {after.name} are too near to each other.")
        lay(f"ring.{arm.name}.by", at_rad - _RING_GAP_RAD, at_rad + _RING_GAP_RAD)
        lay(f"ring.{arm.name}", at_rad + _RING_GAP_RAD, next_rad - _RING_GAP_RAD)
    for arm, after in zip(around, following, strict=True):
        builder.join(f"ring.{arm.name}.by.1", f"ring.{arm.name}.1")
        builder.join(f"ring.{arm.name}.1", f"ring.{after.name}.by.1")
        builder.turn(f"ring.{arm.name}.1", f"{after.name}.-1", speed_limit_mps=_TURN_MPS)
        way_in = builder.turn(f"{arm.name}.1", f"ring.{arm.name}.1", speed_limit_mps=_TURN_MPS)
        builder.give_way(way_in, [f"ring.{arm.name}.by.1"])
    return builder.build("roundabout")


def _arms(
    arms: Sequence[Arm], section: CrossSection, *, mouth_m: float
) -> tuple[Builder, CrossSection]:
    names = {arm.name for arm in arms}
    if not 3 <= len(arms) <= _MOST_ARMS or len(names) != len(arms):  # noqa: PLR2004
        raise LocalUseError(
            f"A junction has 3 to {_MOST_ARMS} arms of different names, not {len(arms)} of "
            f"{len(names)}."
        )
    builder, one_each_way = Builder(), replace(section, lanes=1, oncoming=1)
    for arm in arms:
        out_m = mouth_m + arm.length_m
        cos, sin = math.cos(arm.heading_rad), math.sin(arm.heading_rad)
        line = trace(
            [straight(arm.length_m)], (out_m * cos, out_m * sin, arm.heading_rad + math.pi)
        )
        builder.road(arm.name, line, one_each_way)
    return builder, one_each_way


def _turn_limit_mps(come: Arm, go: Arm, section: CrossSection) -> float:
    turned_rad = abs(math.remainder(go.heading_rad - come.heading_rad - math.pi, math.tau))
    return section.speed_limit_mps if turned_rad < math.pi / 4.0 else _TURN_MPS


def _yields(one: _Turn, two: _Turn) -> bool:
    """Whether the traffic of one turn waits for another's whose way it crosses or joins."""
    opposite = abs(math.remainder(two.come.heading_rad - one.come.heading_rad, math.tau))
    if one.come.first != two.come.first:
        return two.come.first
    if opposite > 3.0 * math.pi / 4.0:
        return one.left_rad > two.left_rad
    if one.come.light and two.come.light:
        return False
    return math.remainder(two.come.heading_rad - one.come.heading_rad, math.tau) > 0.0
