"""The car's signals for callers from outside the process, and its own screens.

`SignalBroker` is the `segue.gateway.broker.Broker` to which every protocol of signals speaks: it
asks the gatekeeper, the store, the list of what may be asked for, the audit and the providers, in
that order, and keeps their time.
"""

from __future__ import annotations

from segue.node.car.broker._audit import Actuation, Audit, read_audit
from segue.node.car.broker._broker import SignalBroker
from segue.node.car.broker._providing import ConnectedProvider

__all__ = [
    "Actuation",
    "Audit",
    "ConnectedProvider",
    "SignalBroker",
    "read_audit",
]
