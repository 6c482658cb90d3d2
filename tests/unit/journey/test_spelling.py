"""Comparing names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.journey._spelling import (
    begins_within_one_edit,
    fold,
    intact_parts,
    within_one_edit,
)

SHORT = st.text(alphabet="abc", max_size=6)


def distance(first: str, second: str) -> int:
    """Return the Damerau-Levenshtein distance with adjacent swaps, by its definition."""
    rows = [[row + column for column in range(len(second) + 1)] for row in range(len(first) + 1)]
    for row in range(1, len(first) + 1):
        for column in range(1, len(second) + 1):
            differs = first[row - 1] != second[column - 1]
            rows[row][column] = min(
                rows[row - 1][column] + 1,
                rows[row][column - 1] + 1,
                rows[row - 1][column - 1] + differs,
            )
            if first[row - 2 : row] == second[column - 2 : column][::-1] and min(row, column) > 1:
                rows[row][column] = min(rows[row][column], rows[row - 2][column - 2] + 1)
    return rows[-1][-1]


@given(SHORT, SHORT)
def test_within_one_edit_agrees_with_the_definition(first: str, second: str) -> None:
    """The shortcut says yes exactly when the distance is at most 1."""
    assert within_one_edit(first, second) == (distance(first, second) <= 1)


@given(st.text(alphabet="abc", min_size=4, max_size=9), st.text(alphabet="abc", max_size=10))
def test_one_part_stays_when_a_name_is_one_edit_away(query: str, name: str) -> None:
    """No single edit reaches both parts that the search keeps."""
    begin, end = intact_parts(query)
    if within_one_edit(query, name):
        assert name.startswith(begin) or name.endswith(end)


@given(SHORT, SHORT)
def test_begins_within_one_edit_agrees_with_the_definition(query: str, name: str) -> None:
    """The shortcut says yes exactly when some beginning of the name is at most 1 away."""
    beginnings = [name[:length] for length in range(len(name) + 1)]
    near = any(distance(query, beginning) <= 1 for beginning in beginnings)
    assert begins_within_one_edit(query, name) == near


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("São Paulo", "sao paulo"),
        ("Łódź", "lodz"),
        ("Ürümqi", "urumqi"),
        ("Xi’an", "xian"),  # noqa: RUF001
        ("Straße", "strasse"),
        ("Malmö-Nord", "malmo nord"),
        ("  Two   words ", "two words"),
        ("İzmir", "izmir"),
        ("上海", "上海"),
        ("서울", "서울"),
        ("Москва́", "москва"),
    ],
)
def test_folding_forgets_case_and_marks(text: str, folded: str) -> None:
    """Spellings that differ in case, marks or spaces compare equal."""
    assert fold(text) == folded
