"""Noise in Python against the public vectors. TypeScript reads the same file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from segue.fabric.link._noise import PROTOCOL_NAME, Noise

DATA = json.loads((Path(__file__).parent / "vectors" / "noise.json").read_text())


def test_vectors_are_for_the_protocol_when_it_is_named():
    """The file and the code speak of the same protocol."""
    assert DATA["protocol"].encode() == PROTOCOL_NAME


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: vector["source"])
def test_noise_gives_the_published_bytes_when_keys_are_given(vector: dict[str, Any]):
    """Every handshake and transport message is the published one, and is read back."""
    ends = [
        Noise(
            initiator=role == "init",
            prologue=bytes.fromhex(vector["prologue"]),
            static_private=bytes.fromhex(vector[f"{role}_static"]),
            ephemeral_private=bytes.fromhex(vector[f"{role}_ephemeral"]),
        )
        for role in ("init", "resp")
    ]
    for number, message in enumerate(vector["messages"]):
        sender, receiver = ends[number % 2], ends[1 - number % 2]
        payload, expected = (bytes.fromhex(message[key]) for key in ("payload", "ciphertext"))
        if sender.finished:
            assert sender.seal(payload) == expected
            assert receiver.open(expected) == payload
        else:
            assert sender.write(payload) == expected
            assert receiver.read(expected) == payload
    assert ends[0].handshake_hash == ends[1].handshake_hash
    if "handshake_hash" in vector:
        assert ends[0].handshake_hash.hex() == vector["handshake_hash"]
