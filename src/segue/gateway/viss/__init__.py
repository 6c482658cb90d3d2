"""VISS version 2 over WebSocket and HTTP: the signals for browsers, which need nothing special.

Translates between the specification's messages and `gateway.broker`; decides only what the
specification decides: which message, which filter, which error.
"""

from segue.gateway.viss._app import MAX_MESSAGE_BYTES, SUBPROTOCOL, viss_app
from segue.gateway.viss._subscriptions import MAX_SUBSCRIPTIONS

__all__ = ["MAX_MESSAGE_BYTES", "MAX_SUBSCRIPTIONS", "SUBPROTOCOL", "viss_app"]
