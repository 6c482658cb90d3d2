"""The orders that one provider owes an answer for.

An order is done when its provider says so for each of its actuators, and rejected when it says so
for one of them. It may end otherwise (its time runs out; the provider publishes what was asked
for): the broker knows, and an answer that comes later has no effect.
"""

from __future__ import annotations

from collections.abc import Callable

from segue.gateway.broker import Providing
from segue.gateway.kuksa._limits import MAX_UNANSWERED_ORDERS
from segue.kernel import Clock, Rejected
from segue.vehicle.orders import Order


class Orders:
    """Orders on their way to a provider and back.

    Args:
        clock: To forget orders whose time is over.
        providing: Takes the answers.
        send: Queues an order for the provider.
    """

    def __init__(self, clock: Clock, providing: Providing, send: Callable[[Order], None]) -> None:
        self._clock = clock
        self._providing = providing
        self._send = send
        self._owed: dict[str, tuple[Order, set[str]]] = {}

    def carry_out(self, order: Order) -> None:
        """Begin an order.

        Raises:
            Rejected: The provider owes too many answers already.
        """
        now_s = self._clock.monotonic_s()
        self._owed = {name: owed for name, owed in self._owed.items() if owed[0].due_s > now_s}
        if len(self._owed) >= MAX_UNANSWERED_ORDERS:
            raise Rejected("Its provider has not answered what was asked before.", do="Wait.")
        self._owed[order.request_id] = (order, set(order.targets))
        self._send(order)

    def answer(self, request_id: str, path: str, *, refused: str | None) -> None:
        """Take a provider's answer for one actuator.

        Args:
            request_id: Empty when the provider does not say: the oldest order with that actuator.
            path: The actuator.
            refused: Why it is not done; None when it is.
        """
        request_id = request_id or self._oldest(path)
        if request_id not in self._owed:
            return
        _, unanswered = self._owed[request_id]
        unanswered.discard(path)
        if refused is not None or not unanswered:
            del self._owed[request_id]
            self._providing.report(request_id, refused=refused)

    def _oldest(self, path: str) -> str:
        """Return the id of the oldest order that waits for that actuator; empty when none does."""
        waiting = (name for name, (_, paths) in self._owed.items() if path in paths)
        return next(waiting, "")
