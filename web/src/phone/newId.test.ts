import { expect, it } from "vitest";
import { newId } from "./newId";

it("is what Python makes of the same time and chance", () => {
  // new_id(1767225600.123, bytes(range(10)))
  expect(newId(1_767_225_600_123, Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))).toBe(
    "01kdvdna3v000g40r40m30e209",
  );
});

it("sorts by time", () => {
  const bytes = new Uint8Array(10);
  expect(newId(1_000, bytes) < newId(2_000, bytes)).toBe(true);
});
