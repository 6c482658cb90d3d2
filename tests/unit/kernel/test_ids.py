"""Ids sort by time and say so when given the wrong randomness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.kernel import new_id


@given(
    earlier_ms=st.integers(0, 2**47),
    later_by_ms=st.integers(1, 2**40),
    first=st.binary(min_size=10, max_size=10),
    second=st.binary(min_size=10, max_size=10),
)
def test_id_sorts_by_creation_when_milliseconds_differ(
    earlier_ms: int, later_by_ms: int, first: bytes, second: bytes
) -> None:
    """An id made at least a millisecond later is greater, whatever the randomness."""
    later_ms = min(earlier_ms + later_by_ms, 2**48 - 1)
    assert new_id((earlier_ms + 0.5) / 1000, first) < new_id((later_ms + 0.5) / 1000, second)


def test_id_is_pinned_when_inputs_are_known() -> None:
    """The layout never changes: ids are stored."""
    assert new_id(0.0, bytes(10)) == "0" * 26
    assert new_id(1_700_000_000.123, bytes(range(10))) == "01hf7yat3v000g40r40m30e209"


@pytest.mark.parametrize("size", [0, 9, 11])
def test_id_is_refused_when_randomness_has_the_wrong_size(size: int) -> None:
    """Too little randomness is an error, not a weaker id."""
    with pytest.raises(ValueError, match="10 bytes"):
        new_id(0.0, bytes(size))
