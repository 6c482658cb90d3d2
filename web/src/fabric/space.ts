// A space on one device: facts, their sync with linked peers, and the durable log of them.
//
// Follows `segue/fabric/space/_space.py`, where it is said what keeps it whole.

import type { SpaceReset, SpaceUpdate, SpaceVector } from "../wire/schema";
import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES } from "../wire/codec";
import { utf8 } from "./bytes";
import { DataUnusable, LocalUseError, PeerError } from "./errors";
import {
  type Changed,
  changesOf,
  checkVector,
  contentChars,
  Document,
  EMPTY_UPDATE,
  hasStructs,
} from "./space_document";
import {
  authorOf,
  type Collection,
  COLLECTIONS,
  type FactChange,
  type Facts,
  factKey,
  fromText,
  type Keep,
  keepAll,
  perCollection,
  toText,
} from "./space_facts";

export type SpaceMessage = SpaceVector | SpaceUpdate | SpaceReset;

/** A whole space must fit into one message. */
export const MAX_SPACE_BYTES = MAX_MESSAGE_BYTES - 4096;

/** What one device's facts may be, keys included; the keeper refuses more. */
export const MAX_AUTHOR_BYTES = Math.floor(MAX_SPACE_BYTES / 4);
/** And how many. */
export const MAX_AUTHOR_FACTS = 4000;
/** No document below this holds more: a fact takes over 16 bytes. */
const CHECK_ABOVE_BYTES = 16 * MAX_AUTHOR_FACTS;

/** The log is replaced by a snapshot when over this and over 4 snapshots were appended to it. */
const REWRITE_LOG_BYTES = 64 * 1024;
const REWRITE_LOG_RATIO = 4;

/** A new generation starts when the document is over this and over 4 times its live facts. */
const COMPACT_BYTES = 16 * 1024;
const COMPACT_RATIO = 4;

/** Between vectors to a peer that has not said what it has. */
const ASK_AGAIN_S = 1;

/** Between vectors to a peer in sync: mends what got lost without anyone noticing. */
const COMPARE_EVERY_S = 30;

/** Durable write: add an entry to the space's log. */
export interface AppendLog {
  type: "append_log";
  entry: Uint8Array;
}

/** Durable write: the log is this one entry from now on, in one step. */
export interface ReplaceLog {
  type: "replace_log";
  entry: Uint8Array;
}

export type LogWrite = AppendLog | ReplaceLog;

export interface SpaceOptions {
  spaceId: string;
  deviceId: string;
  /** The device that prunes and starts generations: the car. */
  keeperId: string;
  /** Below 2**32, drawn anew for each page. */
  clientId: number;
  keep?: Keep;
}

/** The facts that a person's devices share, as one of the devices sees them. */
export class Space {
  readonly spaceId: string;
  readonly deviceId: string;
  readonly keeperId: string;
  generation = 1;
  readonly #clientId: number;
  readonly #keep: Keep;
  #document: Document;
  #snapshotBytes = 0;
  #appendedBytes = 0;
  readonly #links = new Map<string, number>();
  #synced = new Set<string>();
  #outbox: (readonly [string, SpaceMessage])[] = [];
  #writes: LogWrite[] = [];
  readonly #changes: FactChange[] = [];

  constructor(options: SpaceOptions) {
    this.spaceId = options.spaceId;
    this.deviceId = options.deviceId;
    this.keeperId = options.keeperId;
    this.#clientId = options.clientId;
    this.#keep = options.keep ?? keepAll;
    this.#document = new Document(options.clientId);
  }

  /** Go on from a stored log, in a new space. Throws DataUnusable. */
  load(entries: Iterable<Uint8Array>): void {
    for (const entry of entries) {
      let update: SpaceUpdate;
      try {
        update = decodeMessage(entry, ["space_update"]);
        if (update.space_id === this.spaceId) this.#document.apply(update.update);
      } catch (error) {
        throw new DataUnusable(`The stored space is broken: ${String(error)}.`);
      }
      if (update.space_id !== this.spaceId) {
        throw new DataUnusable(`The stored space is ${update.space_id}, not ours.`);
      }
      this.generation = update.generation;
      this.#appendedBytes += entry.length;
    }
    this.#document.takeUpdates();
    this.#noteChanges(this.#document.takeChanged());
  }

  // ---------------------------------------------------------------- facts

  /** Write this device's fact of this name; nothing happens when it says so already. */
  put(collection: Collection, name: string, value: unknown): void {
    const key = factKey(name, this.deviceId);
    const text = toText(value);
    if (this.#document.get(collection, key) === text) return;
    if (this.#sizeAtMost(4 * text.length) > CHECK_ABOVE_BYTES) {
      const before = this.#document.get(collection, key);
      const beforeBytes = typeof before === "string" ? bytesOf(key, before) : 0;
      const addedBytes = bytesOf(key, text) - beforeBytes;
      const own = this.#shareOf(this.deviceId, this.#document);
      const tooMany = before === undefined && own.facts >= MAX_AUTHOR_FACTS;
      if (tooMany || own.bytes + addedBytes > MAX_AUTHOR_BYTES) {
        throw new LocalUseError("The space is full.", "Remove old destinations.");
      }
    }
    this.#document.put(collection, key, text);
    this.#flushDocument();
  }

  /** Remove this device's fact of this name, if there is one. */
  delete(collection: Collection, name: string): void {
    const key = factKey(name, this.deviceId);
    if (this.#document.get(collection, key) === undefined) return;
    this.#document.delete(collection, key);
    this.#flushDocument();
  }

  /** Make all writes inside one update: others see all of them or none. */
  together(write: () => void): void {
    this.#document.together(write);
    this.#flushDocument();
  }

  /** Return the value under a whole key, or undefined. */
  get(collection: Collection, key: string): unknown {
    const text = this.#document.get(collection, key);
    return typeof text === "string" ? fromText(text) : undefined;
  }

  /** Return all of a collection: whole key → value. */
  facts(collection: Collection): Map<string, unknown> {
    const facts = new Map<string, unknown>();
    for (const [key, text] of this.#document.facts(collection)) facts.set(key, fromText(text));
    return facts;
  }

  /** Return the whole keys of a collection. */
  keys(collection: Collection): string[] {
    return [...this.#document.facts(collection).keys()];
  }

  /** Return the size of the document as a snapshot. */
  encodedBytes(): number {
    return this.#document.encode().length;
  }

  // ---------------------------------------------------------------- the doors

  /** Note that a device is linked, and tell it what is here. */
  peerUp(peer: string, nowS: number): void {
    this.#links.set(peer, nowS);
    this.#synced.delete(peer);
    this.#sendVector(peer, nowS);
  }

  /** Note that a device is no longer linked. */
  peerDown(peer: string): void {
    this.#links.delete(peer);
    this.#synced.delete(peer);
  }

  /** Take a message from a linked device. Throws PeerError; then nothing has changed. */
  receive(message: SpaceMessage, sender: string, nowS: number): void {
    if (message.space_id !== this.spaceId) throw new PeerError("A message is of another space.");
    if (!Number.isSafeInteger(message.generation)) throw new PeerError("A generation is no number.");
    switch (message.type) {
      case "space_vector":
        return this.#onVector(message, sender);
      case "space_update":
        return this.#onUpdate(message, sender, nowS);
      case "space_reset":
        return this.#onReset(message, sender, nowS);
    }
  }

  /** Return when `onTimer` wants to be called; null for never. */
  nextTimerS(): number | null {
    return this.#links.size === 0 ? null : Math.min(...this.#links.values());
  }

  /** Send the vectors that are due. */
  onTimer(nowS: number): void {
    for (const [peer, dueS] of [...this.#links]) {
      if (nowS >= dueS) this.#sendVector(peer, nowS);
    }
  }

  /** Return the log writes to store, in order, before anything of `toSend` leaves. */
  takeWrites(): LogWrite[] {
    const writes = this.#writes;
    this.#writes = [];
    return writes;
  }

  /** Return the messages to send, each with the device it is for, and forget them. */
  toSend(): (readonly [string, SpaceMessage])[] {
    const sending = this.#outbox;
    this.#outbox = [];
    return sending;
  }

  /** Return the oldest change not yet returned, made here or elsewhere, or null. */
  nextChange(): FactChange | null {
    return this.#changes.shift() ?? null;
  }

  // ---------------------------------------------------------------- sync

  #sendVector(peer: string, nowS: number): void {
    this.#links.set(peer, nowS + (this.#synced.has(peer) ? COMPARE_EVERY_S : ASK_AGAIN_S));
    this.#outbox.push([
      peer,
      {
        type: "space_vector",
        space_id: this.spaceId,
        generation: this.generation,
        vector: this.#document.vector(),
      },
    ]);
  }

  #onVector(message: SpaceVector, sender: string): void {
    if (message.generation === this.generation) {
      checkVector(message.vector);
      const lacking = this.#document.encode(message.vector);
      this.#synced.add(sender);
      if (!sameBytes(lacking, EMPTY_UPDATE)) {
        this.#outbox.push([sender, this.#updateMessage(lacking)]);
      }
    } else if (message.generation < this.generation && this.deviceId === this.keeperId) {
      this.#outbox.push([sender, this.#resetMessage()]);
    }
  }

  #onUpdate(message: SpaceUpdate, sender: string, nowS: number): void {
    if (message.generation !== this.generation) {
      return; // of a generation that one of us leaves behind; its facts come again
    }
    const scratch = this.#checked(message.update, sender, this.#document);
    // Only what the copy could place is taken over. What waits for a lost update stays out:
    // placed later, by another message, it would slip past the check above.
    const placed = scratch.encode(this.#document.vector());
    if (hasStructs(message.update) && !hasStructs(placed)) this.#sendVector(sender, nowS);
    this.#document.apply(placed);
    this.#flushDocument(sender);
  }

  #onReset(message: SpaceReset, sender: string, nowS: number): void {
    if (sender !== this.keeperId) {
      throw new PeerError("Only the keeper of a space may start it anew.");
    }
    if (message.generation <= this.generation) return;
    const scratch = this.#checked(message.snapshot, sender, new Document());
    const before = this.#document.allFacts();
    this.#document = new Document(this.#clientId);
    this.#document.apply(scratch.encode());
    this.#document.takeUpdates();
    this.generation = message.generation;
    this.#replaceLog();
    const own = this.#ownLive(before, this.#document.allFacts());
    for (const collection of COLLECTIONS) {
      for (const [key, text] of own[collection]) this.#document.put(collection, key, text);
    }
    const changed = this.#document.takeChanged();
    for (const collection of COLLECTIONS) {
      for (const key of before[collection].keys()) {
        if (this.#document.get(collection, key) === undefined) changed.push([collection, key]);
      }
    }
    this.#synced = new Set([sender]);
    this.#flushDocument();
    this.#noteChanges(changed);
    this.#sendVector(sender, nowS);
  }

  /** Return this device's own facts that a snapshot lacks and that still matter beside it. */
  #ownLive(before: Facts, snapshot: Facts): Facts {
    const kept = this.#keep(
      perCollection((collection) => new Map([...snapshot[collection], ...before[collection]])),
    );
    return perCollection((collection) => {
      const own = [...before[collection]].filter(
        ([key, text]) =>
          authorOf(key) === this.deviceId &&
          kept[collection].has(key) &&
          snapshot[collection].get(key) !== text,
      );
      return new Map(own);
    });
  }

  /** Return a copy with the update merged, if the sender may make all of its changes. */
  #checked(update: Uint8Array, sender: string, document: Document): Document {
    if (!(update instanceof Uint8Array)) throw new PeerError("A space update is not bytes.");
    const [scratch, changed] = changesOf(update, document);
    const stranger = changed.find(([, key]) => authorOf(key) !== sender);
    if (sender !== this.keeperId && stranger !== undefined) {
      throw new PeerError(`A device wrote ${stranger.join(" ")}, which is not its.`);
    }
    if (this.#sizeAtMost(update.length) > CHECK_ABOVE_BYTES) this.#checkSize(scratch, sender);
    return scratch;
  }

  #checkSize(scratch: Document, sender: string): void {
    const size = scratch.encode().length;
    let limit = MAX_SPACE_BYTES;
    if (sender !== this.keeperId) {
      limit -= MAX_AUTHOR_BYTES;
      const own = this.#shareOf(sender, scratch);
      if (own.facts > MAX_AUTHOR_FACTS || own.bytes > MAX_AUTHOR_BYTES) {
        throw new PeerError(`A device would have ${own.facts} facts of ${own.bytes} bytes.`);
      }
    }
    if (size > limit) {
      throw new PeerError(`A space update would make the space ${size} bytes large.`);
    }
  }

  /** Return how many facts a device has in a document, and how large they are. */
  #shareOf(author: string, document: Document): { facts: number; bytes: number } {
    const sum = { facts: 0, bytes: 0 };
    for (const facts of Object.values(document.allFacts())) {
      for (const [key, text] of facts) {
        if (authorOf(key) !== author) continue;
        sum.facts += 1;
        sum.bytes += bytesOf(key, text);
      }
    }
    return sum;
  }

  // ---------------------------------------------------------------- the log

  #updateMessage(update: Uint8Array): SpaceUpdate {
    return {
      type: "space_update",
      space_id: this.spaceId,
      generation: this.generation,
      update,
    };
  }

  #resetMessage(): SpaceReset {
    return {
      type: "space_reset",
      space_id: this.spaceId,
      generation: this.generation,
      snapshot: this.#document.encode(),
    };
  }

  /** Log what is new in the document, send it on, and note what it changed. */
  #flushDocument(but: string | null = null): void {
    for (const update of this.#document.takeUpdates()) {
      const message = this.#updateMessage(update);
      const entry = encodeMessage(message);
      this.#writes.push({ type: "append_log", entry });
      this.#appendedBytes += entry.length;
      for (const peer of [...this.#synced].sort()) {
        if (peer !== but) this.#outbox.push([peer, message]);
      }
    }
    this.#noteChanges(this.#document.takeChanged());
    const most = Math.max(REWRITE_LOG_BYTES, REWRITE_LOG_RATIO * this.#snapshotBytes);
    if (this.#appendedBytes > most) this.#rewriteLog();
  }

  /** Return what the document's size is surely below when this much is added to it. */
  #sizeAtMost(addedBytes: number): number {
    return this.#snapshotBytes + this.#appendedBytes + addedBytes;
  }

  #noteChanges(changed: Iterable<Changed>): void {
    for (const [collection, key] of changed) {
      const value = this.get(collection, key);
      this.#changes.push({ type: "fact_change", collection, key, value });
    }
  }

  #replaceLog(): void {
    const snapshot = this.#document.encode();
    const entry = encodeMessage(this.#updateMessage(snapshot));
    this.#writes.push({ type: "replace_log", entry });
    this.#snapshotBytes = snapshot.length;
    this.#appendedBytes = 0;
  }

  /** Put a snapshot in the log's place, of a new generation where that is worth it. */
  #rewriteLog(): void {
    if (this.deviceId === this.keeperId) {
      const live = this.#keep(this.#document.allFacts());
      if (this.encodedBytes() > Math.max(COMPACT_BYTES, COMPACT_RATIO * contentChars(live))) {
        this.#startGeneration(live);
      }
    }
    this.#replaceLog();
  }

  #startGeneration(live: Facts): void {
    const before = this.#document.allFacts();
    this.generation += 1;
    this.#document = new Document(this.#clientId);
    const gone: Changed[] = [];
    for (const collection of COLLECTIONS) {
      for (const [key, text] of live[collection]) this.#document.put(collection, key, text);
      for (const key of before[collection].keys()) {
        if (!live[collection].has(key)) gone.push([collection, key]);
      }
    }
    this.#document.takeUpdates();
    this.#document.takeChanged();
    this.#noteChanges(gone);
    for (const peer of [...this.#links.keys()].sort()) {
      this.#outbox.push([peer, this.#resetMessage()]);
    }
    this.#synced = new Set(this.#links.keys());
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function bytesOf(key: string, text: string): number {
  return utf8(key).length + utf8(text).length;
}
