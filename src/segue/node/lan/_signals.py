"""The certificates with which the car's signals are served: kuksa.val and VISS have the same."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from segue.kernel import Clock, DataUnusable
from segue.node.lan._tls import ensure_tls, lan_addresses, tls_server_context

_CERTIFICATE, _KEY, _AUTHORITY_KEY = "server.crt", "server.key", "ca.key"
_CLIENTS = "clients.crt"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsTls:
    """Files that were found to be good."""

    certificate: Path
    key: Path
    client_authority: Path | None
    """When there is one, only clients whose certificates it signed are let in."""
    context: ssl.SSLContext
    """To serve with these."""


def load_signals_tls(folder: Path, clock: Clock) -> SignalsTls:
    """Return the certificates in a folder: its owner's, or made with an authority of their own.

    Args:
        folder: Where `server.crt` and `server.key` lie, and `clients.crt` if clients need one.
        clock: For how long certificates last.

    Raises:
        DataUnusable: One cannot be used.
    """
    certificate, key, clients = folder / _CERTIFICATE, folder / _KEY, folder / _CLIENTS
    own = certificate.exists() and key.exists()
    if not own or (folder / _AUTHORITY_KEY).exists():
        ensure_tls(
            folder,
            now=datetime.fromtimestamp(clock.utc_s(), UTC),
            hostname=socket.gethostname(),
            addresses=lan_addresses(),
            constrained=False,
        )
    client_authority = clients if clients.exists() else None
    try:
        context = tls_server_context(certificate, key, client_authority)
    except (OSError, ssl.SSLError) as error:
        raise DataUnusable(
            f"The certificates in {folder} cannot be used: {error.strerror or error}.",
            do=f"{_CERTIFICATE} and {_KEY} must be PEM files that go together, {_CLIENTS} too.",
        ) from error
    return SignalsTls(
        certificate=certificate, key=key, client_authority=client_authority, context=context
    )
