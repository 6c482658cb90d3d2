"""Requests on their way: given to who carries them out, and ended with one outcome each.

    request ──a target has no provider──▶ NoProvider; nothing was given to anyone
       │
       ▼          every provider did its part ──▶ done
    pending ────▶ one refuses or leaves ────────▶ rejected
                  deadline passed ──────────────▶ timed out

A provider did its part when it reports so, or when it gives the wanted values itself: KUKSA's
providers answer in no other way.

Invariants:
* Every request ends with exactly one outcome, at its deadline at the latest.
* Nothing is given to a provider unless all targets of its request have one.
* Nothing outside the list of allowances is carried out, even when a caller forges `Permitted`.

All or nothing ends where the car begins: once orders are with several providers, one may refuse
what another has done. No order can be called back, so the outcome says which had been given.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

from segue.kernel import LocalUseError, SegueError
from segue.vehicle.actuate._pending import Pending
from segue.vehicle.actuate._permit import Permitted, allowance
from segue.vehicle.orders import CarryOut, Order, Outcome
from segue.vehicle.signals import AlreadyClaimed, NoProvider, Value, require_together


class _Served(NamedTuple):
    """Who carries out an actuator."""

    name: str
    carry_out: CarryOut
    yields: bool


class Actuations:
    """The requests of one vehicle, and the providers that carry them out.

    Reads no clock: takes the monotonic `now_s`; call `on_timer` when `next_timer_s` says so.
    """

    def __init__(self) -> None:
        self._served: dict[str, _Served] = {}
        self._pending: dict[str, Pending] = {}
        self._outcomes: deque[Outcome] = deque()

    def serve(
        self, name: str, paths: Collection[str], carry_out: CarryOut, *, yields: bool = False
    ) -> None:
        """Have a provider carry out what is asked of these actuators; all of them or none.

        Args:
            name: Whose.
            paths: Which.
            carry_out: Called with each order.
            yields: Whether another may serve what it serves: a simulation before the real thing.

        Raises:
            UnknownSignal: There is no such signal.
            LocalUseError: One is no actuator, or belongs together with one that is not named.
            Rejected: An actuator may not be asked for through Segue.
            AlreadyClaimed: Another provider has one of them, and does not yield.
        """
        require_together(paths)
        for path in paths:
            allowance(path)
            served = self._served.get(path)
            if served is not None and served.name != name and not served.yields:
                raise AlreadyClaimed(f"{path} is carried out by {served.name}.")
        self._served.update(dict.fromkeys(paths, _Served(name, carry_out, yields)))

    def withdraw(self, name: str) -> None:
        """End a provider: what it had not done is rejected. Again is no error."""
        self._served = {
            path: served for path, served in self._served.items() if served.name != name
        }
        for request_id, pending in list(self._pending.items()):
            if name in pending.waits_for:
                self._end(request_id, "rejected", f"{name} went away.")

    def require_providers(self, permitted: Permitted) -> None:
        """Return when there is somebody to carry out each of the targets.

        Raises:
            NoProvider: There is nobody for one of them.
        """
        for path in permitted.targets:
            if path not in self._served:
                raise NoProvider(f"Nothing that is connected carries out {path}.")

    def request(self, permitted: Permitted, *, request_id: str, due_s: float) -> None:
        """Give targets to who carries them out.

        Args:
            permitted: What is asked for.
            request_id: Under which the outcome comes.
            due_s: When it times out, monotonic.

        Raises:
            LocalUseError: A request of that id is on its way.
            Rejected: A target may not be asked for through Segue.
            NoProvider: One of them has nobody; nothing was given to anyone.
        """
        for path in permitted.targets:
            allowance(path)
        self.require_new(request_id)
        self.require_providers(permitted)
        parts: dict[str, dict[str, Value]] = {}
        doers: dict[str, CarryOut] = {}
        for path, value in permitted.targets.items():
            name, doers[path], _ = self._served[path]
            parts.setdefault(name, {})[path] = value
        self._pending[request_id] = Pending(due_s, parts)
        given: list[str] = []
        for name, targets in parts.items():
            order = Order(request_id=request_id, targets=targets, due_s=due_s)
            try:
                doers[next(iter(targets))](order)
            except SegueError as refusal:
                self.report(request_id, name, refused=_with_given(refusal.message, given))
            if request_id not in self._pending:
                return  # it ended: the others are not asked
            given.append(name)

    def require_new(self, request_id: str) -> None:
        """Return unless a request of that id is on its way.

        Raises:
            LocalUseError: One is.
        """
        if request_id in self._pending:
            raise LocalUseError(f"A request with the id {request_id!r} is on its way already.")

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
        pending.done(name)
        self._end_if_done(request_id, pending)

    def observe(self, name: str, values: Mapping[str, object]) -> None:
        """Take values that a provider gave: those that were wanted of it are done."""
        for request_id, pending in list(self._pending.items()):
            pending.see(name, values)
            self._end_if_done(request_id, pending)

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

    def _end_if_done(self, request_id: str, pending: Pending) -> None:
        if not pending.waits_for:
            self._end(request_id, "done", "")

    def _end(
        self, request_id: str, status: Literal["done", "rejected", "timed_out"], reason: str
    ) -> None:
        del self._pending[request_id]
        self._outcomes.append(Outcome(request_id=request_id, status=status, reason=reason))


def _with_given(reason: str, given: list[str]) -> str:
    return f"{reason} {', '.join(given)} had its part of the order already." if given else reason
