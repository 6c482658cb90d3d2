"""HTTPS for phones on the local network: the node's own certificate authority and its certificate.

A phone trusts the authority once (`/ca.crt`). The authority can only ever vouch for private
addresses and local names: its name constraints say so, and phones and browsers hold it to them.
So a stolen authority key is of no use against any site on the internet.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from segue.kernel import DataUnusable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_AUTHORITY_LIFE = timedelta(days=3650)
_CERTIFICATE_LIFE = timedelta(days=397)
"""Apple's systems refuse a server certificate that is valid for longer than 398 days."""
_RENEW_BEFORE = timedelta(days=30)
_CLOCK_SLACK = timedelta(days=1)
"""A phone's clock may be behind: the certificates are valid from a day ago."""

_LOCAL_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
_LOCAL_NAMES = ("localhost", "local")


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where the certificates and keys lie; the keys have mode 0600."""

    authority: Path
    authority_key: Path
    certificate: Path
    certificate_key: Path

    def server_context(self) -> ssl.SSLContext:
        """Return the context to serve HTTPS with: TLS 1.2 or newer."""
        return tls_server_context(self.certificate, self.certificate_key)


def tls_server_context(
    certificate: Path, key: Path, client_authority: Path | None = None
) -> ssl.SSLContext:
    """Return the context to serve with: TLS 1.2 or newer.

    Args:
        certificate: The server's, as PEM.
        key: Its key.
        client_authority: When given, clients need a certificate that it signed.

    Raises:
        OSError: A file cannot be read, or holds no such thing (ssl.SSLError).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    if client_authority is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client_authority)
    return context


def lan_addresses() -> tuple[Address, ...]:
    """Return this machine's addresses on local networks, the one it would use first; no loopback.

    Nothing is sent: connecting a UDP socket only chooses the route.
    """
    found: dict[Address, None] = {}
    for family, beyond in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((beyond, 9))
                found[ipaddress.ip_address(probe.getsockname()[0])] = None
        except OSError:
            continue
    try:
        for *_, address in socket.getaddrinfo(socket.gethostname(), None):
            found[ipaddress.ip_address(str(address[0]).partition("%")[0])] = None
    except OSError:
        pass  # the host name resolves to nothing; the routes above are what there is
    return tuple(a for a in found if _is_local(a) and not a.is_loopback)


def ensure_tls(
    folder: Path,
    *,
    now: datetime,
    hostname: str,
    addresses: Sequence[Address],
    constrained: bool = True,
) -> TlsFiles:
    """Return certificates in `folder` that are valid now for these names, made where needed.

    The server's certificate is made anew 30 days before it expires and when the host name or an
    address changes. The authority is kept for ten years, so phones need to trust it only once.

    Args:
        folder: Where they lie.
        now: The time.
        hostname: This machine's name.
        addresses: This machine's addresses.
        constrained: Whether the authority can vouch for local names alone. For an authority that a
            whole device trusts it must; gRPC's TLS library refuses such constraints, and trusts the
            authority in its one connection only.

    Raises:
        DataUnusable: A file in `folder` cannot be read as what it should be.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = TlsFiles(
        folder / "ca.crt", folder / "ca.key", folder / "server.crt", folder / "server.key"
    )
    now = now.astimezone(UTC)
    if not (files.authority.exists() and files.authority_key.exists()):
        _make_authority(files, now, constrained=constrained)
    authority = _read_certificate(files.authority)
    if authority.not_valid_after_utc - now < _RENEW_BEFORE:
        _make_authority(files, now, constrained=constrained)
        authority = _read_certificate(files.authority)
    names = _alternative_names(hostname, addresses)
    if not _is_current(files, authority, names, now):
        _make_certificate(files, authority, names, now)
    return files


def _is_local(address: Address) -> bool:
    return any(address in network for network in _LOCAL_NETWORKS)


def _alternative_names(hostname: str, addresses: Sequence[Address]) -> x509.SubjectAlternativeName:
    host = hostname.partition(".")[0].lower()
    ips = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")]
    ips += [address for address in addresses if _is_local(address) and address not in ips]
    names = ["localhost", *([f"{host}.local"] if host and host != "localhost" else [])]
    return x509.SubjectAlternativeName(
        [*(x509.DNSName(name) for name in names), *(x509.IPAddress(ip) for ip in ips)]
    )


def _is_current(
    files: TlsFiles,
    authority: x509.Certificate,
    names: x509.SubjectAlternativeName,
    now: datetime,
) -> bool:
    if not (files.certificate.exists() and files.certificate_key.exists()):
        return False
    certificate = _read_certificate(files.certificate)
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        return False  # signed by an authority before this one
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    key = _read_key(files.certificate_key)
    return (
        held == names
        and certificate.not_valid_after_utc - now >= _RENEW_BEFORE
        and certificate.public_key() == key.public_key()
    )


def _make_authority(files: TlsFiles, now: datetime, *, constrained: bool) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    # The day is in the name because phones list authorities by name alone.
    name = _name(f"Segue on {socket.gethostname()}, {now:%Y-%m-%d}")
    builder = _builder(name, name, key, now, _AUTHORITY_LIFE)
    if constrained:
        permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in _LOCAL_NAMES]
        permitted += [x509.IPAddress(network) for network in _LOCAL_NETWORKS]
        builder = builder.add_extension(x509.NameConstraints(permitted, None), critical=True)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_private(files.authority_key, _key_pem(key))
    _write_private(files.authority, certificate.public_bytes(serialization.Encoding.PEM))


def _make_certificate(
    files: TlsFiles,
    authority: x509.Certificate,
    names: x509.SubjectAlternativeName,
    now: datetime,
) -> None:
    authority_key = _read_key(files.authority_key)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name("Segue"), authority.subject, key, now, _CERTIFICATE_LIFE)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write_private(files.certificate_key, _key_pem(key))
    _write_private(files.certificate, certificate.public_bytes(serialization.Encoding.PEM))


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now - _CLOCK_SLACK + life)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _read_certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError as error:
        raise _unusable(path) from error


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise _unusable(path) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _unusable(path)
    return key


def _unusable(path: Path) -> DataUnusable:
    return DataUnusable(
        f"{path} is broken or not what its name says.",
        do=f"Remove the folder {path.parent}; phones then have to trust the new /ca.crt once.",
    )


def _write_private(path: Path, data: bytes) -> None:
    """Put the whole file there at once, readable only by its owner."""
    temporary = path.with_name(path.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
