"""Requests on their way: given to who carries them out, and ended with one outcome each.

    request ──no provider──▶ rejected
       │
       ▼          every provider done ──▶ done
    pending ────▶ one refuses or leaves ─▶ rejected
                  deadline passed ───────▶ timed out

Invariants:
* Every request ends with exactly one outcome, at its deadline at the latest.
* Nothing is given to a provider unless all targets of its request have one.
* Nothing outside the list of allowances is carried out, even when a caller forges `Permitted`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from segue.kernel import LocalUseError, Rejected
from segue.vehicle.actuate._permit import Permitted, allowance
from segue.vehicle.orders import CarryOut, Order, Outcome
from segue.vehicle.signals import Value, vss_catalogue


@dataclass(slots=True)
class _Pending:
    due_s: float
    waits_for: set[str]


class Actuations:
    """The requests of one vehicle, and the providers that carry them out.

    Reads no clock: takes the monotonic `now_s`; call `on_timer` when `next_timer_s` says so.
    """

    def __init__(self) -> None:
        self._provider_of: dict[str, str] = {}
        self._carry_out: dict[str, CarryOut] = {}
        self._pending: dict[str, _Pending] = {}
        self._outcomes: deque[Outcome] = deque()
        self._last_id = 0

    def serve(self, name: str, patterns: Iterable[str], carry_out: CarryOut) -> None:
        """Have a provider carry out what is asked of these actuators.

        Raises:
            LocalUseError: The name is taken, no pattern means anything, or a path is no actuator or
                has a provider.
            Rejected: An actuator may not be asked for through Segue.
        """
        if name in self._carry_out:
            raise LocalUseError(f"{name} carries out requests already.")
        catalogue = vss_catalogue()
        paths = dict.fromkeys(path for pattern in patterns for path in catalogue.expand(pattern))
        for path in paths:
            allowance(path)
            if path in self._provider_of:
                raise LocalUseError(f"{path} is served by {self._provider_of[path]} already.")
        if not paths:
            raise LocalUseError(f"{name} serves nothing that exists.")
        self._carry_out[name] = carry_out
        self._provider_of.update(dict.fromkeys(paths, name))

    def withdraw(self, name: str) -> None:
        """End a provider: what it had not done is rejected. Again is no error."""
        self._carry_out.pop(name, None)
        self._provider_of = {
            path: provider for path, provider in self._provider_of.items() if provider != name
        }
        for request_id, pending in list(self._pending.items()):
            if name in pending.waits_for:
                self._end(request_id, "rejected", f"{name} went away.")

    def request(self, permitted: Permitted, *, now_s: float, request_id: str = "") -> str:
        """Give targets to who carries them out; return the id under which the outcome comes.

        Raises:
            LocalUseError: A request of that id is on its way.
            Rejected: A target may not be asked for through Segue.
        """
        for path in permitted.targets:
            allowance(path)
        if not request_id:
            self._last_id += 1
            request_id = str(self._last_id)
        if request_id in self._pending:
            raise LocalUseError(f"A request with the id {request_id!r} is on its way already.")
        by_provider: dict[str, dict[str, Value]] = {}
        for path, value in permitted.targets.items():
            name = self._provider_of.get(path)
            if name is None:
                self._outcomes.append(
                    Outcome(
                        request_id=request_id,
                        status="rejected",
                        reason=f"Nothing in this car carries out {path}.",
                    )
                )
                return request_id
            by_provider.setdefault(name, {})[path] = value
        due_s = now_s + permitted.deadline_s
        self._pending[request_id] = _Pending(due_s, set(by_provider))
        for name, targets in by_provider.items():
            self._give(name, Order(request_id=request_id, targets=targets, due_s=due_s))
        return request_id

    def report(self, request_id: str, name: str, *, refused: str | None = None) -> None:
        """Take a provider's word that it did its part, or why it did not.

        A report on a request that has ended changes nothing.
        """
        pending = self._pending.get(request_id)
        if pending is None or name not in pending.waits_for:
            return
        if refused is not None:
            self._end(request_id, "rejected", refused)
            return
        pending.waits_for.discard(name)
        if not pending.waits_for:
            self._end(request_id, "done", "")

    def next_event(self) -> Outcome | None:
        """Return the next outcome, or None."""
        return self._outcomes.popleft() if self._outcomes else None

    def next_timer_s(self) -> float | None:
        """Return when `on_timer` is due next; None when nothing is pending."""
        return min((pending.due_s for pending in self._pending.values()), default=None)

    def on_timer(self, now_s: float) -> None:
        """End the requests whose deadline has passed."""
        for request_id, pending in list(self._pending.items()):
            if pending.due_s <= now_s:
                names = ", ".join(sorted(pending.waits_for))
                self._end(request_id, "timed_out", f"{names} did not answer in time.")

    def _give(self, name: str, order: Order) -> None:
        if order.request_id not in self._pending:
            return  # another provider refused it meanwhile
        try:
            self._carry_out[name](order)
        except Rejected as refusal:
            self.report(order.request_id, name, refused=refusal.message)

    def _end(
        self, request_id: str, status: Literal["done", "rejected", "timed_out"], reason: str
    ) -> None:
        del self._pending[request_id]
        self._outcomes.append(Outcome(request_id=request_id, status=status, reason=reason))
