// The handoff of one activity on one device: timers, links and what its users ask for.
//
// The transition table and the invariants are in `segue/fabric/handoff/_machine.py`.

import type { Claim } from "../wire/schema";
import { DeviceUnavailable, Rejected } from "./errors";
import {
  checkClaim,
  checkNumber,
  checkOwnState,
  checkPeerState,
  ENDED,
} from "./handoff_limits";
import { HandoffMessages } from "./handoff_messages";
import type { ActionCause, Moment } from "./handoff_order";
import { type KnownState, wishOf } from "./handoff_record";
import { Retry } from "./handoff_retry";

/**
 * One activity on one device: five doors, the user's actions, and a checkpoint.
 *
 * The order that makes it safe is the caller's: after any call, store `checkpoint()` durably if
 * `dirty`, then act on the events, then send. `toSend` refuses while the machine is dirty.
 */
export class HandoffMachine extends HandoffMessages {
  // ---------------------------------------------------------------- timers

  /** Return when `onTimer` wants to be called, on the monotonic clock; null for never. */
  nextTimerS(): number | null {
    const times = [this.stepRetry.at_s, this.deadlineS];
    for (const retry of this.untold.values()) times.push(retry.at_s);
    const set = times.filter((atS) => atS !== null);
    return set.length === 0 ? null : Math.min(...set);
  }

  /** Do what is due; harmless when nothing is. */
  onTimer(now: Moment): void {
    if (this.deadlineS !== null && now.now_s >= this.deadlineS) {
      this.deadlineS = null;
      this.onDeadline(now);
    }
    if (this.stepRetry.due(now.now_s)) this.sendStep(now);
    for (const [peer, retry] of [...this.untold]) {
      if (retry.due(now.now_s)) this.tell(peer, now);
    }
  }

  private onDeadline(now: Moment): void {
    const role = this.current.role;
    const wish = wishOf(role);
    if (role.type === "offering") {
      this.abortOffer(role, "timeout", now);
    } else if (wish !== null && !this.linked && wish.action.cause === "user") {
      this.take(wish, now);
    } else if (role.type === "asking") {
      this.fail(role.wish.action.cause, "no_answer", now);
    }
  }

  // ---------------------------------------------------------------- links

  /** Note that a device is linked: tell it who holds, and go on with what was under way. */
  peerUp(peer: string, now: Moment): void {
    this.links.add(peer);
    if (this.current.best !== null) {
      this.untold.set(peer, new Retry(this.limits));
      this.tell(peer, now);
    }
    if (this.counterpart() === peer) {
      if (this.current.role.type !== "offering") this.setDeadline(now);
      this.stepRetry.clear();
      this.sendStep(now);
    }
  }

  /** Note that a device is no longer linked. */
  peerDown(peer: string, now: Moment): void {
    this.links.delete(peer);
    this.untold.delete(peer);
    if (this.counterpart() === peer) {
      this.stepRetry.clear();
      if (this.current.role.type !== "offering") this.setDeadline(now);
    }
  }

  // ---------------------------------------------------------------- actions

  /** Start the activity here with a new state, for a user, whoever holds it now. */
  start(state: string, now: Moment): void {
    checkOwnState(state, this.limits);
    this.want({ action: this.action("user", now), start: state }, now);
  }

  /** Replace the state of an activity that is live here; false when it is not. */
  updateState(state: string): boolean {
    checkOwnState(state, this.limits);
    if (!this.live) return false;
    const own = this.ownState();
    this.set({ known: { claim: own.claim, revision: own.revision + 1, text: state } });
    return true;
  }

  /**
   * Move the activity from here to a linked device.
   *
   * A rule's request is dropped while any transfer runs. Throws Rejected when it is not live here,
   * DeviceUnavailable when the device is not linked.
   */
  moveTo(peer: string, now: Moment, cause: ActionCause = "user"): void {
    if (peer === this.deviceId) {
      this.bringHere(now, cause);
      return;
    }
    const action = this.action(cause, now);
    const role = this.current.role;
    if (!this.live) throw new Rejected("This is not live here, so it cannot be moved from here.");
    if (!this.links.has(peer)) {
      throw new DeviceUnavailable("That device cannot be reached now.", "Bring it closer.");
    }
    this.noteUser(action, now);
    if (role.type === "offering") {
      if (cause === "rule" || role.target === peer) return;
      this.abortOffer(role, "superseded", now);
    }
    this.offer(peer, this.newTransferId(), action, now);
  }

  /**
   * Have the activity live here, going on from its newest state.
   *
   * A user's request takes it even from a holder that cannot be reached; a rule's is dropped then,
   * and while any transfer runs. Throws Rejected when a user asked and there is nothing to bring.
   */
  bringHere(now: Moment, cause: ActionCause = "user"): void {
    if (cause === "user" && this.current.known === null) {
      throw new Rejected("There is nothing to bring here.");
    }
    if (cause === "user" && this.ended) {
      throw new Rejected("This has ended.", "Start it again.");
    }
    this.want({ action: this.action(cause, now), start: null }, now);
  }

  /** End the activity, for a user, wherever it is live: a claim whose state is `null`. */
  end(now: Moment): void {
    if (this.current.best !== null && !this.ended) {
      this.claim(this.action("user", now), ENDED, now);
    }
  }

  // ---------------------------------------------------------------- facts from elsewhere

  /** Take note of a claim from the space. Throws PeerError; then nothing has changed. */
  observeClaim(claim: Claim, now: Moment): void {
    checkClaim(claim, this.current.top_epoch, this.limits);
    this.learn(claim, now);
  }

  /** Take note of a state from the space, written by the device that made its claim. */
  observeState(state: KnownState, now: Moment): void {
    checkPeerState(state.text, this.limits);
    checkNumber(state.revision, "Revision", this.limits);
    this.adopt(state, now);
  }
}
