// ActivityBook: all activities of a device and the space they are recorded in, as one core.
//
// A node's shell feeds it what happens and carries out the steps it returns:
//
//     const book = new ActivityBook(
//       new Space({ spaceId, deviceId, keeperId: carId, clientId: randomU32, keep: liveFacts }),
//     );
//     book.load(await db.log(), await db.saved(), now());
//
//     book.peerUp("car", now());                 // LinkUp seen, both ways
//     book.receive(message, "car", now());       // a space_… or handoff_… message
//     book.start("navigation", text, now());     // a button
//     book.space.put("recents", newId, place);   // a fact of the shell's own
//
//     const step = book.take(now());             // after every call, and on `book.nextTimerS()`
//     await db.write(step.writes);               // 1. durable, in one transaction
//     actOn(step.events);                        // 2. stop or start the player, draw the screen
//     for (const [device, message] of step.sends) link.send(device, message); // 3. only then
//
// Steps are carried out one at a time, in order, each to its end. If the write fails, nothing of
// the step or after it may be acted on or sent: close the book and load it again.

import type { ActivityKind, HandoffMessage } from "../wire/schema";
import { DataUnusable, LocalUseError, PeerError } from "./errors";
import type { Sending } from "./handoff_base";
import {
  claimValue,
  factName,
  readClaim,
  readState,
  stateValue,
} from "./handoff_claim_facts";
import type { HandoffEvent } from "./handoff_events";
import { ENDED, type Limits } from "./handoff_limits";
import { HandoffMachine } from "./handoff_machine";
import { type ActionCause, type Moment, sameClaim } from "./handoff_order";
import type { KnownState } from "./handoff_record";
import type { LogWrite, Space, SpaceMessage } from "./space";
import { authorOf, type FactChange } from "./space_facts";

export const ACTIVITY_KINDS: readonly ActivityKind[] = ["navigation", "media"];

/** Durable write: replace the stored checkpoint of one activity (JSON text). */
export interface SaveActivity {
  type: "save_activity";
  activity: string;
  checkpoint: string;
}

export type BookWrite = SaveActivity | LogWrite;

/** What happened to one activity here. */
export interface ActivityEvent {
  type: "activity_event";
  activity: string;
  event: HandoffEvent;
}

/** A fact of the space cannot be what it says it is, and was not acted on. */
export interface FactRefused {
  type: "fact_refused";
  author: string;
  reason: string;
}

export type BookEvent = ActivityEvent | FactChange | FactRefused;

/** What to do now: store, then act, then send. */
export interface Step {
  writes: BookWrite[];
  events: BookEvent[];
  sends: Sending<HandoffMessage | SpaceMessage>[];
}

/** One activity, as a screen shows it; see `segue.fabric.handoff.ActivitySnapshot`. */
export interface ActivitySnapshot {
  activity: string;
  epoch: number;
  holder_id: string;
  live_here: boolean;
  moving: "" | "leaving" | "arriving";
  state: string | null;
  resume_from: string | null;
}

/** See the module. Every method that takes a message or a fact may be followed by `take`. */
export class ActivityBook {
  readonly deviceId: string;
  readonly #machines: Map<string, HandoffMachine>;
  readonly #published = new Map<string, KnownState | null>();
  #events: BookEvent[] = [];

  constructor(
    readonly space: Space,
    limits?: Limits,
  ) {
    this.deviceId = space.deviceId;
    this.#machines = new Map(
      ACTIVITY_KINDS.map((kind) => [kind, new HandoffMachine(kind, space.deviceId, limits)]),
    );
  }

  /** Go on from what earlier steps stored: the log, and a checkpoint by activity. */
  load(log: Iterable<Uint8Array>, saved: ReadonlyMap<string, string>, now: Moment): void {
    for (const [activity, checkpoint] of saved) {
      let value: unknown;
      try {
        value = JSON.parse(checkpoint);
      } catch {
        throw new DataUnusable(`The stored ${activity} is broken.`);
      }
      this.#machine(activity).restore(value, now);
    }
    this.space.load(log);
  }

  // ---------------------------------------------------------------- links and time

  /** Note that a device is linked and both sides said LinkUp. */
  peerUp(peer: string, now: Moment): void {
    this.space.peerUp(peer, now.now_s);
    for (const machine of this.#machines.values()) machine.peerUp(peer, now);
  }

  /** Note that a device is no longer linked. */
  peerDown(peer: string, now: Moment): void {
    this.space.peerDown(peer);
    for (const machine of this.#machines.values()) machine.peerDown(peer, now);
  }

  /** Take a message from a linked device. Throws PeerError; the link may go on. */
  receive(message: HandoffMessage | SpaceMessage, sender: string, now: Moment): void {
    switch (message.type) {
      case "space_vector":
      case "space_update":
      case "space_reset":
        this.space.receive(message, sender, now.now_s);
        return;
      default: {
        const activity =
          message.type === "handoff_claims" ? message.claim?.activity : message.activity;
        const machine = this.#machines.get(activity);
        if (machine === undefined) throw new PeerError(`There is no activity ${activity} here.`);
        machine.receive(message, sender, now);
      }
    }
  }

  /** Return when to call `onTimer`, on the monotonic clock; null for never. */
  nextTimerS(): number | null {
    const times = [this.space.nextTimerS()];
    for (const machine of this.#machines.values()) times.push(machine.nextTimerS());
    const set = times.filter((atS) => atS !== null);
    return set.length === 0 ? null : Math.min(...set);
  }

  /** Do what is due; harmless when nothing is. */
  onTimer(now: Moment): void {
    this.space.onTimer(now.now_s);
    for (const machine of this.#machines.values()) machine.onTimer(now);
  }

  // ---------------------------------------------------------------- actions

  /** Start or replace an activity here, for a user. See `HandoffMachine.start`. */
  start(activity: string, state: string, now: Moment): void {
    this.#machine(activity).start(state, now);
  }

  /** Replace the state of an activity that is live here; false when it is not. */
  updateState(activity: string, state: string): boolean {
    return this.#machine(activity).updateState(state);
  }

  /** Move what is live here to a linked device. See `HandoffMachine.moveTo`. */
  moveTo(activity: string, peer: string, now: Moment, cause: ActionCause = "user"): void {
    this.#machine(activity).moveTo(peer, now, cause);
  }

  /** Have an activity live here. See `HandoffMachine.bringHere`. */
  bringHere(activity: string, now: Moment, cause: ActionCause = "user"): void {
    this.#machine(activity).bringHere(now, cause);
  }

  /** End an activity wherever it is live, for a user. */
  end(activity: string, now: Moment): void {
    this.#machine(activity).end(now);
  }

  // ---------------------------------------------------------------- what is known

  /** Return an activity as it is now. */
  view(activity: string): ActivitySnapshot {
    const machine = this.#machine(activity);
    const { role, best, known, resume_from } = machine.record;
    const leaving = role.type === "offering" || role.type === "committed";
    const arriving = role.type === "asking" || role.type === "ready";
    return {
      activity,
      epoch: best?.epoch ?? 0,
      holder_id: best === null || machine.ended ? "" : best.device_id,
      live_here: machine.live,
      moving: leaving ? "leaving" : arriving ? "arriving" : "",
      state: known === null || known.text === ENDED ? null : known.text,
      resume_from: resume_from?.text ?? null,
    };
  }

  /** Return all activities as they are now. */
  views(): ActivitySnapshot[] {
    return [...this.#machines.keys()].map((activity) => this.view(activity));
  }

  // ---------------------------------------------------------------- steps

  /** Return all that has to be done since the last step. */
  take(now: Moment): Step {
    this.#readSpace(now);
    this.#writeSpace();
    const writes: BookWrite[] = [];
    for (const [activity, machine] of this.#machines) {
      if (machine.dirty) {
        const checkpoint = JSON.stringify(machine.checkpoint());
        writes.push({ type: "save_activity", activity, checkpoint });
      }
    }
    writes.push(...this.space.takeWrites());
    for (const [activity, machine] of this.#machines) {
      for (let event = machine.nextEvent(); event !== null; event = machine.nextEvent()) {
        this.#events.push({ type: "activity_event", activity, event });
      }
    }
    const events = this.#events;
    this.#events = [];
    const sends: Sending<HandoffMessage | SpaceMessage>[] = this.space.toSend();
    for (const machine of this.#machines.values()) sends.push(...machine.toSend());
    return { writes, events, sends };
  }

  #machine(activity: string): HandoffMachine {
    const machine = this.#machines.get(activity);
    if (machine === undefined) throw new LocalUseError(`There is no activity ${activity}.`);
    return machine;
  }

  /** Give the machines the claims and states that other devices wrote. */
  #readSpace(now: Moment): void {
    for (let change = this.space.nextChange(); change; change = this.space.nextChange()) {
      this.#events.push(change);
      const ofActivity = change.collection === "claims" || change.collection === "states";
      if (!ofActivity || change.value === undefined) continue;
      try {
        this.#observe(change.key, now);
      } catch (error) {
        if (!(error instanceof PeerError)) throw error;
        const author = authorOf(change.key);
        this.#events.push({ type: "fact_refused", author, reason: error.message });
      }
    }
  }

  #observe(key: string, now: Moment): void {
    const claim = readClaim(key, this.space.get("claims", key));
    const machine = claim === null ? undefined : this.#machines.get(claim.activity);
    if (claim === null || machine === undefined) return;
    machine.observeClaim(claim, now);
    const state = readState(claim, this.space.get("states", key));
    if (state !== null) machine.observeState(state, now);
  }

  /** Publish this device's claims and states, and remove those that no longer matter. */
  #writeSpace(): void {
    for (const [activity, machine] of this.#machines) {
      const { best, known } = machine.record;
      const own = best?.device_id === this.deviceId && sameClaim(known?.claim ?? null, best);
      const publish = own ? known : null;
      if (this.#published.has(activity) && this.#published.get(activity) === publish) continue;
      this.#published.set(activity, publish);
      const name = publish === null ? null : factName(publish.claim);
      this.space.together(() => {
        this.#removeOwn(activity, name);
        if (publish === null || name === null) return;
        this.space.put("claims", name, claimValue(publish.claim));
        try {
          this.space.put("states", name, stateValue(publish));
        } catch (error) {
          // Too large for the space: linked devices get it by handoff.
          if (!(error instanceof LocalUseError)) throw error;
          this.#events.push({ type: "fact_refused", author: this.deviceId, reason: error.message });
        }
      });
    }
  }

  #removeOwn(activity: string, but: string | null): void {
    for (const collection of ["claims", "states"] as const) {
      for (const key of this.space.keys(collection)) {
        const name = key.slice(0, Math.max(0, key.lastIndexOf("/")));
        const own = authorOf(key) === this.deviceId && name.startsWith(`${activity}/`);
        if (own && name !== but) this.space.delete(collection, name);
      }
    }
  }
}
