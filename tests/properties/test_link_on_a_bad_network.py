"""Whatever happens to frames, a link delivers a beginning of what was sent, and ends well."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from link_bench import Bench, Wire

from segue.fabric.link import LinkClosed, Received
from segue.fabric.pairing import parse_pair_url
from segue.kernel import LocalUseError, PeerError
from segue.schema import decode
from segue.schema.link import ChannelMessage, Hello, SpaceUpdate

_FAULTS = ("pass", "pass", "pass", "drop", "twice", "swap", "flip", "garbage")


def opened() -> Wire:
    """Return a link that is up, with the opening events taken."""
    wire = Bench().wire()
    wire.settle()
    wire.car_events.clear()
    return wire


def through(frames: list[bytes], faults: list[str]) -> list[bytes]:
    """Return what a network that misbehaves this way makes of the frames."""
    out: list[bytes] = []
    for frame, fault in zip(frames, faults, strict=False):
        match fault:
            case "drop":
                pass
            case "twice":
                out += [frame, frame]
            case "swap":
                out.insert(max(len(out) - 1, 0), frame)
            case "flip":
                out.append(frame[:-1] + bytes([frame[-1] ^ 0x40]))
            case "garbage":
                out += [b"\xc1" * len(frame), frame]
            case _:
                out.append(frame)
    return out


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.sampled_from((0, 10, 70_000)), min_size=1, max_size=8),
    faults=st.lists(st.sampled_from(_FAULTS), min_size=20, max_size=20),
)
def test_messages_arrive_once_and_in_order_or_the_link_ends(sizes: list[int], faults: list[str]):
    """Loss, repetition, reordering and damage cost the link, never a wrong message."""
    wire = opened()
    sent = [
        SpaceUpdate(space_id="s", generation=number, update=bytes(size))
        for number, size in enumerate(sizes)
    ]
    for message in sent:
        wire.phone.send(message)
    frames = wire.phone_frames()
    for frame in through(frames, faults):
        wire.car.receive(frame, 1.0)
    events = list(iter(wire.car.next_event, None))
    received = [event.message for event in events if isinstance(event, Received)]
    closed = [event for event in events if isinstance(event, LinkClosed)]
    assert received == sent[: len(received)]
    assert closed == events[len(received) :]
    assert len(closed) <= 1
    assert wire.car.is_closed == bool(closed)
    if all(fault == "pass" for fault in faults[: len(frames)]):
        assert received == sent


@settings(max_examples=200, deadline=None)
@given(
    true_frames=st.integers(0, 2), frames=st.lists(st.binary(max_size=300), min_size=1, max_size=6)
)
def test_car_never_fails_when_a_stranger_sends_anything(true_frames: int, frames: list[bytes]):
    """Bytes from a stranger end in at most one close, and nothing is raised, at any step."""
    wire = Bench().wire()
    for _ in range(true_frames):
        wire.step()
    for frame in frames:
        wire.car.receive(frame, 0.0)
    assert len(list(iter(wire.car.next_event, None))) <= 1


_JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=8) | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    data=st.binary(max_size=200)
    | _JSON_LIKE.map(msgspec.msgpack.encode)
    | st.dictionaries(st.sampled_from(("type", "versions", "purpose", "nonce")), _JSON_LIKE).map(
        msgspec.msgpack.encode
    )
)
def test_decoding_gives_a_message_or_a_peer_error_when_bytes_are_anything(data: bytes):
    """There is no third outcome."""
    for expected in (Hello, ChannelMessage):
        try:
            decode(data, expected)
        except PeerError:
            continue


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(max_size=80)
    | st.text(max_size=60).map(lambda rest: f"http://localhost:8420/phone/#pair=1.{rest}")
)
def test_code_is_read_or_refused_when_a_qr_code_holds_anything(text: str):
    """A QR code of somebody else's cannot break the phone."""
    try:
        code = parse_pair_url(text)
    except LocalUseError:
        return
    assert parse_pair_url(code.to_url()) == code
