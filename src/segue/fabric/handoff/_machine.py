"""The handoff of one activity on one device.

    role        what happens                                    next role     sends      tells
    ─────────── ─────────────────────────────────────────────── ───────────── ────────── ────────
    any         start                     nothing to stop first Active        Claims     Started
                end                                             Resting       Claims     Stopped
                a greater claim is learnt                       Resting (a)              Stopped
    Resting     bring_here                holder linked         Asking        Pull
                bring_here, by a user     holder not linked     Active        Claims     Started
                Offer                                           Ready         Ready
                Commit                                          Active        Active     Started
    Asking      Offer                                           Ready         Ready
                Refuse, timeout                                 Resting                  Failed
                holder gone, by a user    after take_after_s    Active        Claims     Started
    Ready       Commit                                          Active        Active     Started
                Refuse                                          Resting                  Failed
                source gone, by a user    after take_after_s    Active        Claims     Started
    Active      move_to, Pull                                   Offering      Offer
    Offering    Ready                                           Committed     Commit     Stopped
                Refuse, timeout, bring_here                     Active        Refuse     Failed
    Committed   Active                                          Resting
                bring_here, start, by a user                    Committed (b)
                target gone, asked back   after take_after_s    Active        Claims     Started

    (a) from Asking to Asking at the new holder; from Committed, when asked back, to Asking.
    (b) remembered; it is carried out as soon as the target says that it goes on.

Invariants, held by `tests/system/test_handoff_simulation.py`:

1. Live (Active or Offering) means: the best claim known is this device's own.
2. An epoch promised in an Offer is claimed by the device it was promised to, or by nobody that
   has heard of the promise: every new epoch is above `top_epoch`.
3. After the checkpoint that holds Committed, the source is never live again under that epoch.
4. A device that takes an epoch without a Commit does so for a user, and only when the holder is
   not linked, is not live by its own word, or is this device.
5. What a device wrote is either in the state of the next claim in the chain, or, where a claim
   that had not seen it won, in `resume_from` of the device that wrote it.
"""

from __future__ import annotations

from segue.fabric.handoff._limits import (
    ENDED,
    check_claim,
    check_number,
    check_own_state,
    check_peer_state,
)
from segue.fabric.handoff._messages import HandoffMessages
from segue.fabric.handoff._order import Moment
from segue.fabric.handoff._record import Asking, Committed, KnownState, Offering, Ready, Wish
from segue.fabric.handoff._retry import Retry
from segue.kernel import DeviceUnavailable, Rejected
from segue.schema.activity import ActionCause, Claim


class HandoffMachine(HandoffMessages):
    """One activity on one device: five doors, the user's actions, and a checkpoint.

    The order that makes it safe is the caller's: after any call, store `checkpoint()` durably if
    `dirty`, then act on the events, then send. `to_send` refuses while the machine is dirty.
    """

    # ------------------------------------------------------------------ timers

    def next_timer_s(self) -> float | None:
        """Return when `on_timer` wants to be called, on the monotonic clock; None for never."""
        times = [self._step_retry.at_s, self._deadline_s]
        times += [retry.at_s for retry in self._untold.values()]
        return min((at_s for at_s in times if at_s is not None), default=None)

    def on_timer(self, now: Moment) -> None:
        """Do what is due; harmless when nothing is."""
        if self._deadline_s is not None and now.now_s >= self._deadline_s:
            self._deadline_s = None
            self._on_deadline(now)
        if self._step_retry.due(now.now_s):
            self._send_step(now)
        for peer, retry in list(self._untold.items()):
            if retry.due(now.now_s):
                self._tell(peer, now)

    def _on_deadline(self, now: Moment) -> None:
        match self._record.role:
            case Offering() as role:
                self._abort_offer(role, "timeout", now)
            case Asking(wish=wish) | Ready(wish=Wish() as wish) | Committed(recall=Wish() as wish):
                if self._counterpart() not in self._links and wish.action.cause == "user":
                    self._take(wish, now)
                elif isinstance(self._record.role, Asking):
                    self._fail(wish.action.cause, "no_answer", now)
            case _:
                pass

    # ------------------------------------------------------------------ links

    def peer_up(self, peer: str, now: Moment) -> None:
        """Note that a device is linked: tell it who holds, and go on with what was under way."""
        self._links.add(peer)
        if self._record.best is not None:
            self._untold[peer] = Retry(self._limits)
            self._tell(peer, now)
        if self._counterpart() == peer:
            if not isinstance(self._record.role, Offering):
                self._set_deadline(now)
            self._step_retry.clear()
            self._send_step(now)

    def peer_down(self, peer: str, now: Moment) -> None:
        """Note that a device is no longer linked."""
        self._links.discard(peer)
        self._untold.pop(peer, None)
        if self._counterpart() == peer:
            self._step_retry.clear()
            if not isinstance(self._record.role, Offering):
                self._set_deadline(now)

    # ------------------------------------------------------------------ actions

    def start(self, state: str, now: Moment) -> None:
        """Start the activity here with a new state, for a user, whoever holds it now.

        Raises:
            LocalUseError: The state is not a JSON object, or is too large.
        """
        check_own_state(state, self._limits)
        self._want(Wish(action=self._action("user", now), start=state), now)

    def update_state(self, state: str) -> bool:
        """Replace the state of an activity that is live here; False when it is not.

        Raises:
            LocalUseError: The state is not a JSON object, or is too large.
        """
        check_own_state(state, self._limits)
        if not self.live:
            return False
        own = self._own_state()
        self._set(known=KnownState(claim=own.claim, revision=own.revision + 1, text=state))
        return True

    def move_to(self, peer: str, now: Moment, cause: ActionCause = "user") -> None:
        """Move the activity from here to a linked device.

        A rule's request is dropped while any transfer runs.

        Raises:
            Rejected: It is not live here.
            DeviceUnavailable: The device is not linked.
        """
        if peer == self.device_id:
            self.bring_here(now, cause)
            return
        action = self._action(cause, now)
        role = self._record.role
        if not self.live:
            raise Rejected("This is not live here, so it cannot be moved from here.")
        if peer not in self._links:
            raise DeviceUnavailable("That device cannot be reached now.", do="Bring it closer.")
        self._note_user(action, now)
        if isinstance(role, Offering):
            if cause == "rule" or role.target == peer:
                return
            self._abort_offer(role, "superseded", now)
        self._offer(peer, self._new_transfer_id(), action, now)

    def bring_here(self, now: Moment, cause: ActionCause = "user") -> None:
        """Have the activity live here, going on from its newest state.

        A user's request takes it even from a holder that cannot be reached; a rule's is dropped
        then, and while any transfer runs.

        Raises:
            Rejected: A user asked, and there is nothing to bring.
        """
        if cause == "user" and self._record.known is None:
            raise Rejected("There is nothing to bring here.")
        if cause == "user" and self.ended:
            raise Rejected("This has ended.", do="Start it again.")
        self._want(Wish(action=self._action(cause, now)), now)

    def end(self, now: Moment) -> None:
        """End the activity, for a user, wherever it is live: a claim whose state is `null`."""
        if self._record.best is not None and not self.ended:
            self._claim(self._action("user", now), ENDED, now)

    # ------------------------------------------------------------------ facts from elsewhere

    def observe_claim(self, claim: Claim, now: Moment) -> None:
        """Take note of a claim from the space.

        Raises:
            PeerError: The claim is outside the limits. Nothing has changed.
        """
        check_claim(claim, self._record.top_epoch, self._limits)
        self._learn(claim, now)

    def observe_state(self, state: KnownState, now: Moment) -> None:
        """Take note of a state from the space, written by the device that made its claim.

        Raises:
            PeerError: The state is outside the limits. Nothing has changed.
        """
        check_peer_state(state.text, self._limits)
        check_number(state.revision, "Revision", self._limits)
        self._adopt(state, now)
