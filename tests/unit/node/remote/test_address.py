"""Where a server of signals is, and how to get in."""

from __future__ import annotations

from pathlib import Path

import pytest

from segue.kernel import LocalUseError
from segue.node.remote import parse_target, read_token, read_trust

PEM = b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    "text", ["127.0.0.1:55555", "car.local:1", "[::1]:65535", "unix:/run/segue.sock"]
)
def test_address_is_taken_when_it_is_one(text: str) -> None:
    """Host and port, IPv6 in brackets, and a Unix socket are addresses as gRPC knows them."""
    assert parse_target(text) == text


@pytest.mark.parametrize(
    "text", ["", "127.0.0.1", "host:0", "host:65536", "http://host:1", "unix:"]
)
def test_address_is_refused_when_it_is_none(text: str) -> None:
    """What is no address is named, with one that would do."""
    with pytest.raises(LocalUseError) as caught:
        parse_target(text)
    assert repr(text) in caught.value.message
    assert "127.0.0.1:55555" in caught.value.do


def test_token_is_itself_or_a_file_when_given(tmp_path: Path) -> None:
    """A token may be given as text, or as the file that holds it, with its line end."""
    file = tmp_path / "car.token"
    file.write_text("aa.bb.cc\n")
    assert read_token("aa.bb.cc") == "aa.bb.cc"
    assert read_token(str(file)) == "aa.bb.cc"
    with pytest.raises(LocalUseError, match="neither a token nor a file"):
        read_token(str(tmp_path / "nothing"))


def test_certificates_are_refused_when_they_are_not_whole(tmp_path: Path) -> None:
    """A certificate without its key, a missing file and one that is no PEM are told apart."""
    good, bad = tmp_path / "ca.pem", tmp_path / "notes.txt"
    good.write_bytes(PEM)
    bad.write_bytes(b"hello")
    assert read_trust(good, None, None).authority == PEM
    assert read_trust(good, good, good).key == PEM
    with pytest.raises(LocalUseError, match="go together"):
        read_trust(good, good, None)
    with pytest.raises(LocalUseError, match="cannot be read"):
        read_trust(tmp_path / "nothing", None, None)
    with pytest.raises(LocalUseError, match="no certificate"):
        read_trust(bad, None, None)
