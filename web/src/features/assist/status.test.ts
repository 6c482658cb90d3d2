import { describe, expect, it } from "vitest";
import {
  type AssistState,
  isShown,
  levelOf,
  mayCancel,
  mayEngage,
  maySet,
  pilotDrives,
  TONES,
} from "./status";

/** All of them: a row for each, or it would not compile. */
const STATES = Object.keys(TONES) as AssistState[];

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

  it("leaves a parked car's screen to the map unless there is something to end", () => {
    expect(STATES.filter((state) => isShown(state, true))).toEqual(STATES.filter(mayCancel));
    expect(STATES.filter((state) => isShown(state, false))).toEqual(STATES);
  });

  it("sets speed and distance where they mean something", () => {
    expect(STATES.filter(maySet)).toEqual([
      "ready",
      "engaged",
      "warned",
      "demanded",
      "minimal_risk",
    ]);
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
