"""Take a signal's raw number out of a frame.

A frame becomes two integers, its bytes read little-endian and big-endian, and a signal is one shift
and one mask of one of them, worked out once. cantools decodes a frame whole, in C; a mapping wants
few of a frame's signals, with raw numbers, and told apart by multiplexer.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cantools.database.can import Signal

Extract = Callable[[int, int], int | float]
"""(frame as little-endian integer, as big-endian integer) → the raw number."""

_FLOATS = {16: ("<H", "<e"), 32: ("<I", "<f"), 64: ("<Q", "<d")}
_BYTE_BITS = 8


def lowest_bit(signal: Signal, frame_bytes: int) -> int:
    """Return how far the frame's integer is shifted to bring the signal to the bottom.

    Negative when the signal does not fit into the frame. A DBC counts bits within bytes from the
    least significant one; a big-endian signal's start is its most significant bit.
    """
    if signal.byte_order == "little_endian":
        return signal.start if signal.start + signal.length <= frame_bytes * _BYTE_BITS else -1
    from_top = _BYTE_BITS * (signal.start // _BYTE_BITS) + 7 - signal.start % _BYTE_BITS
    return frame_bytes * _BYTE_BITS - from_top - signal.length


def extractor(signal: Signal, frame_bytes: int) -> Extract:
    """Return what takes the signal out of frames of that many bytes."""
    shift = lowest_bit(signal, frame_bytes)
    mask = (1 << signal.length) - 1
    unsigned = _unsigned(shift, mask, little=signal.byte_order == "little_endian")
    if signal.conversion.is_float:
        as_integer, as_float = _FLOATS[signal.length]
        pack, unpack = struct.Struct(as_integer).pack, struct.Struct(as_float).unpack
        return lambda little, big: unpack(pack(unsigned(little, big)))[0]
    if signal.is_signed:
        sign = 1 << (signal.length - 1)
        return lambda little, big: (unsigned(little, big) ^ sign) - sign
    return unsigned


def _unsigned(shift: int, mask: int, *, little: bool) -> Callable[[int, int], int]:
    if little:
        return lambda little, _big: (little >> shift) & mask
    return lambda _little, big: (big >> shift) & mask
