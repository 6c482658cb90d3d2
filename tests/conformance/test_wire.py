"""Golden bytes of every message on a link. TypeScript reads the same file.

A change here breaks phones in the field: a new field has a default, and a reader that does not
know it goes on. So bytes may grow, and this file with them, but what is there keeps its meaning.
"""

from __future__ import annotations

import json
import typing
from pathlib import Path

import pytest
from wire_samples import SAMPLES

from segue.schema import Message, decode, encode
from segue.schema.link import ChannelMessage, Hello, HelloReply, IdentityProof

FILE = Path(__file__).parent / "vectors" / "wire.json"
GOLDEN: list[dict[str, str]] = json.loads(FILE.read_text())
WIRE_TYPES = {Hello, HelloReply, IdentityProof, *typing.get_args(ChannelMessage)}


def test_every_type_has_golden_bytes_when_it_crosses_a_link():
    """A message type without a sample fails here."""
    assert {type(sample) for sample in SAMPLES} == WIRE_TYPES
    assert [row["type"] for row in GOLDEN] == [type(sample).__name__ for sample in SAMPLES]


@pytest.mark.parametrize(("sample", "row"), list(zip(SAMPLES, GOLDEN, strict=True)))
def test_bytes_are_the_golden_ones_when_a_message_is_encoded(sample: Message, row: dict[str, str]):
    """Python writes exactly these bytes and reads them back."""
    assert encode(sample).hex() == row["hex"]
    assert decode(bytes.fromhex(row["hex"]), type(sample)) == sample
