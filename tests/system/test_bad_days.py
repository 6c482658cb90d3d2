"""Bad days of a car's node: each gives one clear message, and nothing is lost."""

from __future__ import annotations

import asyncio
import hashlib
import signal
from typing import TYPE_CHECKING

import aiohttp
import pytest

from segue.kernel import DataUnusable, LocalUseError, Rejected
from segue.node.car import CarNode, CarOptions
from segue.node.serving import SurfaceClient
from segue.node.storage import Store
from segue.schema.activity import MediaState, Track
from segue.schema.surface import ActivityStart, ClimateParams, Empty, SimParams, Unpair

if TYPE_CHECKING:
    from pathlib import Path

    from car_process import MakeCar

SONG = Track(track_id="x", title="A song", duration_s=100.0)
MUSIC = MediaState(queue=(SONG,), index=0, position_s=0.0, anchor_utc_s=0.0, playing=True)


def _port(node: CarNode) -> int:
    return int(node.info.car_url.split(":")[2].split("/")[0])


def _options(tmp_path: Path, **changes: object) -> CarOptions:
    return CarOptions(**{"folder": tmp_path / "car", "port": 0, "at": "39.9,116.4", **changes})


async def test_the_second_node_on_a_folder_refuses(make_car: MakeCar, tmp_path: Path):
    """The refusal names the process and the way out; the first node goes on, and its end frees."""
    first = make_car()
    screen = await first.start()
    with pytest.raises(LocalUseError, match=f"process {first.process.pid}"):
        async with CarNode(_options(tmp_path)):
            pass
    await screen.call("media.library", Empty())
    await first.end(signal.SIGKILL)
    async with CarNode(_options(tmp_path)):
        pass


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("car", "flying-carpet", "flying-carpet"),
        ("at", "Nowherville", "Nowherville"),
        ("speedup", 601.0, "within 1 to 600"),
        ("speedup", float("nan"), "within 1 to 600"),
    ],
)
async def test_an_option_that_names_nothing_is_one_clear_error(
    tmp_path: Path, option: str, value: object, message: str
):
    """An unknown car, place or pace ends the start and leaves the folder free."""
    with pytest.raises(LocalUseError, match=message):
        async with CarNode(_options(tmp_path, **{option: value})):
            pass
    async with CarNode(_options(tmp_path)):
        pass


async def test_a_broken_database_ends_the_start_and_is_left_alone(tmp_path: Path):
    """The message names the file; the file keeps every byte, for a person to save."""
    async with CarNode(_options(tmp_path)):
        pass
    path = tmp_path / "car" / "segue.db"
    path.write_bytes(path.read_bytes()[:5000])
    before = hashlib.sha256(path.read_bytes()).digest()
    with pytest.raises(DataUnusable, match=r"segue\.db"):
        async with CarNode(_options(tmp_path)):
            pass
    assert hashlib.sha256(path.read_bytes()).digest() == before


async def test_a_full_disk_refuses_what_it_cannot_keep_and_works_again_with_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The person is told, nothing half happens, the car runs on, and room mends it."""
    stores: list[Store] = []
    opening = Store.open
    monkeypatch.setattr(Store, "open", lambda folder: stores.append(opening(folder)) or stores[-1])
    async with CarNode(_options(tmp_path)) as node, SurfaceClient(_port(node)) as screen:
        await asyncio.sleep(1.2)  # what a car writes at rest is written
        stores[0]._writer.execute("PRAGMA max_page_count = 1")
        long_name = SONG.title * 20_000
        big = MediaState(
            queue=(Track(track_id="x", title=long_name, duration_s=9.0),),
            index=0,
            position_s=0.0,
            anchor_utc_s=0.0,
            playing=True,
        )
        with pytest.raises(Rejected, match="is full"):
            await screen.call("activity.start", ActivityStart(state=big))
        notice = await screen.until("notice", lambda n: n.code == "disk", within_s=5, what="notice")
        assert "Free some space" in notice.do
        assert not screen.latest("activities").items
        await screen.call("car.climate", ClimateParams(on=True))
        await screen.until("car", lambda car: car.climate_on, within_s=5, what="the climate on")
        stores[0]._writer.execute("PRAGMA max_page_count = 100000")
        await screen.call("activity.start", ActivityStart(state=MUSIC))
        await screen.until("activities", lambda a: a.items, within_s=5, what="the song")
        while screen.latest("notice") is not None:  # noqa: ASYNC110 (told by the next write)
            await asyncio.sleep(0.05)
    async with CarNode(_options(tmp_path)) as node, SurfaceClient(_port(node)) as screen:
        activities = await screen.until("activities", lambda a: a.items, within_s=5, what="a song")
        assert activities.items[0].state.queue == (SONG,)


async def test_two_screens_show_the_same_and_either_may_act(tmp_path: Path):
    """A second screen is one more view of one car."""
    async with (
        CarNode(_options(tmp_path)) as node,
        SurfaceClient(_port(node)) as one,
        SurfaceClient(_port(node)) as two,
    ):
        await two.call("activity.start", ActivityStart(state=MUSIC))
        for screen in (one, two):
            view = await screen.until("activities", lambda a: a.items, within_s=5, what="a song")
            assert view.items[0].live_here


async def test_a_screen_that_does_not_read_costs_the_others_nothing(tmp_path: Path):
    """One screen hangs for a while; the other stays up to date, and the first gets the newest."""
    async with (
        CarNode(_options(tmp_path)) as node,
        aiohttp.ClientSession() as session,
        SurfaceClient(_port(node)) as screen,
    ):
        hung = await session.ws_connect(f"http://127.0.0.1:{_port(node)}/surface")
        await screen.call("sim.do", SimParams(action="get_in"))
        await screen.until("car", lambda car: car.belted, within_s=20, what="a belted driver")
        while True:
            event = await hung.receive_json(timeout=5)
            if event["topic"] == "car" and event["data"]["belted"]:
                break
        await hung.close()


async def test_unpairing_a_device_that_is_not_paired_is_refused(tmp_path: Path):
    """A stale button on a screen is an answer, not a crash."""
    async with CarNode(_options(tmp_path)) as node, SurfaceClient(_port(node)) as screen:
        with pytest.raises(Rejected, match="not paired"):
            await screen.call("pairing.unpair", Unpair(device_id="nobody"))
