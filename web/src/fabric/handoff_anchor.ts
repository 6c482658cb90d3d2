// A state on its way from one clock to another.
//
// The only part of handoff that looks into a state, and only for the media clock: a song that
// plays is stored as a position and the time at which it was there.

import type { MediaState } from "../wire/schema";

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function playing(text: string): MediaState | null {
  const state = JSON.parse(text) as Partial<MediaState> | null;
  const isMedia =
    state?.type === "media" &&
    Array.isArray(state.queue) &&
    state.queue.every((track) => isNumber(track?.duration_s)) &&
    isNumber(state.index) &&
    isNumber(state.position_s) &&
    isNumber(state.anchor_utc_s);
  return isMedia && state.playing === true ? (state as MediaState) : null;
}

/**
 * Return the state as it is at `utcMs` on the clock of the device that holds it.
 *
 * A song's position moves on by the time it has played, but not beyond its end. What does not
 * play, and every other state, comes back unchanged.
 */
export function freeze(text: string, utcMs: number): string {
  const state = playing(text);
  const track = state?.queue[state.index];
  if (state === null || track === undefined) return text;
  const playedS = Math.max(0, utcMs / 1000 - state.anchor_utc_s);
  const positionS = Math.min(state.position_s + playedS, track.duration_s);
  return JSON.stringify({ ...state, position_s: positionS, anchor_utc_s: utcMs / 1000 });
}

/** Return the state as a new holder goes on with it: the same position, at its own now. */
export function thaw(text: string, utcMs: number): string {
  const state = playing(text);
  return state === null ? text : JSON.stringify({ ...state, anchor_utc_s: utcMs / 1000 });
}
