"""Frames on the pipes between a process and one that it starts.

A frame is a 4-byte big-endian length and that many bytes. The two ends are always of one version:
one is started from the installation of the other.
"""

from __future__ import annotations

import os
import struct
from typing import IO, TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from asyncio import StreamReader

_LENGTH = struct.Struct(">I")


def framed(body: bytes) -> bytes:
    """Return the frame that carries a message's bytes."""
    return _LENGTH.pack(len(body)) + body


def own_output() -> BinaryIO:
    """Take this process's output for frames alone: what is printed goes to its standard error.

    A library, or a planner of a user's, that prints must not break a frame.
    """
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output


def wait_for_body(source: IO[bytes]) -> bytes | None:
    """Return what the next frame carries; None when the other end has closed."""
    header = source.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(header)
    body = source.read(length)
    return body if len(body) == length else None


async def next_body(source: StreamReader) -> bytes:
    """Return what the next frame carries.

    Raises:
        asyncio.IncompleteReadError: The other end has closed.
    """
    (length,) = _LENGTH.unpack(await source.readexactly(_LENGTH.size))
    return await source.readexactly(length)


def take_body(received: bytearray) -> bytes | None:
    """Take the first frame out of what was received; None while it is not all there."""
    if len(received) < _LENGTH.size:
        return None
    end = _LENGTH.size + _LENGTH.unpack_from(received)[0]
    if len(received) < end:
        return None
    body = bytes(received[_LENGTH.size : end])
    del received[:end]
    return body
