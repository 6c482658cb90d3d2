"""What signs and lights say: how fast, who waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from segue.lanes.commonroad._document import Node
from segue.lanes.commonroad._lanelets import Lanelet

Rank = Literal["priority", "", "yield", "stop"]
Turn = Literal["left", "straight", "right"]

_LIMITS = frozenset({
    "274", "274.1",  # DEU and its zones; also CHN and ITA
    "3.24", "B14", "B31", "C43", "R15", "R2-1", "r301",  # RUS, FRA, HRV, BEL, ARG, USA, ESP
    "\N{GREEK CAPITAL LETTER RHO}-32",  # GRC
})  # fmt: skip
"""Speed limits by country, as the format's documentation numbers them."""
_RANKS: dict[str, Rank] = {
    "205": "yield", "206": "stop", "301": "priority", "306": "priority",  # DEU
    "R1-1": "stop", "R1-2": "yield",  # USA, AUS
    "r1": "yield", "r2": "stop", "r3": "priority",  # ESP
}  # fmt: skip
_URBAN_MPS = 50.0 / 3.6
_COUNTRY_MPS = 100.0 / 3.6
_HIGHWAY_MPS = 130.0 / 3.6
"""Without a sign: Germany's in towns and outside, and what it advises on motorways."""
_BY_TYPE = {
    "urban": _URBAN_MPS, "country": _COUNTRY_MPS, "highway": _HIGHWAY_MPS,
    "interstate": _HIGHWAY_MPS, "mainCarriageWay": _HIGHWAY_MPS, "accessRamp": _HIGHWAY_MPS,
    "exitRamp": _HIGHWAY_MPS,
}  # fmt: skip
_LIGHT_TURNS: dict[str, frozenset[Turn]] = {
    "left": frozenset({"left"}),
    "straight": frozenset({"straight"}),
    "right": frozenset({"right"}),
    "leftStraight": frozenset({"left", "straight"}),
    "straightRight": frozenset({"straight", "right"}),
    "leftRight": frozenset({"left", "right"}),
    "all": frozenset({"left", "straight", "right"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What of a sign concerns a car's way: the rest says nothing here."""

    limit_mps: float | None = None
    rank: Rank = ""


def signs_of(root: Node) -> dict[str, Sign]:
    """Return the signs by id.

    Raises:
        DataUnusable: One has no id of its kind, or is a limit without a number.
    """
    return {node.attribute("id"): _sign(node) for node in root.children("trafficSign")}


def _sign(node: Node) -> Sign:
    limit_mps: float | None = None
    rank: Rank = ""
    for element in node.children("trafficSignElement"):
        kind = element.child("trafficSignID").text
        rank = _RANKS.get(kind, rank)
        if kind in _LIMITS:
            limit_mps = element.child("additionalValue").number()
            if limit_mps <= 0.0:
                element.refuse("limits the speed to 0 or less")
    return Sign(limit_mps=limit_mps, rank=rank)


def usual_limit_mps(root: Node) -> float:
    """Return the least that holds without a sign, by what the scenario is tagged as.

    Files of highways that were converted from 2018b have every lanelet as urban.
    """
    tags = root.find("scenarioTags")
    named = {one.tag for one in tags.children()} if tags else set[str]()
    named.update((root.element.get("tags") or "").split())
    return _HIGHWAY_MPS if named & {"highway", "interstate"} else _URBAN_MPS


def speed_limits_mps(
    lanelets: Mapping[str, Lanelet], signs: Mapping[str, Sign], usual_mps: float
) -> dict[str, float]:
    """Return the limit on each lanelet: what is said of it, else of the one before, or after.

    A limit goes on until another is said: within an intersection none is. Where nothing is said
    before or after either, it is what the kind of road has.
    """
    limits: dict[str, float] = {}
    for key, lanelet in lanelets.items():
        said = [signs[sign].limit_mps for sign in lanelet.signs if sign in signs]
        known = [limit for limit in (*said, lanelet.speed_limit_mps) if limit is not None]
        if known:
            limits[key] = min(known)
    for ways in ("predecessors", "successors"):
        _go_on(limits, lanelets, ways)
    for key, lanelet in lanelets.items():
        by_type = max((_BY_TYPE.get(kind, 0.0) for kind in lanelet.types), default=0.0)
        limits.setdefault(key, max(by_type, usual_mps))
    return limits


def _go_on(
    limits: dict[str, float],
    lanelets: Mapping[str, Lanelet],
    ways: Literal["predecessors", "successors"],
) -> None:
    """Give what has no limit that of its neighbours on one side, as far as that reaches."""
    changed = True
    while changed:
        changed = False
        for key, lanelet in lanelets.items():
            beside = lanelet.predecessors if ways == "predecessors" else lanelet.successors
            known = [limits[one] for one in beside if one in limits]
            if key not in limits and known:
                limits[key] = min(known)
                changed = True


def rank_of(lanelet: Lanelet, signs: Mapping[str, Sign]) -> Rank:
    """Return what the signs of a lanelet say of who goes first at its end; the strictest."""
    ranks = {signs[key].rank for key in lanelet.signs if key in signs}
    strictest_first: tuple[Rank, ...] = ("stop", "yield", "priority")
    for rank in strictest_first:
        if rank in ranks:
            return rank
    return ""


def light_turns_of(root: Node) -> dict[str, frozenset[Turn]]:
    """Return the traffic lights that work: which turns each is for.

    Raises:
        DataUnusable: One has an unknown direction.
    """
    turns: dict[str, frozenset[Turn]] = {}
    for node in root.children("trafficLight"):
        active, direction = node.find("active"), node.find("direction")
        if active is not None and active.text == "false":
            continue
        name = "all" if direction is None else direction.text
        if name not in _LIGHT_TURNS:
            node.refuse(f"is for {name}, which is no direction")
        turns[node.attribute("id")] = _LIGHT_TURNS[name]
    return turns
