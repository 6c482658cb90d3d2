import { describe, expect, it } from "vitest";
import type { AssistPlan } from "../../wire/schema";
import { roadObject, roadView } from "./testing/road";
import { detailWords, doesWords, guardWords, warningWords } from "./words";

const plan = (more: Partial<AssistPlan> = {}): AssistPlan => ({ ...roadView(0).plan!, ...more });
const steady = plan({ speeds_mps: [25, 25, 25] });

describe("doesWords", () => {
  it("says what the plan does in the reader's language", () => {
    const view = { plan: plan({ behaviour: "pull_over" }) };
    expect(doesWords("en", view)).toBe("Pulling over");
    expect(doesWords("zh", view)).toBe("靠边停车");
  });

  it("says that there is no plan", () => {
    expect(doesWords("en", { plan: null })).toBe("No plan yet");
  });
});

describe("detailWords", () => {
  const followed = roadObject(1, "truck", 42, 0, { followed: true });

  it("names who is followed, from bumper to bumper, and the speed it goes to", () => {
    const view = { plan: plan({ speeds_mps: [25, 20, 16.8] }), objects: [followed], speed_mps: 25 };
    expect(detailWords("en", view)).toBe("lorry 30 m ahead · slowing to 60 km/h");
    expect(detailWords("zh", view)).toBe("前方30米处货车 · 减速至 60 km/h");
  });

  it("says a stop as a stop", () => {
    const view = { plan: plan({ speeds_mps: [8, 4, 0] }), objects: [], speed_mps: 8 };
    expect(detailWords("en", view)).toBe("slowing to a stop");
  });

  it("says where it speeds up to", () => {
    const view = { plan: plan({ speeds_mps: [25, 28, 30.5] }), objects: [], speed_mps: 25 };
    expect(detailWords("en", view)).toBe("speeding up to 110 km/h");
  });

  it("is silent when nothing changes and nobody is followed", () => {
    expect(detailWords("en", { plan: steady, objects: [], speed_mps: 25.4 })).toBe("");
    expect(detailWords("en", { plan: null, objects: [], speed_mps: 25 })).toBe("");
  });
});

describe("guardWords", () => {
  it("says what the guard does, and a rule it does not know by its name", () => {
    expect(guardWords("en", [])).toBe("");
    expect(guardWords("en", ["ahead", "steering"])).toBe(
      "Guard: brakes for what is ahead, limits steering",
    );
    expect(guardWords("en", ["new_rule"])).toBe("Guard: new_rule");
  });
});

describe("warningWords", () => {
  const warning = (text: string) => ({ urgency: 4, text, sound: "demand" as const });

  it("says the first words in the reader's language and the car's reason once", () => {
    const view = { state: "demanded" as const, warning: warning("Take over now. Your belt is open.") };
    expect(warningWords("en", view)).toEqual({
      headline: "Take over now.",
      detail: "Your belt is open.",
    });
    expect(warningWords("zh", view).headline).toBe("请立即接管。");
  });

  it("keeps what was said before the first words", () => {
    const view = {
      state: "warned" as const,
      warning: warning("No lane change. Too late. Hold the wheel and look at the road."),
    };
    expect(warningWords("en", view).detail).toBe("No lane change. Too late.");
  });

  it("says the car's sentence alone where it is all", () => {
    const view = { state: "off" as const, warning: warning("Fasten your belt.") };
    expect(warningWords("en", view)).toEqual({ headline: "Fasten your belt.", detail: "" });
  });
});
