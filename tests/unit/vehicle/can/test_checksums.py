"""Each checksum against a value worked out by hand or published."""

from __future__ import annotations

import pytest
from crccheck.crc import Crc8SaeJ1850

from segue.vehicle.can._checksums import CHECKSUMS, Place


def _place(frame_id: int, length: int, byte: int, *, extended: bool = False, data_id: int = 0):
    return Place(frame_id=frame_id, extended=extended, length=length, byte=byte, data_id=data_id)


@pytest.mark.parametrize(
    ("kind", "place", "data", "expected"),
    [
        # 0x2E4: 0x02 + 0xE4 + length 5 + 0x80 + 0x01 = 0x16C
        ("toyota", _place(0x2E4, 5, 4), "80010000ff", 0x6C),
        # 0xE4: 0xE + 4; 1+2+3+4 and the counter's nibble 2 → 8 - 30 = -22
        ("honda", _place(0xE4, 3, 2), "12342f", 0xA),
        # 0x18DAB0F1: 1+8+13+10+11+0+15+1 = 59; 1+2+0 of data; 8 - 62 + 3 = -51
        ("honda", _place(0x18DAB0F1, 2, 1, extended=True), "1200", 0xD),
        ("sum8", _place(1, 3, 1), "ff7702", 0x01),
        ("xor8", _place(1, 3, 0), "550ff0", 0xFF),
        # the check value of CRC-8/SAE-J1850 over "123456789"
        ("crc8-j1850", _place(1, 10, 9), "31323334353637383900", 0x4B),
        ("crc8-j1850", _place(1, 10, 0), "ee313233343536373839", 0x4B),
    ],
)
def test_checksum_is_as_published(kind: str, place: Place, data: str, expected: int):
    """What the field holds already never counts."""
    assert CHECKSUMS[kind](place)(bytes.fromhex(data)) == expected


def test_autosar_profile_1_is_the_crc_over_id_and_data():
    """Both bytes of the data id, low first, then the data without the CRC's byte."""
    data = bytes.fromhex("00f1223344556677")
    no_xor = {"initvalue": 0}
    over = bytes([0x23, 0x01]) + data[1:]
    # CRC-8/SAE-J1850 inverts what comes out; profile 1 does not.
    expected = Crc8SaeJ1850.calc(over, **no_xor) ^ 0xFF
    place = _place(0x100, 8, 0, data_id=0x123)
    assert CHECKSUMS["autosar-p01"](place)(data) == expected
    assert CHECKSUMS["autosar-p01"](_place(0x100, 8, 0, data_id=0x124))(data) != expected


@pytest.mark.parametrize("kind", CHECKSUMS)
def test_a_flipped_bit_is_noticed(kind: str):
    """Whatever single bit of the data flips, the checksum changes."""
    compute = CHECKSUMS[kind](_place(0x123, 8, 7))
    data = bytearray.fromhex("0123456789abcdf0")
    right = compute(bytes(data))
    for bit in range(56):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        assert compute(flipped) != right
