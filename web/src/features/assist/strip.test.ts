import { describe, expect, it } from "vitest";
import { cameraFor } from "./projection";
import { abeamM, dashes, groundPoints, offsets, stripOutlines } from "./strip";

const straight = groundPoints([-20, 1, 0, 1, 20, 1, 60, 1]);
const ends = (parts: ReturnType<typeof dashes>) =>
  parts.map((part) => [part[0]!.x, part.at(-1)!.x].map((x) => Math.round(x * 1e6) / 1e6));

describe("dashes", () => {
  it("lies where it is painted, however the line is cut into points", () => {
    const once = ends(dashes(groundPoints([-20, 1, 60, 1]), 0, 4, 12));
    expect(ends(dashes(straight, 0, 4, 12))).toEqual(once);
    expect(once.slice(0, 2)).toEqual([
      [-20, -16],
      [-8, -4],
    ]);
  });

  it("comes nearer by as much as the car goes on", () => {
    const first = ends(dashes(straight, 0, 4, 12));
    const later = ends(dashes(straight, 3, 4, 12));
    expect(later[1]).toEqual(first[1]!.map((x) => x - 3));
  });

  it("starts in the middle of a dash when the line does", () => {
    expect(ends(dashes(straight, 3, 4, 12))[0]).toEqual([-20, -19]);
    expect(ends(dashes(straight, -1, 4, 12))[0]).toEqual([-19, -15]);
  });

  it("survives points that lie on each other", () => {
    expect(dashes(groundPoints([5, 1, 5, 1]), 0, 4, 12)).toEqual([]);
  });
});

describe("abeamM", () => {
  it("says how far along a line the car is", () => {
    expect(abeamM(straight)).toBe(20);
    expect(abeamM(groundPoints([5, 1, 20, 1]))).toBe(-5);
  });
});

describe("offsets", () => {
  it("keeps the width on a bend, left on the left", () => {
    for (const [left, right] of offsets(groundPoints([0, 0, 10, 0, 17, 7]), 0.8)) {
      expect(Math.hypot(left.x - right.x, left.y - right.y)).toBeCloseTo(1.6, 9);
      expect(left.y).toBeGreaterThan(right.y);
    }
  });
});

describe("stripOutlines", () => {
  it("gets wider towards the viewer and does not cross the camera", () => {
    const camera = cameraFor({ left: 0, top: 0, width: 1000, height: 900 }, 20);
    const [outline] = stripOutlines(camera, groundPoints([-80, 0, 20, 0, 100, 0]), 0.5);
    const widths = [0, 1, 2].map((i) => outline![5 - i]!.x - outline![i]!.x);
    expect(widths[0]).toBeGreaterThan(widths[1]!);
    expect(widths[1]).toBeGreaterThan(widths[2]!);
    expect(outline!.every((p) => p.depth > 0)).toBe(true);
  });
});
