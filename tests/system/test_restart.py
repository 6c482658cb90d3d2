"""`kill -9` at any moment: after the next start the car is where and what it was."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from segue.schema.activity import MediaState, NavigationState
from segue.schema.journey import Place, TripPlan
from segue.schema.surface import (
    ActivityStart,
    ClimateParams,
    Empty,
    MediaControl,
    PlanParams,
    SimParams,
)

if TYPE_CHECKING:
    from car_process import MakeCar

    from segue.node.serving import SurfaceClient
    from segue.schema.surface import ActivitiesView, ActivityView, CarState

SHIJIAZHUANG = Place(name="Shijiazhuang", latitude_deg=38.0414, longitude_deg=114.4786)


def _activity(view: ActivitiesView | None, name: str) -> ActivityView | None:
    return next((item for item in view.items if item.activity == name), None) if view else None


def _position_s(state: MediaState) -> float:
    run_s = time.time() - state.anchor_utc_s if state.playing else 0.0
    return state.position_s + run_s


async def _set_off(screen: SurfaceClient) -> TripPlan:
    """Plan, start the route and a song, get in and drive."""
    result = await screen.call("trip.plan", PlanParams(destination=SHIJIAZHUANG))
    assert isinstance(result.plan, TripPlan), result.plan
    await screen.call("activity.start", ActivityStart(state=NavigationState(plan=result.plan)))
    async with asyncio.timeout(60):
        while not (await screen.call("media.library", Empty())).tracks:  # noqa: ASYNC110 (composed)
            await asyncio.sleep(0.1)
    await screen.call("media.control", MediaControl(action="play"))
    await screen.call("sim.do", SimParams(action="get_in"))
    await screen.until("car", lambda car: car.ignition == "on", within_s=20, what="ignition")
    await screen.call("sim.do", SimParams(action="drive"))
    await screen.until("car", lambda car: car.speed_mps > 5, within_s=20, what="a moving car")
    return result.plan


@pytest.mark.parametrize("moment", range(3))
async def test_everything_is_as_it_was_when_the_node_is_killed_while_driving(
    make_car: MakeCar, moment: int
):
    """Route, song, holder, epoch and charge survive; the car drives on."""
    car = make_car(speedup=20.0)
    screen = await car.start()
    plan = await _set_off(screen)
    await asyncio.sleep(random.Random(moment).uniform(0.5, 2.5))
    before: CarState = screen.latest("car")
    media, route = (_activity(screen.latest("activities"), a) for a in ("media", "navigation"))
    assert media
    assert route
    heard_s = _position_s(media.state)
    await car.end(signal.SIGKILL)
    killed_s = time.time()

    screen = await car.start()
    after: CarState = screen.latest("car")
    activities = await screen.until("activities", lambda a: len(a.items) == 2, within_s=5, what="2")
    media_after, route_after = (_activity(activities, a) for a in ("media", "navigation"))
    down_s = time.time() - killed_s
    assert route_after
    assert (route_after.epoch, route_after.holder_id) == (route.epoch, route.holder_id)
    assert route_after.live_here
    assert route_after.state.plan == plan
    assert media_after
    assert (media_after.epoch, media_after.holder_id) == (media.epoch, media.holder_id)
    # Where the song went on from, without the time since the restart.
    assert media_after.state.playing
    assert media_after.state.position_s == pytest.approx(heard_s, abs=1.0 + 0.2)
    # At 20 simulated seconds a real one, a second of saving is 0.7 km and 0.2 % of the charge.
    moved_m = after.odometer_m - before.odometer_m
    assert -1_000 < moved_m < 1_000 + 800 * down_s
    assert after.soc_frac == pytest.approx(before.soc_frac, abs=0.004)
    assert after.seat_occupied
    await screen.until("car", lambda c: c.speed_mps > 5, within_s=20, what="a car that drives on")


async def test_a_parked_car_keeps_its_charge_exactly(make_car: MakeCar):
    """What does not change is not changed by a restart: charge, lock, climate setting."""
    car = make_car()
    screen = await car.start()
    await screen.call("car.climate", ClimateParams(target_k=296.15))
    await asyncio.sleep(1.5)
    before: CarState = screen.latest("car")
    await car.end(signal.SIGKILL)
    after: CarState = (await car.start()).latest("car")
    assert after.soc_frac == before.soc_frac
    assert after.climate_target_k == pytest.approx(296.15)
    assert after.locked
    assert (after.latitude_deg, after.longitude_deg) == (before.latitude_deg, before.longitude_deg)


async def test_the_node_ends_cleanly_when_it_is_told_to(make_car: MakeCar):
    """SIGTERM ends it with status 0, without a trace in the log, and with its state saved."""
    car = make_car()
    screen = await car.start()
    await screen.call("sim.do", SimParams(action="get_in"))
    await screen.until("car", lambda c: c.seat_occupied, within_s=20, what="a person in the car")
    assert await car.end(signal.SIGTERM) == 0
    assert "Traceback" not in car.log.read_text()
    assert (await car.start()).latest("car").seat_occupied
