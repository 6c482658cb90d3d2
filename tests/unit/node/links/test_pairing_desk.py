"""What the car's screen shows while a phone is paired."""

from __future__ import annotations

import pytest
from link_bench import Bench, chance, device
from link_car import InMemoryPaired

from segue.fabric.pairing import PairAsked, PairGranted, PhonePairing
from segue.kernel import DataUnusable, LocalUseError
from segue.node.links import PairingDesk
from segue.schema.link import DeviceInfo
from segue.schema.surface import PairingView
from segue.testing import FakeClock

ORIGIN = "http://localhost:8420"


class Desk(PairingDesk):
    """A desk with a clock that stands still, and everything it has shown."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.shown: list[PairingView] = []
        self.paired = InMemoryPaired()
        drawn = iter(range(100))
        super().__init__(
            device_id="Zmh6rfhivXdsj8GLjp-OIA",
            space_id="space",
            addresses=lambda: ("ws://car.test/link",),
            paired=self.paired,
            clock=self.clock,
            randomness=lambda count: chance(f"secret {next(drawn)}")[:count],
            changed=self.shown.append,
        )


@pytest.fixture
def desk() -> Desk:
    """A desk without a code."""
    return Desk()


def try_code(desk: Desk, secret: bytes, name: str = "Phone") -> None:
    """Let a phone show a code over a link, as Links would carry it."""
    conversation = desk.new_conversation()
    wire = Bench().wire(
        phone=device(name), phone_pairing=PhonePairing(secret), car_pairing=conversation
    )
    wire.now_s = desk.clock.monotonic_s()
    wire.settle()
    for event in wire.car_events:
        if isinstance(event, PairAsked):
            desk.asked(event, conversation, lambda: wire.car.advance_pairing(wire.now_s))
            return
    desk.ended(conversation, "refused")


def test_screen_shows_the_code_and_its_time_when_one_is_open(desk: Desk):
    """The QR code, how long it lives, and nothing else."""
    code = desk.open(ORIGIN)
    assert desk.shown[-1] == PairingView(url=code.to_url(), expires_in_s=120.0)


def test_screen_says_that_the_code_expired_when_two_minutes_are_over(desk: Desk):
    """An old code is taken off the screen, with the reason."""
    desk.open(ORIGIN)
    desk.clock.advance(120.0)
    view = desk.view()
    assert view.url == ""
    assert "expired" in view.error


def test_screen_asks_about_the_phone_when_the_code_is_right(desk: Desk):
    """Who asks, and the digits to compare; the code is gone."""
    code = desk.open(ORIGIN)
    try_code(desk, code.secret, "Ada's phone")
    view = desk.shown[-1]
    assert (view.waiting_device, len(view.check_code), view.url) == ("Ada's phone", 6, "")


def test_screen_is_left_alone_when_strangers_guess(desk: Desk):
    """Two wrong codes change nothing that is shown; with no code open, nor does any number."""
    try_code(desk, b"x" * 16)
    assert desk.view().error == ""
    code = desk.open(ORIGIN)
    for _ in range(2):
        try_code(desk, b"x" * 16)
    assert desk.view() == PairingView(url=code.to_url(), expires_in_s=120.0)


def test_screen_says_that_the_code_was_guessed_at_when_three_were_wrong(desk: Desk):
    """The person learns why the code is gone."""
    desk.open(ORIGIN)
    for _ in range(3):
        try_code(desk, b"x" * 16)
    assert desk.view().url == ""
    assert "wrongly too often" in desk.view().error


def test_question_stays_when_a_stranger_is_refused(desk: Desk):
    """Somebody else's wrong code does not take the owner's question off the screen."""
    code = desk.open(ORIGIN)
    try_code(desk, code.secret)
    try_code(desk, b"x" * 16)
    assert desk.view().waiting_device == "Phone"


async def test_phone_is_stored_before_it_is_told_when_it_is_accepted(desk: Desk):
    """No phone believes that it is paired with a car that forgot it in a crash."""
    conversation = desk.new_conversation()
    code = desk.open(ORIGIN)
    phone = PhonePairing(code.secret)
    wire = Bench().wire(phone_pairing=phone, car_pairing=conversation)
    wire.settle()
    (asked,) = wire.car_events
    assert isinstance(asked, PairAsked)
    stored_when_told: list[bool] = []

    def advance() -> None:
        stored_when_told.append(desk.paired.is_paired(asked.device.device_id))
        wire.car.advance_pairing(0.0)

    desk.asked(asked, conversation, advance)
    await desk.answer(accept=True)
    assert stored_when_told == [True]
    assert desk.view() == PairingView(url="", expires_in_s=0.0)


async def test_phone_is_declined_when_it_cannot_be_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """A full disk is an error on the car's screen, and the phone does not wait for ever."""

    async def full(_device: DeviceInfo) -> None:
        raise DataUnusable("The disk is full.")

    monkeypatch.setattr(desk.paired, "add", full)
    code = desk.open(ORIGIN)
    try_code(desk, code.secret)
    with pytest.raises(DataUnusable):
        await desk.answer(accept=True)
    assert desk.view().waiting_device == ""
    with pytest.raises(LocalUseError):
        await desk.answer(accept=True)


@pytest.mark.parametrize("meanwhile", ["a new code", "a second press", "a no", "two minutes"])
async def test_phone_is_told_yes_when_something_happens_while_it_is_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, meanwhile: str
):
    """A phone that the car trusts is never told that it was declined."""
    conversation = desk.new_conversation()
    code = desk.open(ORIGIN)
    wire = Bench().wire(phone_pairing=PhonePairing(code.secret), car_pairing=conversation)
    wire.settle()
    (asked,) = wire.car_events
    assert isinstance(asked, PairAsked)
    desk.asked(asked, conversation, lambda: wire.car.advance_pairing(0.0))
    really_add = desk.paired.add

    async def add_slowly(device: DeviceInfo) -> None:
        if meanwhile == "a new code":
            desk.open(ORIGIN)
        elif meanwhile == "two minutes":
            conversation.on_timer(1e6)
        else:
            with pytest.raises(LocalUseError):
                await desk.answer(accept=meanwhile == "a second press")
        await really_add(device)

    monkeypatch.setattr(desk.paired, "add", add_slowly)
    await desk.answer(accept=True)
    wire.settle()
    assert any(isinstance(event, PairGranted) for event in wire.phone_events)
    assert len(desk.paired.devices) == 1
    assert desk.view().waiting_device == ""


async def test_answer_does_no_harm_when_the_phone_left_while_it_was_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """The phone stays trusted, as the person decided, and nothing is raised."""
    conversation = desk.new_conversation()
    code = desk.open(ORIGIN)
    wire = Bench().wire(phone_pairing=PhonePairing(code.secret), car_pairing=conversation)
    wire.settle()
    (asked,) = wire.car_events
    assert isinstance(asked, PairAsked)
    desk.asked(asked, conversation, lambda: wire.car.advance_pairing(0.0))
    really_add = desk.paired.add

    async def add_while_it_leaves(device: DeviceInfo) -> None:
        await really_add(device)
        wire.car.close("timeout")
        desk.ended(conversation, "The phone left before it was paired.")

    monkeypatch.setattr(desk.paired, "add", add_while_it_leaves)
    await desk.answer(accept=True)
    assert len(desk.paired.devices) == 1
    assert desk.view() == PairingView(url="", expires_in_s=0.0)
