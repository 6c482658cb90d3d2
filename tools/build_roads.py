"""Build `src/segue/journey/data/roads.bin` from the world highways of scgraph-data.

    pip download --no-deps scgraph-data==2.0.0
    python tools/build_roads.py scgraph_data-2.0.0-py3-none-any.whl

The wheel's module cannot be imported (it needs `scgraph.core`, which is gone), so its two literals
are read as text. Nodes lie on a grid of 0.001°, which is kept exactly; a length is kept as the
whole metres by which it exceeds the great circle between its ends. Takes about five minutes, most
of it for the ranks; needs `places.bin`, so run build_places.py first.
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from missing_links import MISSING_LINKS
from road_ranks import rank_edges
from segue.journey._roads import ROADS_PATH, RoadColumns, RoadNetwork, encode_roads
from segue.journey._sphere import arc_m, unit_vectors

_MODULE = "scgraph_data/world_highways.py"
_STEPS_PER_DEG = 1000
_M_PER_KM = 1000.0

Ints = NDArray[np.int64]


class Roads(NamedTuple):
    """Roads between two nodes, each once."""

    tail: Ints
    head: Ints
    length_m: NDArray[np.float64]


def read_wheel(wheel: Path) -> tuple[Ints, Roads]:
    """Return (N, 2) nodes on the grid, and the roads between them."""
    text = zipfile.ZipFile(wheel).read(_MODULE).decode()
    graph_at, nodes_at = text.index("graph="), text.index("nodes=")
    node_text = text[nodes_at + len("nodes=") : text.index("]]", nodes_at)]
    degrees = np.array(re.sub(r"[\[\],]", " ", node_text).split(), dtype=float).reshape(-1, 2)
    roads = [
        (tail, int(head), float(length_km) * _M_PER_KM)
        for tail, row in enumerate(text[graph_at:nodes_at].split("}")[:-1])
        for head, length_km in re.findall(r"(\d+): ([\d.e+-]+)", row)
        if tail < int(head)  # each road is listed from both ends; a loop to itself leads nowhere
    ]
    tail, head, length_m = zip(*roads, strict=True)
    return (
        np.round(degrees * _STEPS_PER_DEG).astype(np.int64),
        Roads(np.array(tail), np.array(head), np.array(length_m)),
    )


def mend(node: Ints, roads: Roads) -> Roads:
    """Return the roads with those of MISSING_LINKS, as long as the great circle."""
    degrees = node / _STEPS_PER_DEG
    ends = [
        [int(np.square(degrees - position).sum(axis=1).argmin()) for position in link[1:]]
        for link in MISSING_LINKS
    ]
    tail, head = np.array(ends).T
    node_xyz = unit_vectors(degrees)
    return Roads(
        np.append(roads.tail, tail),
        np.append(roads.head, head),
        np.append(roads.length_m, arc_m(node_xyz[tail], node_xyz[head])),
    )


def contract(count: int, tail: Ints, head: Ints) -> list[tuple[list[int], list[int]]]:
    """Return chains of (nodes, roads): every road once, joined where just two of them meet."""
    roads_at: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for road, (start, end) in enumerate(zip(tail.tolist(), head.tolist(), strict=True)):
        roads_at[start].append((end, road))
        roads_at[end].append((start, road))
    seen = [False] * len(tail)
    chains: list[tuple[list[int], list[int]]] = []

    def follow(nodes: list[int], roads: list[int]) -> None:
        seen[roads[-1]] = True
        while len(roads_at[nodes[-1]]) == 2 and nodes[-1] != nodes[0]:  # noqa: PLR2004
            node, road = next(way for way in roads_at[nodes[-1]] if way[1] != roads[-1])
            nodes.append(node)
            roads.append(road)
            seen[road] = True
        chains.append((nodes, roads))

    for start, ways in enumerate(roads_at):
        if len(ways) != 2:  # noqa: PLR2004
            for end, road in ways:
                if not seen[road]:
                    follow([start, end], [road])
    for road, (start, end) in enumerate(zip(tail.tolist(), head.tolist(), strict=True)):
        if not seen[road]:  # what is left are rings without a junction
            follow([start, end], [road])
    return chains


def hilbert_index(latitude: Ints, longitude: Ints) -> Ints:
    """Return the place of grid points along a Hilbert curve.

    Source: Warren, Hacker's Delight, 2nd ed., section 16-2.
    """
    x, y = longitude + 180 * _STEPS_PER_DEG, latitude + 90 * _STEPS_PER_DEG
    index = np.zeros(len(x), dtype=np.int64)
    for bit in range(18, -1, -1):
        right, upper = x >> bit & 1, y >> bit & 1
        index = index << 2 | (3 * right) ^ upper
        x, y = x & (1 << bit) - 1, y & (1 << bit) - 1
        flip = (upper == 0) & (right == 1)
        x, y = np.where(flip, (1 << bit) - 1 - x, x), np.where(flip, (1 << bit) - 1 - y, y)
        x, y = np.where(upper == 0, y, x), np.where(upper == 0, x, y)
    return index


def build_columns(node: Ints, roads: Roads) -> RoadColumns:
    """Return the contracted graph; `rank` is still to be filled in."""
    tail, head, length_m = roads
    node_xyz = unit_vectors(node / _STEPS_PER_DEG)
    beyond_m = length_m - arc_m(node_xyz[tail], node_xyz[head])
    excess_m = np.maximum(np.round(beyond_m), 0).astype(np.int64)
    chains = contract(len(node), tail, head)
    junctions = np.unique([end for nodes, _ in chains for end in (nodes[0], nodes[-1])])
    junctions = junctions[np.argsort(hilbert_index(*node[junctions].T), kind="stable")]
    number = np.full(len(node), -1)
    number[junctions] = np.arange(len(junctions))
    chains = [
        chain if number[chain[0][0]] <= number[chain[0][-1]] else (chain[0][::-1], chain[1][::-1])
        for chain in chains
    ]
    chains.sort(key=lambda chain: (number[chain[0][0]], number[chain[0][-1]]))
    inner = np.array([point for nodes, _ in chains for point in nodes[1:-1]], dtype=np.int64)
    return RoadColumns(
        point=np.concatenate([node[junctions], node[inner]]),
        junction_count=len(junctions),
        edge_from=number[[nodes[0] for nodes, _ in chains]],
        edge_to=number[[nodes[-1] for nodes, _ in chains]],
        inner_count=np.array([len(nodes) - 2 for nodes, _ in chains]),
        excess_m=excess_m[[road for _, roads in chains for road in roads]],
        rank=np.zeros(len(chains), dtype=np.int64),
    )


def main() -> None:
    """Build the file and say what is in it."""
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit(__doc__)
    node, roads = read_wheel(Path(sys.argv[1]))
    columns = build_columns(node, mend(node, roads))
    network = RoadNetwork(columns)
    columns.rank[:] = rank_edges(network)
    ROADS_PATH.write_bytes(encode_roads(columns))
    print(
        f"{len(columns.point)} points, {columns.junction_count} junctions, "
        f"{len(columns.edge_from)} edges, {network.edge_m.sum() / _M_PER_KM:.0f} km, "
        f"{ROADS_PATH.stat().st_size} bytes"
    )


if __name__ == "__main__":
    main()
