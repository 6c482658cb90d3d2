import { describe, expect, it } from "vitest";
import { type AssistState, isOffered, levelOf, mayCancel, mayEngage, pilotDrives } from "./status";

const STATES: AssistState[] = [
  "unavailable",
  "off",
  "ready",
  "engaged",
  "warned",
  "demanded",
  "minimal_risk",
  "standstill",
  "taken_over",
  "locked",
  "fault",
];

describe("states", () => {
  it("gives the map's room to the scene only while the pilot drives", () => {
    expect(STATES.filter(pilotDrives)).toEqual(["engaged", "warned", "demanded", "minimal_risk"]);
  });

  it("can always be ended by hand while the pilot drives or the hazard lights burn", () => {
    expect(STATES.filter(mayCancel)).toEqual([
      "engaged",
      "warned",
      "demanded",
      "minimal_risk",
      "standstill",
      "taken_over",
    ]);
  });

  it("offers engage where it may be accepted or refused with a reason", () => {
    expect(STATES.filter(mayEngage)).toEqual(["off", "ready"]);
  });

  it("says nothing of assistance in a car that has none, but why it is not there", () => {
    expect(isOffered({ state: "unavailable", why: "" })).toBe(false);
    expect(isOffered({ state: "unavailable", why: "Get in first." })).toBe(true);
    expect(isOffered({ state: "off", why: "" })).toBe(true);
  });
});

describe("levelOf", () => {
  it.each([
    [0, null],
    [1, "notice"],
    [2, "look"],
    [3, "alarm"],
    [4, "demand"],
    [5, "demand"],
    [6, "demand"],
    [9, "demand"],
    [Number.NaN, null],
  ])("shows urgency %d as %s", (urgency, level) => {
    expect(levelOf(urgency)).toBe(level);
  });
});
