"""Serving the network over TLS, with the node's own certificate authority: phones, and signals.

Loaded only by a car that does: certificates cost a tenth of a second.
"""

from __future__ import annotations

from segue.node.lan._lan import Lan, open_lan
from segue.node.lan._signals import SignalsTls, load_signals_tls
from segue.node.lan._tls import ensure_tls, lan_addresses

__all__ = [
    "Lan",
    "SignalsTls",
    "ensure_tls",
    "lan_addresses",
    "load_signals_tls",
    "open_lan",
]
