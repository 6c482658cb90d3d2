"""What the server says of signals rather than their values.

Source: COVESA VISS version 2 CORE, Static and Dynamic Metadata Filter Operations; the tree's form
follows the examples in TRANSPORT.
"""

from __future__ import annotations

from typing import cast

from segue.gateway.viss._filters import SUPPORTED
from segue.gateway.viss._paths import Addressed
from segue.vehicle.signals import Catalogue, SignalInfo

Node = dict[str, object]


def static_tree(catalogue: Catalogue, root: str, signals: Addressed, keys: tuple[str, ...]) -> Node:
    """Return the tree of what VSS says of the signals, from the last level of `root` down.

    Args:
        catalogue: Where the facts are.
        root: The request's own path, dotted.
        signals: Which leaves the tree has.
        keys: Which facts; all of them when empty.
    """
    levels = root.split(".")
    fixed = levels[: levels.index("*")] if "*" in levels else levels
    top: Node = {}
    for path in signals.paths:
        *branches, leaf = path.split(".")[len(fixed) - 1 :]
        children = top
        for name in branches:
            branch = cast("Node", children.setdefault(name, _chosen({"type": "branch"}, keys)))
            children = cast("Node", branch.setdefault("children", {}))
        children[leaf] = _chosen(_facts(catalogue.lookup(path)), keys)
    return top


def _facts(info: SignalInfo) -> Node:
    facts = {
        "type": info.entry,
        "datatype": info.datatype,
        "unit": info.unit or None,
        "min": info.low,
        "max": info.high,
        "allowed": list(info.allowed) or None,
    }
    return {key: fact for key, fact in facts.items() if fact is not None}


def _chosen(facts: Node, keys: tuple[str, ...]) -> Node:
    return {key: fact for key, fact in facts.items() if key in keys} if keys else facts


def server_capabilities() -> Node:
    """Return what this server can do, by domain.

    Its tokens come from `segue token` and not by VISS's own flows, so it lists none of those.
    """
    return {
        "filter": list(SUPPORTED),
        "access_ctrl": [],
        "transport_protocol": ["http", "ws"],
    }
