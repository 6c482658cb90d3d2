import { describe, expect, it } from "vitest";
import { Reconnect } from "./reconnect";

describe("when to dial again", () => {
  it("doubles the delay to fifteen seconds", () => {
    const reconnect = new Reconnect(["a"]);
    const delays = Array.from({ length: 7 }, () => reconnect.delayS(0, 1));
    expect(delays).toEqual([1, 2, 4, 8, 15, 15, 15]);
  });

  it("spreads the delay by up to a half", () => {
    expect(new Reconnect(["a"]).delayS(0, 0)).toBe(0.5);
  });

  it("tries every address before the delay grows", () => {
    const reconnect = new Reconnect(["a", "b", "a"]);
    const tried = [0, 1, 2].map(() => [reconnect.nextAddress(), reconnect.delayS(0, 1)]);
    expect(tried).toEqual([["a", 0.5], ["b", 1], ["a", 0.5]]);
  });

  it("starts over after a link that lived, and when the network is back", () => {
    const reconnect = new Reconnect(["a"]);
    for (let tries = 0; tries < 5; tries += 1) reconnect.delayS(0, 1);
    expect(reconnect.delayS(10, 1)).toBe(0.5);
    for (let tries = 0; tries < 5; tries += 1) reconnect.delayS(0, 1);
    reconnect.retryNow();
    expect(reconnect.delayS(0, 1)).toBe(1);
  });

  it("remembers what worked first", () => {
    const reconnect = new Reconnect(["a", "b"]);
    reconnect.delayS(0, 1);
    reconnect.opened(["c", "b"]);
    expect(reconnect.addresses).toEqual(["b", "c", "a"]);
  });
});
