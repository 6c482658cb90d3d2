"""A phone in Python and a car in another process: pairing, and what goes wrong with it."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from segue.kernel import DeviceUnavailable, LocalUseError, PeerError, Rejected
from segue.node.phone import PhoneNode, open_phone
from segue.node.story import CarProcess, free_port
from segue.schema.activity import NavigationState
from segue.schema.journey import NoPlan, TripPlan
from segue.schema.surface import PairAnswer, Unpair

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from segue.node.serving import SurfaceClient

NO_SIGNALS = ("--kuksa-port", "0", "--viss-port", "0")
COMMAND = (sys.executable, "-m", "segue", "car", "--at", "Beijing", *NO_SIGNALS)
SOON_S = 20.0


@pytest.fixture
async def car(tmp_path: Path) -> AsyncIterator[CarProcess]:
    """A car node in its own process; not started."""
    process = CarProcess(COMMAND, tmp_path / "car")
    yield process
    await process.stop()


@pytest.fixture
async def phone(tmp_path: Path) -> AsyncIterator[PhoneNode]:
    """A new phone."""
    async with open_phone(tmp_path / "phone", name="Test phone") as node:
        yield node


async def _code(screen: SurfaceClient) -> str:
    """Open a code on the car's screen and return its URL."""
    await screen.call("pairing.open")
    view = await screen.until(
        "pairing", lambda view: bool(view.url), within_s=SOON_S, what="a code"
    )
    return view.url


async def _pair(screen: SurfaceClient, phone: PhoneNode, *, accept: bool = True) -> str:
    """Pair, answering in the car; return the code's URL."""
    url = await _code(screen)
    pairing = asyncio.create_task(phone.pair(url, on_check_code=lambda _code: None))
    await screen.until(
        "pairing", lambda view: bool(view.waiting_device), within_s=SOON_S, what="the phone"
    )
    await screen.call("pairing.answer", PairAnswer(accept=accept))
    await pairing
    return url


async def test_route_is_live_in_the_car_when_the_phone_moves_it(
    car: CarProcess, phone: PhoneNode
) -> None:
    """A trip planned on the phone starts where the car is, and the button takes it to the car."""
    screen = await car.start()
    await _pair(screen, phone)
    await phone.meet()
    plan = await phone.go("Tianjin")
    assert isinstance(plan, TripPlan)
    assert plan.destination.name == "Tianjin"
    assert set(phone.live_epochs()) == {"navigation"}
    assert await phone.move("navigation", "car") == phone.car
    assert phone.live_epochs() == {}
    view = await screen.until(
        "activities",
        lambda view: any(item.live_here for item in view.items),
        within_s=SOON_S,
        what="the route",
    )
    state = view.items[0].state
    assert isinstance(state, NavigationState)
    assert state.plan.destination == plan.destination
    assert await phone.move("navigation", "phone") is None
    assert set(phone.live_epochs()) == {"navigation"}


async def test_phone_goes_on_when_opened_again(car: CarProcess, tmp_path: Path) -> None:
    """A phone that was closed knows its car, its route and where that is live."""
    screen = await car.start()
    async with open_phone(tmp_path / "phone", name="First") as first:
        await _pair(screen, first)
        await first.meet()
        await first.go("Tianjin")
        before = first.status()
    async with open_phone(tmp_path / "phone", name="First") as again:
        await again.meet()
        after = again.status()
        assert after.activities == before.activities
        assert after.device_id == before.device_id
        assert after.connected


async def test_last_known_car_is_enough_when_it_does_not_answer(
    car: CarProcess, phone: PhoneNode
) -> None:
    """Away from the car, a trip is planned from where it last was, with the charge it had."""
    screen = await car.start()
    await _pair(screen, phone)
    await phone.meet()
    await car.kill()
    await phone.until(lambda: not phone.link.connected, within_s=SOON_S, what="the car's absence")
    plan = await phone.go("Tianjin")
    assert isinstance(plan, TripPlan)
    assert phone.state("navigation") is not None


async def test_nothing_is_paired_when_the_person_declines(
    car: CarProcess, phone: PhoneNode
) -> None:
    """Declined in the car, the phone is told so and neither side keeps anything."""
    screen = await car.start()
    with pytest.raises(Rejected, match="declined"):
        await _pair(screen, phone, accept=False)
    assert phone.car is None
    assert screen.latest("people").devices == ()


async def test_used_code_is_refused_when_another_phone_shows_it(
    car: CarProcess, phone: PhoneNode, tmp_path: Path
) -> None:
    """A code works once."""
    screen = await car.start()
    url = await _pair(screen, phone)
    async with open_phone(tmp_path / "second", name="Second") as second:
        with pytest.raises(Rejected, match="already been used"):
            await second.pair(url, on_check_code=lambda _code: None)


async def test_code_of_another_car_is_refused_when_dialled(
    car: CarProcess, phone: PhoneNode
) -> None:
    """Who answers at the code's address must be the car that made it."""
    screen = await car.start()
    url = await _code(screen)
    origin, _, rest = url.partition("#pair=1.")
    other = f"{origin}#pair=1.{'A' * 22}.{rest.partition('.')[2]}"
    with pytest.raises(PeerError, match="another car"):
        await phone.pair(other, on_check_code=lambda _code: None)


async def test_car_is_named_unreachable_when_nothing_answers(phone: PhoneNode) -> None:
    """A code whose address is dead says where it looked."""
    port = free_port()
    url = f"http://localhost:{port}/phone/#pair=1.{'A' * 22}.{'A' * 22}"
    with pytest.raises(DeviceUnavailable, match=str(port)):
        await phone.pair(url, on_check_code=lambda _code: None)


async def test_phone_says_pair_first_when_it_has_no_car(phone: PhoneNode) -> None:
    """What needs a car says how to get one."""
    with pytest.raises(LocalUseError) as caught:
        await phone.meet()
    assert "segue phone pair" in caught.value.do


async def test_link_ends_at_once_when_unpaired_in_the_car(
    car: CarProcess, phone: PhoneNode
) -> None:
    """Unpairing takes effect on the open link, and the phone is told why."""
    screen = await car.start()
    await _pair(screen, phone)
    await screen.call("pairing.unpair", Unpair(device_id=phone.device_id))
    with pytest.raises(Rejected, match="does not know this phone"):
        await phone.until(lambda: False, within_s=SOON_S, what="the end")


@pytest.mark.parametrize(
    ("activity", "to", "says"),
    [
        ("calls", "car", "no activity"),
        ("media", "toaster", "no device"),
        ("media", "car", "no media"),
    ],
)
async def test_move_says_what_there_is_when_it_cannot(
    car: CarProcess, phone: PhoneNode, activity: str, to: str, says: str
) -> None:
    """An unknown activity or device, or nothing to move, is named."""
    screen = await car.start()
    await _pair(screen, phone)
    with pytest.raises((LocalUseError, Rejected), match=says):
        await phone.move(activity, to)


async def test_no_plan_is_an_answer_when_no_road_leads_there(
    car: CarProcess, phone: PhoneNode
) -> None:
    """A place across the sea gives the reason, and what was live before stays."""
    screen = await car.start()
    await _pair(screen, phone)
    await phone.meet()
    plan = await phone.go("Honolulu")
    assert isinstance(plan, NoPlan)
    assert plan.reason
    assert phone.state("navigation") is None
