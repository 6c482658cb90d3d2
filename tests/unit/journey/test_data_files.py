"""Data files that are broken, cut short or from another version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.journey import PlaceIndex
from segue.journey._columns import pack_columns, unpack_columns
from segue.journey._data_file import read_data_file, seal
from segue.journey._places import PLACES_PATH
from segue.journey._roads import (
    ROADS_PATH,
    RoadColumns,
    decode_roads,
    encode_roads,
)
from segue.kernel import DataUnusable

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = seal("test", 3, b"payload")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is not a Segue data file"),
        (b"PK\x03\x04" + bytes(100), "is not a Segue data file"),
        (WHOLE[:30], "is not a Segue data file"),
        (WHOLE[:-2], "5 bytes follow its header, not 7"),
        (WHOLE + b"x", "8 bytes follow its header, not 7"),
        (WHOLE[:-1] + b"?", "its checksum does not match"),
        (seal("test", 4, b"payload"), "is version 4; this Segue reads version 3"),
        (seal("other", 3, b"payload"), "where test data belongs"),
    ],
)
def test_file_is_refused_when_it_is_not_whole(tmp_path: Path, data: bytes, says: str) -> None:
    """An unusable file gives one message: which file, what is wrong, what to do."""
    path = tmp_path / "file.bin"
    path.write_bytes(data)
    with pytest.raises(DataUnusable) as caught:
        read_data_file(path, "test", 3)
    assert str(path) in caught.value.message
    assert says in caught.value.message
    assert caught.value.do


def test_file_is_refused_when_it_is_missing(tmp_path: Path) -> None:
    """A missing file is named."""
    with pytest.raises(DataUnusable, match=r"nowhere\.bin could not be read"):
        read_data_file(tmp_path / "nowhere.bin", "test", 3)


def test_payload_comes_back_when_the_file_is_whole(tmp_path: Path) -> None:
    """What was sealed is what is read."""
    path = tmp_path / "file.bin"
    path.write_bytes(WHOLE)
    assert read_data_file(path, "test", 3) == b"payload"


@pytest.mark.parametrize("cut", [0, 40, 60, 5_000, -1])
def test_roads_are_refused_when_cut_short(tmp_path: Path, cut: int) -> None:
    """Half a road network is no road network."""
    path = tmp_path / "roads.bin"
    path.write_bytes(ROADS_PATH.read_bytes()[:cut])
    with pytest.raises(DataUnusable, match=r"roads\.bin"):
        decode_roads(path)


def test_places_are_refused_when_damaged_and_leave_nothing(tmp_path: Path) -> None:
    """A damaged places file gives a message and no half-built index."""
    damaged = bytearray(PLACES_PATH.read_bytes())
    damaged[1000] ^= 1
    path = tmp_path / "places.bin"
    path.write_bytes(damaged)
    with pytest.raises(DataUnusable, match="checksum"):
        PlaceIndex.open(tmp_path / "cache", path)
    assert not (tmp_path / "cache").exists()


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.lists(st.integers(min_value=-(2**62), max_value=2**62), max_size=50),
        max_size=4,
    )
)
def test_columns_come_back_when_packed(columns: dict[str, list[int]]) -> None:
    """Packing loses nothing, whatever the numbers."""
    arrays = {name: np.array(values, dtype=np.int64) for name, values in columns.items()}
    unpacked = unpack_columns(pack_columns(arrays))
    assert {name: values.tolist() for name, values in unpacked.items()} == columns


def test_roads_come_back_when_encoded(tmp_path: Path) -> None:
    """A network with a chain, a straight edge, a ring and a lone edge survives its file."""
    columns = RoadColumns(
        point=np.array([[0, 0], [100, 50], [-90_000, 180_000], [5, 5], [9, 7], [101, 51]]),
        junction_count=3,
        edge_from=np.array([0, 0, 1]),
        edge_to=np.array([1, 2, 1]),
        inner_count=np.array([2, 0, 1]),
        excess_m=np.array([1, 0, 7, 400_000, 2, 3]),
        rank=np.array([0, 6, 3]),
    )
    path = tmp_path / "roads.bin"
    path.write_bytes(encode_roads(columns))
    read = decode_roads(path)
    for field in ("point", "edge_from", "edge_to", "inner_count", "excess_m", "rank"):
        assert getattr(read, field).tolist() == getattr(columns, field).tolist(), field
    assert read.junction_count == 3
