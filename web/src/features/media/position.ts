// Where in a song the holder is.

import type { MediaState, Track } from "../../wire/schema";

export const currentTrack = (state: MediaState): Track | null => state.queue[state.index] ?? null;

/** Position now, by the clock of the device that holds it, within the track [s]. */
export function positionNow(state: MediaState, utcS: number): number {
  const track = currentTrack(state);
  const run = state.playing ? Math.max(0, utcS - state.anchor_utc_s) : 0;
  return Math.min(Math.max(0, state.position_s + run), track?.duration_s ?? 0);
}

/** The state after a seek, a pause, or a start, anchored at `utcS`. */
export function replay(
  state: MediaState,
  utcS: number,
  change: { playing?: boolean; position_s?: number; index?: number },
): MediaState {
  const index = change.index ?? state.index;
  const carried = index === state.index ? positionNow(state, utcS) : 0;
  return {
    ...state,
    index,
    playing: change.playing ?? state.playing,
    position_s: change.position_s ?? carried,
    anchor_utc_s: utcS,
  };
}

/** The next track, or the first again after the last. */
export const nextIndex = (state: MediaState): number =>
  state.queue.length ? (state.index + 1) % state.queue.length : 0;

/** Back to the start of this track, or to the one before within the first three seconds. */
export function previous(state: MediaState, utcS: number): { index: number; position_s: number } {
  const count = state.queue.length || 1;
  const again = positionNow(state, utcS) > 3;
  return { index: again ? state.index : (state.index - 1 + count) % count, position_s: 0 };
}
