"""What the node asks of its worker process, and what that answers, in MessagePack."""

from __future__ import annotations

from typing import Any

import msgspec

from segue.kernel.frames import framed
from segue.schema.journey import NoPlan, Place, TripPlan


class Job(msgspec.Struct, frozen=True, kw_only=True, tag_field="job"):
    """Base of everything the worker does."""


class SearchPlaces(Job, frozen=True, kw_only=True, tag="search"):
    """→ tuple of Place, best first."""

    query: str
    limit: int
    near: Place | None = None


class PreparePlaces(Job, frozen=True, kw_only=True, tag="prepare"):
    """→ None, when the search index is there: searches are quick from then on."""


class ResolvePlace(Job, frozen=True, kw_only=True, tag="resolve"):
    """→ the one Place that a text names."""

    text: str


class PlanTrip(Job, frozen=True, kw_only=True, tag="plan"):
    """→ TripPlan or NoPlan."""

    origin: Place
    destination: Place
    car: str
    soc_frac: float
    climate_w: float = 0.0


class BuildTile(Job, frozen=True, kw_only=True, tag="tile"):
    """→ bytes of one vector tile."""

    zoom: int
    column: int
    row: int


class ComposeMusic(Job, frozen=True, kw_only=True, tag="compose"):
    """→ None, when the folder holds `OWN_PIECES`."""

    folder: str


OWN_PIECES = ("1-first-light.wav", "2-the-long-road.wav", "3-city-rain.wav")
"""The files of the music that Segue brings itself."""


AnyJob = SearchPlaces | PreparePlaces | ResolvePlace | PlanTrip | BuildTile | ComposeMusic


_RESULTS: dict[type[Job], Any] = {
    SearchPlaces: tuple[Place, ...],
    PreparePlaces: None,
    ResolvePlace: Place,
    PlanTrip: TripPlan | NoPlan,
    BuildTile: bytes,
    ComposeMusic: None,
}


class Done(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The job's result, in MessagePack of its own."""

    result: bytes


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The job's error: the name of a class in `kernel.errors`, and its texts."""

    kind: str
    message: str
    do: str


Outcome = Done | Failed

decode_job = msgspec.msgpack.Decoder(AnyJob).decode
decode_outcome = msgspec.msgpack.Decoder(Outcome).decode


def frame(message: Job | Outcome) -> bytes:
    """Return the bytes that carry a message."""
    return framed(msgspec.msgpack.encode(message))


def result_of(job: Job, outcome: Done) -> Any:
    """Return the result of a job, in the type that the job's docstring names.

    Raises:
        msgspec.MsgspecError: It is not of that type.
    """
    return msgspec.msgpack.decode(outcome.result, type=_RESULTS[type(job)])
