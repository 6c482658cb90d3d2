"""The jobs of the worker process: what they are on the wire, and the process that does them.

Nothing heavy is loaded before a job needs it, and nothing of the node's own: the process is small.
"""

from __future__ import annotations

from segue.node.jobs._wire import (
    OWN_PIECES,
    AnyJob,
    BuildTile,
    ComposeMusic,
    Failed,
    Outcome,
    PlanTrip,
    PreparePlaces,
    ResolvePlace,
    SearchPlaces,
    decode_outcome,
    frame,
    result_of,
)

__all__ = [
    "OWN_PIECES",
    "AnyJob",
    "BuildTile",
    "ComposeMusic",
    "Failed",
    "Outcome",
    "PlanTrip",
    "PreparePlaces",
    "ResolvePlace",
    "SearchPlaces",
    "decode_outcome",
    "frame",
    "result_of",
]
