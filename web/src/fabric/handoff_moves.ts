// Every change of role that the handoff of one activity can make, and what each role repeats.

import type { Claim, HandoffMessage } from "../wire/schema";
import { freeze, thaw } from "./handoff_anchor";
import { HandoffBase } from "./handoff_base";
import type { FailReason } from "./handoff_events";
import { ENDED } from "./handoff_limits";
import {
  type Action,
  type ActionCause,
  claimOrder,
  type Moment,
  overruled,
} from "./handoff_order";
import {
  ACTIVE,
  type Committed,
  type KnownState,
  type Offering,
  type Record,
  RESTING,
  type Role,
  stateOrder,
  type Wish,
  wishAfter,
  wishOf,
} from "./handoff_record";
import { compareKeys } from "./keys";

/** What a device can do with an activity, without the question of when. */
export class HandoffMoves extends HandoffBase {
  // ---------------------------------------------------------------- what a role repeats

  /** Send what the role has to say to its counterpart, again if need be. */
  protected sendStep(now: Moment): void {
    const peer = this.counterpart();
    const step = this.step();
    if (peer !== null && step !== null && this.links.has(peer)) {
      this.send(peer, step);
      this.stepRetry.sent(now.now_s);
    } else {
      this.stepRetry.clear();
    }
  }

  /** Return the device that the transfer under way is with. */
  protected counterpart(): string | null {
    const role = this.current.role;
    switch (role.type) {
      case "asking":
        return this.current.best?.device_id ?? null;
      case "ready":
        return role.source;
      case "offering":
      case "committed":
        return role.target;
      default:
        return null;
    }
  }

  protected get linked(): boolean {
    const peer = this.counterpart();
    return peer !== null && this.links.has(peer);
  }

  /** Return the message that the role repeats until it is answered. */
  private step(): HandoffMessage | null {
    const role = this.current.role;
    switch (role.type) {
      case "asking":
        return {
          type: "handoff_pull",
          activity: this.activity,
          transfer_id: role.transfer_id,
          action_utc_ms: role.wish.action.utc_ms,
          cause: role.wish.action.cause,
        };
      case "ready":
        return {
          type: "handoff_ready",
          activity: this.activity,
          transfer_id: role.transfer_id,
          epoch: role.next_epoch,
        };
      case "offering": {
        const own = this.ownState();
        return {
          type: "handoff_offer",
          activity: this.activity,
          transfer_id: role.transfer_id,
          epoch: own.claim.epoch,
          next_epoch: role.next_epoch,
          action_utc_ms: role.action.utc_ms,
          cause: role.action.cause,
          state: own.text,
          revision: own.revision,
        };
      }
      case "committed": {
        const own = this.ownState();
        return {
          type: "handoff_commit",
          activity: this.activity,
          transfer_id: role.transfer_id,
          epoch: own.claim.epoch,
          next_epoch: role.next_epoch,
          action_utc_ms: role.action.utc_ms,
          state: own.text,
        };
      }
      default:
        return null;
    }
  }

  // ---------------------------------------------------------------- moves

  /** Take on a role, and say what it has to say. */
  protected enter(role: Role, now: Moment, fields: Partial<Record> = {}): void {
    this.set({ role, ...fields });
    this.stepRetry.clear();
    this.setDeadline(now);
    this.sendStep(now);
  }

  /** Set when the role gives up, or, for a user, takes what its counterpart cannot give. */
  protected setDeadline(now: Moment): void {
    const role = this.current.role;
    const wish = wishOf(role);
    let waitS: number | null = null;
    if (role.type === "offering") {
      waitS = this.limits.transfer_timeout_s;
    } else if (wish !== null && !this.linked && wish.action.cause === "user") {
      waitS = this.limits.take_after_s;
    } else if (role.type === "asking") {
      waitS = this.limits.transfer_timeout_s;
    }
    this.deadlineS = waitS === null ? null : now.now_s + waitS;
  }

  protected action(cause: ActionCause, now: Moment): Action {
    return { utc_ms: now.utc_ms, cause, device_id: this.deviceId };
  }

  /** Remember when a button was last pressed; a clock that is ahead counts as now. */
  protected noteUser(action: Action, now: Moment): void {
    const pressedUtcMs = Math.min(action.utc_ms, now.utc_ms);
    if (action.cause === "user" && pressedUtcMs > this.current.last_user_utc_ms) {
      this.set({ last_user_utc_ms: pressedUtcMs });
    }
  }

  protected overruled(action: Action, now: Moment): boolean {
    return overruled(action, this.current.last_user_utc_ms, now);
  }

  protected newTransferId(): string {
    this.set({ transfers: this.current.transfers + 1 });
    return `${this.deviceId}:${this.current.transfers}`;
  }

  /** Promise the next epoch to a device; it stays live here. */
  protected offer(target: string, transferId: string, action: Action, now: Moment): void {
    const nextEpoch = this.current.top_epoch + 1;
    this.noteUser(action, now);
    this.enter(
      { type: "offering", transfer_id: transferId, target, next_epoch: nextEpoch, action },
      now,
      { top_epoch: nextEpoch },
    );
  }

  /** Keep what was offered and is not committed. */
  protected abortOffer(role: Offering, reason: FailReason, now: Moment): void {
    this.enter(ACTIVE, now);
    this.refuse(role.target, role.transfer_id, reason);
    this.events.push({ type: "transfer_failed", cause: role.action.cause, reason });
  }

  /** Stop here and tell the target to go on, in that order. */
  protected commit(role: Offering, now: Moment): void {
    const own = this.ownState();
    const final: KnownState = {
      claim: own.claim,
      revision: own.revision + 1,
      text: freeze(own.text, now.utc_ms),
    };
    const committed: Committed = {
      type: "committed",
      transfer_id: role.transfer_id,
      target: role.target,
      next_epoch: role.next_epoch,
      action: role.action,
      recall: null,
    };
    this.events.push({ type: "stopped", claim: own.claim, why: "moved" });
    this.enter(committed, now, { known: final });
  }

  /** Give up a transfer to here. */
  protected fail(cause: ActionCause, reason: FailReason, now: Moment): void {
    this.enter(RESTING, now);
    this.events.push({ type: "transfer_failed", cause, reason });
  }

  /** Take the next epoch with this state; `null` ends the activity. */
  protected claim(action: Action, text: string, now: Moment): void {
    const claim: Claim = {
      activity: this.activity,
      epoch: this.current.top_epoch + 1,
      device_id: this.deviceId,
      action_utc_ms: action.utc_ms,
    };
    if (text === ENDED && this.live) {
      this.events.push({ type: "stopped", claim: this.ownState().claim, why: "ended" });
    }
    this.noteUser(action, now);
    this.hold(claim, text, now);
    this.tellAll(now);
  }

  /** Make an own claim the best, with its first state. */
  protected hold(claim: Claim, text: string, now: Moment): void {
    this.enter(text === ENDED ? RESTING : ACTIVE, now, {
      best: claim,
      known: { claim, revision: 0, text },
      top_epoch: Math.max(this.current.top_epoch, claim.epoch),
    });
    if (text !== ENDED) this.events.push({ type: "started", claim, state: text });
  }

  /** Take the next epoch without a commit: for a user, from the newest state known. */
  protected take(wish: Wish, now: Moment): void {
    const known = this.current.known;
    if (wish.start !== null) {
      this.claim(wish.action, wish.start, now);
    } else if (known === null || this.ended) {
      this.fail(wish.action.cause, "ended", now);
    } else {
      this.claim(wish.action, thaw(known.text, now.utc_ms), now);
    }
  }

  /** Have the activity live here by the way that the role leaves open. */
  protected want(wish: Wish, now: Moment): void {
    this.noteUser(wish.action, now);
    const role = this.current.role;
    if (role.type === "resting") {
      this.pull(wish, now);
      return;
    }
    if (wish.action.cause === "rule") return; // a rule disturbs nothing that is under way
    switch (role.type) {
      case "active":
      case "offering":
        if (role.type === "offering") this.abortOffer(role, "kept", now);
        if (wish.start !== null) this.take(wish, now);
        return;
      default: {
        const merged = wishAfter(wish, wishOf(role));
        if (!this.linked) this.take(merged, now);
        else if (role.type === "committed") this.enter({ ...role, recall: merged }, now);
        else this.enter({ ...role, wish: merged }, now);
      }
    }
  }

  /** From Resting: ask the holder, or take the epoch where there is nobody to ask. */
  protected pull(wish: Wish, now: Moment): void {
    const best = this.current.best;
    const nobodyHolds = best === null || this.ended || best.device_id === this.deviceId;
    if (best !== null && !nobodyHolds && this.links.has(best.device_id)) {
      if (!this.overruled(wish.action, now)) {
        this.enter({ type: "asking", transfer_id: this.newTransferId(), wish }, now);
      }
    } else if (wish.action.cause === "user") {
      this.take(wish, now);
    }
  }

  /** Keep a state if it is newer than the one known; of what is live here, only our own is. */
  protected adopt(state: KnownState, now: Moment): void {
    if (this.live && state.claim.device_id === this.deviceId) return;
    const known = this.current.known;
    if (known === null || compareKeys(stateOrder(state), stateOrder(known)) > 0) {
      this.set({ known: state });
    }
    const role = this.current.role;
    if (role.type === "asking" && role.wish.start === null && this.ended) {
      this.fail(role.wish.action.cause, "ended", now);
    }
  }

  /** Take note of a claim, and yield to it if it is greater than the best one known. */
  protected learn(claim: Claim, now: Moment, sender: string | null = null): void {
    const { best, role } = this.current;
    if (claim.epoch > this.current.top_epoch) this.set({ top_epoch: claim.epoch });
    if (best !== null && compareKeys(claimOrder(claim), claimOrder(best)) <= 0) return;
    if (claim.device_id === this.deviceId && this.live) {
      // A claim of ours that we do not know: forged, or from before a lost checkpoint.
      // What plays here goes on under an epoch above it.
      const own = this.ownState();
      const again: Action = {
        utc_ms: own.claim.action_utc_ms,
        cause: "user",
        device_id: this.deviceId,
      };
      this.claim(again, own.text, now);
      return;
    }
    const delivered =
      role.type === "committed" &&
      claim.epoch === role.next_epoch &&
      claim.device_id === role.target;
    const passedOver = this.live || (role.type === "committed" && !delivered);
    if (this.live) {
      this.events.push({ type: "stopped", claim: this.ownState().claim, why: "yielded" });
    }
    this.enter(RESTING, now, {
      best: claim,
      resume_from: passedOver ? this.current.known : this.current.resume_from,
    });
    this.tellAll(now, sender);
    const wish = wishOf(role);
    if (wish !== null) this.pull(wish, now);
  }
}
