import polyline from "@mapbox/polyline";
import { describe, expect, it } from "vitest";
import { routeLine } from "./route";

const plan = (points: [number, number][], distance_m: number) => ({
  geometry: polyline.encode(points),
  distance_m,
});

describe("routeLine", () => {
  it("gives longitude first and the bounds", () => {
    const line = routeLine(plan([[40, 116], [39, 117], [31, 121]], 1_200_000))!;
    expect(line.coordinates[0]).toEqual([116, 40]);
    expect(line.bounds).toEqual([[116, 31], [121, 40]]);
  });

  it("knows how much of the drawn line lies behind a distance", () => {
    const line = routeLine(plan([[0, 0], [0, 1], [30, 1], [60, 1]], 100_000))!;
    expect(line.fractionAt(0)).toBe(0);
    expect(line.fractionAt(100_000)).toBe(1);
    expect(line.fractionAt(9e9)).toBe(1);
    // Mercator stretches the north: half of the way is less than half of the line.
    expect(line.fractionAt(50_000)).toBeLessThan(0.48);
    let before = 0;
    for (let m = 0; m <= 100_000; m += 5_000) {
      expect(line.fractionAt(m)).toBeGreaterThanOrEqual(before);
      before = line.fractionAt(m);
    }
  });

  it("stays whole across the date line", () => {
    const line = routeLine(plan([[0, 179], [0, -179]], 222_000))!;
    expect(line.coordinates[1]![0]).toBe(181);
  });

  it("has no line for a single point or nonsense", () => {
    expect(routeLine(plan([[1, 1]], 0))).toBeNull();
    expect(routeLine({ geometry: "", distance_m: 0 })).toBeNull();
    expect(routeLine(plan([[1, 1], [91, 2]], 100))).toBeNull();
    expect(routeLine(plan([[1, 1], [1, 181]], 100))).toBeNull();
    expect(routeLine({ geometry: "~".repeat(5_000), distance_m: 1 })).toBeNull();
    expect(routeLine(plan([[1, 1], [2, 2]], 100))!.fractionAt(Number.NaN)).toBe(0);
  });
});
