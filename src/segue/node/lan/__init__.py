"""Serving phones on the network over TLS, with the node's own certificate authority.

Loaded only by a car that does: certificates cost a tenth of a second.
"""

from __future__ import annotations

from segue.node.lan._lan import Lan, open_lan
from segue.node.lan._tls import ensure_tls, lan_addresses

__all__ = [
    "Lan",
    "ensure_tls",
    "lan_addresses",
    "open_lan",
]
