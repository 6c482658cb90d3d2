// What a state of assistance means for the screen.

import type { MessageKey } from "../../i18n/index.svelte";
import type { AssistView } from "../../wire/schema";

export type AssistState = AssistView["state"];

/** How assistance is shown at a glance; each has a colour and a shape. */
type Tone = "off" | "ready" | "on" | "look" | "stop";

export const TONES: Record<AssistState, Tone> = {
  unavailable: "off",
  off: "off",
  ready: "ready",
  engaged: "on",
  warned: "look",
  demanded: "stop",
  minimal_risk: "stop",
  standstill: "stop",
  taken_over: "look",
  locked: "off",
  fault: "look",
};

/** The states in which the pilot drives, and its scene takes the map's room. */
const DRIVES: ReadonlySet<AssistState> = new Set(["engaged", "warned", "demanded", "minimal_risk"]);
export const pilotDrives = (state: AssistState): boolean => DRIVES.has(state);

/** Those that a press of cancel ends, the hazard lights after a stop among them. */
const ENDS: ReadonlySet<AssistState> = new Set([...DRIVES, "standstill", "taken_over"]);
export const mayCancel = (state: AssistState): boolean => ENDS.has(state);

/** Does the car look at the road, so that there is something to end and somebody to override? */
export const looks = (view: Pick<AssistView, "lines">): boolean => view.lines.length > 0;

/** Those in which engage is worth pressing: when it is refused, the car says why. */
const BEGINS: ReadonlySet<AssistState> = new Set(["off", "ready"]);
export const mayEngage = (state: AssistState): boolean => BEGINS.has(state);

/** Those in which a set speed and a distance mean something. */
const SETS: ReadonlySet<AssistState> = new Set([...DRIVES, "ready"]);
export const maySet = (state: AssistState): boolean => SETS.has(state);

/** Does assistance have room on the screen? A parked car's belongs to the map and the trip. */
export const isShown = (state: AssistState, parked: boolean): boolean =>
  !parked || ENDS.has(state);

/** How a warning looks: a notice, amber, red, or across the whole screen. */
export type WarningLevel = "notice" | "look" | "alarm" | "demand";

/** Return a warning's level by its urgency; null when there is none. */
export function levelOf(urgency: number): WarningLevel | null {
  if (!(urgency >= 1)) return null;
  if (urgency >= 4) return "demand";
  return urgency >= 3 ? "alarm" : urgency >= 2 ? "look" : "notice";
}

type Headline = Extract<MessageKey, `assist.warn.${string}`>;
const HEADLINES: Partial<Record<AssistState, Headline>> = {
  warned: "assist.warn.warned",
  demanded: "assist.warn.demanded",
  minimal_risk: "assist.warn.minimal_risk",
  standstill: "assist.warn.standstill",
  taken_over: "assist.warn.taken_over",
};

/** The first words of a state's warning; null where the car's own sentence is all. */
export const headlineOf = (state: AssistState): Headline | null => HEADLINES[state] ?? null;
