"""What the node asks of its worker process, and the frames that carry it.

A frame is a 4-byte big-endian length and that many bytes of MessagePack. The two ends are always
of one version: the node starts the worker from its own installation.
"""

from __future__ import annotations

import struct
from typing import Any

import msgspec

from segue.schema.journey import Place

LENGTH = struct.Struct(">I")


class Job(msgspec.Struct, frozen=True, kw_only=True, tag_field="job"):
    """Base of everything the worker does."""


class SearchPlaces(Job, frozen=True, kw_only=True, tag="search"):
    """→ tuple of Place, best first."""

    query: str
    limit: int
    near: Place | None = None


class PlanTrip(Job, frozen=True, kw_only=True, tag="plan"):
    """→ TripPlan or NoPlan."""

    origin: Place
    destination: Place
    car: str
    soc_frac: float


class BuildTile(Job, frozen=True, kw_only=True, tag="tile"):
    """→ bytes of one vector tile."""

    zoom: int
    column: int
    row: int


class ComposeMusic(Job, frozen=True, kw_only=True, tag="compose"):
    """→ None, when the folder holds the pieces that Segue brings itself."""

    folder: str


AnyJob = SearchPlaces | PlanTrip | BuildTile | ComposeMusic


class Done(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The job's result."""

    result: Any


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The job's error: the name of a class in `kernel.errors`, and its texts."""

    kind: str
    message: str
    do: str


Outcome = Done | Failed

encode_frame_body = msgspec.msgpack.Encoder().encode
decode_job = msgspec.msgpack.Decoder(AnyJob).decode
decode_outcome = msgspec.msgpack.Decoder(Outcome).decode


def frame(message: Job | Outcome) -> bytes:
    """Return the bytes that carry a message."""
    body = encode_frame_body(message)
    return LENGTH.pack(len(body)) + body
