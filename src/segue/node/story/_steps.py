"""The steps of the story: what a person does, and what must then be so."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from segue.kernel import Rejected
from segue.node.phone import open_phone
from segue.node.story._cast import SOON_S, Cast, StepFailedError, check
from segue.schema.activity import MediaState, NavigationState, Track
from segue.schema.journey import TripPlan
from segue.schema.surface import (
    ActivityMove,
    LockParams,
    PairAnswer,
    PairingView,
    PeopleView,
    Progress,
    SimParams,
    SpeedupParams,
    TracksResult,
)

CAR = "su7-max"
ORIGIN = "Beijing"
_DESTINATION = "Shanghai"
_ROAD_M = 1_213_000.0
"""Beijing to Shanghai on the motorway; a shipped route is within 7 % of it."""
_ROUTE_TOLERANCE = 0.07
_DRIVE_S = 3600.0
_SPEEDUP = 600.0
_DRIVE_M = (50_000.0, 150_000.0)
"""What an hour may bring a car that starts in a city and goes on by motorway."""
_WH_PER_KM = (80.0, 300.0)
_MUSIC_TRIES = 60
_MUSIC_AGAIN_S = 0.5
_SONG_TOLERANCE_S = 1.0
_SOC_TOLERANCE = 0.001
_STANDING_M = 10.0
_PLAY_ON_S = 1.5
"""Longer than the second that a node may be behind on the disk."""


async def _start(cast: Cast) -> str:
    node = await cast.start_car()
    state = await cast.car_is(lambda car: car.parked and car.locked, "a parked and locked car")
    check(state.model == CAR, f"The car is a {state.model}, not a {CAR}.")
    return f"{state.model_name} in {ORIGIN}, {state.soc_frac:.0%}, Segue {node.version}"


async def _pair(cast: Cast) -> str:
    await cast.screen.call("pairing.open")
    offer: PairingView = await cast.screen.until(
        "pairing", lambda view: bool(view.url), within_s=SOON_S, what="a code on the car's screen"
    )
    codes: list[str] = []
    pairing = asyncio.create_task(cast.phone.pair(offer.url, on_check_code=codes.append))
    try:
        asked: PairingView = await cast.screen.until(
            "pairing",
            lambda view: bool(view.waiting_device),
            within_s=SOON_S,
            what="the phone that waits, on the car's screen",
        )
        check(codes == [asked.check_code], "The two screens show different check codes.")
        await cast.screen.call("pairing.answer", PairAnswer(accept=True))
        await pairing
    finally:
        pairing.cancel()
    people: PeopleView = await cast.screen.until(
        "people",
        lambda view: any(device.connected for device in view.devices),
        within_s=SOON_S,
        what="the phone among the people of the car",
    )
    check(len(people.devices) == 1, "The car trusts another device than the one it paired with.")
    async with open_phone(cast.folder / "stranger", name="Stranger") as stranger:
        try:
            await stranger.pair(offer.url, on_check_code=codes.append)
        except Rejected:
            return f"check code {codes[0]} on both screens; used again, the code is refused"
    raise StepFailedError("A second phone paired with a code that had been used.")


async def _plan(cast: Cast) -> str:
    await cast.phone.meet()
    plan = await cast.phone.go(_DESTINATION)
    if not isinstance(plan, TripPlan):
        raise StepFailedError(f"There is no plan: {plan.reason}")
    off = abs(plan.distance_m - _ROAD_M) / _ROAD_M
    check(
        off <= _ROUTE_TOLERANCE,
        f"{plan.distance_m / 1000:.0f} km is {off:.0%} off the {_ROAD_M / 1000:.0f} km of road.",
    )
    tracks = await _music(cast)
    await cast.phone.player.play(tracks)
    await cast.live_on_phone("navigation")
    await cast.live_on_phone("media")
    end = (
        f"arrival at {plan.arrival_soc_frac:.0%}"
        if plan.reachable
        else f"the charge lasts {(plan.empty_after_m or 0.0) / 1000:.0f} km"
    )
    return (
        f"from the car to {plan.destination.name}, {plan.distance_m / 1000:,.0f} km, "
        f"{plan.duration_s / 3600:.1f} h, {plan.energy_wh / 1000:.0f} kWh: {end}; "
        f"“{tracks[0].title}” plays on the phone"
    )


async def _music(cast: Cast) -> tuple[Track, ...]:
    """Return the car's songs; the first time ever it composes them after it has started."""
    for _ in range(_MUSIC_TRIES):
        library: TracksResult = await cast.phone.link.ask("media.library")
        if library.tracks:
            return library.tracks
        await asyncio.sleep(_MUSIC_AGAIN_S)
    raise StepFailedError("The car has no music.")


async def _walk_up(cast: Cast) -> str:
    cast.phone.link.set_near(near=True)
    await cast.screen.until(
        "people",
        lambda view: any(device.near for device in view.devices),
        within_s=SOON_S,
        what="the phone near the car",
    )
    await cast.phone.link.ask("car.lock", LockParams(locked=False))
    await cast.car_is(lambda car: not car.locked, "an unlocked car")
    return "the car sees the phone; a tap on it unlocks"


async def _get_in(cast: Cast) -> str:
    before_s = cast.song_position_s(cast.phone.state("media"))
    started_s = time.monotonic()
    await cast.screen.call("sim.do", SimParams(action="get_in"))
    route = await cast.live_in_car("navigation")
    song = await cast.live_in_car("media")
    passed_s = time.monotonic() - started_s
    check(
        isinstance(route.state, NavigationState)
        and route.state.plan.destination.name == _DESTINATION,
        f"The car's route does not lead to {_DESTINATION}.",
    )
    jump_s = cast.song_position_s(song.state) - before_s - passed_s
    _check_song(jump_s)
    return (
        f"route and song are live in the car, epochs {route.epoch} and {song.epoch}, "
        f"one holder throughout; the song is {jump_s:+.2f} s off"
    )


async def _drive(cast: Cast) -> str:
    before = await cast.car_is(lambda _: True, "the car")
    await cast.screen.call("sim.speedup", SpeedupParams(speedup=_SPEEDUP))
    await cast.screen.call("sim.do", SimParams(action="drive"))
    await asyncio.sleep(_DRIVE_S / _SPEEDUP)
    await cast.screen.call("sim.do", SimParams(action="stop"))
    after = await cast.car_is(lambda car: car.parked, "a parked car")
    await cast.screen.call("sim.speedup", SpeedupParams(speedup=1.0))
    driven_m = after.odometer_m - before.odometer_m
    check(
        _DRIVE_M[0] <= driven_m <= _DRIVE_M[1],
        f"An hour brought the car {driven_m / 1000:.0f} km: not believable.",
    )
    plan = await _plan_in_car(cast)
    used_wh = (before.soc_frac - after.soc_frac) * plan.energy_wh
    used_wh /= plan.departure_soc_frac - plan.arrival_soc_frac
    wh_per_km = used_wh / driven_m * 1000
    check(
        _WH_PER_KM[0] <= wh_per_km <= _WH_PER_KM[1],
        f"{wh_per_km:.0f} Wh/km is not what a car takes.",
    )
    progress: Progress = await cast.screen.until(
        "progress",
        lambda along: along.progress_m > _DRIVE_M[0],
        within_s=SOON_S,
        what="progress along the route",
    )
    check(not progress.off_route, "The car has left its route.")
    cast.check_one_holder()
    return (
        f"{driven_m / 1000:.0f} km in about an hour, {wh_per_km:.0f} Wh/km, "
        f"{before.soc_frac:.1%} → {after.soc_frac:.1%}"
    )


async def _get_out(cast: Cast) -> str:
    song = await cast.live_in_car("media")
    before_s, started_s = cast.song_position_s(song.state), time.monotonic()
    await cast.screen.call("sim.do", SimParams(action="get_out"))
    await cast.live_on_phone("navigation")
    await cast.live_on_phone("media")
    passed_s = time.monotonic() - started_s
    route = cast.phone.state("navigation")
    check(
        isinstance(route, NavigationState) and route.progress_m > _DRIVE_M[0],
        "The route on the phone does not know how far it was driven.",
    )
    jump_s = cast.song_position_s(cast.phone.state("media")) - before_s - passed_s
    _check_song(jump_s)
    return f"route and song are live on the phone again; the song is {jump_s:+.2f} s off"


async def _kill(cast: Cast) -> str:
    await cast.screen.call("activity.move", ActivityMove(activity="media", to=cast.car_id))
    song = await cast.live_in_car("media")
    route = cast.phone.live_epochs()
    before = await cast.car_is(lambda _: True, "how the car is")
    await asyncio.sleep(_PLAY_ON_S)
    song_s = cast.song_position_s(song.state)
    await cast.car.kill()
    killed_s = time.monotonic()
    await cast.start_car()
    back_s = time.monotonic() - killed_s
    await cast.screen.until(
        "people",
        lambda view: any(
            device.device.device_id == cast.phone.device_id and device.connected
            for device in view.devices
        ),
        within_s=SOON_S,
        what="the phone linked again, without pairing",
    )
    again = await cast.live_in_car("media")
    await cast.live_on_phone("navigation")
    check(again.epoch == song.epoch, f"The song's epoch was {song.epoch} and is {again.epoch}.")
    check(cast.phone.live_epochs() == route, "The route's epoch is not what it was.")
    if not isinstance(again.state, MediaState):
        raise StepFailedError("The car has lost the music.")
    _check_song(again.state.position_s - song_s)
    after = await cast.car_is(lambda _: True, "how the car is")
    check(
        abs(after.soc_frac - before.soc_frac) <= _SOC_TOLERANCE,
        f"The charge was {before.soc_frac:.2%} and is {after.soc_frac:.2%}.",
    )
    check(
        abs(after.odometer_m - before.odometer_m) <= _STANDING_M, "The car stands somewhere else."
    )
    return (
        f"killed and back in {back_s:.1f} s: paired, holders and epochs as before, charge "
        f"{after.soc_frac:.1%}; the song is {again.state.position_s - song_s:+.2f} s off"
    )


def _check_song(jump_s: float) -> None:
    check(abs(jump_s) <= _SONG_TOLERANCE_S, f"The song jumped by {jump_s:+.2f} s.")


async def _plan_in_car(cast: Cast) -> TripPlan:
    route = await cast.live_in_car("navigation")
    if not isinstance(route.state, NavigationState):
        raise StepFailedError("The car has no route.")
    return route.state.plan


STEPS: tuple[tuple[str, Callable[[Cast], Awaitable[str]]], ...] = (
    ("start the car", _start),
    ("pair", _pair),
    ("plan", _plan),
    ("walk up", _walk_up),
    ("get in", _get_in),
    ("drive", _drive),
    ("get out", _get_out),
    ("kill the car", _kill),
)
