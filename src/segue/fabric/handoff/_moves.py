"""Every change of role that the handoff of one activity can make, and what each role repeats."""

from __future__ import annotations

from typing import Any

import msgspec

from segue.fabric.handoff._anchor import freeze, thaw
from segue.fabric.handoff._base import HandoffBase
from segue.fabric.handoff._events import FailReason, Started, Stopped, TransferFailed
from segue.fabric.handoff._limits import ENDED
from segue.fabric.handoff._order import Action, Moment, claim_order, overruled
from segue.fabric.handoff._record import (
    Active,
    Asking,
    Committed,
    KnownState,
    Offering,
    Ready,
    Resting,
    Role,
    Wish,
)
from segue.schema.activity import (
    ActionCause,
    Claim,
    HandoffCommit,
    HandoffMessage,
    HandoffOffer,
    HandoffPull,
    HandoffReady,
)


class HandoffMoves(HandoffBase):
    """What a device can do with an activity, without the question of when."""

    # ------------------------------------------------------------------ what a role repeats

    def _send_step(self, now: Moment) -> None:
        """Send what the role has to say to its counterpart, again if need be."""
        peer, step = self._counterpart(), self._step()
        if peer is not None and step is not None and peer in self._links:
            self._send(peer, step)
            self._step_retry.sent(now.now_s)
        else:
            self._step_retry.clear()

    def _counterpart(self) -> str | None:
        """Return the device that the transfer under way is with."""
        match self._record.role:
            case Asking():
                return self._record.best.device_id if self._record.best else None
            case Ready(source=peer) | Offering(target=peer) | Committed(target=peer):
                return peer
            case _:
                return None

    def _step(self) -> HandoffMessage | None:
        """Return the message that the role repeats until it is answered."""
        match self._record.role, self._record.best, self._record.known:
            case Asking() as role, _, _:
                return HandoffPull(
                    activity=self.activity,
                    transfer_id=role.transfer_id,
                    action_utc_ms=role.wish.action.utc_ms,
                    cause=role.wish.action.cause,
                )
            case Ready() as role, _, _:
                return HandoffReady(
                    activity=self.activity, transfer_id=role.transfer_id, epoch=role.next_epoch
                )
            case Offering() as role, Claim() as best, KnownState() as known:
                return HandoffOffer(
                    activity=self.activity,
                    transfer_id=role.transfer_id,
                    epoch=best.epoch,
                    next_epoch=role.next_epoch,
                    action_utc_ms=role.action.utc_ms,
                    cause=role.action.cause,
                    state=known.text,
                    revision=known.revision,
                )
            case Committed() as role, Claim() as best, KnownState() as known:
                return HandoffCommit(
                    activity=self.activity,
                    transfer_id=role.transfer_id,
                    epoch=best.epoch,
                    next_epoch=role.next_epoch,
                    action_utc_ms=role.action.utc_ms,
                    state=known.text,
                )
            case _:
                return None

    # ------------------------------------------------------------------ moves

    def _enter(self, role: Role, now: Moment, **fields: Any) -> None:
        """Take on a role, and say what it has to say."""
        self._set(role=role, **fields)
        self._step_retry.clear()
        self._set_deadline(now)
        self._send_step(now)

    def _set_deadline(self, now: Moment) -> None:
        """Set when the role gives up, or, for a user, takes what its counterpart cannot give."""
        linked = self._counterpart() in self._links
        limits = self._limits
        wait_s: float | None = None
        match self._record.role:
            case Offering():
                wait_s = limits.transfer_timeout_s
            case Asking(wish=wish) | Ready(wish=Wish() as wish) | Committed(recall=Wish() as wish):
                if not linked and wish.action.cause == "user":
                    wait_s = limits.take_after_s
                elif isinstance(self._record.role, Asking):
                    wait_s = limits.transfer_timeout_s
            case _:
                pass
        self._deadline_s = None if wait_s is None else now.now_s + wait_s

    def _action(self, cause: ActionCause, now: Moment) -> Action:
        return Action(utc_ms=now.utc_ms, cause=cause, device_id=self.device_id)

    def _note_user(self, action: Action, now: Moment) -> None:
        """Remember when a button was last pressed; a clock that is ahead counts as now."""
        pressed_utc_ms = min(action.utc_ms, now.utc_ms)
        if action.cause == "user" and pressed_utc_ms > self._record.last_user_utc_ms:
            self._set(last_user_utc_ms=pressed_utc_ms)

    def _overruled(self, action: Action, now: Moment) -> bool:
        return overruled(action, self._record.last_user_utc_ms, now)

    def _new_transfer_id(self) -> str:
        self._set(transfers=self._record.transfers + 1)
        return f"{self.device_id}:{self._record.transfers}"

    def _offer(self, target: str, transfer_id: str, action: Action, now: Moment) -> None:
        """Promise the next epoch to a device; it stays live here."""
        next_epoch = self._record.top_epoch + 1
        self._note_user(action, now)
        self._enter(
            Offering(transfer_id=transfer_id, target=target, next_epoch=next_epoch, action=action),
            now,
            top_epoch=next_epoch,
        )

    def _abort_offer(self, role: Offering, reason: FailReason, now: Moment) -> None:
        """Keep what was offered and is not committed."""
        self._enter(Active(), now)
        self._refuse(role.target, role.transfer_id, reason)
        self._events.append(TransferFailed(cause=role.action.cause, reason=reason))

    def _commit(self, role: Offering, now: Moment) -> None:
        """Stop here and tell the target to go on, in that order."""
        own = self._own_state()
        final = KnownState(
            claim=own.claim, revision=own.revision + 1, text=freeze(own.text, now.utc_ms)
        )
        committed = Committed(
            transfer_id=role.transfer_id,
            target=role.target,
            next_epoch=role.next_epoch,
            action=role.action,
        )
        self._events.append(Stopped(claim=own.claim, why="moved"))
        self._enter(committed, now, known=final)

    def _fail(self, cause: ActionCause, reason: FailReason, now: Moment) -> None:
        """Give up a transfer to here."""
        self._enter(Resting(), now)
        self._events.append(TransferFailed(cause=cause, reason=reason))

    def _claim(self, action: Action, text: str, now: Moment) -> None:
        """Take the next epoch with this state; `null` ends the activity."""
        claim = Claim(
            activity=self.activity,
            epoch=self._record.top_epoch + 1,
            device_id=self.device_id,
            action_utc_ms=action.utc_ms,
        )
        if text == ENDED and self.live:
            self._events.append(Stopped(claim=self._own_state().claim, why="ended"))
        self._note_user(action, now)
        self._hold(claim, text, now)
        self._tell_all(now)

    def _hold(self, claim: Claim, text: str, now: Moment) -> None:
        """Make an own claim the best, with its first state."""
        self._enter(
            Resting() if text == ENDED else Active(),
            now,
            best=claim,
            known=KnownState(claim=claim, revision=0, text=text),
            top_epoch=max(self._record.top_epoch, claim.epoch),
        )
        if text != ENDED:
            self._events.append(Started(claim=claim, state=text))

    def _take(self, wish: Wish, now: Moment) -> None:
        """Take the next epoch without a commit: for a user, from the newest state known."""
        known = self._record.known
        if wish.start is not None:
            self._claim(wish.action, wish.start, now)
        elif known is None or self.ended:
            self._fail(wish.action.cause, "ended", now)
        else:
            self._claim(wish.action, thaw(known.text, now.utc_ms), now)

    def _want(self, wish: Wish, now: Moment) -> None:
        """Have the activity live here by the way that the role leaves open."""
        self._note_user(wish.action, now)
        role, for_user = self._record.role, wish.action.cause == "user"
        match role:
            case Resting():
                self._pull(wish, now)
            case Active() | Offering() if for_user:
                if isinstance(role, Offering):
                    self._abort_offer(role, "kept", now)
                if wish.start is not None:
                    self._take(wish, now)
            case Asking() | Ready() | Committed() if for_user:
                wish = wish.after(role.recall if isinstance(role, Committed) else role.wish)
                if self._counterpart() not in self._links:
                    self._take(wish, now)
                elif isinstance(role, Committed):
                    self._enter(msgspec.structs.replace(role, recall=wish), now)
                else:
                    self._enter(msgspec.structs.replace(role, wish=wish), now)
            case _:
                pass  # a rule disturbs nothing that is under way

    def _pull(self, wish: Wish, now: Moment) -> None:
        """From Resting: ask the holder, or take the epoch where there is nobody to ask."""
        best, for_user = self._record.best, wish.action.cause == "user"
        nobody_holds = best is None or self.ended or best.device_id == self.device_id
        if best is not None and not nobody_holds and best.device_id in self._links:
            if not self._overruled(wish.action, now):
                self._enter(Asking(transfer_id=self._new_transfer_id(), wish=wish), now)
        elif for_user:
            self._take(wish, now)

    def _adopt(self, state: KnownState, now: Moment) -> None:
        """Keep a state if it is newer than the one known; of what is live here, only our own is."""
        if self.live and state.claim.device_id == self.device_id:
            return
        known = self._record.known
        if known is None or state.order() > known.order():
            self._set(known=state)
        role = self._record.role
        if isinstance(role, Asking) and role.wish.start is None and self.ended:
            self._fail(role.wish.action.cause, "ended", now)

    def _learn(self, claim: Claim, now: Moment, *, sender: str | None = None) -> None:
        """Take note of a claim, and yield to it if it is greater than the best one known."""
        best, role = self._record.best, self._record.role
        if claim.epoch > self._record.top_epoch:
            self._set(top_epoch=claim.epoch)
        if best is not None and claim_order(claim) <= claim_order(best):
            return
        if claim.device_id == self.device_id and self.live:
            # A claim of ours that we do not know: forged, or from before a lost checkpoint.
            # What plays here goes on under an epoch above it.
            own = self._own_state()
            asked_utc_ms = own.claim.action_utc_ms
            again = Action(utc_ms=asked_utc_ms, cause="user", device_id=self.device_id)
            self._claim(again, own.text, now)
            return
        passed_over = self.live or (
            isinstance(role, Committed)
            and (claim.epoch, claim.device_id) != (role.next_epoch, role.target)
        )
        if self.live:
            self._events.append(Stopped(claim=self._own_state().claim, why="yielded"))
        self._enter(
            Resting(),
            now,
            best=claim,
            resume_from=self._record.known if passed_over else self._record.resume_from,
        )
        self._tell_all(now, but=sender)
        match role:
            case Asking(wish=wish) | Ready(wish=Wish() as wish) | Committed(recall=Wish() as wish):
                self._pull(wish, now)
            case _:
                pass
