// What each message of a peer leads to.
//
// Every check comes before the first change: a message that is refused has done nothing.

import type {
  Claim,
  HandoffActive,
  HandoffClaims,
  HandoffCommit,
  HandoffMessage,
  HandoffOffer,
  HandoffPull,
  HandoffReady,
  HandoffRefuse,
} from "../wire/schema";
import { PeerError } from "./errors";
import { thaw } from "./handoff_anchor";
import { failReason } from "./handoff_events";
import {
  checkCause,
  checkClaim,
  checkEpoch,
  checkId,
  checkNumber,
  checkPeerState,
  ENDED,
} from "./handoff_limits";
import { HandoffMoves } from "./handoff_moves";
import { type Action, beats, type Moment, sameClaim } from "./handoff_order";
import { ACTIVE, type Wish } from "./handoff_record";
import { Retry } from "./handoff_retry";

/** The first door. */
export class HandoffMessages extends HandoffMoves {
  /** Take a message from a linked device. Throws PeerError; then nothing has changed. */
  receive(message: HandoffMessage, sender: string, now: Moment): void {
    switch (message.type) {
      case "handoff_pull":
        return this.onPull(message, sender, now);
      case "handoff_offer":
        return this.onOffer(message, sender, now);
      case "handoff_ready":
        return this.onReady(message, sender, now);
      case "handoff_commit":
        return this.onCommit(message, sender, now);
      case "handoff_active":
        return this.onActive(message, sender, now);
      case "handoff_refuse":
        return this.onRefuse(message, sender, now);
      case "handoff_claims":
        return this.onClaims(message, sender, now);
    }
  }

  // ---------------------------------------------------------------- messages, as the holder

  private onPull(message: HandoffPull, sender: string, now: Moment): void {
    checkId(message.transfer_id, "transfer id", this.limits);
    checkNumber(message.action_utc_ms, "Action time", this.limits);
    checkCause(message.cause);
    const action: Action = {
      utc_ms: message.action_utc_ms,
      cause: message.cause,
      device_id: sender,
    };
    const { best, role } = this.current;
    if ((role.type === "offering" || role.type === "committed") && role.target === sender) {
      this.sendStep(now);
    } else if (role.type === "active") {
      if (this.overruled(action, now)) this.refuse(sender, message.transfer_id, "overruled");
      else this.offer(sender, message.transfer_id, action, now);
    } else if (role.type === "offering") {
      if (beats(action, role.action)) {
        this.abortOffer(role, "superseded", now);
        this.offer(sender, message.transfer_id, action, now);
      } else {
        this.refuse(sender, message.transfer_id, "superseded");
      }
    } else if (best?.device_id === this.deviceId && role.type !== "committed") {
      this.answer(sender);
      this.refuse(sender, message.transfer_id, this.ended ? "ended" : "not_live");
    } else {
      this.answer(sender);
    }
  }

  private onReady(message: HandoffReady, sender: string, now: Moment): void {
    checkId(message.transfer_id, "transfer id", this.limits);
    const role = this.current.role;
    if (
      !(role.type === "offering" || role.type === "committed") ||
      role.transfer_id !== message.transfer_id ||
      role.next_epoch !== message.epoch ||
      role.target !== sender
    ) {
      this.refuse(sender, message.transfer_id, "stale");
    } else if (role.type === "offering") {
      this.commit(role, now);
    } else {
      this.sendStep(now);
    }
  }

  private onActive(message: HandoffActive, sender: string, now: Moment): void {
    const role = this.current.role;
    if (
      role.type === "committed" &&
      role.next_epoch === message.epoch &&
      role.target === sender
    ) {
      const claim: Claim = {
        activity: this.activity,
        epoch: role.next_epoch,
        device_id: sender,
        action_utc_ms: role.action.utc_ms,
      };
      this.learn(claim, now, sender);
    }
    this.answer(sender);
  }

  // ---------------------------------------------------------------- messages, as the target

  private isHolder(device: string, epoch: number): boolean {
    const best = this.current.best;
    return best !== null && best.device_id === device && best.epoch === epoch;
  }

  private onOffer(message: HandoffOffer, sender: string, now: Moment): void {
    checkId(message.transfer_id, "transfer id", this.limits);
    checkNumber(message.action_utc_ms, "Action time", this.limits);
    checkNumber(message.revision, "Revision", this.limits);
    checkEpoch(message.next_epoch, this.current.top_epoch, this.limits);
    checkPeerState(message.state, this.limits);
    checkCause(message.cause);
    const { best, role } = this.current;
    if (best === null || !this.isHolder(sender, message.epoch)) {
      this.answer(sender);
      return;
    }
    if (message.next_epoch <= message.epoch || message.state === ENDED) {
      throw new PeerError("An offer must be of a live state, under a later epoch.");
    }
    const action: Action = {
      utc_ms: message.action_utc_ms,
      cause: message.cause,
      device_id: sender,
    };
    let wish: Wish | null = null;
    if (role.type === "ready" && message.next_epoch < role.next_epoch) return;
    if (role.type === "ready" || role.type === "asking") {
      wish = role.wish;
    } else if (message.transfer_id.startsWith(`${this.deviceId}:`)) {
      this.refuse(sender, message.transfer_id, "stale");
      return;
    } else if (this.overruled(action, now)) {
      this.refuse(sender, message.transfer_id, "overruled");
      return;
    }
    this.noteUser(action, now);
    this.adopt({ claim: best, revision: message.revision, text: message.state }, now);
    this.enter(
      {
        type: "ready",
        transfer_id: message.transfer_id,
        source: sender,
        epoch: message.epoch,
        next_epoch: message.next_epoch,
        wish,
      },
      now,
      { top_epoch: Math.max(this.current.top_epoch, message.next_epoch) },
    );
  }

  private onCommit(message: HandoffCommit, sender: string, now: Moment): void {
    checkId(message.transfer_id, "transfer id", this.limits);
    checkNumber(message.action_utc_ms, "Action time", this.limits);
    checkEpoch(message.next_epoch, this.current.top_epoch, this.limits);
    checkPeerState(message.state, this.limits);
    const { best, role } = this.current;
    if (best !== null && this.isHolder(sender, message.epoch)) {
      if (message.next_epoch <= message.epoch || message.state === ENDED) {
        throw new PeerError("A commit must be of a live state, under a later epoch.");
      }
      const wish = role.type === "ready" || role.type === "asking" ? role.wish : null;
      const claim: Claim = {
        activity: this.activity,
        epoch: message.next_epoch,
        device_id: this.deviceId,
        action_utc_ms: message.action_utc_ms,
      };
      if (wish !== null && wish.start !== null) {
        this.set({ resume_from: { claim: best, revision: 0, text: message.state } });
        this.hold(claim, wish.start, now);
      } else {
        this.hold(claim, thaw(message.state, now.utc_ms), now);
      }
      this.tellAll(now, sender);
      const retry = new Retry(this.limits);
      retry.sent(now.now_s);
      this.untold.set(sender, retry);
    }
    if (this.isHolder(this.deviceId, message.next_epoch)) {
      this.send(sender, {
        type: "handoff_active",
        activity: this.activity,
        transfer_id: message.transfer_id,
        epoch: message.next_epoch,
      });
    } else {
      this.answer(sender);
    }
  }

  // ---------------------------------------------------------------- messages, either way

  private onRefuse(message: HandoffRefuse, sender: string, now: Moment): void {
    const role = this.current.role;
    if (sender !== this.counterpart()) return;
    if (role.type !== "offering" && role.type !== "asking" && role.type !== "ready") {
      return; // what is committed cannot be refused
    }
    if (role.transfer_id !== message.transfer_id) return;
    const reason = failReason(message.reason);
    if (role.type === "offering") {
      this.enter(ACTIVE, now);
      this.events.push({ type: "transfer_failed", cause: role.action.cause, reason });
    } else if (
      role.type === "asking" &&
      reason === "not_live" &&
      role.wish.action.cause === "user"
    ) {
      this.take(role.wish, now);
    } else {
      this.fail(role.wish?.action.cause ?? "rule", reason, now);
    }
  }

  private onClaims(message: HandoffClaims, sender: string, now: Moment): void {
    const claim = message.claim;
    checkClaim(claim, this.current.top_epoch, this.limits);
    checkNumber(message.revision, "Revision", this.limits);
    if (message.state !== null) checkPeerState(message.state, this.limits);
    this.learn(claim, now, sender);
    if (message.state !== null && sender === claim.device_id) {
      this.adopt({ claim, revision: message.revision, text: message.state }, now);
    }
    if (sameClaim(claim, this.current.best)) this.untold.delete(sender);
    if (!message.answer) this.answer(sender);
  }
}
