import { describe, expect, it } from "vitest";
import type { MediaState } from "../../wire/schema";
import { nextIndex, positionNow, previous, replay } from "./position";

const track = (track_id: string, duration_s: number) => ({
  track_id,
  title: track_id,
  duration_s,
  artist: "",
  album: "",
  media_type: "audio/wav",
});

const state = (over: Partial<MediaState> = {}): MediaState => ({
  type: "media",
  queue: [track("a", 60), track("b", 90)],
  index: 0,
  position_s: 10,
  anchor_utc_s: 1_000,
  playing: true,
  ...over,
});

describe("positionNow", () => {
  it("runs from the anchor while it plays, and stands while it does not", () => {
    expect(positionNow(state(), 1_005)).toBe(15);
    expect(positionNow(state({ playing: false }), 1_005)).toBe(10);
  });

  it("stays within the track, whatever the clock says", () => {
    expect(positionNow(state(), 99_999)).toBe(60);
    expect(positionNow(state(), 1)).toBe(10);
    expect(positionNow(state({ queue: [] }), 1_005)).toBe(0);
  });
});

describe("replay", () => {
  it("pauses where it was heard last", () => {
    expect(replay(state(), 1_005, { playing: false })).toMatchObject({
      position_s: 15,
      playing: false,
      anchor_utc_s: 1_005,
    });
  });

  it("starts another track at its beginning", () => {
    expect(replay(state(), 1_005, { index: 1 })).toMatchObject({ index: 1, position_s: 0 });
  });
});

describe("the queue", () => {
  it("goes round", () => {
    expect(nextIndex(state({ index: 1 }))).toBe(0);
    expect(nextIndex(state({ queue: [] }))).toBe(0);
  });

  it("goes back to the start first, then to the track before", () => {
    expect(previous(state(), 1_005)).toEqual({ index: 0, position_s: 0 });
    expect(previous(state({ position_s: 1 }), 1_000)).toEqual({ index: 1, position_s: 0 });
  });
});
