"""Messages are read strictly where it matters and leniently where versions grow."""

import msgspec
import pytest

from segue.kernel import PeerError
from segue.schema import MAX_MESSAGE_BYTES, decode, encode
from segue.schema.link import ChannelMessage, Ping, Pong


def test_unknown_fields_are_ignored_when_a_later_version_adds_them() -> None:
    """A newer peer can say more without breaking an older one."""
    data = msgspec.msgpack.encode({"type": "ping", "nonce": 7, "colour": "teal"})
    assert decode(data, ChannelMessage) == Ping(nonce=7)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "could not be read"),
        (b"\xc1", "could not be read"),
        (encode(Ping(nonce=1))[:-1], "could not be read"),
        (encode(Ping(nonce=1)) + b"\x00", "could not be read"),
        (msgspec.msgpack.encode({"type": "pang", "nonce": 1}), "pang"),
        (msgspec.msgpack.encode({"type": "ping", "nonce": "one"}), "nonce"),
        (msgspec.msgpack.encode({"type": "ping"}), "nonce"),
        (b"\x00" * (MAX_MESSAGE_BYTES + 1), "over the limit"),
        (b"\x83\xa4type\xa5event\xa5topic\xa1\xff\xa4data\xc0", "could not be read"),
        (b"\x83\xa4type\xa5event\xa5topic\xa0\xa4data" + b"\x91" * 4000, "could not be read"),
    ],
    ids=[
        "empty",
        "reserved",
        "cut",
        "trailing",
        "type",
        "field type",
        "field missing",
        "large",
        "no utf-8",
        "deep",
    ],
)
def test_bad_bytes_are_one_peer_error_that_says_what(data: bytes, says: str) -> None:
    """Whatever a peer sends, the reader gets a PeerError with the reason."""
    with pytest.raises(PeerError, match=says):
        decode(data, ChannelMessage)


def test_integer_is_read_as_float_when_a_browser_sends_a_whole_number() -> None:
    """JavaScript has one number type: 5.0 travels as 5."""

    class Position(msgspec.Struct, frozen=True, kw_only=True):
        position_s: float

    assert decode(msgspec.msgpack.encode({"position_s": 5}), Position).position_s == 5.0


def test_message_survives_the_round_trip() -> None:
    """What is encoded is what is decoded, of the same type."""
    assert decode(encode(Pong(nonce=2**53 - 1)), ChannelMessage) == Pong(nonce=2**53 - 1)
