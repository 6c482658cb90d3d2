"""From where the car's signals can be reached: this machine alone, or others too, over TLS.

One rule for kuksa.val and VISS: beyond this machine nothing is served in the clear.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segue.kernel import Clock, LocalUseError
from segue.node.serving import LOOPBACK

if TYPE_CHECKING:
    from segue.node.lan import SignalsTls


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsReach:
    """Where the signals' ports listen, and with which certificates."""

    host: str = LOOPBACK
    tls: SignalsTls | None = None


def signals_reach(host: str, tls: Path | None, clock: Clock) -> SignalsReach:
    """Return where signals are served.

    Args:
        host: The address.
        tls: The folder of the certificates; made where they are missing.
        clock: The node's.

    Raises:
        LocalUseError: Others could listen in.
        DataUnusable: A certificate cannot be used.
    """
    if tls is not None:
        from segue.node.lan import load_signals_tls  # noqa: PLC0415  costs 0.1 s

        return SignalsReach(host=host, tls=load_signals_tls(tls, clock))
    if not _is_this_machine(host):
        raise LocalUseError(
            f"Signals on {host} without TLS could be read and forged by others on the network.",
            do=f"Add --signals-tls DIR, or listen on {LOOPBACK}.",
        )
    return SignalsReach(host=host)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
