"""The gRPC server, and the limits that no client gets past."""

from __future__ import annotations

import grpc
from grpc_reflection.v1alpha import reflection

from segue.gateway.broker import Broker
from segue.gateway.kuksa._limits import MAX_CALLS, MAX_CONNECTIONS, MAX_MESSAGE_BYTES, MAX_STREAMS
from segue.gateway.kuksa._listening import Listen, listen_tcp, listen_unix
from segue.gateway.kuksa._messages import POOL
from segue.gateway.kuksa._own_values import OwnValues
from segue.gateway.kuksa._v1 import V1_SERVICE, v1_service
from segue.gateway.kuksa._v2 import V2_SERVICE, v2_service
from segue.kernel import Clock

SILENCE_S = 2.0
"""After so long without a sign of life, a peer is asked for one."""
PROOF_S = 2.0
"""How long it then has; after it, its connection is gone. Both together are a provider's lease."""
_HANDSHAKE_S = 5.0
"""How long a connection may take to say what it is."""
_GOODBYE_S = 0.5
_MS_PER_S = 1000

_OPTIONS: tuple[tuple[str, int], ...] = (
    ("grpc.so_reuseport", 0),  # or two programs could share the port, each with half the calls
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_concurrent_streams", MAX_STREAMS),
    ("grpc.keepalive_time_ms", int(SILENCE_S * _MS_PER_S)),
    ("grpc.keepalive_timeout_ms", int(PROOF_S * _MS_PER_S)),
    # A ping has a time limit of its own, a minute, which the one before does not shorten.
    ("grpc.http2.ping_timeout_ms", int(PROOF_S * _MS_PER_S)),
    # A ping that measures the line may be on its way already: then that one must come back.
    ("grpc.http2.ping_timeout_ms", int(PROOF_S * _MS_PER_S)),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.max_allowed_incoming_connections", MAX_CONNECTIONS),
    ("grpc.server_handshake_timeout_ms", int(_HANDSHAKE_S * _MS_PER_S)),
    ("grpc.http2.settings_timeout", int(_HANDSHAKE_S * _MS_PER_S)),
)


class KuksaServer:
    """Serves kuksa.val v1 and v2 from one broker.

    Args:
        broker: The vehicle's signals.
        clock: For times of arrival and deadlines.
        version: Of this server, as clients are told.
    """

    def __init__(self, broker: Broker, clock: Clock, *, version: str) -> None:
        self._server = grpc.aio.server(options=_OPTIONS, maximum_concurrent_rpcs=MAX_CALLS)
        own_values = OwnValues(broker)
        self._server.add_generic_rpc_handlers(
            (
                v1_service(broker, clock, own_values, version=version),
                v2_service(broker, clock, own_values, version=version),
            )
        )
        names = (V1_SERVICE, V2_SERVICE, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server, pool=POOL)

    async def start(self, listen: Listen) -> int | None:
        """Listen and serve; return the TCP port.

        Raises:
            LocalUseError: An address cannot be had.
            DataUnusable: A certificate cannot be read.
        """
        port = None
        if listen.port is not None:
            port = listen_tcp(self._server, listen.host, listen.port, listen.tls)
        if listen.socket_path is not None:
            listen_unix(self._server, listen.socket_path)
        await self._server.start()
        return port

    async def close(self) -> None:
        """End all calls and stop listening."""
        await self._server.stop(_GOODBYE_S)
