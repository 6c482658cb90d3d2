import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AssistDrive } from "../../wire/schema";
import { SimulatedDriver } from "./simulatedDriver.svelte";

const CALM: AssistDrive = {
  accelerator_frac: 0,
  brake_frac: 0,
  steer_torque_nm: 0,
  hands_on: true,
  attentive: true,
};

function start() {
  const said: AssistDrive[] = [];
  return { said, driver: new SimulatedDriver((drive) => said.push(drive)) };
}

describe("SimulatedDriver", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("brakes for a moment and lets go", () => {
    const { said, driver } = start();
    driver.touch("brake");
    expect(said).toEqual([{ ...CALM, brake_frac: 0.25 }]);
    vi.advanceTimersByTime(600);
    expect(said.at(-1)).toEqual(CALM);
  });

  it("stays with hands off and eyes away until it is told otherwise", () => {
    const { said, driver } = start();
    driver.hands(false);
    driver.eyes(false);
    driver.touch("accelerate");
    vi.advanceTimersByTime(5_000);
    expect(said.at(-1)).toEqual({ ...CALM, hands_on: false, attentive: false });
  });

  it("has a hand on the wheel when it nudges it", () => {
    const { said, driver } = start();
    driver.hands(false);
    driver.touch("nudgeRight");
    expect(said.at(-1)).toEqual({ ...CALM, steer_torque_nm: -4 });
    expect(driver.handsOn).toBe(true);
  });

  it("lets go of the first pedal when it takes the other", () => {
    const { said, driver } = start();
    driver.touch("accelerate");
    vi.advanceTimersByTime(100);
    driver.touch("brake");
    expect(said.at(-1)).toEqual({ ...CALM, brake_frac: 0.25 });
    vi.advanceTimersByTime(10_000);
    expect(said).toHaveLength(3);
  });
});
