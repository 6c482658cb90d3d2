"""Encoding of every message: MessagePack maps on links and disks, JSON for screens.

Each message is a map with a `type`. Readers ignore fields they do not know, so a later
version may add fields without a new protocol version.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from segue.kernel import PeerError

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
"""The largest message after reassembly. A compacted space is far below it."""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of everything that crosses a link, a disk or a package border."""


@cache
def _decoder(expected: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(expected)


def encode(message: Message) -> bytes:
    """Return the MessagePack bytes of a message."""
    return msgspec.msgpack.encode(message)


def decode(data: bytes, expected: Any) -> Any:
    """Return the message in `data`, which must be one of `expected` (a type or a union).

    Raises:
        PeerError: Too large, malformed, of an unknown type, or with a field of the wrong type.
    """
    if len(data) > MAX_MESSAGE_BYTES:
        raise PeerError(f"A message of {len(data)} bytes is over the limit of {MAX_MESSAGE_BYTES}.")
    try:
        return _decoder(expected).decode(data)
    # Text that is no UTF-8, and a thousand lists in one another, are not msgspec's own errors.
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PeerError(f"A message could not be read: {error}.") from error
