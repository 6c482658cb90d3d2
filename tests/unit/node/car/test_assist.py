"""Assistance in the car's node, with a drive process that says what the test has it say."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator

import pytest
from assisted_car import AssistedCar, assisted_car
from signal_broker import signal_broker

from segue.kernel import DeviceUnavailable, Rejected
from segue.node.assist import Begin, Moved, Over, Seat, Start
from segue.node.car import _assist
from segue.node.car._assist import Assist
from segue.schema.assist import AssistView

ENGAGED = Moved(view=AssistView(state="engaged", speed_mps=25.0))


class ScriptedProcess:
    """Says one thing after another; a tick of the node comes while it is ended."""

    def __init__(self, car: AssistedCar, *says: Moved | Over | DeviceUnavailable) -> None:
        self._car, self._says = car, deque(says)

    async def begin(self, _begin: Begin) -> Over | None:
        """Be ready at once."""

    def start(self, _start: Start) -> None:
        """Do nothing."""

    async def advance(self, _for_s: float, _seat: Seat) -> Moved | Over:
        """Return, or raise, what comes next."""
        answer = self._says.popleft()
        if isinstance(answer, DeviceUnavailable):
            raise answer
        return answer

    async def close(self) -> None:
        """Take as long as a tick of the node."""
        self._car.drive.tick()
        self._car.assist.refresh()


@pytest.fixture
async def car() -> AsyncIterator[AssistedCar]:
    """Return a car that drives on a motorway."""
    async with assisted_car() as made:
        yield made


async def driven(
    car: AssistedCar, monkeypatch: pytest.MonkeyPatch, *says: Moved | Over | DeviceUnavailable
) -> None:
    """Let a whole drive happen."""
    monkeypatch.setattr(_assist, "DriveProcess", lambda: ScriptedProcess(car, *says))
    car.assist.press("engage")
    await car.shows(lambda: car.assist.process is not None)
    await car.ended()
    assert car.car.led_mps is None


@pytest.mark.parametrize(
    "end", [DeviceUnavailable("It hangs."), Over(why="It hangs.", is_fault=True)]
)
async def test_car_brakes_when_a_tick_comes_while_a_lost_process_is_ended(
    car: AssistedCar, monkeypatch: pytest.MonkeyPatch, end: Over | DeviceUnavailable
):
    """Whether the pilot was driving is known to the end: nobody else brakes."""
    await driven(car, monkeypatch, ENGAGED, end)
    assert (car.view.state, car.view.why) == ("fault", "It hangs. The car brakes to rest.")
    assert not car.car.driving


async def test_reason_is_told_when_a_drive_ends_by_itself(
    car: AssistedCar, monkeypatch: pytest.MonkeyPatch
):
    """Whoever drives from now on reads why, and may want assistance again."""
    end = Over(why="The motorway ends here. You drive.", is_fault=False)
    await driven(car, monkeypatch, ENGAGED, end)
    assert [notice.text for notice in car.notices] == [end.why]
    assert car.view.state == "off"
    assert car.car.driving
    await driven(car, monkeypatch, ENGAGED, end)


async def test_assistance_stays_locked_until_the_car_is_parked(
    car: AssistedCar, monkeypatch: pytest.MonkeyPatch
):
    """After a manoeuvre there is none for the rest of the run; the screen says so."""
    await driven(car, monkeypatch, ENGAGED, Moved(view=AssistView(state="locked")))
    assert car.view.state == "locked"
    with pytest.raises(Rejected, match="over for this drive"):
        car.assist.press("engage")
    car.drive.do("stop")
    car.car.advance(60.0)
    car.assist.refresh()
    assert car.view.state == "off"


@pytest.mark.parametrize(
    ("simulated", "packages", "why"),
    [(False, ("numba",), "a real one"), (True, ("no_such_package",), "pip install")],
)
async def test_assistance_is_unavailable_when_it_cannot_be_had(
    car: AssistedCar,
    monkeypatch: pytest.MonkeyPatch,
    simulated: bool,
    packages: tuple[str, ...],
    why: str,
):
    """On a real bus, or without the extra, the button says why it can do nothing."""
    monkeypatch.setattr(_assist, "PILOT_PACKAGES", packages)
    assist = Assist(
        car.drive,
        broker=signal_broker(car.clock),
        clock=car.clock,
        simulated=simulated,
        changed=lambda _view: None,
        tell=lambda _notice: None,
    )
    assert assist.view.state == "unavailable"
    with pytest.raises(Rejected, match=why):
        assist.press("engage")
