"""The worker process: jobs come in by its input, outcomes leave by its output.

The node starts it as `python -m segue.node.jobs._main`, and it ends when its input closes.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from functools import cached_property
from pathlib import Path

import msgspec

from segue.journey import PlaceIndex, well_known_place
from segue.kernel import SegueError
from segue.kernel.frames import own_output, wait_for_body
from segue.node.jobs._wire import (
    AnyJob,
    BuildTile,
    ComposeMusic,
    Done,
    Failed,
    Outcome,
    PlanTrip,
    PreparePlaces,
    ResolvePlace,
    SearchPlaces,
    decode_job,
    frame,
)
from segue.schema.journey import Place

_log = logging.getLogger(__name__)


class _Tools:
    """What jobs share, made on first need and kept until the worker leaves."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache

    @cached_property
    def places(self) -> PlaceIndex:
        """The index of cities; built first when it is not there."""
        return PlaceIndex.open(self._cache)

    def resolve(self, text: str) -> Place:
        """Return the place a text names; a new car need not wait for the index to be built."""
        if not PlaceIndex.is_built(self._cache) and (place := well_known_place(text)):
            return place
        return self.places.resolve(text)


def main() -> None:
    """Serve until the node closes our input."""
    logging.basicConfig(format="worker: %(levelname)s %(message)s")
    tools = _Tools(Path(sys.argv[1]))
    outcomes, jobs = own_output(), sys.stdin.buffer
    with contextlib.suppress(BrokenPipeError):  # the node has gone; nobody waits for the outcome
        while (body := wait_for_body(jobs)) is not None:
            outcomes.write(frame(_outcome_of(decode_job(body), tools)))
            outcomes.flush()


def _outcome_of(job: AnyJob, tools: _Tools) -> Outcome:
    try:
        return Done(result=msgspec.msgpack.encode(_run(job, tools)))
    except SegueError as error:
        return Failed(kind=type(error).__name__, message=error.message, do=error.do)
    except Exception:  # noqa: BLE001 (a defect in one job must not cost the jobs behind it)
        name = type(job).__name__
        _log.exception("%s failed", name)
        return Failed(kind="SegueError", message=f"{name} failed.", do="The log says why.")


def _run(job: AnyJob, tools: _Tools) -> object:
    match job:
        case SearchPlaces(query=query, limit=limit, near=near):
            here = (near.latitude_deg, near.longitude_deg) if near else None
            return tools.places.search(query, limit=limit, near=here)
        case ResolvePlace(text=text):
            return tools.resolve(text)
        case PreparePlaces():
            tools.places  # noqa: B018 (opened, and kept for the search that comes)
            return None
        case PlanTrip():
            from segue.journey import worker  # noqa: PLC0415 (loads numpy, scipy and shapely)

            return worker.plan(
                job.origin,
                job.destination,
                job.car,
                soc_frac=job.soc_frac,
                climate_w=job.climate_w,
            )
        case BuildTile(zoom=zoom, column=column, row=row):
            from segue.journey import worker  # noqa: PLC0415 (loads numpy, scipy and shapely)

            return worker.build_tile(zoom, column, row)
        case ComposeMusic(folder=folder):
            from segue.node.jobs._compose import write_pieces  # noqa: PLC0415 (loads numpy)

            write_pieces(Path(folder))
            return None


if __name__ == "__main__":
    main()
