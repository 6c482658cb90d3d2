import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SurfaceState } from "../../surface/client";
import type { AssistView } from "../../wire/schema";
import { Assist } from "./assist.svelte";
import type { Sounder } from "./sounder.svelte";
import { roadView } from "./testing/road";

function start(view: AssistView | null) {
  const asked: [string, unknown][] = [];
  const sounds: string[] = [];
  const surface = { assist: view, state: { kind: "open" } as SurfaceState };
  const sounder = { follow: (sound: string) => sounds.push(sound) } as unknown as Sounder;
  const ask = (method: string, params: unknown) => Promise.resolve(asked.push([method, params]));
  return { assist: new Assist(surface, ask, sounder), surface, asked, sounds };
}

describe("Assist", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("calls a picture old when a moving car falls silent, and fresh again with the next", () => {
    const { assist } = start(roadView(0));
    const stop = assist.watchFeed();
    vi.advanceTimersByTime(499);
    expect(assist.stale).toBe(false);
    vi.advanceTimersByTime(1);
    expect(assist.stale).toBe(true);
    stop();
    assist.watchFeed();
    expect(assist.stale).toBe(false);
  });

  it("believes a standing car that says nothing, but not one that is out of reach", () => {
    const { assist, surface } = start(roadView(0, { speed_mps: 0 }));
    assist.watchFeed();
    vi.advanceTimersByTime(60_000);
    expect(assist.stale).toBe(false);
    surface.state = { kind: "lost", sinceMs: 0 };
    expect(assist.stale).toBe(true);
  });

  it("has the map's room only while the pilot drives", () => {
    expect(start(null).assist.drives).toBe(false);
    expect(start(roadView(0, { state: "ready" })).assist.drives).toBe(false);
    expect(start(roadView(0, { state: "demanded" })).assist.drives).toBe(true);
  });

  it("forgets what the simulated person did when the picture of the road ends", () => {
    const { assist, surface, asked } = start(roadView(0));
    assist.driver.hands(false);
    assist.driver.touch("brake");
    assist.followDriver();
    expect(assist.driver.handsOn).toBe(false);
    surface.assist = roadView(1, { state: "off", lines: [] });
    assist.followDriver();
    vi.advanceTimersByTime(5_000);
    expect(assist.driver.handsOn).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it("sounds on one screen only", () => {
    const warning = { urgency: 4, text: "", sound: "demand" as const };
    const { assist, sounds } = start(roadView(0, { warning }));
    assist.followWarning(false);
    assist.followWarning(true);
    expect(sounds).toEqual(["", "demand"]);
  });

  it("asks the car for what is pressed and for what the simulated person does", () => {
    const { assist, asked } = start(roadView(0));
    assist.press("cancel");
    assist.driver.hands(false);
    expect(asked).toEqual([
      ["assist.press", { button: "cancel" }],
      ["assist.drive", expect.objectContaining({ hands_on: false })],
    ]);
  });
});
