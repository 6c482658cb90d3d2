"""What holds for every claim, message and order of updates."""

from __future__ import annotations

import contextlib
import json
from itertools import permutations
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from segue.fabric.handoff import HandoffMachine, Moment, newest
from segue.fabric.space import Space
from segue.kernel import DeviceUnavailable, PeerError, Rejected
from segue.schema.activity import (
    Claim,
    HandoffActive,
    HandoffClaims,
    HandoffCommit,
    HandoffMessage,
    HandoffOffer,
    HandoffPull,
    HandoffReady,
    HandoffRefuse,
)

EDGES = [-(2**63), -1, 0, 1, 2, 3, 999_999, 1_000_003, 2**53 - 1, 2**53, 2**63 - 1]
numbers = st.sampled_from(EDGES) | st.integers(0, 6)
devices = st.sampled_from(["car", "phone", "tablet", "", "x" * 65])
transfers = st.sampled_from(["car:1", "phone:1", "phone:2", "", "x" * 65])
states = st.sampled_from(
    ["{}", '{"n": 1}', "null", "[]", "", "{", '"', "[" * 50_000, '{"a": 1e999}']
)
causes = st.sampled_from(["user", "rule"])
claims = st.builds(
    Claim, activity=st.just("media"), epoch=numbers, device_id=devices, action_utc_ms=numbers
)


def message_of(kind: type, **fields: st.SearchStrategy) -> st.SearchStrategy[HandoffMessage]:
    """Messages of one kind with any fields."""
    return st.builds(kind, activity=st.just("media"), transfer_id=transfers, **fields)


messages = st.one_of(
    message_of(HandoffPull, action_utc_ms=numbers, cause=causes),
    message_of(
        HandoffOffer,
        epoch=numbers,
        next_epoch=numbers,
        action_utc_ms=numbers,
        state=states,
        cause=causes,
        revision=numbers,
    ),
    message_of(HandoffReady, epoch=numbers),
    message_of(
        HandoffCommit, epoch=numbers, next_epoch=numbers, action_utc_ms=numbers, state=states
    ),
    message_of(HandoffActive, epoch=numbers),
    message_of(HandoffRefuse, reason=st.sampled_from(["stale", "not_live", "", "☃"])),
    st.builds(
        HandoffClaims,
        claim=claims,
        state=st.none() | states,
        revision=numbers,
        answer=st.booleans(),
    ),
)
presses = st.sampled_from(["start", "bring_here", "move", "end", "wait"])


@given(st.lists(claims, min_size=1, max_size=4, unique=True))
def test_holder_is_the_same_in_whatever_order_claims_are_learnt(known: list[Claim]) -> None:
    """The holder is a function of the set of claims."""
    assert len({newest(list(order)) for order in permutations(known)}) == 1


@settings(max_examples=400, deadline=None)
@given(st.lists(messages | presses, max_size=12))
@example([HandoffPull(activity="media", transfer_id="car:1", action_utc_ms=0), "bring_here"])
def test_machine_stays_whole_whatever_a_peer_sends(doings: list[HandoffMessage | str]) -> None:
    """Any message, at any time: refused with PeerError and without a trace, or taken.

    Whatever happened, live means that the best claim is our own, the record can be stored and
    read back, and the user's own button still works.
    """
    machine = HandoffMachine("media", "phone")
    now = Moment(now_s=0.0, utc_ms=3)
    machine.peer_up("car", now)
    for doing in doings:
        now = Moment(now_s=now.now_s + 0.5, utc_ms=now.utc_ms + 500)
        before = machine.record
        if isinstance(doing, str):
            press(machine, doing, now)
        else:
            try:
                machine.receive(doing, "car", now)
            except PeerError:
                assert machine.record is before
        record = machine.record
        checkpoint = json.loads(json.dumps(machine.checkpoint()))
        assert len(machine.to_send()) <= 3, "a message is never answered by a flood"
        if machine.live:
            assert record.best is not None
            assert record.best.device_id == "phone"
            assert record.known is not None
            assert record.known.claim == record.best
        if record.best is not None:
            assert record.top_epoch >= record.best.epoch
        again = HandoffMachine("media", "phone")
        again.restore(checkpoint, now)
        assert again.live == machine.live
    machine.peer_down("car", now)
    machine.start('{"mine": 1}', now)
    assert machine.live


def press(machine: HandoffMachine, what: str, now: Moment) -> None:
    """Do what a user does; a button may say why it cannot."""
    with contextlib.suppress(Rejected, DeviceUnavailable):
        match what:
            case "start":
                machine.start('{"s": 1}', now)
            case "bring_here":
                machine.bring_here(now)
            case "move":
                machine.move_to("car", now)
            case "end":
                machine.end(now)
            case _:
                machine.on_timer(Moment(now_s=now.now_s + 30.0, utc_ms=now.utc_ms))


writes = st.tuples(
    st.sampled_from(["car", "phone", "tablet"]),
    st.sampled_from(["a", "b"]),
    st.integers(-(2**60), 2**60) | st.text(max_size=5) | st.none(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(writes, max_size=20), st.randoms(use_true_random=False))
def test_spaces_agree_whatever_was_written_and_whoever_met_first(
    made: list[tuple[str, str, object]], random: Random
) -> None:
    """Phones that only ever meet the car end with the same facts as the car."""
    spaces = {
        name: Space("home", name, keeper_id="car", client_id=number)
        for number, name in enumerate(("car", "phone", "tablet"), 1)
    }
    for author, name, value in made:
        if value is None:
            spaces[author].delete("settings", name)
        else:
            spaces[author].put("settings", name, value)
    phones = ["phone", "tablet"]
    random.shuffle(phones)
    for phone in [*phones, *phones]:
        meet(spaces["car"], spaces[phone])
    facts = [each.facts("settings") for each in spaces.values()]
    assert facts[0] == facts[1] == facts[2]
    last: dict[str, object] = {f"{name}/{author}": value for author, name, value in made}
    assert facts[0] == {key: value for key, value in last.items() if value is not None}


def meet(car: Space, phone: Space) -> None:
    """Link two spaces until both are silent, then unlink them."""
    car.peer_up(phone.device_id, 0.0)
    phone.peer_up("car", 0.0)
    while sends := [(car, s) for s in car.to_send()] + [(phone, s) for s in phone.to_send()]:
        for sender, (_, message) in sends:
            (phone if sender is car else car).receive(message, sender.device_id, 0.0)
    car.peer_down(phone.device_id)
    phone.peer_down("car")
