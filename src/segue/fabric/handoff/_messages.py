"""What each message of a peer leads to.

Every check comes before the first change: a message that is refused has done nothing.
"""

from __future__ import annotations

from segue.fabric.handoff._anchor import thaw
from segue.fabric.handoff._events import FAIL_REASONS, TransferFailed
from segue.fabric.handoff._limits import (
    ENDED,
    check_claim,
    check_epoch,
    check_id,
    check_number,
    check_peer_state,
)
from segue.fabric.handoff._moves import HandoffMoves
from segue.fabric.handoff._order import Action, Moment, beats
from segue.fabric.handoff._record import (
    Active,
    Asking,
    Committed,
    KnownState,
    Offering,
    Ready,
    Resting,
    Wish,
)
from segue.fabric.handoff._retry import Retry
from segue.kernel import PeerError
from segue.schema.activity import (
    Claim,
    HandoffActive,
    HandoffClaims,
    HandoffCommit,
    HandoffMessage,
    HandoffOffer,
    HandoffPull,
    HandoffReady,
    HandoffRefuse,
)


class HandoffMessages(HandoffMoves):
    """The first door."""

    def receive(self, message: HandoffMessage, sender: str, now: Moment) -> None:
        """Take a message from a linked device.

        Raises:
            PeerError: The message is outside the limits. Nothing has changed.
        """
        match message:
            case HandoffPull():
                self._on_pull(message, sender, now)
            case HandoffOffer():
                self._on_offer(message, sender, now)
            case HandoffReady():
                self._on_ready(message, sender, now)
            case HandoffCommit():
                self._on_commit(message, sender, now)
            case HandoffActive():
                self._on_active(message, sender, now)
            case HandoffRefuse():
                self._on_refuse(message, sender, now)
            case HandoffClaims():
                self._on_claims(message, sender, now)

    # ------------------------------------------------------------------ messages, as the holder

    def _on_pull(self, message: HandoffPull, sender: str, now: Moment) -> None:
        check_id(message.transfer_id, "transfer id", self._limits)
        check_number(message.action_utc_ms, "Action time", self._limits)
        action = Action(utc_ms=message.action_utc_ms, cause=message.cause, device_id=sender)
        best, role = self._record.best, self._record.role
        match role:
            case Offering(target=target) | Committed(target=target) if target == sender:
                self._send_step(now)
            case Active() if self._overruled(action, now):
                self._refuse(sender, message.transfer_id, "overruled")
            case Active():
                self._offer(sender, message.transfer_id, action, now)
            case Offering() if beats(action, role.action):
                self._abort_offer(role, "superseded", now)
                self._offer(sender, message.transfer_id, action, now)
            case Offering():
                self._refuse(sender, message.transfer_id, "superseded")
            case _ if (
                best is not None
                and best.device_id == self.device_id
                and not isinstance(role, Committed)
            ):
                self._answer(sender)
                self._refuse(sender, message.transfer_id, "ended" if self.ended else "not_live")
            case _:
                self._answer(sender)

    def _on_ready(self, message: HandoffReady, sender: str, now: Moment) -> None:
        check_id(message.transfer_id, "transfer id", self._limits)
        role = self._record.role
        if not (
            isinstance(role, Offering | Committed)
            and (role.transfer_id, role.next_epoch, role.target)
            == (message.transfer_id, message.epoch, sender)
        ):
            self._refuse(sender, message.transfer_id, "stale")
        elif isinstance(role, Offering):
            self._commit(role, now)
        else:
            self._send_step(now)

    def _on_active(self, message: HandoffActive, sender: str, now: Moment) -> None:
        role = self._record.role
        if isinstance(role, Committed) and (role.next_epoch, role.target) == (
            message.epoch,
            sender,
        ):
            claim = Claim(
                activity=self.activity,
                epoch=role.next_epoch,
                device_id=sender,
                action_utc_ms=role.action.utc_ms,
            )
            self._learn(claim, now, sender=sender)
        self._answer(sender)

    # ------------------------------------------------------------------ messages, as the target

    def _is_holder(self, sender: str, epoch: int) -> bool:
        best = self._record.best
        return best is not None and (best.device_id, best.epoch) == (sender, epoch)

    def _on_offer(self, message: HandoffOffer, sender: str, now: Moment) -> None:
        check_id(message.transfer_id, "transfer id", self._limits)
        check_number(message.action_utc_ms, "Action time", self._limits)
        check_number(message.revision, "Revision", self._limits)
        check_epoch(message.next_epoch, self._record.top_epoch, self._limits)
        check_peer_state(message.state, self._limits)
        best, role = self._record.best, self._record.role
        if best is None or not self._is_holder(sender, message.epoch):
            self._answer(sender)
            return
        if message.next_epoch <= message.epoch or message.state == ENDED:
            raise PeerError("An offer must be of a live state, under a later epoch.")
        action = Action(utc_ms=message.action_utc_ms, cause=message.cause, device_id=sender)
        wish: Wish | None = None
        match role:
            case Ready() if message.next_epoch < role.next_epoch:
                return
            case Ready() | Asking():
                wish = role.wish
            case _ if message.transfer_id.startswith(f"{self.device_id}:"):
                self._refuse(sender, message.transfer_id, "stale")
                return
            case _ if self._overruled(action, now):
                self._refuse(sender, message.transfer_id, "overruled")
                return
            case _:
                pass
        self._note_user(action, now)
        self._adopt(KnownState(claim=best, revision=message.revision, text=message.state), now)
        ready = Ready(
            transfer_id=message.transfer_id,
            source=sender,
            epoch=message.epoch,
            next_epoch=message.next_epoch,
            wish=wish,
        )
        self._enter(ready, now, top_epoch=max(self._record.top_epoch, message.next_epoch))

    def _on_commit(self, message: HandoffCommit, sender: str, now: Moment) -> None:
        check_id(message.transfer_id, "transfer id", self._limits)
        check_number(message.action_utc_ms, "Action time", self._limits)
        check_epoch(message.next_epoch, self._record.top_epoch, self._limits)
        check_peer_state(message.state, self._limits)
        best, role = self._record.best, self._record.role
        if best is not None and self._is_holder(sender, message.epoch):
            if message.next_epoch <= message.epoch or message.state == ENDED:
                raise PeerError("A commit must be of a live state, under a later epoch.")
            wish = role.wish if isinstance(role, Ready | Asking) else None
            claim = Claim(
                activity=self.activity,
                epoch=message.next_epoch,
                device_id=self.device_id,
                action_utc_ms=message.action_utc_ms,
            )
            if wish is not None and wish.start is not None:
                final = KnownState(claim=best, revision=0, text=message.state)
                self._set(resume_from=final)
                self._hold(claim, wish.start, now)
            else:
                self._hold(claim, thaw(message.state, now.utc_ms), now)
            self._tell_all(now, but=sender)
            self._untold[sender] = Retry(self._limits)
            self._untold[sender].sent(now.now_s)
        if self._is_holder(self.device_id, message.next_epoch):
            active = HandoffActive(
                activity=self.activity, transfer_id=message.transfer_id, epoch=message.next_epoch
            )
            self._send(sender, active)
        else:
            self._answer(sender)

    # ------------------------------------------------------------------ messages, either way

    def _on_refuse(self, message: HandoffRefuse, sender: str, now: Moment) -> None:
        role = self._record.role
        if sender != self._counterpart() or isinstance(role, Resting | Active | Committed):
            return  # what is committed cannot be refused
        if role.transfer_id != message.transfer_id:
            return
        reason = FAIL_REASONS.get(message.reason, "refused")
        match role:
            case Offering():
                self._enter(Active(), now)
                self._events.append(TransferFailed(cause=role.action.cause, reason=reason))
            case Asking(wish=wish) if reason == "not_live" and wish.action.cause == "user":
                self._take(wish, now)
            case Asking(wish=wish):
                self._fail(wish.action.cause, reason, now)
            case Ready(wish=wish):
                self._fail(wish.action.cause if wish else "rule", reason, now)

    def _on_claims(self, message: HandoffClaims, sender: str, now: Moment) -> None:
        claim = message.claim
        check_claim(claim, self._record.top_epoch, self._limits)
        check_number(message.revision, "Revision", self._limits)
        if message.state is not None:
            check_peer_state(message.state, self._limits)
        self._learn(claim, now, sender=sender)
        if message.state is not None and sender == claim.device_id:
            self._adopt(KnownState(claim=claim, revision=message.revision, text=message.state), now)
        if claim == self._record.best:
            self._untold.pop(sender, None)
        if not message.answer:
            self._answer(sender)
