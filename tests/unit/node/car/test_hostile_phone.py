"""What a paired phone that means harm, or a disk that is full, can do to the car: not much."""

from __future__ import annotations

import asyncio
import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from signal_broker import signal_broker

from segue.gateway.web import Topics
from segue.kernel import DeviceUnavailable
from segue.node.car._activities import CarActivities
from segue.node.car._drive import Drive
from segue.node.car._methods import CarMethods
from segue.node.car._notices import Notices
from segue.node.car._people import People
from segue.node.car._phone_links import PhoneLinks
from segue.node.storage import Store
from segue.schema.activity import MediaState, Track
from segue.schema.link import DeviceInfo, LinkUp, Request, Response
from segue.testing import FakeClock
from segue.vehicle.plant import load_car
from segue.world import SimulatedCar

if TYPE_CHECKING:
    from pathlib import Path

CAR = DeviceInfo(device_id="c" * 22, public_key=b"", name="Car", kind="car")


def _activities(store: Store) -> CarActivities:
    """Return the activities of a car that stands in Beijing, with nobody linked."""
    clock = FakeClock()
    car = SimulatedCar(load_car("su7-max"), latitude_deg=39.9, longitude_deg=116.4)
    return CarActivities(
        store,
        car=CAR,
        space_id="space",
        clock=clock,
        random_u32=lambda: 7,
        drive=Drive(
            car, broker=signal_broker(clock), clock=clock, speedup=1.0, ticked=lambda: None
        ),
        people=People(store, clock, lambda _view: None),
        notices=Notices(Topics()),
        send=lambda _device_id, _message: False,
        library=lambda: (),
        changed=lambda: None,
    )


async def test_car_starts_when_a_song_handed_over_fills_its_state_to_the_last_byte(tmp_path: Path):
    """Written anew with today's time it is over the limit; that costs the time and not the car."""
    track = Track(track_id="t", title="", duration_s=1.0)
    empty = MediaState(queue=(track,), index=0, position_s=0.0, anchor_utc_s=0.0, playing=True)
    short = len(msgspec.json.encode(empty))
    track = msgspec.structs.replace(track, title="x" * (1_000_000 - short))
    text = msgspec.json.encode(msgspec.structs.replace(empty, queue=(track,))).decode()
    store = Store.open(tmp_path)
    await _activities(store).book.do(lambda book, now: book.start("media", text, now))
    again = _activities(store)
    await again.resume()
    await again.keep_playing()
    with pytest.raises(DeviceUnavailable):  # and not: that it cannot be written
        await again.move("media", "p" * 22)
    assert again.book.view("media").live_here
    store.close()


async def test_unpaired_phone_is_cut_off_when_the_disk_is_full():
    """That it may be back after a restart is told; that it is gone now does not need a disk."""
    dropped: list[tuple[str, str]] = []

    async def remove(_device_id: str) -> None:
        raise DeviceUnavailable("The disk is full.")

    parts: dict[str, Any] = dict.fromkeys(
        ("drive", "assist", "activities", "desk", "music", "worker")
    )
    methods = CarMethods(
        **parts,
        people=SimpleNamespace(remove=remove),  # pyright: ignore[reportArgumentType]
        drop_link=lambda device_id, reason: dropped.append((device_id, reason)),
        phone_origin="",
    ).table()
    request = Request(request_id=1, method="pairing.unpair", params={"device_id": "p"})
    answer = await methods.answer(request)
    assert answer.error_code == "unavailable"
    assert dropped == [("p", "unpaired")]


@pytest.mark.parametrize(
    ("latitude_deg", "longitude_deg"),
    [
        (math.nan, 0.0),
        (0.0, math.nan),
        (math.inf, 0.0),
        (0.0, -math.inf),
        (90.1, 0.0),
        (0.0, 180.1),
    ],
)
@pytest.mark.parametrize("end", ["origin", "destination"])
async def test_trip_is_refused_when_it_leaves_the_earth(
    end: str, latitude_deg: float, longitude_deg: float
):
    """MessagePack can carry what JSON cannot; the worker is not asked."""
    parts: dict[str, Any] = dict.fromkeys(
        ("drive", "assist", "activities", "desk", "music", "worker", "people")
    )
    methods = CarMethods(**parts, drop_link=lambda *_: None, phone_origin="").table()
    nowhere = {"name": "", "latitude_deg": latitude_deg, "longitude_deg": longitude_deg}
    home = {"name": "", "latitude_deg": 39.9, "longitude_deg": 116.4}
    params = {"origin": home, "destination": home, end: nowhere}
    answer = await methods.answer(Request(request_id=1, method="trip.plan", params=params))
    assert (answer.error_code, "no place on Earth" in (answer.error or "")) == ("bad_request", True)


async def test_phone_is_answered_when_another_asks_for_more_than_it_can_be_given():
    """Requests of one phone wait for its own; nobody else's link waits with them."""
    never = asyncio.Event()
    answered: list[str] = []

    async def done(*_: object) -> None: ...

    async def answer(request: Request, _allowed: object) -> Response:
        if request.method == "slow":
            await never.wait()
        return Response(request_id=request.request_id)

    def send(device_id: str, _message: object) -> bool:
        answered.append(device_id)
        return True

    links = PhoneLinks(
        people=SimpleNamespace(linked=done),  # pyright: ignore[reportArgumentType]
        activities=SimpleNamespace(book=SimpleNamespace(link_up=done)),  # pyright: ignore[reportArgumentType]
        feed=SimpleNamespace(join=lambda _device_id: None),  # pyright: ignore[reportArgumentType]
        methods=SimpleNamespace(answer=answer),  # pyright: ignore[reportArgumentType]
        send=send,
        came_or_went=lambda: None,
    )
    for device_id in ("greedy", "modest"):
        peer = msgspec.structs.replace(CAR, device_id=device_id)
        await links.link_up(peer, LinkUp(boot_id="b"))

    async def ask_on_and_on() -> None:
        while True:
            await links.link_message("greedy", Request(request_id=1, method="slow"))

    greedy = asyncio.create_task(ask_on_and_on())
    await asyncio.sleep(0)
    await links.link_message("modest", Request(request_id=2, method="quick"))
    while not answered:  # noqa: ASYNC110 (its task answers in its own time)
        await asyncio.sleep(0)
    assert answered == ["modest"]
    greedy.cancel()
    never.set()
