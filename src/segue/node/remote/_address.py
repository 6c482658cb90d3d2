"""Where a signal server is, and how to get in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from segue.kernel import LocalUseError

DEFAULT_SERVER = "127.0.0.1:55555"
"""Where KUKSA's databroker listens by default, and so does a Segue car."""

_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.%\w]+\]|[^\s:/]+):(?P<port>\d{1,5})")
_MAX_PORT = 65_535
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The certificates of a TLS connection, as PEM."""

    authority: bytes
    """Whoever signed the server's certificate."""
    certificate: bytes | None = None
    """Our own, for a server that asks for one; with its key."""
    key: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """A server of kuksa.val.v2."""

    target: str
    """`HOST:PORT` or `unix:PATH`."""
    token: str | None = None
    trust: Trust | None = None
    """None for a connection without TLS."""

    @property
    def is_local(self) -> bool:
        """Whether the server can only be on this machine."""
        host = self.target.rpartition(":")[0]
        return self.target.startswith("unix:") or host in _LOOPBACK


def parse_target(text: str) -> str:
    """Return a server's address as gRPC takes it.

    Raises:
        LocalUseError: It is neither HOST:PORT nor unix:PATH.
    """
    if text.startswith("unix:") and len(text) > len("unix:"):
        return text
    found = _HOST_AND_PORT.fullmatch(text)
    if found is None or not 0 < int(found["port"]) <= _MAX_PORT:
        raise LocalUseError(
            f"{text!r} is not a server's address.",
            do=f"Give HOST:PORT, such as {DEFAULT_SERVER}, or unix:PATH.",
        )
    return text


def read_token(text: str) -> str:
    """Return a token that was given as it is, or as the file that holds it.

    Raises:
        LocalUseError: It is neither.
    """
    if re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]*", text):
        return text
    try:
        return Path(text).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise LocalUseError(
            f"--token {text!r} is neither a token nor a file that holds one.",
            do="Give the token itself (three parts with dots), or the path of its file.",
        ) from error


def read_trust(authority: Path, certificate: Path | None, key: Path | None) -> Trust:
    """Return the certificates of these files.

    Raises:
        LocalUseError: A file cannot be read, or a certificate came without its key.
    """
    if (certificate is None) != (key is None):
        raise LocalUseError("--tls-cert and --tls-key go together.", do="Give both, or neither.")
    return Trust(
        authority=_pem(authority),
        certificate=certificate and _pem(certificate),
        key=key and _pem(key),
    )


def _pem(path: Path) -> bytes:
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise LocalUseError(f"{path} cannot be read: {error.strerror}.") from error
    if b"-----BEGIN " not in pem:
        raise LocalUseError(f"{path} holds no certificate or key in PEM.")
    return pem
