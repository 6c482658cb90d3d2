// What came from another device, before a screen or a player relies on its shape.
//
// The cores carry states and facts as any JSON: another phone of this car may have written them.

import type { ActivityState, MediaState, Place, Track } from "../wire/schema";

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;

const isTrack = (value: unknown): value is Track =>
  isObject(value) &&
  typeof value.track_id === "string" &&
  typeof value.title === "string" &&
  typeof value.duration_s === "number";

/** Whether a value has what screens read of a place. */
export const isPlace = (value: unknown): value is Place =>
  isObject(value) &&
  typeof value.name === "string" &&
  typeof value.latitude_deg === "number" &&
  typeof value.longitude_deg === "number";

const isMedia = (value: Fields): boolean =>
  Array.isArray(value.queue) &&
  value.queue.every(isTrack) &&
  ["index", "position_s", "anchor_utc_s"].every((name) => typeof value[name] === "number") &&
  typeof value.playing === "boolean";

function isNavigation({ plan, progress_m }: Fields): boolean {
  const numbers = ["distance_m", "duration_s", "energy_wh", "arrival_soc_frac"];
  return (
    (progress_m === undefined || typeof progress_m === "number") &&
    isObject(plan) &&
    isPlace(plan.origin) &&
    isPlace(plan.destination) &&
    typeof plan.geometry === "string" &&
    numbers.every((name) => typeof plan[name] === "number") &&
    (plan.maneuvers === undefined || Array.isArray(plan.maneuvers))
  );
}

/** Return the state in JSON text; null when it is none that screens know. */
export function checkedState(text: string | null | undefined): ActivityState | null {
  if (!text) return null;
  const value: unknown = JSON.parse(text); // the cores take nothing but JSON
  if (!isObject(value)) return null;
  const known =
    (value.type === "media" && isMedia(value)) ||
    (value.type === "navigation" && isNavigation(value));
  return known ? (value as unknown as ActivityState) : null;
}

/** Return the media state in JSON text; null when it is none. */
export function checkedMedia(text: string | null | undefined): MediaState | null {
  const state = checkedState(text);
  return state?.type === "media" ? state : null;
}
