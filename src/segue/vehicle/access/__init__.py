"""Who may read, provide and ask for what: rights, and the tokens that carry them.

`Rights` is a pure judgement over paths. A `Gatekeeper` turns a JWT into `Rights`, or says why not.
"""

from segue.vehicle.access._errors import Forbidden, TokenExpired, TokenMissing, Unauthenticated
from segue.vehicle.access._gatekeeper import ANYONE, AUDIENCE, Gatekeeper, token_id_of
from segue.vehicle.access._rights import Rights
from segue.vehicle.access._scope import ACTIONS, Action, Grant, parse_scope
from segue.vehicle.access._trust import Algorithm, Trust, TrustedKey, trusted_key

__all__ = [
    "ACTIONS",
    "ANYONE",
    "AUDIENCE",
    "Action",
    "Algorithm",
    "Forbidden",
    "Gatekeeper",
    "Grant",
    "Rights",
    "TokenExpired",
    "TokenMissing",
    "Trust",
    "TrustedKey",
    "Unauthenticated",
    "parse_scope",
    "token_id_of",
    "trusted_key",
]
