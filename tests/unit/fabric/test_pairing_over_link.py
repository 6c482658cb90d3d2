"""Pairing between two link cores: who learns what, in which order, and what each mistake does."""

from __future__ import annotations

import pytest
from link_bench import Bench

from segue.fabric.link import LinkClosed, LinkOpened
from segue.fabric.pairing import (
    CarPairing,
    PairAsked,
    PairGranted,
    PairRefused,
    PairWaiting,
    PhonePairing,
    check_code,
)
from segue.kernel import LocalUseError, PeerError
from segue.schema.link import PairConfirmed, PairPending, Presence, Request

SECRET = b"s" * 16


class Attempt:
    """One phone that scanned a code, at the moment when the person in the car is asked."""

    def __init__(self, bench: Bench, secret: bytes = SECRET) -> None:
        self.phone = PhonePairing(secret)
        self.car = CarPairing(bench.offers)
        # `admits` refuses everyone: pairing must not depend on it.
        self.wire = bench.wire(
            phone_pairing=self.phone, car_pairing=self.car, admits=lambda _device: False
        )
        self.wire.settle()

    def accept(self) -> None:
        self.car.accept(space_id="space", addresses=("ws://car.test/link",), now_s=self.wire.now_s)
        self.wire.car.advance_pairing(self.wire.now_s)
        self.wire.settle()

    def store(self) -> None:
        self.phone.stored()
        self.wire.phone.advance_pairing(self.wire.now_s)
        self.wire.settle()


@pytest.fixture
def attempt(bench: Bench) -> Attempt:
    """A phone with the right code."""
    bench.offers.open(SECRET, 0.0)
    return Attempt(bench)


def test_both_screens_show_the_same_code_when_the_proof_is_right(attempt: Attempt):
    """The six digits agree, and the car learns which device asks."""
    (waiting,) = attempt.wire.phone_events
    (asked,) = attempt.wire.car_events
    assert isinstance(waiting, PairWaiting)
    assert isinstance(asked, PairAsked)
    assert waiting.check_code == asked.check_code
    assert len(asked.check_code) == 6
    assert asked.device.name == "Phone"


def test_link_is_up_only_when_both_have_stored_each_other(attempt: Attempt):
    """Accept → granted → stored → both up; nothing is up before."""
    attempt.accept()
    granted = attempt.wire.phone_events[-1]
    assert granted == PairGranted(granted.car, "space", ("ws://car.test/link",))
    assert granted.car.name == "Car"
    assert not attempt.wire.car.is_up
    attempt.store()
    assert isinstance(attempt.wire.phone_events[-1], LinkOpened)
    assert isinstance(attempt.wire.car_events[-1], LinkOpened)
    assert attempt.wire.phone.send(Presence(near=True))


def test_phone_is_told_when_the_person_declines(attempt: Attempt):
    """No is an answer: the phone learns it, both ends close, and the code is dead."""
    attempt.car.decline(1.0)
    attempt.wire.car.advance_pairing(1.0)
    attempt.wire.settle()
    assert PairRefused("declined") in attempt.wire.phone_events
    assert attempt.wire.end_of(attempt.wire.phone_events).reason == "not_paired"
    assert attempt.wire.end_of(attempt.wire.car_events).reason == "not_paired"


def test_second_phone_is_refused_when_the_code_is_used(bench: Bench, attempt: Attempt):
    """Whoever photographed the screen comes too late, and the first phone is not disturbed."""
    late = Attempt(bench)
    assert late.wire.phone_events[0] == PairRefused("used")
    attempt.accept()
    attempt.store()
    assert attempt.wire.car.is_up


def test_phone_is_refused_when_the_code_is_unknown(bench: Bench):
    """A wrong secret opens nothing."""
    bench.offers.open(SECRET, 0.0)
    guess = Attempt(bench, b"g" * 16)
    assert guess.wire.phone_events[0] == PairRefused("unknown_code")
    assert guess.wire.car.is_closed


def test_phone_is_refused_when_the_car_shows_no_code(bench: Bench):
    """Dialling to pair without a code on the screen gets nowhere."""
    assert Attempt(bench).wire.phone_events[0] == PairRefused("no_offer")


def test_car_gives_up_when_nobody_answers_for_two_minutes(attempt: Attempt):
    """A forgotten question does not stay open; keepalive does not extend it."""
    attempt.wire.pass_time(119.0)
    assert not attempt.wire.car.is_closed
    attempt.wire.pass_time(2.0)
    assert PairRefused("expired") in attempt.wire.phone_events
    assert attempt.wire.car.is_closed


def test_car_gives_up_when_the_phone_never_shows_a_code(bench: Bench):
    """A peer that proves an identity but no code is gone after ten seconds."""

    class Silent(PhonePairing):
        def to_send(self):
            return None

    wire = bench.wire(phone_pairing=Silent(SECRET))
    wire.settle()
    wire.pass_time(10.0)
    assert wire.end_of(wire.car_events).reason == "not_paired"


def test_car_closes_when_the_phone_confirms_before_it_is_accepted(bench: Bench):
    """A phone cannot skip the person in the car."""

    class Pushy(PhonePairing):
        confirms = True

        def to_send(self):
            message = super().to_send()
            if message is None and self.confirms:
                self.confirms = False
                return PairConfirmed()
            return message

    bench.offers.open(SECRET, 0.0)
    wire = bench.wire(phone_pairing=Pushy(SECRET), admits=lambda _device: False)
    wire.settle()
    assert wire.end_of(wire.car_events).reason == "protocol_error"
    assert not any(isinstance(event, LinkOpened) for event in wire.car_events)


def test_car_closes_when_a_phone_sends_requests_before_it_is_paired(attempt: Attempt):
    """While pairing, only pairing is heard."""
    state = attempt.wire.phone._state
    state.channel.queue(Request(request_id=1, method="car.lock"))
    attempt.wire.settle()
    closed = attempt.wire.end_of(attempt.wire.car_events)
    assert closed == LinkClosed(
        "protocol_error", by_peer=False, detail="A Request came out of turn."
    )


def test_phone_refuses_when_the_check_code_differs(bench: Bench):
    """A car that shows other digits than this link has is not on this link."""
    phone = PhonePairing(SECRET)
    phone.begin(bench.car.proof.device, b"h" * 32, 0.0)
    assert check_code(b"h" * 32) != "000000"
    with pytest.raises(PeerError, match="another check code"):
        phone.receive(PairPending(check_code="000000"), 0.0)


def test_answer_is_refused_when_no_phone_waits(bench: Bench):
    """Accept and decline need somebody to answer to."""
    conversation = CarPairing(bench.offers)
    with pytest.raises(LocalUseError):
        conversation.accept(space_id="", addresses=(), now_s=0.0)
    with pytest.raises(LocalUseError):
        conversation.decline(0.0)
    with pytest.raises(LocalUseError):
        PhonePairing(SECRET).stored()
