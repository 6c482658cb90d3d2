import { describe, expect, it } from "vitest";
import { latestPlaces, shownActivities } from "./shown";

const known = {
  self: { id: "phone", name: "Ada" },
  car: { id: "car", name: "SU7" },
  linked: true,
};
const view = {
  activity: "media",
  epoch: 3,
  holder_id: "phone",
  live_here: true,
  moving: "" as const,
  state: '{"type":"media","queue":[],"index":0,"position_s":0,"anchor_utc_s":0,"playing":false}',
  resume_from: null,
};

describe("shownActivities", () => {
  it("offers the car only for what is live here while it is linked", () => {
    expect(shownActivities([view], known)[0]?.look.targets).toHaveLength(1);
    expect(shownActivities([view], { ...known, linked: false })[0]?.look.targets).toEqual([]);
    const away = { ...view, holder_id: "car", live_here: false };
    expect(shownActivities([away], known)[0]?.look).toMatchObject({
      holderName: "SU7",
      holderKind: "car",
      targets: [],
    });
  });

  it("shows nothing for what has ended or never was", () => {
    expect(shownActivities([{ ...view, state: null }], known)).toEqual([]);
    expect(shownActivities([{ ...view, holder_id: "" }], known)).toEqual([]);
  });

  it("shows nothing of what no screen knows", () => {
    expect(shownActivities([{ ...view, state: '{"type":"media"}' }], known)).toEqual([]);
    expect(latestPlaces([["1", null], ["2", { name: "x" }], ["3", "y"]])).toEqual([]);
  });
});

describe("latestPlaces", () => {
  it("names each place once, the latest first", () => {
    const place = (name: string) => ({ name, latitude_deg: 1, longitude_deg: 2 });
    const facts = [
      ["01/a", place("Paris")],
      ["03/a", place("Paris")],
      ["02/b", place("Rome")],
    ] as const;
    expect(latestPlaces(facts).map((p) => p.name)).toEqual(["Paris", "Rome"]);
  });
});
