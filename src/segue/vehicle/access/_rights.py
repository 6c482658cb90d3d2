"""What one caller may do with which signals."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from segue.vehicle.access._errors import Forbidden, TokenMissing
from segue.vehicle.access._scope import ACTIONS, Action, Grant
from segue.vehicle.signals import matcher

_REMEMBERED = 8192
"""Decisions kept of one caller: four for each signal of VSS 6, and some."""
_DO = "Show a token: `segue token create --scope ...` makes one."


def _no_objection() -> None:
    pass


class Rights:
    """What a caller may do. Who may provide, actuate or create a signal may read it, too.

    Args:
        subject: Who it is, for logs and the audit; never empty.
        grants: What they may do.
        token_id: Names the token they showed; empty when they showed none.
        check: Raises Unauthenticated once the token no longer counts.
    """

    __slots__ = ("_allowed", "_check", "_known", "subject", "token_id")

    def __init__(
        self,
        subject: str,
        grants: Iterable[Grant],
        *,
        token_id: str = "",
        check: Callable[[], None] = _no_objection,
    ) -> None:
        self.subject = subject
        self.token_id = token_id
        self._check = check
        self._known: dict[tuple[Action, str], bool] = {}
        self._allowed: dict[Action, list[Callable[[str], bool]]] = {
            action: [] for action in ACTIONS
        }
        for grant in grants:
            matches = _anything if grant.pattern is None else matcher(grant.pattern)
            self._allowed[grant.action].append(matches)
            if grant.action != "read":
                self._allowed["read"].append(matches)

    def __repr__(self) -> str:
        return f"Rights({self.subject!r}, token_id={self.token_id!r})"

    def check(self) -> None:
        """Return while the token counts; streams that go on ask now and then.

        Raises:
            Unauthenticated: It has expired, was revoked, or its signer is not trusted any more.
        """
        self._check()

    def may(self, action: Action, path: str) -> bool:
        """Return whether this action on this signal is within the rights."""
        key = (action, path)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = any(matches(path) for matches in self._allowed[action])
            self._known[key] = known
        return known

    def require(self, action: Action, path: str) -> None:
        """Return when the caller may do this now.

        Raises:
            TokenMissing: They showed none.
            Unauthenticated: It no longer counts.
            Forbidden: Their token counts, and gives no such right.
        """
        self._check()
        if self.may(action, path):
            return
        if not self.token_id:
            raise TokenMissing(f"Without a token nobody may {action} {path}.", do=_DO)
        raise Forbidden(f"The token of {self.subject} gives no right to {action} {path}.")

    def require_any(self, action: Action) -> None:
        """Return when there may be a signal with which the caller may do this.

        Raises:
            TokenMissing: They showed none.
            Unauthenticated: It no longer counts.
            Forbidden: Their token counts, and gives no such right for any signal.
        """
        self._check()
        if self._allowed[action]:
            return
        if not self.token_id:
            raise TokenMissing(f"Without a token nobody may {action} signals.", do=_DO)
        raise Forbidden(f"The token of {self.subject} gives no right to {action} any signal.")


def _anything(_path: str) -> bool:
    return True
