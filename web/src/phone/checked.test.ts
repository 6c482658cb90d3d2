import { describe, expect, it } from "vitest";
import { checkedMedia, checkedState, isPlace } from "./checked";

const media = {
  type: "media",
  queue: [{ track_id: "t", title: "T", duration_s: 1 }],
  index: 0,
  position_s: 0,
  anchor_utc_s: 0,
  playing: true,
};
const place = { name: "A", latitude_deg: 1, longitude_deg: 2 };
const plan = {
  origin: place,
  destination: place,
  geometry: "",
  distance_m: 1,
  duration_s: 1,
  energy_wh: 1,
  arrival_soc_frac: 0.5,
};
const text = (value: unknown) => JSON.stringify(value);

describe("what another device wrote", () => {
  it("is taken when it is what screens know", () => {
    expect(checkedMedia(text(media))).toEqual(media);
    expect(checkedState(text({ type: "navigation", plan, progress_m: 3 }))?.type).toBe("navigation");
    expect(isPlace(place)).toBe(true);
  });

  it.each([
    null,
    "null",
    "{}",
    "[]",
    "1",
    text({ type: "media" }),
    text({ ...media, queue: {} }),
    text({ ...media, queue: [null] }),
    text({ ...media, index: "0" }),
    text({ type: "navigation" }),
    text({ type: "navigation", plan: null }),
    text({ type: "navigation", plan: { ...plan, destination: null } }),
    text({ type: "navigation", plan: { ...plan, maneuvers: 1 } }),
    text({ type: "call" }),
  ])("is left out when it is not: %s", (bad) => {
    expect(checkedState(bad)).toBe(null);
    expect(checkedMedia(bad)).toBe(null);
  });
});
