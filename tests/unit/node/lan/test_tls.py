"""The node's own certificate authority and its certificate for phones on the local network."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509

from segue.kernel import DataUnusable
from segue.node.lan._tls import TlsFiles, ensure_tls, lan_addresses

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.now(UTC)
LAN = (ipaddress.ip_address("192.168.7.20"),)


def _certificates(
    folder: Path, *, now: datetime = NOW, hostname: str = "garage", addresses: Any = LAN
) -> TlsFiles:
    return ensure_tls(folder / "tls", now=now, hostname=hostname, addresses=addresses)


async def _handshake(files: TlsFiles, name: str) -> str | None:
    """Connect to a real TLS server as a phone that trusts the authority; return the TLS version."""

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter):
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=files.server_context())
    port = server.sockets[0].getsockname()[1]
    client = ssl.create_default_context(cafile=str(files.authority))
    async with server:
        _, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=client, server_hostname=name
        )
        version = writer.get_extra_info("ssl_object").version()
        writer.close()
        return version


@pytest.mark.parametrize("name", ["localhost", "garage.local", "127.0.0.1", "192.168.7.20"])
async def test_phone_connects_when_it_trusts_the_authority(tmp_path: Path, name: str):
    """A client that trusts only /ca.crt accepts the server under every local name it has."""
    assert await _handshake(_certificates(tmp_path), name) in {"TLSv1.2", "TLSv1.3"}


async def test_phone_refuses_when_the_name_is_not_the_cars(tmp_path: Path):
    """The certificate is not good for any other name."""
    with pytest.raises(ssl.SSLCertVerificationError):
        await _handshake(_certificates(tmp_path), "example.org")


async def test_authority_cannot_vouch_when_the_site_is_on_the_internet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Even a certificate signed with the authority's key for a public name is refused."""
    monkeypatch.setattr(
        "segue.node.lan._tls._alternative_names",
        lambda *_: x509.SubjectAlternativeName([x509.DNSName("example.org")]),
    )
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        await _handshake(_certificates(tmp_path), "example.org")


def test_keys_are_private_when_made(tmp_path: Path):
    """Nobody but the owner may read the keys."""
    files = _certificates(tmp_path)
    for key in (files.authority_key, files.certificate_key):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_nothing_changes_when_it_is_current(tmp_path: Path):
    """A restart keeps authority and certificate."""
    first = _certificates(tmp_path)
    before = [first.authority.read_bytes(), first.certificate.read_bytes()]
    _certificates(tmp_path, now=NOW + timedelta(days=300))
    assert [first.authority.read_bytes(), first.certificate.read_bytes()] == before


@pytest.mark.parametrize(
    "change",
    [
        {"now": NOW + timedelta(days=380)},
        {"addresses": (ipaddress.ip_address("10.0.0.9"),)},
        {"hostname": "barn"},
    ],
)
def test_certificate_is_renewed_when_it_no_longer_fits(tmp_path: Path, change: dict[str, Any]):
    """Close to expiry or at a new address the certificate is new and the authority is kept."""
    files = _certificates(tmp_path)
    authority, certificate = files.authority.read_bytes(), files.certificate.read_bytes()
    _certificates(tmp_path, **change)
    assert files.authority.read_bytes() == authority
    assert files.certificate.read_bytes() != certificate


async def test_all_is_renewed_when_the_authority_expires(tmp_path: Path):
    """An authority in its last days is replaced, and the certificate with it."""
    _certificates(tmp_path, now=NOW - timedelta(days=3640))
    files = _certificates(tmp_path)
    assert await _handshake(files, "localhost")


async def test_certificate_is_made_anew_when_its_key_is_lost(tmp_path: Path):
    """A crash between the two files leaves nothing that a restart cannot mend."""
    files = _certificates(tmp_path)
    files.certificate_key.unlink()
    assert await _handshake(_certificates(tmp_path), "localhost")


@pytest.mark.parametrize("name", ["ca.crt", "ca.key", "server.crt"])
def test_message_is_clear_when_a_file_is_broken(tmp_path: Path, name: str):
    """A broken file is named, with what to do; it is not silently replaced."""
    files = _certificates(tmp_path)
    if name == "ca.key":
        files.certificate.unlink()
    (tmp_path / "tls" / name).write_bytes(b"not a certificate")
    with pytest.raises(DataUnusable) as caught:
        _certificates(tmp_path)
    assert name in caught.value.message
    assert "Remove the folder" in caught.value.do


def test_addresses_are_local_when_listed():
    """Only private addresses are offered to phones, and never the loopback."""
    assert all(not a.is_loopback and not a.is_global for a in lan_addresses())
