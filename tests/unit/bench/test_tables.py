"""Tables of numbers: read, or refused with the place of what is wrong."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from segue.bench._tables import read_table
from segue.kernel import DataUnusable


def test_rows_are_numbers_by_column_when_a_table_is_well_formed(tmp_path: Path) -> None:
    """A table reads the same plain and compressed."""
    (tmp_path / "a.csv").write_text("gap_m,cc\n1.5,0\n2,1\n")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"gap_m,cc\n1.5,0\n2,1\n"))
    rows = [{"gap_m": 1.5, "cc": 0.0}, {"gap_m": 2.0, "cc": 1.0}]
    assert read_table(tmp_path / "a.csv", ("gap_m",)) == rows
    assert read_table(tmp_path / "a.csv.gz", ("gap_m",)) == rows


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("gap_m,cc\n1,0\nwide,0\n", "a.csv, line 3, column gap_m: 'wide' is no number."),
        ("gap_m,cc\n1,nan\n", "a.csv, line 2, column cc: 'nan' is no number."),
        ("gap_m,cc\n1,0\n2\n", "a.csv, line 3: 1 values stand under 2 columns."),
        ("cc\n0\n", "a.csv, line 1: the column gap_m is missing."),
        ("", "a.csv, line 1: the column gap_m is missing."),
    ],
)
def test_error_names_line_and_column_when_a_table_is_malformed(
    tmp_path: Path, text: str, says: str
) -> None:
    """Whoever wrote the table can go to the place."""
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(DataUnusable) as error:
        read_table(path, ("gap_m",))
    assert error.value.message == f"{tmp_path}/{says}"


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b"gap_m\n1\n", mtime=0)[:12]],
    ids=["no gzip", "cut short"],
)
def test_error_names_the_file_when_it_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    """A file that is none of its kind, or is cut short, is told by its name."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(content)
    with pytest.raises(DataUnusable, match=r"a\.csv\.gz cannot be read"):
        read_table(path, ())
    with pytest.raises(DataUnusable, match=r"b\.csv is not there"):
        read_table(tmp_path / "b.csv", ())
