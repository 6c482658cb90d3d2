// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import type { MediaState } from "../../wire/schema";
import { Player } from "./player.svelte";

class FakeAudio extends EventTarget {
  src = "";
  preload = "";
  currentTime = 0;
  readyState = 0;
  paused = true;
  refuse = false;
  seeks = 0;
  load() {
    this.readyState = 0;
    if (this.src) {
      this.readyState = 1;
      this.dispatchEvent(new Event("loadedmetadata"));
    }
  }
  removeAttribute() {
    this.src = "";
  }
  pause() {
    this.paused = true;
  }
  play() {
    if (this.refuse) return Promise.reject(new DOMException("no touch", "NotAllowedError"));
    this.paused = false;
    return Promise.resolve();
  }
  tick(to: number) {
    this.currentTime = to;
    this.dispatchEvent(new Event("timeupdate"));
  }
}

const track = (track_id: string) => ({
  track_id,
  title: track_id,
  duration_s: 100,
  artist: "",
  album: "",
  media_type: "audio/wav",
});
const state = (over: Partial<MediaState> = {}): MediaState => ({
  type: "media",
  queue: [track("a"), track("b")],
  index: 0,
  position_s: 20,
  anchor_utc_s: 1_000,
  playing: true,
  ...over,
});

function make(nowS = 1_002) {
  const audio = new FakeAudio();
  const calls = { ended: vi.fn(), position: vi.fn(), error: vi.fn() };
  const player = new Player({
    source: (id) => `/music/${id}`,
    onEnded: calls.ended,
    onPosition: calls.position,
    onError: calls.error,
    nowS: () => nowS,
    element: audio as unknown as HTMLAudioElement,
  });
  return { audio, player, calls };
}
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe("Player", () => {
  it("starts where the song already is", async () => {
    const { audio, player } = make();
    player.follow(state());
    await settle();
    expect(audio.src).toBe("/music/a");
    expect(audio.currentTime).toBe(22);
    expect(audio.paused).toBe(false);
  });

  it("falls silent at once when it is live elsewhere", async () => {
    const { audio, player } = make();
    player.follow(state());
    await settle();
    player.follow(null);
    expect(audio.paused).toBe(true);
    expect(audio.src).toBe("");
    expect(player.heardS).toBeNull();
  });

  it("does not break the sound for a difference nobody hears", async () => {
    const { audio, player } = make();
    player.follow(state());
    await settle();
    audio.tick(22.2);
    player.follow(state({ position_s: 22.1, anchor_utc_s: 1_002 }));
    expect(audio.currentTime).toBe(22.2);
    player.follow(state({ position_s: 60, anchor_utc_s: 1_002 }));
    expect(audio.currentTime).toBe(60);
  });

  it("asks for a touch when the browser wants one, and goes on after it", async () => {
    const { audio, player } = make();
    audio.refuse = true;
    player.follow(state());
    await settle();
    expect(player.blocked).toBe(true);
    audio.refuse = false;
    player.unblock();
    await settle();
    expect(player.blocked).toBe(false);
    expect(audio.paused).toBe(false);
  });

  it("reports where it is once a second", async () => {
    const { audio, player, calls } = make();
    player.follow(state());
    await settle();
    for (let s = 22; s < 25; s += 0.25) audio.tick(s);
    expect(calls.position.mock.calls.length).toBe(3);
    expect(calls.position.mock.calls[0]).toEqual(["a", 22]);
  });

  it("does not start a track that was overtaken while its sound was fetched", async () => {
    const { audio, player } = make();
    const slow = new Player({
      source: (id) => new Promise((resolve) => setTimeout(resolve, id === "a" ? 20 : 1, id)),
      onEnded: () => {},
      onPosition: () => {},
      onError: () => {},
      element: audio as unknown as HTMLAudioElement,
    });
    slow.follow(state());
    slow.follow(state({ index: 1 }));
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(audio.src).toBe("b");
    void player;
  });
});
