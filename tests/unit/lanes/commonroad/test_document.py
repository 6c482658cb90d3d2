"""Files that are broken, or meant to break the reader, are refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from segue.kernel import DataUnusable
from segue.lanes.commonroad import read_document

BOMB = """<?xml version="1.0"?>
<!DOCTYPE commonRoad [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<commonRoad commonRoadVersion="2020a">&b;</commonRoad>"""
ELSEWHERE = """<!DOCTYPE commonRoad SYSTEM "file:///etc/passwd"><commonRoad/>"""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (BOMB, "DOCTYPE commonRoad is refused"),
        (ELSEWHERE, "DOCTYPE commonRoad is refused"),
        ("<commonRoad", "is no XML"),
        ("", "is no XML"),
        ("<osm/>", "osm is not the root of a CommonRoad file"),
        ("<commonRoad/>", "has no attribute commonRoadVersion"),
        ('<commonRoad commonRoadVersion="2030x"/>', "is of version 2030x"),
    ],
)
def test_file_is_refused_when_it_is_not_a_commonroad_file(
    tmp_path: Path, text: str, complaint: str
) -> None:
    """Entities, other formats, other versions and broken XML each have their own sentence."""
    path = tmp_path / "other.xml"
    path.write_text(text)
    with pytest.raises(DataUnusable, match=complaint) as refused:
        read_document(path)
    assert str(refused.value).startswith("other.xml")


def test_file_is_refused_when_its_packing_is_broken(tmp_path: Path) -> None:
    """A gzip file that is none, that is cut or that is not there is named, not a traceback."""
    packed = gzip.compress(b'<commonRoad commonRoadVersion="2020a"/>' * 40)
    for content in (b"no gzip", packed[:-12], packed[:20] + b"\x00\x01" + packed[22:], None):
        path = tmp_path / "scenario.xml.gz"
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(DataUnusable, match=r"scenario\.xml\.gz"):
            read_document(path)
