// Settings: one fact for each device that set it; the reader takes the latest.
//
// Two devices never write one key, so Yjs, which would let the higher client id win, decides
// nothing.

import { compareKeys } from "./keys";
import type { Space } from "./space";
import { authorOf } from "./space_facts";

interface SettingFact {
  value: unknown;
  utc_ms: number;
}

/** Set a setting from this device, at `utcMs` on its clock. */
export function writeSetting(space: Space, name: string, value: unknown, utcMs: number): void {
  space.put("settings", name, { value, utc_ms: utcMs });
}

/** Return the value set last, by (utc_ms, device id); `fallback` where there is none. */
export function readSetting(space: Space, name: string, fallback: unknown = null): unknown {
  let best: [number, string] | null = null;
  let found = fallback;
  for (const [key, fact] of space.facts("settings")) {
    if (key !== `${name}/${authorOf(key)}` || !isSetting(fact)) continue;
    const order: [number, string] = [fact.utc_ms, authorOf(key)];
    if (best === null || compareKeys(order, best) > 0) {
      best = order;
      found = fact.value;
    }
  }
  return found;
}

function isSetting(fact: unknown): fact is SettingFact {
  return (
    typeof fact === "object" &&
    fact !== null &&
    "value" in fact &&
    "utc_ms" in fact &&
    Number.isSafeInteger(fact.utc_ms)
  );
}
