// One generation of a space: a Yjs document of facts, and nothing else from Yjs beyond here.

import * as Y from "yjs";
import { PeerError } from "./errors";
import { COLLECTIONS, type Collection, type Facts, perCollection, textFault } from "./space_facts";

/** A Yjs update without structs and without deletions. */
export const EMPTY_UPDATE = Uint8Array.of(0, 0);

/** Which fact an update changed. */
export type Changed = readonly [collection: Collection, key: string];

/**
 * Facts in a Yjs document.
 *
 * `clientId`: below 2**32, drawn anew for each page. A second writer under one id would corrupt
 * every copy.
 */
export class Document {
  readonly #doc = new Y.Doc();
  readonly #maps: Record<Collection, Y.Map<unknown>>;
  #updates: Uint8Array[] = [];
  #changed = new Map<string, Changed>();

  constructor(clientId?: number) {
    if (clientId !== undefined) this.#doc.clientID = clientId;
    this.#maps = perCollection((collection) => this.#doc.getMap(collection));
    this.#doc.on("update", (update: Uint8Array) => this.#updates.push(update));
    for (const collection of COLLECTIONS) {
      this.#maps[collection].observe((event) => {
        for (const key of event.keysChanged) {
          this.#changed.set(`${collection} ${key}`, [collection, key]);
        }
      });
    }
  }

  // ---------------------------------------------------------------- facts

  /** Write one fact, as JSON text. */
  put(collection: Collection, key: string, text: string): void {
    this.#maps[collection].set(key, text);
  }

  /** Remove one fact. */
  delete(collection: Collection, key: string): void {
    this.#maps[collection].delete(key);
  }

  /** Do some writes, which become one update. */
  together(write: () => void): void {
    this.#doc.transact(write);
  }

  /** Return the text of one fact. */
  get(collection: Collection, key: string): unknown {
    return this.#maps[collection].get(key);
  }

  /** Return all of a collection: key → JSON text. */
  facts(collection: Collection): Map<string, string> {
    return new Map(this.#maps[collection].entries() as IterableIterator<[string, string]>);
  }

  /** Return everything. */
  allFacts(): Facts {
    return perCollection((collection) => this.facts(collection));
  }

  /** Return every fact written or removed since the last call. */
  takeChanged(): Changed[] {
    const changed = [...this.#changed.values()];
    this.#changed = new Map();
    return changed;
  }

  // ---------------------------------------------------------------- Yjs

  /** Return the updates made here, or applied with news in them, since the last call. */
  takeUpdates(): Uint8Array[] {
    const updates = this.#updates;
    this.#updates = [];
    return updates;
  }

  /** Merge an update. Throws when it is malformed. */
  apply(update: Uint8Array): void {
    Y.applyUpdate(this.#doc, update);
  }

  /** Return the state vector: what is here, by writer. */
  vector(): Uint8Array {
    return Y.encodeStateVector(this.#doc);
  }

  /** Return an update with all that a holder of the vector lacks, without what waits for more. */
  encode(vector?: Uint8Array): Uint8Array {
    this.#doc.store.pendingStructs = null;
    this.#doc.store.pendingDs = null;
    return Y.encodeStateAsUpdate(this.#doc, vector);
  }

  /** Return the names of the root types that anybody has made. */
  roots(): string[] {
    return [...this.#doc.share.keys()];
  }
}

/** Say whether an update holds anything but deletions; its first byte counts the writers. */
export function hasStructs(update: Uint8Array): boolean {
  return update[0] !== 0;
}

/** Throw PeerError unless these bytes are a state vector. */
export function checkVector(vector: Uint8Array): void {
  try {
    Y.decodeStateVector(vector);
  } catch (error) {
    throw new PeerError(`A state vector is malformed: ${String(error)}.`);
  }
}

/**
 * Return a copy of the document with the update merged, and which facts that changed.
 *
 * Throws PeerError when the update is malformed, or makes what is not a fact.
 */
export function changesOf(update: Uint8Array, document: Document): [Document, Changed[]] {
  const scratch = new Document();
  scratch.apply(document.encode());
  scratch.takeChanged();
  try {
    scratch.apply(update);
  } catch (error) {
    throw new PeerError(`A space update is malformed: ${String(error)}.`);
  }
  const changed = scratch.takeChanged();
  for (const [collection, key] of changed) {
    const text = scratch.get(collection, key);
    const fault = text === undefined ? null : textFault(text);
    if (fault !== null) {
      throw new PeerError(`A space update was refused: ${fault} (${collection} ${key}).`);
    }
  }
  const extra = scratch.roots().filter((name) => !(COLLECTIONS as readonly string[]).includes(name));
  if (extra.length > 0) throw new PeerError(`A space update was refused: it makes ${extra[0]}.`);
  return [scratch, changed];
}

/** Return how many characters the facts themselves are. */
export function contentChars(facts: Facts): number {
  let chars = 0;
  for (const collection of COLLECTIONS) {
    for (const [key, text] of facts[collection]) chars += key.length + text.length;
  }
  return chars;
}
