"""The car's pairing: the code on its screen, the phone that waits, and the answer to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from segue.fabric.pairing import (
    SECRET_BYTES,
    CarPairing,
    OfferBook,
    PairAsked,
    PairCode,
    refusal_error,
)
from segue.kernel import Clock, LocalUseError, SegueError
from segue.schema.link import DeviceInfo
from segue.schema.surface import PairingView


class PairedDevices(Protocol):
    """The devices this node trusts."""

    def is_paired(self, device_id: str) -> bool:
        """Return whether the device may link."""
        ...

    async def add(self, device: DeviceInfo) -> None:
        """Trust the device; return when that is durable."""
        ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    asked: PairAsked
    conversation: CarPairing
    advance: Callable[[], None]


class PairingDesk:
    """One code and at most one waiting phone at a time.

    Args:
        device_id: Of this car.
        space_id: The space a new phone joins.
        addresses: Where the phone can reach this car, asked when it is accepted.
        randomness: Cryptographic; takes a number of bytes.
        changed: Called after every change, with what screens show.
    """

    def __init__(
        self,
        *,
        device_id: str,
        space_id: str,
        addresses: Callable[[], tuple[str, ...]],
        paired: PairedDevices,
        clock: Clock,
        randomness: Callable[[int], bytes],
        changed: Callable[[PairingView], None],
    ) -> None:
        self._device_id = device_id
        self._space_id = space_id
        self._addresses = addresses
        self._paired = paired
        self._clock = clock
        self._randomness = randomness
        self._report = changed
        self._offers = OfferBook()
        self._code: PairCode | None = None
        self._waiting: _Waiting | None = None
        self._error = ""

    def open(self, origin: str) -> PairCode:
        """Show a new code; the one before it expires and a phone that waits is declined.

        `origin` is where a phone finds this car: `http://host:port`.
        """
        self._decline_waiting()
        code = PairCode(origin, self._device_id, self._randomness(SECRET_BYTES))
        self._offers.open(code.secret, self._clock.monotonic_s())
        self._code, self._error = code, ""
        self._changed()
        return code

    async def answer(self, *, accept: bool) -> None:
        """Accept or decline the phone that waits; a phone is stored before it is told.

        Raises:
            LocalUseError: No phone is waiting.
            SegueError: It cannot be stored; then the phone is declined.
        """
        waiting = self._waiting
        if waiting is None:
            raise LocalUseError(
                "No phone is waiting to be paired.", do="Scan the code with the phone first."
            )
        if not accept:
            self._decline_waiting()
            self._error = refusal_error("declined").message
            self._changed()
            return
        # From here on it is answered: a new code or a second press must not decline a phone that
        # is about to be trusted.
        waiting.conversation.storing()
        self._waiting = None
        self._changed()
        try:
            await self._paired.add(waiting.asked.device)
        except SegueError:
            self._decline(waiting)
            raise
        waiting.conversation.accept(
            space_id=self._space_id,
            addresses=self._addresses(),
            now_s=self._clock.monotonic_s(),
        )
        waiting.advance()

    def view(self) -> PairingView:
        """Return what the car's screen shows now."""
        now_s = self._clock.monotonic_s()
        expires_in_s = self._offers.expires_in_s(now_s)
        fate = self._offers.fate(self._code.secret, now_s) if self._code is not None else None
        error = self._error
        if fate in ("expired", "too_many_tries"):
            error = refusal_error(fate).message
        return PairingView(
            url=self._code.to_url() if self._code is not None and expires_in_s is not None else "",
            expires_in_s=expires_in_s or 0.0,
            waiting_device=self._waiting.asked.device.name if self._waiting else "",
            check_code=self._waiting.asked.check_code if self._waiting else "",
            error=error,
        )

    # ---------------------------------------------------------------- for the links

    def new_conversation(self) -> CarPairing:
        """Return the conversation for a phone that has just connected."""
        return CarPairing(self._offers)

    def asked(
        self, asked: PairAsked, conversation: CarPairing, advance: Callable[[], None]
    ) -> None:
        """Let the person in the car answer a phone. `advance` makes its link carry on."""
        self._decline_waiting()
        self._waiting = _Waiting(asked, conversation, advance)
        self._error = ""
        self._changed()

    def ended(self, conversation: CarPairing, error: str) -> None:
        """Note that a conversation is over without pairing, and why.

        Only the phone that the person was asked about is news on the car's screen: strangers who
        guess must not be able to write there.
        """
        if self._waiting is not None and self._waiting.conversation is conversation:
            self._waiting = None
            self._error = error
        self._changed()

    def _decline_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._decline(waiting)

    def _decline(self, waiting: _Waiting) -> None:
        waiting.conversation.decline(self._clock.monotonic_s())
        waiting.advance()

    def _changed(self) -> None:
        self._report(self.view())
