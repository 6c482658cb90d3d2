"""Serving phones on the network: the port, the certificate, and the addresses to give out."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address
from pathlib import Path

from segue.kernel import Clock, LocalUseError
from segue.node.lan._tls import ensure_tls, lan_addresses
from segue.node.serving import ANY_ADDRESS, Server


@dataclass(frozen=True, slots=True)
class Lan:
    """What `--lan` adds to a node."""

    taken: socket.socket
    tls: ssl.SSLContext
    ca_certificate: bytes
    origin: str
    """Where a phone finds this car first: `https://address:port`."""
    link_urls: tuple[str, ...]


def open_lan(server: Server, folder: Path, port: int, clock: Clock) -> Lan:
    """Take the port and have a certificate for this machine's addresses.

    Raises:
        LocalUseError: The port is taken, or this machine is on no network.
        DataUnusable: A certificate in `folder` cannot be read.
    """
    # Served over IPv4, whose addresses a person can type.
    addresses = [address for address in lan_addresses() if not isinstance(address, IPv6Address)]
    if not addresses:
        raise LocalUseError(
            "This machine is on no local network.", do="Connect it, or leave out --lan."
        )
    taken = server.take_port(ANY_ADDRESS, port)
    files = ensure_tls(
        folder,
        now=datetime.fromtimestamp(clock.utc_s(), UTC),
        hostname=socket.gethostname(),
        addresses=addresses,
    )
    return Lan(
        taken=taken,
        tls=files.server_context(),
        ca_certificate=files.authority.read_bytes(),
        origin=f"https://{addresses[0]}:{port}",
        link_urls=tuple(f"wss://{address}:{port}/link" for address in addresses),
    )
