"""Serving phones on the network over TLS, with the node's own certificate authority.

Loaded only by a car that does: certificates cost a tenth of a second.
"""

from __future__ import annotations

from segue.node.lan._lan import Lan, open_lan

__all__ = [
    "Lan",
    "open_lan",
]
