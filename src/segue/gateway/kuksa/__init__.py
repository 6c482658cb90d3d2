"""kuksa.val v1 and v2 over gRPC: what speaks to an Eclipse KUKSA databroker speaks to Segue.

A translation of `gateway.broker` and no more. What each method does is in docs/protocol/kuksa.md;
the .proto files, for clients in any language, are in `proto/`. Their message classes, `V2`, and
`service` are for a client of our own.
"""

from segue.gateway.kuksa._listening import Listen, ServerTls
from segue.gateway.kuksa._messages import V2, service
from segue.gateway.kuksa._server import PROOF_S, SILENCE_S, KuksaServer

__all__ = ["PROOF_S", "SILENCE_S", "V2", "KuksaServer", "Listen", "ServerTls", "service"]
