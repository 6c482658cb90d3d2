// The ground of the handoff machine: its record, its checkpoint, and telling peers who holds.
//
// The machine is built in four steps, each a class on the one before: this one; `handoff_moves`,
// every change of role; `handoff_messages`, what each message of a peer leads to;
// `handoff_machine`, the public doors and actions. It follows `segue.fabric.handoff` step by step,
// where the transition table and the invariants are, and replays its traces in the tests.

import type { HandoffClaims, HandoffMessage } from "../wire/schema";
import { DataUnusable, LocalUseError } from "./errors";
import type { HandoffEvent } from "./handoff_events";
import { DEFAULT_LIMITS, ENDED, type Limits } from "./handoff_limits";
import { type Moment, sameClaim } from "./handoff_order";
import { EMPTY_RECORD, type KnownState, type Record, RESTING } from "./handoff_record";
import { Retry } from "./handoff_retry";

/** A message and the device it is for. */
export type Sending<M> = readonly [deviceId: string, message: M];

/** The record of one activity, its checkpoint, its links, and what is on its way out. */
export class HandoffBase {
  protected current: Record = EMPTY_RECORD;
  protected readonly links = new Set<string>();
  protected readonly stepRetry: Retry;
  protected deadlineS: number | null = null;
  protected readonly untold = new Map<string, Retry>();
  protected readonly events: HandoffEvent[] = [];
  #saved: Record = EMPTY_RECORD;
  #outbox: Sending<HandoffMessage>[] = [];

  constructor(
    readonly activity: string,
    readonly deviceId: string,
    protected readonly limits: Limits = DEFAULT_LIMITS,
  ) {
    this.stepRetry = new Retry(limits);
  }

  // ---------------------------------------------------------------- what is known

  /** The durable state, to read. */
  get record(): Record {
    return this.current;
  }

  /** Whether the activity is live here. */
  get live(): boolean {
    return this.current.role.type === "active" || this.current.role.type === "offering";
  }

  /** Whether the holder's state is known to be the end. */
  get ended(): boolean {
    const { known, best } = this.current;
    return known !== null && sameClaim(known.claim, best) && known.text === ENDED;
  }

  /** Return the state of what is live or committed here, written under the best claim. */
  protected ownState(): KnownState {
    if (this.current.known === null) throw new Error("live without a state"); // invariant 1
    return this.current.known;
  }

  // ---------------------------------------------------------------- the checkpoint

  /** Whether the durable state has changed since the last checkpoint. */
  get dirty(): boolean {
    return this.current !== this.#saved;
  }

  /** Return the durable state as JSON values, for the caller to store before it sends. */
  checkpoint(): Record {
    this.#saved = this.current;
    return this.current;
  }

  /** Go on from a stored checkpoint, in a new machine without links. Throws DataUnusable. */
  restore(checkpoint: unknown, now: Moment): void {
    if (!isRecord(checkpoint)) throw new DataUnusable(`The stored ${this.activity} is broken.`);
    const record = checkpoint;
    this.current = this.#saved = record;
    if (record.role.type === "asking") this.set({ role: RESTING });
    if (record.role.type === "offering") {
      this.deadlineS = now.now_s + this.limits.transfer_timeout_s;
    }
    if (this.live) {
      const own = this.ownState();
      this.events.push({ type: "started", claim: own.claim, state: own.text });
    }
  }

  protected set(fields: Partial<Record>): void {
    this.current = { ...this.current, ...fields };
    if (this.events.at(-1)?.type !== "changed") this.events.push({ type: "changed" });
  }

  // ---------------------------------------------------------------- what goes out

  /** Return the messages to send, and forget them. Throws LocalUseError while dirty. */
  toSend(): Sending<HandoffMessage>[] {
    if (this.dirty) throw new LocalUseError("Store the checkpoint before sending.");
    const sending = this.#outbox;
    this.#outbox = [];
    return sending;
  }

  /** Return the oldest event not yet returned, or null. */
  nextEvent(): HandoffEvent | null {
    return this.events.shift() ?? null;
  }

  protected send(peer: string, message: HandoffMessage): void {
    if (this.links.has(peer)) this.#outbox.push([peer, message]);
  }

  protected refuse(peer: string, transferId: string, reason: string): void {
    this.send(peer, {
      type: "handoff_refuse",
      activity: this.activity,
      transfer_id: transferId,
      reason,
    });
  }

  // ---------------------------------------------------------------- who knows who holds

  private claimsMessage(answer: boolean): HandoffClaims | null {
    const { best, known } = this.current;
    if (best === null) return null;
    const own = sameClaim(known?.claim ?? null, best) && best.device_id === this.deviceId;
    return {
      type: "handoff_claims",
      claim: best,
      state: known && own ? known.text : null,
      revision: known && own ? known.revision : 0,
      answer,
    };
  }

  /** Reply with the best claim known. */
  protected answer(peer: string): void {
    const message = this.claimsMessage(true);
    if (message !== null) this.send(peer, message);
  }

  /** Tell a device the best claim, until it shows that it knows. */
  protected tell(peer: string, now: Moment): void {
    const message = this.claimsMessage(false);
    if (message === null) return;
    this.send(peer, message);
    const retry = this.untold.get(peer) ?? new Retry(this.limits);
    this.untold.set(peer, retry);
    retry.sent(now.now_s);
  }

  protected tellAll(now: Moment, but: string | null = null): void {
    this.untold.clear();
    for (const peer of [...this.links].sort()) {
      if (peer !== but) this.tell(peer, now);
    }
  }
}

function isRecord(value: unknown): value is Record {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Partial<Record>;
  return (
    typeof record.role?.type === "string" &&
    record.best !== undefined &&
    record.known !== undefined &&
    record.resume_from !== undefined &&
    Number.isSafeInteger(record.top_epoch) &&
    Number.isSafeInteger(record.transfers) &&
    Number.isSafeInteger(record.last_user_utc_ms)
  );
}
