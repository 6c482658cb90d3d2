"""The worker: comes by need, leaves when idle, and neither its death nor its delay is ours."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from segue.kernel import DeviceUnavailable, Rejected
from segue.node.jobs import ComposeMusic, SearchPlaces
from segue.node.worker import Worker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

# A worker of the same wire, whose jobs do what their text says.
_PUPPET = """
import os, signal, sys, time
import msgspec
from segue.schema.journey import Place
from segue.kernel.frames import wait_for_body
from segue.node.jobs._wire import *
jobs, out = sys.stdin.buffer, sys.stdout.buffer
while body := wait_for_body(jobs):
    job = decode_job(body)
    verb, _, argument = job.query.partition(" ")
    if verb == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "die-once" and not os.path.exists(argument):
        open(argument, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "sleep":
        time.sleep(float(argument))
    if verb == "refuse":
        outcome = Failed(kind="Rejected", message=argument, do="")
    else:
        place = Place(name=argument, latitude_deg=0, longitude_deg=0, geoname_id=os.getpid())
        outcome = Done(result=msgspec.msgpack.encode([place]))
    out.write(b"noise" if verb == "garble" else frame(outcome))
    out.flush()
"""


def _job(text: str) -> SearchPlaces:
    return SearchPlaces(query=text, limit=1)


async def _answer(worker: Worker, text: str, *, urgent: bool = True) -> tuple[int, str]:
    """Return the process that did the job, and the job's argument."""
    (place,) = await worker.run(_job(text), deadline_s=10, urgent=urgent)
    return place.geoname_id, place.name


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[Worker]:
    """Return a worker over the puppet that leaves after 50 ms of idling."""
    made = Worker(tmp_path, command=(sys.executable, "-c", _PUPPET), idle_s=0.05)
    yield made
    await made.close()


async def _gone(worker: Worker) -> None:
    while worker.process_id is not None:  # noqa: ASYNC110 (it leaves in its own time)
        await asyncio.sleep(0.01)


async def test_no_process_runs_before_the_first_job_and_none_after_idling(worker: Worker):
    """A car at rest is one process."""
    assert worker.process_id is None
    pid, _ = await _answer(worker, "echo")
    assert pid == worker.process_id
    await _gone(worker)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    again, _ = await _answer(worker, "echo")
    assert again != pid


async def test_a_job_is_done_when_the_worker_dies_once(worker: Worker, tmp_path: Path):
    """A killed worker is begun anew and the job with it."""
    _, argument = await _answer(worker, f"die-once {tmp_path / 'mark'}")
    assert argument == str(tmp_path / "mark")


async def test_a_job_that_kills_every_worker_fails_and_the_next_one_works(worker: Worker):
    """A poisonous job is one error, not an endless loop."""
    with pytest.raises(DeviceUnavailable, match="ended twice"):
        await worker.run(_job("die"), deadline_s=10)
    assert (await _answer(worker, "echo a"))[1] == "a"


async def test_a_job_over_its_deadline_is_ended_and_the_next_one_works(worker: Worker):
    """A job that hangs costs its deadline and no more."""
    with pytest.raises(DeviceUnavailable, match=r"took over 0\.2 s"):
        await worker.run(_job("sleep 60"), deadline_s=0.2)
    assert (await _answer(worker, "echo a"))[1] == "a"


async def test_an_error_of_the_job_arrives_as_it_was_raised(worker: Worker):
    """A refusal in the worker is the same refusal at the caller, and the worker stays."""
    with pytest.raises(Rejected, match="no road"):
        await worker.run(_job("refuse no road"), deadline_s=10)


async def test_noise_from_the_worker_is_not_taken_for_an_answer(worker: Worker):
    """What is no frame ends that worker, and the job fails by its deadline or its death."""
    with pytest.raises(DeviceUnavailable):
        await worker.run(_job("garble"), deadline_s=0.3)


async def test_a_persons_job_goes_before_the_maps(worker: Worker):
    """A route does not wait behind a screen full of tiles."""
    order: list[str] = []

    async def ask(text: str, *, urgent: bool) -> None:
        order.append((await _answer(worker, f"echo {text}", urgent=urgent))[1])

    await asyncio.gather(
        *(ask(f"tile {n}", urgent=False) for n in range(3)), ask("route", urgent=True)
    )
    assert order == ["route", "tile 0", "tile 1", "tile 2"]


async def test_closing_ends_the_process_and_fails_what_waits(worker: Worker):
    """A node that ends leaves no worker behind and no caller hanging."""
    running = asyncio.create_task(worker.run(_job("sleep 60"), deadline_s=60))
    waiting = asyncio.create_task(worker.run(_job("echo"), deadline_s=60))
    while worker.process_id is None:  # noqa: ASYNC110 (it starts in its own time)
        await asyncio.sleep(0.01)
    pid = worker.process_id
    await worker.close()
    results = await asyncio.gather(running, waiting, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert isinstance(results[1], DeviceUnavailable)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIG_DFL)


async def test_the_real_worker_composes_the_music(tmp_path: Path):
    """The shipped worker starts, works and leaves three pieces."""
    worker = Worker(tmp_path)
    await worker.run(ComposeMusic(folder=str(tmp_path)), deadline_s=120)
    await worker.close()
    assert len([name for name in os.listdir(tmp_path) if name.endswith(".wav")]) == 3  # noqa: PTH208
