"""The world's highways: an undirected graph with geometry, read from `data/roads.bin`.

A *point* is a coordinate, a *junction* a point where not exactly two roads meet, a *segment* the
straight line between two neighbouring points, an *edge* the chain of segments between two
junctions. Junctions are the first points, in Hilbert order, so that neighbours have near numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from segue.journey._columns import pack_columns, unpack_columns
from segue.journey._data_file import DATA_DIR, read_data_file, seal
from segue.journey._graph import component_numbers
from segue.journey._sphere import arc_m, unit_vectors

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ROADS_PATH = DATA_DIR / "roads.bin"
ROADS_KIND = "roads"
ROADS_VERSION = 1

_STEPS_PER_DEG = 1000
"""The source's own grid, 0.001°: 111 m north to south."""


@dataclass(frozen=True)
class RoadColumns:
    """The graph as it is stored."""

    point: NDArray[np.int64]
    """(P, 2) latitude and longitude [0.001°]; the junctions first."""
    junction_count: int
    edge_from: NDArray[np.int64]
    """(E,) junctions, ascending."""
    edge_to: NDArray[np.int64]
    """(E,) junctions."""
    inner_count: NDArray[np.int64]
    """(E,) points between the ends; they follow the junctions in `point`, edge by edge."""
    excess_m: NDArray[np.int64]
    """(S,) road length of each segment over the great circle between its ends; never negative."""
    rank: NDArray[np.int64]
    """(E,) how much long-distance traffic an edge carries: 0 most, RANKS - 1 least."""


RANKS = 7


def encode_roads(columns: RoadColumns) -> bytes:
    """Return the bytes of a roads file."""
    junction = columns.point[: columns.junction_count]
    owner = np.repeat(np.arange(len(columns.edge_from)), columns.inner_count)
    inner = columns.point[columns.junction_count :]
    before = np.concatenate([inner[:1] * 0, inner[:-1]])
    first = np.concatenate([[True], owner[1:] != owner[:-1]])[: len(owner)]
    before[first] = junction[columns.edge_from[owner[first]]]
    payload = pack_columns(
        {
            "junction_latitude": np.diff(junction[:, 0], prepend=0),
            "junction_longitude": np.diff(junction[:, 1], prepend=0),
            "out_degree": np.bincount(columns.edge_from, minlength=columns.junction_count),
            "edge_reach": columns.edge_to - columns.edge_from,
            "inner_count": columns.inner_count,
            "inner_latitude": inner[:, 0] - before[:, 0],
            "inner_longitude": inner[:, 1] - before[:, 1],
            "excess_m": columns.excess_m,
            "rank": columns.rank,
        }
    )
    return seal(ROADS_KIND, ROADS_VERSION, payload)


def decode_roads(path: Path) -> RoadColumns:
    """Return what a roads file holds.

    Raises:
        DataUnusable: See `read_data_file`.
    """
    stored = unpack_columns(read_data_file(path, ROADS_KIND, ROADS_VERSION))
    junction = np.stack(
        [np.cumsum(stored["junction_latitude"]), np.cumsum(stored["junction_longitude"])], axis=1
    )
    edge_from = np.repeat(np.arange(len(junction)), stored["out_degree"])
    inner_count = stored["inner_count"]
    step = np.stack([stored["inner_latitude"], stored["inner_longitude"]], axis=1)
    total = np.concatenate([np.zeros((1, 2), dtype=np.int64), np.cumsum(step, axis=0)])
    begins = np.cumsum(inner_count) - inner_count
    start = np.repeat(junction[edge_from] - total[begins], inner_count, axis=0)
    return RoadColumns(
        point=np.concatenate([junction, start + total[1:]]),
        junction_count=len(junction),
        edge_from=edge_from,
        edge_to=edge_from + stored["edge_reach"],
        inner_count=inner_count,
        excess_m=stored["excess_m"],
        rank=stored["rank"],
    )


@dataclass(frozen=True)
class Adjacency:
    """Both directions of every edge, by the junction they leave: compressed sparse rows."""

    begins: NDArray[np.int32]
    """(J + 1,)"""
    head: NDArray[np.int32]
    edge: NDArray[np.int32]


class RoadNetwork:
    """The graph with what routing, snapping and drawing derive from it."""

    def __init__(self, columns: RoadColumns) -> None:
        self.junction_count = columns.junction_count
        self.edge_from = columns.edge_from.astype(np.int32)
        self.edge_to = columns.edge_to.astype(np.int32)
        self.rank = columns.rank.astype(np.uint8)
        self.point_deg = columns.point / _STEPS_PER_DEG
        self.point_xyz = unit_vectors(self.point_deg)
        segment_count = columns.inner_count + 1
        self.edge_begins = np.concatenate([[0], np.cumsum(segment_count)]).astype(np.int32)
        """(E + 1,) first segment of each edge."""
        self.segment_from, self.segment_to = _segments(columns, self.edge_begins)
        self.segment_m = columns.excess_m + arc_m(
            self.point_xyz[self.segment_from], self.point_xyz[self.segment_to]
        )
        self.edge_m = np.add.reduceat(self.segment_m, self.edge_begins[:-1])

    @cached_property
    def adjacency(self) -> Adjacency:
        """The graph by junctions."""
        tail = np.concatenate([self.edge_from, self.edge_to])
        head = np.concatenate([self.edge_to, self.edge_from])
        order = np.argsort(tail, kind="stable")
        begins = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=self.junction_count))])
        return Adjacency(
            begins=begins.astype(np.int32),
            head=head[order],
            edge=(order % len(self.edge_from)).astype(np.int32),
        )

    @cached_property
    def component(self) -> NDArray[np.int32]:
        """(J,) number of the connected part each junction belongs to."""
        return component_numbers(self.junction_count, self.edge_from, self.edge_to)

    @cached_property
    def segment_edge(self) -> NDArray[np.int32]:
        """(S,) the edge of each segment."""
        return np.repeat(np.arange(len(self.edge_from), dtype=np.int32), np.diff(self.edge_begins))

    @cached_property
    def segment_begins_m(self) -> NDArray[np.float64]:
        """(S,) distance along its edge at which each segment begins."""
        begins_m = np.cumsum(self.segment_m) - self.segment_m
        return begins_m - begins_m[self.edge_begins[self.segment_edge]]

    @cached_property
    def segment_spheres(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(S, 3) middles of the segments' chords and (S,) half their lengths, for quick culling."""
        start, end = self.point_xyz[self.segment_from], self.point_xyz[self.segment_to]
        half_chord = np.linalg.norm(end - start, axis=1) / 2
        return ((start + end) / 2).astype(np.float32), half_chord.astype(np.float32)

    def edge_line(self, edge: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return (N, 2) positions [deg] and (N,) distances along an edge [m]."""
        begin, end = self.edge_begins[edge], self.edge_begins[edge + 1]
        points = np.append(self.segment_from[begin:end], self.segment_to[end - 1])
        return (
            self.point_deg[points],
            np.append(self.segment_begins_m[begin:end], self.edge_m[edge]),
        )

    def shortest_edge(self, tail: int, head: int) -> int:
        """Return the shortest edge that joins two neighbouring junctions."""
        begin, end = self.adjacency.begins[tail], self.adjacency.begins[tail + 1]
        edges = self.adjacency.edge[begin:end][self.adjacency.head[begin:end] == head]
        return int(edges[np.argmin(self.edge_m[edges])])


def _segments(
    columns: RoadColumns, edge_begins: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the (S,) points that segments start and end at."""
    count = edge_begins[-1]
    inner = np.arange(columns.junction_count, len(columns.point), dtype=np.int32)
    starts, ends = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    is_first, is_last = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    is_first[edge_begins[:-1]] = True
    is_last[edge_begins[1:] - 1] = True
    starts[is_first], starts[~is_first] = columns.edge_from, inner
    ends[is_last], ends[~is_last] = columns.edge_to, inner
    return starts, ends


@lru_cache(maxsize=1)
def load_roads(path: Path = ROADS_PATH) -> RoadNetwork:
    """Return the network in a file; the second call is free.

    Raises:
        DataUnusable: See `read_data_file`.
    """
    return RoadNetwork(decode_roads(path))
