import { expect, it } from "vitest";
import { type DemoFacts, nextHint } from "./steps";

const start: DemoFacts = {
  paired: false,
  near: false,
  hasRoute: false,
  seated: false,
  parked: true,
  routeInCar: false,
};

it("leads through the drive in order", () => {
  const story: [Partial<DemoFacts>, string][] = [
    [{}, "demo.hintPair"],
    [{ paired: true }, "demo.hintPlan"],
    [{ paired: true, hasRoute: true }, "demo.hintWalk"],
    [{ paired: true, hasRoute: true, near: true }, "demo.hintGetIn"],
    [{ paired: true, hasRoute: true, near: true, seated: true }, "demo.hintDrive"],
    [{ paired: true, hasRoute: true, seated: true, parked: false }, "demo.hintGetOut"],
  ];
  for (const [facts, hint] of story) expect(nextHint({ ...start, ...facts })).toBe(hint);
});
