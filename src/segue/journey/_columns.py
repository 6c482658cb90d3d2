"""Integer columns as bytes: zigzag, split into byte planes, deflated.

Neighbouring values of a delta-coded column share their high bytes, so a plane of high bytes
deflates to almost nothing, and numpy puts the planes together at memory speed. Measured on the
roads, LZMA makes the file 8 % smaller and unpacking it take twice as long.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_LEVEL = 9


class _Column(msgspec.Struct, frozen=True, array_like=True):
    length: int
    planes: list[bytes]
    """Least significant byte of every value first."""


def pack_columns(columns: Mapping[str, NDArray[np.integer]]) -> bytes:
    """Return the bytes of named integer columns."""
    return msgspec.msgpack.encode({name: _pack(values) for name, values in columns.items()})


def unpack_columns(data: bytes) -> dict[str, NDArray[np.int64]]:
    """Return the columns that `pack_columns` was given."""
    packed = msgspec.msgpack.decode(data, type=dict[str, _Column])
    return {name: _unpack(column) for name, column in packed.items()}


def _pack(values: NDArray[np.integer]) -> _Column:
    wide = values.astype(np.int64)
    zigzag = (wide << 1) ^ (wide >> 63)
    unsigned = zigzag.view(np.uint64)
    width = (int(unsigned.max(initial=0)).bit_length() + 7) // 8
    planes = [
        zlib.compress((unsigned >> np.uint64(8 * plane)).astype(np.uint8).tobytes(), _LEVEL)
        for plane in range(width)
    ]
    return _Column(len(values), planes)


def _unpack(column: _Column) -> NDArray[np.int64]:
    unsigned = np.zeros(column.length, dtype=np.uint64)
    for plane, data in enumerate(column.planes):
        values = np.frombuffer(zlib.decompress(data), dtype=np.uint8).astype(np.uint64)
        unsigned |= values << np.uint64(8 * plane)
    return (unsigned >> np.uint64(1)).view(np.int64) ^ -(unsigned & np.uint64(1)).view(np.int64)
