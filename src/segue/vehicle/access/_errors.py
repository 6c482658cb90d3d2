"""Why a caller was turned away."""

from __future__ import annotations

from segue.kernel import Rejected


class Unauthenticated(Rejected):
    """No token where one is needed, or one that does not count: expired, revoked, not ours."""


class Forbidden(Rejected):
    """The token counts, but gives no such right."""


class TokenMissing(Unauthenticated):
    """No token was shown where one is needed."""


class TokenExpired(Unauthenticated):
    """The token was good, and its time is over."""
