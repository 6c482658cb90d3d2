// Warning sounds as notes: the more urgent, the higher, the faster and the less melody.

import type { AssistWarning } from "../../wire/schema";

export type SoundName = AssistWarning["sound"];

export interface Note {
  /** From the start of the pattern [s]. */
  atS: number;
  lengthS: number;
  hz: number;
  /** Of full scale. */
  gain: number;
}

export interface Pattern {
  notes: readonly Note[];
  /** After which it is heard again [s]; null: once. */
  everyS: number | null;
}

const beeps = (count: number, hz: number, lengthS: number, stepS: number, gain: number): Note[] =>
  Array.from({ length: count }, (_, i) => ({ atS: i * stepS, lengthS, hz, gain }));

export const PATTERNS: Record<Exclude<SoundName, "">, Pattern> = {
  chime: {
    notes: [
      { atS: 0, lengthS: 0.35, hz: 659, gain: 0.16 },
      { atS: 0.18, lengthS: 0.5, hz: 880, gain: 0.16 },
    ],
    everyS: null,
  },
  alarm: { notes: beeps(3, 880, 0.13, 0.2, 0.22), everyS: 1.6 },
  demand: { notes: beeps(4, 1047, 0.12, 0.17, 0.28), everyS: 1.1 },
  loud_demand: { notes: beeps(6, 1319, 0.09, 0.12, 0.4), everyS: 0.72 },
};
