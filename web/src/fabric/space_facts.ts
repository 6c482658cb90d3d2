// Facts: JSON values under keys that name their author.

import { isDeeperThan } from "../wire/depth";
import { LocalUseError } from "./errors";

/** The root maps of a space's document. An update that makes any other is refused. */
export const COLLECTIONS = ["claims", "devices", "recents", "settings", "states"] as const;

export type Collection = (typeof COLLECTIONS)[number];

/** The largest value, as JSON text: a state of 1 MB and what is around it. */
export const MAX_FACT_BYTES = 1_100_000;

/** Lists and objects in one another: a state's 64 and what is around it. */
export const MAX_FACT_DEPTH = 72;

/** key → JSON text, for each collection. */
export type Facts = Readonly<Record<Collection, ReadonlyMap<string, string>>>;

/** All facts → those that still matter; the keeper prunes the others. */
export type Keep = (facts: Facts) => Facts;

/** One fact was written, or is gone when `value` is undefined. */
export interface FactChange {
  type: "fact_change";
  collection: Collection;
  key: string;
  value: unknown;
}

const encoder = new TextEncoder();

/** Return a record with one entry for each collection. */
export function perCollection<T>(make: (collection: Collection) => T): Record<Collection, T> {
  const entries = COLLECTIONS.map((collection) => [collection, make(collection)] as const);
  return Object.fromEntries(entries) as Record<Collection, T>;
}

/** Return the key under which a device writes its fact of this name; "" names the device. */
export function factKey(name: string, author: string): string {
  return name === "" ? author : `${name}/${author}`;
}

/** Return the device that a key says wrote it: what follows the last slash. */
export function authorOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

/** Return the JSON text of a value. Throws LocalUseError: not a JSON value, or too large. */
export function toText(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new LocalUseError("A fact must be a JSON value.");
  if (encoder.encode(text).length > MAX_FACT_BYTES) throw new LocalUseError("A fact is too large.");
  return text;
}

/** Return why this cannot be a fact's value in a document, or null when it can. */
export function textFault(text: unknown): string | null {
  if (typeof text !== "string") return "a value is not a string";
  if (text.length > MAX_FACT_BYTES || encoder.encode(text).length > MAX_FACT_BYTES) {
    return "a value is too large";
  }
  if (isDeeperThan(MAX_FACT_DEPTH, text)) return "a value is nested too deeply";
  try {
    JSON.parse(text);
  } catch {
    return "a value is not JSON";
  }
  return null;
}

/** Return the value of a fact's JSON text. */
export function fromText(text: string): unknown {
  return JSON.parse(text);
}

/** Keep everything. */
export function keepAll(facts: Facts): Facts {
  return facts;
}
