import { describe, expect, it } from "vitest";
import { arcShare, arrivalBand, DRAW_LIMIT_W, REGEN_LIMIT_W, shortfallM } from "./gauge";

describe("arcShare", () => {
  it("rests at a quarter, and reaches the ends at the limits", () => {
    expect(arcShare(0)).toBe(0.25);
    expect(arcShare(DRAW_LIMIT_W)).toBe(1);
    expect(arcShare(9e9)).toBe(1);
    expect(arcShare(-REGEN_LIMIT_W)).toBe(0);
    expect(arcShare(-9e9)).toBe(0);
    expect(arcShare(Number.NaN)).toBe(0.25);
  });

  it("never turns back as power grows", () => {
    let before = -1;
    for (let power = -REGEN_LIMIT_W; power <= DRAW_LIMIT_W; power += 1_000) {
      expect(arcShare(power)).toBeGreaterThan(before);
      before = arcShare(power);
    }
  });
});

describe("arrivalBand", () => {
  it("says when it is low and when there is nothing left", () => {
    expect(arrivalBand(0.4, 0.05)).toMatchObject({ level: "fine" });
    expect(arrivalBand(0.12, 0.05)).toMatchObject({ level: "low" });
    expect(arrivalBand(-0.2, 0.05)).toEqual({ from: 0, to: 0, level: "empty" });
    expect(arrivalBand(Number.NaN, Number.NaN)).toEqual({ from: 0, to: 0, level: "empty" });
  });
});

describe("shortfallM", () => {
  it("says how far before the end the charge ends", () => {
    expect(shortfallM(0.8, -0.8, 1_000)).toBe(500);
    expect(shortfallM(0, -0.5, 1_000)).toBe(1_000);
    expect(shortfallM(0.8, 0.1, 1_000)).toBe(0);
    expect(shortfallM(0.8, Number.NaN, 1_000)).toBe(0);
  });
});
