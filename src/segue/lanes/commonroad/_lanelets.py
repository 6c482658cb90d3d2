"""The lanelets of a file, as it has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segue.lanes.commonroad._document import Node

Floats = NDArray[np.float64]
Marking = Literal["", "dashed", "solid"]
"""Empty: none, or not known."""

_MARKINGS: dict[str, Marking] = {
    "dashed": "dashed", "broad_dashed": "dashed", "solid": "solid", "broad_solid": "solid",
    "curb": "solid", "lowered_curb": "solid", "dashed_dashed": "dashed", "solid_solid": "solid",
    "dashed_solid": "solid", "solid_dashed": "solid", "no_marking": "", "unknown": "",
}  # fmt: skip
_SHORTEST_STEP_M = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanelet:
    """One lanelet. Its borders have as many points each, without those that stand still."""

    node: Node
    lanelet_id: str
    left_m: Floats
    right_m: Floats
    left_marking: Marking
    right_marking: Marking
    successors: tuple[str, ...]
    predecessors: tuple[str, ...]
    left: str | None
    right: str | None
    oncoming: str | None
    types: frozenset[str]
    users: frozenset[str]
    """Who may drive on it one way; empty: everybody."""
    signs: tuple[str, ...]
    lights: tuple[str, ...]
    speed_limit_mps: float | None
    """As 2018b has it; 2020a has a sign."""


def lanelets_of(root: Node) -> dict[str, Lanelet]:
    """Return the lanelets by id, in the file's order.

    Raises:
        DataUnusable: There are none, or one cannot be used.
    """
    found: dict[str, Lanelet] = {}
    for node in root.children("lanelet"):
        lanelet = _lanelet(node)
        if lanelet.lanelet_id in found:
            node.refuse("has an id that another lanelet has")
        found[lanelet.lanelet_id] = lanelet
    if not found:
        root.refuse("has no lanelet")
    for lanelet in found.values():
        beside = (lanelet.left, lanelet.right, lanelet.oncoming)
        for other in (*lanelet.successors, *lanelet.predecessors, *beside):
            if other is not None and other not in found:
                lanelet.node.refuse(f"names lanelet {other}, which is nowhere")
    return found


def _lanelet(node: Node) -> Lanelet:
    left_m, right_m = _borders_m(node)
    limit = node.find("speedLimit")
    left, left_same = _beside(node, "adjacentLeft")
    right, right_same = _beside(node, "adjacentRight")
    return Lanelet(
        node=node,
        lanelet_id=node.attribute("id"),
        left_m=left_m,
        right_m=right_m,
        left_marking=_marking(node.child("leftBound")),
        right_marking=_marking(node.child("rightBound")),
        successors=_refs(node, "successor"),
        predecessors=_refs(node, "predecessor"),
        left=left if left_same else None,
        right=right if right_same else None,
        oncoming=None if left_same else left,
        types=frozenset(one.text for one in node.children("laneletType")),
        users=frozenset(one.text for one in node.children("userOneWay")),
        signs=_refs(node, "trafficSignRef"),
        lights=_refs(node, "trafficLightRef"),
        speed_limit_mps=None if limit is None else limit.number(),
    )


def _borders_m(node: Node) -> tuple[Floats, Floats]:
    left_m, right_m = (_points_m(node.child(name)) for name in ("leftBound", "rightBound"))
    if len(left_m) != len(right_m):
        node.refuse(f"has {len(left_m)} points on its left and {len(right_m)} on its right")
    step = np.diff(0.5 * (left_m + right_m), axis=0)
    moves = np.concatenate(([True], np.hypot(step[:, 0], step[:, 1]) > _SHORTEST_STEP_M))
    if moves.sum() < 2:  # noqa: PLR2004
        node.refuse("has no length")
    return left_m[moves], right_m[moves]


def _points_m(bound: Node) -> Floats:
    points = np.array([point.point() for point in bound.children("point")])
    return points if len(points) > 1 else bound.refuse("has fewer than 2 points")


def _marking(bound: Node) -> Marking:
    marking = bound.find("lineMarking")
    return "" if marking is None else _MARKINGS.get(marking.text, "")


def _beside(node: Node, name: str) -> tuple[str | None, bool]:
    """Return who is beside, and whether it goes the same way."""
    beside = node.find(name)
    if beside is None:
        return None, True
    return beside.attribute("ref"), beside.attribute("drivingDir") == "same"


def _refs(node: Node, name: str) -> tuple[str, ...]:
    return tuple(one.attribute("ref") for one in node.children(name))
