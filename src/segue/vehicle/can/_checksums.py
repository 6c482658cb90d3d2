"""Checksums that cars put into frames, each by its published description.

| name | over | where |
|---|---|---|
| `toyota` | length, the id's bytes and all other bytes, summed | last byte |
| `honda` | 8 less all nibbles of id and data; 3 more for an extended id | last low nibble |
| `sum8`, `xor8` | all other bytes | any byte |
| `crc8-j1850` | all other bytes; SAE J1850: 0x1D, start and final XOR 0xFF | any byte |
| `autosar-p01` | data id (low, high byte), then all other bytes; 0x1D, no XOR | any byte |

Toyota's and Honda's are those that opendbc documents for the makes; the last is AUTOSAR's E2E
profile 1 with both bytes of the data id (PRS_E2EProtocol, "Profile 1").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from cantools.database.can import Message, Signal

Compute = Callable[[bytes | bytearray], int]
"""A frame's bytes, whatever its checksum field holds → what that field should hold."""

_BYTE_BITS = 8
_NIBBLE_BITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The frame that a checksum is in, and the checksum's byte in it."""

    frame_id: int
    extended: bool
    length: int
    byte: int
    data_id: int = 0


def _parts(number: int, bits: int) -> int:
    """Return the sum of a number's pieces of that many bits."""
    total = 0
    while number:
        total += number & ((1 << bits) - 1)
        number >>= bits
    return total


def _toyota(place: Place) -> Compute:
    base = place.length + _parts(place.frame_id, _BYTE_BITS)
    return lambda data: (base + sum(data[:-1])) & 0xFF


def _honda(place: Place) -> Compute:
    base = 8 - _parts(place.frame_id, _NIBBLE_BITS) + (3 if place.extended else 0)

    def compute(data: bytes | bytearray) -> int:
        nibbles = sum((byte >> 4) + (byte & 0xF) for byte in data[:-1]) + (data[-1] >> 4)
        return (base - nibbles) & 0xF

    return compute


def _sum8(place: Place) -> Compute:
    byte = place.byte
    return lambda data: (sum(data) - data[byte]) & 0xFF


def _xor8(place: Place) -> Compute:
    byte = place.byte

    def compute(data: bytes | bytearray) -> int:
        result = data[byte]
        for each in data:
            result ^= each
        return result

    return compute


@cache
def _crc_table() -> tuple[int, ...]:
    """Return one CRC step for each byte; crccheck itself goes bit by bit, 20 times slower."""
    from crccheck.crc import Crc  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    # With no start value and no final XOR, the CRC of one byte is that step.
    step = cast("_Crc", Crc(8, 0x1D))
    return tuple(step.calc(bytes([byte])) for byte in range(256))


class _Crc(Protocol):
    def calc(self, data: bytes) -> int: ...


def _crc(data: bytes | bytearray, start: int) -> int:
    table = _crc_table()
    crc = start
    for byte in data:
        crc = table[crc ^ byte]
    return crc


def _crc8_j1850(place: Place) -> Compute:
    byte = place.byte
    return lambda data: _crc(data[:byte] + data[byte + 1 :], 0xFF) ^ 0xFF


def _autosar_p01(place: Place) -> Compute:
    byte = place.byte
    start = _crc(place.data_id.to_bytes(2, "little"), 0)
    return lambda data: _crc(data[:byte] + data[byte + 1 :], start)


CHECKSUMS: dict[str, Callable[[Place], Compute]] = {
    "toyota": _toyota,
    "honda": _honda,
    "sum8": _sum8,
    "xor8": _xor8,
    "crc8-j1850": _crc8_j1850,
    "autosar-p01": _autosar_p01,
}


def place_of(name: str, message: Message, signal: Signal, data_id: int) -> Place | str:
    """Return where a checksum is, or what its kind needs when this signal cannot be one."""
    bits = _NIBBLE_BITS if name == "honda" else _BYTE_BITS
    little = signal.byte_order == "little_endian"
    lowest = signal.start if little else signal.start - signal.length + 1
    byte = signal.start // _BYTE_BITS
    if signal.length != bits or lowest % _BYTE_BITS or (byte + 1) > message.length:
        return "the low 4 bits of a byte" if name == "honda" else "8 bits, one whole byte"
    if name in ("toyota", "honda") and byte != message.length - 1:
        return "in the frame's last byte"
    return Place(
        frame_id=message.frame_id,
        extended=message.is_extended_frame,
        length=message.length,
        byte=byte,
        data_id=data_id,
    )
