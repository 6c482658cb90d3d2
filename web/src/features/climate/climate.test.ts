import { expect, it } from "vitest";
import { COLDEST_K, stepTarget, WARMEST_K } from "./climate";

it("steps by half a degree and stops at the ends", () => {
  expect(stepTarget(294.65, 1)).toBeCloseTo(295.15);
  expect(stepTarget(294.71, -1)).toBeCloseTo(294.15);
  expect(stepTarget(WARMEST_K, 1)).toBe(WARMEST_K);
  expect(stepTarget(COLDEST_K, -1)).toBe(COLDEST_K);
});
