import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Sounder } from "./sounder.svelte";
import { PATTERNS, type SoundName } from "./sounds";

/** An audio context that waits for a touch, and remembers what was sung and when. */
class FakeAudio {
  state = "suspended";
  sung: number[] = [];
  destination = {};
  #allowed = false;
  #pending: (() => void)[] = [];

  constructor(allowed: boolean) {
    this.#allowed = allowed;
  }
  get currentTime() {
    return Date.now() / 1000;
  }
  touch() {
    this.#allowed = true;
  }
  resume(): Promise<void> {
    return new Promise((resolve) => {
      this.#pending.push(resolve);
      if (!this.#allowed) return;
      this.state = "running";
      for (const waiting of this.#pending.splice(0)) waiting();
    });
  }
  createGain() {
    const quiet = () => {};
    const gain = {
      setValueAtTime: quiet,
      linearRampToValueAtTime: quiet,
      setTargetAtTime: quiet,
    };
    return { gain, connect: () => ({}) };
  }
  createOscillator() {
    return {
      frequency: { value: 0 },
      connect: (next: unknown) => next,
      start: (atS: number) => this.sung.push(atS),
      stop: () => {},
    };
  }
}

async function start(allowed = true) {
  const audio = new FakeAudio(allowed);
  const sounder = new Sounder({ openAudio: () => audio as unknown as AudioContext });
  const follow = async (sound: SoundName) => {
    sounder.follow(sound);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { audio, sounder, follow };
}

describe("Sounder", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("chimes once, and again only when it is new", async () => {
    const { audio, follow } = await start();
    await follow("chime");
    await vi.advanceTimersByTimeAsync(10_000);
    await follow("chime");
    expect(audio.sung).toHaveLength(PATTERNS.chime.notes.length);
    await follow("");
    await follow("chime");
    expect(audio.sung).toHaveLength(2 * PATTERNS.chime.notes.length);
  });

  it("demands until it is answered, and is silent then", async () => {
    const { audio, follow } = await start();
    await follow("demand");
    await vi.advanceTimersByTimeAsync(2.5 * PATTERNS.demand.everyS! * 1000);
    expect(audio.sung).toHaveLength(3 * PATTERNS.demand.notes.length);
    await follow("");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(audio.sung).toHaveLength(3 * PATTERNS.demand.notes.length);
  });

  it("says that it waits for a touch, and then sounds what is due now, once", async () => {
    const { audio, sounder, follow } = await start(false);
    await follow("alarm");
    await follow("loud_demand");
    expect(sounder.blocked).toBe(true);
    expect(audio.sung).toEqual([]);
    audio.touch();
    sounder.unblock();
    await vi.advanceTimersByTimeAsync(0);
    expect(sounder.blocked).toBe(false);
    expect(audio.sung).toHaveLength(PATTERNS.loud_demand.notes.length);
  });

  it("has nothing to ask a touch for when all is quiet again", async () => {
    const { audio, sounder, follow } = await start(false);
    await follow("chime");
    await follow("");
    expect(sounder.blocked).toBe(false);
    audio.touch();
    sounder.unblock();
    await vi.advanceTimersByTimeAsync(0);
    expect(audio.sung).toEqual([]);
  });
});

describe("PATTERNS", () => {
  it("gets higher, faster and louder with urgency, and never overlaps itself", () => {
    const order = [PATTERNS.alarm, PATTERNS.demand, PATTERNS.loud_demand];
    const grows = (values: number[]) => expect(values).toEqual([...values].sort((a, b) => a - b));
    grows(order.map((pattern) => pattern.notes[0]!.hz));
    grows(order.map((pattern) => pattern.notes[0]!.gain));
    grows(order.map((pattern) => 1 / pattern.everyS!));
    for (const { notes, everyS } of order) {
      expect(Math.max(...notes.map((note) => note.atS + note.lengthS))).toBeLessThan(everyS!);
    }
  });
});
