// The lock screen and the headphones' buttons.

import { currentTrack, positionNow } from "../features/media/position";
import type { MediaControl, MediaState } from "../wire/schema";

/** Show what plays here, and take its buttons; null when nothing does. */
export function showMediaSession(
  state: MediaState | null,
  control: (action: MediaControl["action"], positionS?: number) => void,
): void {
  const session = navigator.mediaSession as MediaSession | undefined;
  if (!session) return;
  const track = state && currentTrack(state);
  if (!state || !track) {
    session.metadata = null;
    session.playbackState = "none";
    return;
  }
  session.metadata = new MediaMetadata({
    title: track.title,
    artist: track.artist,
    album: track.album,
  });
  session.playbackState = state.playing ? "playing" : "paused";
  session.setPositionState({
    duration: track.duration_s,
    position: positionNow(state, Date.now() / 1000),
  });
  session.setActionHandler("play", () => control("play"));
  session.setActionHandler("pause", () => control("pause"));
  session.setActionHandler("nexttrack", () => control("next"));
  session.setActionHandler("previoustrack", () => control("previous"));
  session.setActionHandler("seekto", (details) => control("seek", details.seekTime ?? 0));
}
