"""SciPy's graph searches, with types: SciPy ships none."""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

if TYPE_CHECKING:
    from numpy.typing import NDArray


def search_from(
    source: int,
    *,
    begins: NDArray[np.int32],
    head: NDArray[np.int32],
    cost: NDArray[np.float64],
    limit: float,
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return the least cost of each node from a source, and the node before it.

    Args:
        source: The node to start from.
        begins: (N + 1,) where the arcs that leave each node begin in `head` and `cost`.
        head: (A,) nodes.
        cost: (A,) never negative; of several arcs between two nodes the cheapest counts.
        limit: Nodes that cost more stay at infinity.
    """
    count = len(begins) - 1
    graph = csr_array((cost, head, begins), shape=(count, count))
    found = dijkstra(graph, indices=source, return_predecessors=True, limit=limit)
    return cast("tuple[NDArray[np.float64], NDArray[np.int32]]", found)


def component_numbers(
    count: int, tail: NDArray[np.int32], head: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return (count,) numbers of the connected parts of an undirected graph."""
    joins = csr_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(count, count))
    return cast("NDArray[np.int32]", connected_components(joins, directed=False)[1])
