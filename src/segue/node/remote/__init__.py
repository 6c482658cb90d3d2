"""Being a client of signals over kuksa.val.v2: of a running Segue car, or any KUKSA databroker."""

from segue.node.remote._address import (
    DEFAULT_SERVER,
    ServerAddress,
    Trust,
    parse_target,
    read_token,
    read_trust,
)
from segue.node.remote._client import Selection, SignalClient, Update
from segue.node.remote._errors import ServerGone
from segue.node.remote._follow import Began, Lost, follow
from segue.node.remote._providing import Providing
from segue.node.remote._reading import Reading, RemoteSignal
from segue.node.remote._values import value_from_text

__all__ = [
    "DEFAULT_SERVER",
    "Began",
    "Lost",
    "Providing",
    "Reading",
    "RemoteSignal",
    "Selection",
    "ServerAddress",
    "ServerGone",
    "SignalClient",
    "Trust",
    "Update",
    "follow",
    "parse_target",
    "read_token",
    "read_trust",
    "value_from_text",
]
