"""Who may read, provide and ask for what: rights, and the tokens that carry them.

`Rights` is a pure judgement over paths. A `Gatekeeper` turns a JWT into `Rights`, or says why not.
"""

from segue.vehicle.access._errors import Forbidden, TokenExpired, TokenMissing, Unauthenticated
from segue.vehicle.access._rights import Action, Rights

__all__ = ["Action", "Forbidden", "Rights", "TokenExpired", "TokenMissing", "Unauthenticated"]
