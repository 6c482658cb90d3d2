"""From the button to music that is live on the other device, and both devices show it.

A car node in its own process and a phone node in this one, each with its database on disk, over
the encrypted link on the loopback. Every step of a move is durable before the next is sent.

python benchmarks/handoff.py
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from _car import empty_folder, now_s
from _report import report
from segue.node.phone import PhoneNode
from segue.node.serving import SurfaceClient
from segue.node.story import Cast
from segue.schema.activity import Track
from segue.schema.surface import ActivitiesView, ActivityView, PairAnswer

_WARM_UP = 5
_ROUNDS = 100
_SOON_S = 30.0
_SONG = Track(track_id="benchmark", title="A long song", duration_s=36_000.0)


async def _pair(phone: PhoneNode, screen: SurfaceClient) -> None:
    await screen.call("pairing.open")
    offer = await screen.until("pairing", lambda v: bool(v.url), within_s=_SOON_S, what="a code")
    pairing = asyncio.create_task(phone.pair(offer.url, on_check_code=lambda _: None))
    await screen.until(
        "pairing", lambda v: bool(v.waiting_device), within_s=_SOON_S, what="the phone"
    )
    await screen.call("pairing.answer", PairAnswer(accept=True))
    await pairing


def _shows(holds: Callable[[ActivityView], bool]) -> Callable[[ActivitiesView], bool]:
    return lambda view: any(item.activity == "media" and holds(item) for item in view.items)


async def _move_s(cast: Cast, *, to_car: bool, epoch: int) -> float:
    """Return the time until the phone and the car's screen both show the music there."""
    phone, car = cast.phone, cast.car_id
    holder = car if to_car else phone.device_id
    start_s = now_s()
    seen_in_car = cast.screen.until(
        "activities",
        _shows(lambda item: item.holder_id == holder and item.epoch > epoch),
        within_s=_SOON_S,
        what="the move, on the car's screen",
    )
    await asyncio.gather(phone.move("media", "car" if to_car else "phone"), seen_in_car)
    passed_s = now_s() - start_s
    if ("media" in phone.live_epochs()) is to_car:
        raise RuntimeError("the music is not where both say that it is")
    return passed_s


async def _measure(folder: Path) -> tuple[list[float], list[float]]:
    quiet = folder / "no-music"
    quiet.mkdir()
    car = (sys.executable, "-m", "segue", "car", "--at", "39.9,116.4", "--music", str(quiet))
    there: list[float] = []
    back: list[float] = []
    async with Cast(car, folder) as cast:
        await cast.start_car()
        await _pair(cast.phone, cast.screen)
        await cast.phone.meet()
        await cast.phone.player.play((_SONG,))
        for number in range(_WARM_UP + _ROUNDS):
            epoch = cast.phone.live_epochs()["media"]
            to_car_s = await _move_s(cast, to_car=True, epoch=epoch)
            to_phone_s = await _move_s(cast, to_car=False, epoch=epoch + 1)
            if number >= _WARM_UP:
                there.append(to_car_s * 1000)
                back.append(to_phone_s * 1000)
        cast.check_one_holder()
    return there, back


def main() -> None:
    """Move the music to the car and back, again and again."""
    with empty_folder() as folder:
        there, back = asyncio.run(_measure(folder))
    note = "both databases on one disk, durable before every send"
    report("handoff: phone to car, seen on both", there, "ms", note=note)
    report("handoff: car to phone, seen on both", back, "ms", note=note)


if __name__ == "__main__":
    main()
