"""The link: handshake, order, limits, time, and what each bad input does."""

from __future__ import annotations

import msgspec
import pytest
from link_bench import Bench, Wire

from segue.fabric.link import MAX_FRAME_BYTES, LinkClosed, LinkOpened, Received
from segue.kernel import LocalUseError
from segue.schema import MAX_MESSAGE_BYTES, decode, encode
from segue.schema.link import (
    Bye,
    Hello,
    HelloReply,
    LinkUp,
    PairConfirmed,
    Ping,
    Presence,
    SpaceUpdate,
)


@pytest.fixture
def wire(bench: Bench) -> Wire:
    """A link that is up, with the opening events taken."""
    made = bench.wire()
    made.settle()
    made.phone_events.clear()
    made.car_events.clear()
    return made


def update(size: int) -> SpaceUpdate:
    """Return a message with `size` bytes of payload."""
    return SpaceUpdate(space_id="s", generation=1, update=bytes(size))


# ---------------------------------------------------------------- opening


def test_both_learn_each_other_when_the_link_opens(bench: Bench):
    """Each side hears who the other is, its boot and its addresses."""
    wire = bench.wire()
    wire.settle()
    (phone_opened,), (car_opened,) = wire.phone_events, wire.car_events
    assert phone_opened == LinkOpened(
        bench.car.proof.device, LinkUp(boot_id="Car boot", addresses=("ws://car.test/link",))
    )
    assert isinstance(car_opened, LinkOpened)
    assert car_opened.peer.name == "Phone"
    assert car_opened.up.boot_id == "Phone boot"


def test_link_is_closed_when_the_device_is_not_paired(bench: Bench):
    """A device with a true key that the car does not know hears why and gets nothing."""
    wire = bench.wire(admits=lambda _device: False)
    wire.settle()
    assert wire.end_of(wire.car_events).reason == "not_paired"
    closed = wire.end_of(wire.phone_events)
    assert (closed.reason, closed.by_peer) == ("not_paired", True)
    assert len(wire.phone_events) == 1


def test_phone_says_nothing_of_itself_when_another_car_answers(bench: Bench):
    """The dialler leaves before its identity has left."""
    wire = bench.wire(expect="A" * 22)
    wire.settle()
    closed = wire.end_of(wire.phone_events)
    assert closed.reason == "protocol_error"
    assert "another car" in closed.detail
    assert not wire.car_events
    wire.pass_time(10.0)
    assert wire.end_of(wire.car_events).reason == "timeout"


def test_both_say_which_versions_when_they_have_none_in_common(bench: Bench):
    """A newer dialler is told what to update, on both sides."""
    wire = bench.wire()
    wire.phone_frames()
    wire.car.receive(encode(Hello(versions=(7, 9), purpose="link")), 0.0)
    wire.settle()
    for events in (wire.car_events, wire.phone_events):
        closed = wire.end_of(events)
        assert closed.reason == "version"
        assert "Update Segue" in closed.detail
    assert "version 7, 9; this one speaks 1" in wire.car_events[-1].detail


def test_link_fails_when_the_versions_were_changed_on_the_way(bench: Bench):
    """Nobody in between can talk two ends down to an older version."""
    wire = bench.wire()
    (hello,) = wire.phone_frames()
    doctored = encode(Hello(versions=(1, 0), purpose=decode(hello, Hello).purpose))
    wire.car.receive(doctored, 0.0)
    wire.settle()
    assert wire.end_of(wire.phone_events).reason == "protocol_error"
    assert not any(isinstance(event, LinkOpened) for event in wire.car_events)


def test_phone_refuses_a_version_when_it_did_not_offer_it(bench: Bench):
    """A reply with an invented version is not followed."""
    wire = bench.wire()
    wire.phone_frames()
    wire.phone.receive(encode(HelloReply(version=3, versions=(3,))), 0.0)
    assert wire.end_of(wire.phone_events).reason == "version"


@pytest.mark.parametrize("drop_after", [1, 2, 3, 4])
def test_link_times_out_when_the_handshake_stalls(bench: Bench, drop_after: int):
    """Whatever frame is lost, both sides are free after ten seconds."""
    wire = bench.wire()
    for _ in range(drop_after):
        frame = wire.phone.to_send()
        if frame is not None:
            wire.car.receive(frame, 0.0)
        frame = wire.car.to_send()
        if frame is not None and drop_after > 1:
            wire.phone.receive(frame, 0.0)
    wire.phone_frames()
    list(iter(wire.car.to_send, None))
    for core in (wire.phone, wire.car):
        if not core.is_up:
            core.on_timer(9.9)
            assert not core.is_closed
            core.on_timer(10.0)
            assert core.is_closed


@pytest.mark.parametrize("garbage", [b"", b"\x00", b"\xc1" * 40, b"GET / HTTP/1.1", bytes(2049)])
def test_car_closes_when_the_first_frame_is_garbage(bench: Bench, garbage: bytes):
    """Anything but a hello ends the link and raises nothing."""
    wire = bench.wire()
    wire.car.receive(garbage, 0.0)
    assert wire.end_of(wire.car_events).reason == "protocol_error"
    assert wire.car.to_send() is None


@pytest.mark.parametrize("step", [2, 3, 4, 5])
def test_link_closes_when_a_handshake_frame_was_altered(bench: Bench, step: int):
    """One flipped bit in any frame after the hello keeps the link from opening."""
    wire = bench.wire()
    cores, turn = [wire.phone, wire.car], 0
    for number in range(1, 6):
        frame = cores[turn].to_send()
        if frame is None:
            assert number > step
            break
        if number == step:
            frame = frame[:-1] + bytes([frame[-1] ^ 1])
        cores[1 - turn].receive(frame, 0.0)
        turn = 1 - turn
    wire.settle()
    assert not any(isinstance(event, LinkOpened) for event in wire.car_events)
    assert wire.phone.is_closed or wire.car.is_closed


def test_car_closes_when_the_key_is_of_low_order(bench: Bench):
    """An all-zero public key would make the secret public: it is refused."""
    wire = bench.wire()
    (hello,) = wire.phone_frames()
    wire.car.receive(hello, 0.0)
    wire.car.receive(bytes(32), 0.0)
    assert wire.end_of(wire.car_events).reason == "protocol_error"


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("size", [0, 65_000, 65_518, 65_519, 200_000, 4_000_000])
def test_message_arrives_whole_when_it_needs_many_frames(wire: Wire, size: int):
    """Chunking is invisible, at and around the border of a frame."""
    assert wire.phone.send(update(size))
    wire.settle()
    assert wire.car_events == [Received(update(size))]


def test_messages_stay_in_order_when_many_are_queued(wire: Wire):
    """Every message arrives once, in order, both ways."""
    for number in range(100):
        wire.phone.send(update(number))
        wire.car.send(update(number))
    wire.settle()
    expected = [Received(update(number)) for number in range(100)]
    assert wire.car_events == wire.phone_events == expected


def test_frames_hide_the_text_when_they_are_looked_at(wire: Wire):
    """What is sent cannot be read on the way."""
    wire.phone.send(SpaceUpdate(space_id="findme", generation=1, update=b"findme"))
    assert all(b"findme" not in frame for frame in wire.phone_frames())


def test_send_is_refused_when_the_message_is_too_large(wire: Wire):
    """The sender hears it at once, and the link stays up."""
    with pytest.raises(LocalUseError, match="over the limit"):
        wire.phone.send(update(MAX_MESSAGE_BYTES))
    assert wire.phone.is_up


def test_send_says_no_when_the_link_is_not_up(bench: Bench):
    """A message is never silently lost in a link that has not opened."""
    assert not bench.wire().phone.send(Presence(near=True))


def test_link_closes_when_the_peer_lets_too_much_wait(wire: Wire):
    """Memory for a peer that does not read is bounded: 8 MiB."""
    sent = 0
    while wire.phone.send(update(1_000_000)):
        sent += 1
    assert sent == 9
    assert wire.end_of(wire.phone_events).reason == "timeout"


# ---------------------------------------------------------------- bad frames on an open link


def test_link_closes_when_a_frame_is_replayed(wire: Wire):
    """A frame counts once: sent again, it ends the link, and nothing is delivered twice."""
    wire.phone.send(Presence(near=True))
    (frame,) = wire.phone_frames()
    wire.car.receive(frame, 0.0)
    wire.car.receive(frame, 0.0)
    wire.settle()
    assert wire.car_events[:-1] == [Received(Presence(near=True))]
    assert wire.end_of(wire.car_events).reason == "protocol_error"
    assert wire.end_of(wire.phone_events) == LinkClosed(
        "protocol_error", by_peer=True, detail="A frame was altered, repeated or out of order."
    )


def test_link_closes_when_frames_are_reordered(wire: Wire):
    """A later frame before an earlier one ends the link."""
    wire.phone.send(Presence(near=True))
    wire.phone.send(Presence(near=False))
    _, second = wire.phone_frames()
    wire.car.receive(second, 0.0)
    assert wire.end_of(wire.car_events).reason == "protocol_error"


@pytest.mark.parametrize("position", [0, 10, -1])
def test_link_closes_when_a_frame_is_altered(wire: Wire, position: int):
    """One flipped bit anywhere ends the link."""
    wire.phone.send(Presence(near=True))
    frame = bytearray(wire.phone_frames()[0])
    frame[position] ^= 1
    wire.car.receive(bytes(frame), 0.0)
    assert [type(event) for event in wire.car_events] == []
    assert wire.end_of(wire.car_events).reason == "protocol_error"


def test_link_closes_when_a_frame_is_from_another_link(bench: Bench):
    """A frame recorded on an earlier link of the same two devices is worth nothing."""
    earlier, wire = bench.wire(), bench.wire()
    earlier.settle()
    wire.settle()
    earlier.phone.send(Presence(near=True))
    wire.car.receive(earlier.phone_frames()[0], 0.0)
    assert wire.end_of(wire.car_events).reason == "protocol_error"


def test_link_closes_when_a_frame_is_too_large(wire: Wire):
    """A frame over the limit of Noise is not even tried."""
    wire.car.receive(bytes(MAX_FRAME_BYTES + 1), 0.0)
    assert wire.end_of(wire.car_events).reason == "too_large"
    wire.settle()
    assert wire.end_of(wire.phone_events).reason == "too_large"


def test_link_closes_when_a_message_grows_over_the_limit(wire: Wire):
    """A peer that never ends a message is stopped at 4 MiB."""
    noise = wire.phone._state.channel._noise
    chunk = b"\x00" + bytes(65_518)
    for _ in range(MAX_MESSAGE_BYTES // 65_518 + 1):
        assert not wire.car.is_closed
        wire.car.receive(noise.seal(chunk), 0.0)
    assert wire.end_of(wire.car_events).reason == "too_large"


@pytest.mark.parametrize(
    ("kind", "limit"), [("request", 65_536), ("response", 1_048_576), ("event", 1_048_576)]
)
def test_link_closes_when_a_message_is_large_for_its_type(wire: Wire, kind: str, limit: int):
    """What may have any shape may be 72 times as large in memory, so it must be smaller here."""
    lists = [[]] * limit
    body = {
        "request": {"request_id": 1, "method": "m", "params": {"p": lists}},
        "response": {"request_id": 1, "result": lists},
        "event": {"topic": "car", "data": lists},
    }[kind]
    data = msgspec.msgpack.encode({"type": kind, **body})
    noise = wire.phone._state.channel._noise
    for at in range(0, len(data), 65_000):
        last = b"\x01" if at + 65_000 >= len(data) else b"\x00"
        wire.car.receive(noise.seal(last + data[at : at + 65_000]), 0.0)
    assert wire.end_of(wire.car_events).reason == "too_large"


@pytest.mark.parametrize("plaintext", [b"", b"\x00", b"\x02x", b"\x01", b"\x01\xc1", b"\x01\x80"])
def test_link_closes_when_the_plaintext_is_malformed(wire: Wire, plaintext: bytes):
    """A peer with a true key that talks nonsense is closed, not crashed on."""
    wire.car.receive(wire.phone._state.channel._noise.seal(plaintext), 0.0)
    assert wire.end_of(wire.car_events).reason == "protocol_error"


@pytest.mark.parametrize("message", [LinkUp(boot_id="again"), PairConfirmed()])
def test_link_closes_when_a_message_is_out_of_turn(wire: Wire, message: LinkUp | PairConfirmed):
    """Opening and pairing messages have no place on an open link."""
    wire.phone.send(message)
    wire.settle()
    assert wire.end_of(wire.car_events).reason == "protocol_error"


def test_unaccepted_peer_is_closed_when_it_sends_much(bench: Bench):
    """Before it is accepted a peer cannot make the car hold over 4 KiB."""
    wire = bench.wire()
    wire.step()
    wire.step()
    wire.car.receive(wire.phone.to_send() or b"", 0.0)
    assert not wire.car.is_up
    assert not wire.car.is_closed
    noise = wire.phone._state.channel._noise
    wire.car.receive(noise.seal(b"\x00" + bytes(5000)), 0.0)
    assert wire.end_of(wire.car_events).reason == "too_large"


# ---------------------------------------------------------------- time and the end


def test_link_stays_up_when_nobody_says_anything(wire: Wire):
    """Keepalive alone holds a silent link for an hour, unseen by its owner."""
    wire.pass_time(3600.0)
    assert wire.phone.is_up
    assert wire.car.is_up
    assert wire.phone_events == wire.car_events == []


def test_ping_goes_out_when_five_seconds_were_silent(wire: Wire):
    """Silence is asked about after 5 s, and once in 5 s."""
    assert wire.car.next_timer_s() == 5.0
    wire.car.on_timer(5.0)
    assert wire.car.to_send() is not None
    wire.car.on_timer(6.0)
    assert wire.car.to_send() is None
    assert wire.car.next_timer_s() == 10.0


def test_link_closes_when_the_peer_is_dead_for_fifteen_seconds(wire: Wire):
    """A peer that vanished without a word is given up."""
    for now_s in (5.0, 10.0, 14.9):
        wire.car.on_timer(now_s)
        assert wire.car.is_up
    wire.car.on_timer(15.0)
    assert wire.end_of(wire.car_events).reason == "timeout"
    assert wire.car.next_timer_s() is None


def test_close_drops_what_has_not_left_when_it_is_called(wire: Wire):
    """An unpaired phone gets the goodbye and nothing that was queued before it."""
    wire.car.send(update(10))
    wire.car.close("unpaired")
    assert not wire.car.send(update(10))
    wire.settle()
    assert wire.phone_events == [LinkClosed("unpaired", by_peer=True)]
    assert wire.end_of(wire.car_events) == LinkClosed("unpaired", by_peer=False)


def test_nothing_is_received_when_the_link_is_closed(wire: Wire):
    """What a phone sent in the moment it was unpaired is not heard."""
    wire.phone.send(Presence(near=True))
    wire.car.close("unpaired")
    wire.car.receive(wire.phone_frames()[0], 0.0)
    assert wire.end_of(wire.car_events).reason == "unpaired"
    assert len(wire.car_events) == 1


def test_nothing_is_received_when_it_waited_as_the_link_was_closed(wire: Wire):
    """A message that had come but was not taken is not heard after the phone was unpaired."""
    wire.phone.send(Presence(near=True))
    wire.car.receive(wire.phone_frames()[0], 0.0)
    wire.car.close("unpaired")
    assert wire.end_of(wire.car_events).reason == "unpaired"
    assert len(wire.car_events) == 1


def test_messages_before_a_bye_are_received_when_the_peer_closes(wire: Wire):
    """What a peer said before its goodbye counts."""
    wire.phone.send(Presence(near=True))
    (frame,) = wire.phone_frames()
    wire.phone.close("shutdown")
    wire.car.receive(frame, 0.0)
    wire.settle()
    assert wire.car_events[0] == Received(Presence(near=True))
    assert wire.end_of(wire.car_events).by_peer


def test_close_sends_no_goodbye_when_a_message_is_half_sent(wire: Wire):
    """Half a message cannot be followed by another, so the connection just ends."""
    wire.car.send(update(200_000))
    assert wire.car.to_send() is not None
    wire.car.close("shutdown")
    assert wire.car.to_send() is None


def test_bye_ends_the_link_when_it_comes_from_the_peer(wire: Wire):
    """Both sides close, each with one last event."""
    wire.phone._state.channel.queue(Bye(reason="shutdown", detail="battery"))
    wire.settle()
    assert wire.end_of(wire.car_events) == LinkClosed("shutdown", by_peer=True, detail="battery")


def test_pong_answers_when_the_peer_pings(wire: Wire):
    """A ping is answered by the link itself and never reaches the owner."""
    wire.phone.send(Ping(nonce=7))
    wire.settle()
    assert wire.car_events == wire.phone_events == []
    assert wire.phone.is_up


def test_pongs_do_not_pile_up_when_the_peer_pings_without_reading(wire: Wire):
    """However many pings come, one answer waits at most, and the link lives on."""
    noise = wire.phone._state.channel._noise
    for nonce in range(1000):
        wire.car.receive(noise.seal(b"\x01" + encode(Ping(nonce=nonce))), 0.0)
    assert len(list(iter(wire.car.to_send, None))) == 1
    assert wire.car.is_up
