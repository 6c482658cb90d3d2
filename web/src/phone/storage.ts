// The phone's memory: IndexedDB, written with strict durability before anything is sent.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Place } from "../wire/schema";

/** The car this phone is paired with. */
export interface PairedCar {
  deviceId: string;
  name: string;
  publicKey: Uint8Array;
  spaceId: string;
  /** WebSocket URLs, best first. */
  addresses: string[];
}

interface Kept {
  name: string;
  car: PairedCar;
  near: boolean;
  recents: Place[];
  /** Where the song was last heard, for after a reload. */
  heard: { trackId: string; positionS: number };
  lastSeen: { car: unknown; progress: unknown; heardMs: number };
}

/** One durable change, in the words of the cores: a checkpoint, or an entry of the space's log. */
export type Write =
  | { kind: "checkpoint"; activity: string; checkpoint: string }
  | { kind: "append"; entry: Uint8Array }
  | { kind: "replace"; entry: Uint8Array };

interface Schema extends DBSchema {
  kept: { key: string; value: Kept[keyof Kept] };
  handoff: { key: string; value: string };
  space: { key: number; value: Uint8Array };
  sound: { key: string; value: { blob: Blob; usedMs: number } };
}

const NAME = "segue";
const VERSION = 1;
/** Songs kept on the phone; the one unheard for longest goes first. */
const KEPT_SONGS = 12;

export class PhoneStorage {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /** Open the memory. Rejects where the browser has none (private windows, no room). */
  static async open(name = NAME): Promise<PhoneStorage> {
    const db = await openDB<Schema>(name, VERSION, {
      upgrade(upgrading) {
        upgrading.createObjectStore("kept");
        upgrading.createObjectStore("handoff");
        upgrading.createObjectStore("space", { autoIncrement: true });
        upgrading.createObjectStore("sound");
      },
    });
    return new PhoneStorage(db);
  }

  close(): void {
    this.db.close();
  }

  async get<Name extends keyof Kept>(name: Name): Promise<Kept[Name] | undefined> {
    return (await this.db.get("kept", name)) as Kept[Name] | undefined;
  }

  async put<Name extends keyof Kept>(name: Name, value: Kept[Name]): Promise<void> {
    const tx = this.db.transaction("kept", "readwrite", { durability: "strict" });
    await Promise.all([tx.store.put(value, name), tx.done]);
  }

  /** Do all of a step's writes in one transaction; resolved means durable. */
  async write(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    const tx = this.db.transaction(["handoff", "space"], "readwrite", { durability: "strict" });
    for (const write of writes) {
      if (write.kind === "checkpoint") {
        void tx.objectStore("handoff").put(write.checkpoint, write.activity);
      } else {
        if (write.kind === "replace") void tx.objectStore("space").clear();
        void tx.objectStore("space").add(write.entry);
      }
    }
    await tx.done;
  }

  /** Return a checkpoint by activity, and the space's log in order. */
  async saved(): Promise<{ checkpoints: Map<string, string>; log: Uint8Array[] }> {
    const tx = this.db.transaction(["handoff", "space"]);
    const [names, texts, log] = await Promise.all([
      tx.objectStore("handoff").getAllKeys(),
      tx.objectStore("handoff").getAll(),
      tx.objectStore("space").getAll(),
    ]);
    return { checkpoints: new Map(names.map((name, i) => [name, texts[i]!])), log };
  }

  /** Forget everything that belonged to the pairing; identity, name and songs stay. */
  async forgetCar(): Promise<void> {
    const stores = ["kept", "handoff", "space"] as const;
    const tx = this.db.transaction(stores, "readwrite", { durability: "strict" });
    void tx.objectStore("kept").delete("car");
    void tx.objectStore("kept").delete("lastSeen");
    void tx.objectStore("handoff").clear();
    void tx.objectStore("space").clear();
    await tx.done;
  }

  async song(trackId: string, nowMs: number): Promise<Blob | undefined> {
    const found = await this.db.get("sound", trackId);
    if (found) await this.db.put("sound", { ...found, usedMs: nowMs }, trackId);
    return found?.blob;
  }

  async keepSong(trackId: string, blob: Blob, nowMs: number): Promise<void> {
    const tx = this.db.transaction("sound", "readwrite");
    await tx.store.put({ blob, usedMs: nowMs }, trackId);
    const [keys, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
    const oldest = keys
      .map((key, i) => ({ key, usedMs: values[i]!.usedMs }))
      .sort((a, b) => b.usedMs - a.usedMs)
      .slice(KEPT_SONGS);
    await Promise.all(oldest.map(({ key }) => tx.store.delete(key)));
    await tx.done;
  }
}
