import { expect, it } from "vitest";
import { shownAgeS, STALE_S } from "./freshness";

it("trusts a silent car only while the connection stands", () => {
  const car = { age_s: 0.1 };
  expect(shownAgeS(car, 0, 60_000, true)).toBeLessThan(STALE_S);
  expect(shownAgeS(car, 0, 60_000, false)).toBeGreaterThan(STALE_S);
  expect(shownAgeS({ age_s: 4 }, 0, 0, true)).toBeGreaterThan(STALE_S);
  expect(shownAgeS(null, 0, 0, true)).toBe(Number.POSITIVE_INFINITY);
});
